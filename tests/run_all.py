"""Runs every check and every test, and says at the end which of them failed.

`./run test` calls this once the environment stands. `--strict` refuses missing parts and skipped
tests; every other argument goes to pytest.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from peers import parts

if TYPE_CHECKING:
    from collections.abc import Callable

PROJECT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
_PURE_ROOMS = ("jose", "oauth", "rules", "flows", "report", "workspace")
_FLOOR = 95
_PYTEST = (
    "-q",
    # The peers are started once for each worker; a file stays with one.
    *("-n", "2", "--dist=loadfile"),
    *("--cov", "--cov-report="),
    # A test that hangs shows where, and ends.
    *("-o", "faulthandler_timeout=120", "-o", "faulthandler_exit_on_timeout=true"),
)


@dataclass(frozen=True)
class Check:
    """One command of the whole, under the name the summary gives it."""

    name: str
    program: str
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """How a check ended."""

    name: str
    passed: bool
    seconds: float


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def checks(pytest_arguments: list[str], *, strict: bool) -> list[Check]:
    rooms = ",".join(f"*/oidc_workbench/{room}/*" for room in _PURE_ROOMS)
    strictly = ("--strict-parts",) if strict else ()
    chosen = [
        Check("lint", "ruff", ("check",)),
        Check("format", "ruff", ("format", "--check")),
        Check("types", "mypy"),
        # Its cache has called a broken contract kept.
        Check("layers", "lint-imports", ("--no-logo", "--no-cache")),
        Check("tests", "pytest", (*_PYTEST, *strictly, *pytest_arguments)),
    ]
    if not pytest_arguments:  # a choice of tests says nothing about what all of them reach
        floor = (f"--include={rooms}", f"--fail-under={_FLOOR}")
        chosen.append(Check("coverage", "coverage", ("report", *floor)))
    return chosen


def carry_out(check: Check) -> Result:
    say(f"\n== {check.name}: {' '.join((check.program, *check.arguments))}")
    started = time.monotonic()
    command = [str(BIN / check.program), *check.arguments]
    done = subprocess.run(command, cwd=PROJECT, stdin=subprocess.DEVNULL, check=False)
    return Result(check.name, done.returncode == 0, time.monotonic() - started)


def _attempt(install: Callable[[], None], what: str) -> None:
    """Install something; what stays missing is named by the tests that miss it."""
    say(f"Installing {what}")
    try:
        install()
    except (OSError, parts.InstallationError) as error:
        say(f"That failed: {error}")


def provide_parts() -> None:
    missing = parts.all_missing()
    if any(part.npm for part in missing):
        _attempt(parts.install_npm_packages, "the npm packages of the tests' peers")
    packages = [package for part in missing for package in part.debian]
    if packages and os.geteuid() == 0 and shutil.which("apt-get"):
        what = f"system packages: {' '.join(packages)}"
        _attempt(lambda: parts.install_debian_packages(packages), what)


def main(arguments: list[str]) -> int:
    strict = "--strict" in arguments
    provide_parts()
    pytest_arguments = [argument for argument in arguments if argument != "--strict"]
    results = [carry_out(check) for check in checks(pytest_arguments, strict=strict)]
    say("\n== summary")
    for result in results:
        say(f"{'passed' if result.passed else 'FAILED'}  {result.name} ({result.seconds:.1f} s)")
    if pytest_arguments:
        say("The coverage floor is judged only when every test runs.")
    return 0 if all(result.passed for result in results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
