"""Missing parts: the tests that need one are skipped, each part is named once, or all is refused.

A test says `@pytest.mark.needs("chromium")`. Without the part it is skipped and the summary says
what to install. With `--strict-parts` nothing may be skipped, for whatever reason.
"""

from __future__ import annotations

from collections import Counter

import pytest

from peers.parts import missing, remedy

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
        if absent := missing(names):
            reason = _PREFIX + ", ".join(sorted({part.name for part in absent}))
            item.add_marker(pytest.mark.skip(reason=reason))


def _skip_reasons(terminal: pytest.TerminalReporter) -> Counter[str]:
    reports = terminal.stats.get("skipped", [])
    # A skip's long form is (file, line, "Skipped: reason").
    texts = [r.longrepr[2] if isinstance(r.longrepr, tuple) else str(r.longrepr) for r in reports]
    return Counter(text.removeprefix("Skipped: ") for text in texts)


def _absent_parts(reasons: Counter[str]) -> Counter[str]:
    """How many tests each missing part kept from running."""
    absent = Counter[str]()
    for reason, count in reasons.items():
        if reason.startswith(_PREFIX):
            for name in reason.removeprefix(_PREFIX).split(", "):
                absent[name] += count
    return absent


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


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    reasons = _skip_reasons(terminalreporter)
    if absent := _absent_parts(reasons):
        terminalreporter.section("missing parts")
        for name, count in sorted(absent.items()):
            terminalreporter.line(f"{name} ({remedy(name)}): {count} tests skipped")
    if reasons and config.getoption("--strict-parts"):
        terminalreporter.section("strict")
        for reason, count in sorted(reasons.items()):
            terminalreporter.line(f"{count} skipped, and none may be: {reason}", red=True)
