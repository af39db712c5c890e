"""Missing parts: the tests that need one are skipped, each part is named once, or all is refused.

A test says `@pytest.mark.needs("chromium")`. Without the part it is skipped and the summary says
what to install. With `--strict-parts` nothing may be skipped, for whatever reason.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from peers.parts import missing

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter

_PREFIX = "missing part: "


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--strict-parts",
        action="store_true",
        help="a missing part of the machine, or any skipped test, is a failure",
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        names = [name for mark in item.iter_markers("needs") for name in mark.args]
        for part in missing(names):
            reason = f"{_PREFIX}{part.name} ({part.remedy})"
            item.add_marker(pytest.mark.skip(reason=reason))


def _skip_reasons(terminal: TerminalReporter) -> list[str]:
    reports = terminal.stats.get("skipped", [])
    # A skip's long form is (file, line, "Skipped: reason").
    texts = [r.longrepr[2] if isinstance(r.longrepr, tuple) else str(r.longrepr) for r in reports]
    return [text.removeprefix("Skipped: ") for text in texts]


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Turn skips into a failure where nothing may be missing.

    Only the process that reports to the terminal knows all the results; under xdist that is the
    controller, and its workers pass through here without an opinion.
    """
    terminal = session.config.pluginmanager.get_plugin("terminalreporter")
    is_worker = hasattr(session.config, "workerinput")
    if is_worker or terminal is None or not session.config.getoption("--strict-parts"):
        return
    if _skip_reasons(terminal) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: TerminalReporter, config: pytest.Config) -> None:
    reasons = Counter(_skip_reasons(terminalreporter))
    absent = {r.removeprefix(_PREFIX): n for r, n in reasons.items() if r.startswith(_PREFIX)}
    if absent:
        terminalreporter.section("missing parts")
        for text, count in sorted(absent.items()):
            terminalreporter.line(f"{text}: {count} tests skipped")
    if reasons and config.getoption("--strict-parts"):
        count = sum(reasons.values())
        terminalreporter.section("strict")
        terminalreporter.line(f"{count} tests were skipped, and --strict-parts allows none", red=True)
        for reason, number in sorted(reasons.items()):
            terminalreporter.line(f"  {number} x {reason}")
