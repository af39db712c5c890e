"""The reports that ``inspect`` and ``check`` write."""

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from oidc_workbench.commands.terminal import Terminal
from oidc_workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from collections.abc import Callable

    from oidc_workbench.report.model import Report


def refuse_reports(args: argparse.Namespace, terminal: Terminal) -> None:
    """Refuse what can't be written, before anything is fetched or judged.

    Raises:
        WorkbenchError: a file is there and may not be replaced, two reports go to one place, or
            one goes to standard output besides the JSON document.
    """
    places = [file for _, file in args.report or ()]
    real = [os.path.realpath(file) if file else "" for file in places]
    if len(set(real)) < len(real):
        raise WorkbenchError(
            "reports-collide",
            "Two reports would be written to the same place.",
            "Give each a file of its own: --report FORMAT:FILE.",
        )
    if "" in places and terminal.as_json:
        raise WorkbenchError(
            "reports-collide",
            "Standard output can't hold the JSON document and a report.",
            "Give the report a file, or leave out --json.",
        )
    for file in places:
        if file and not args.force and os.path.lexists(file):
            raise _exists(file)


def write_reports(
    args: argparse.Namespace, make: "Callable[[float], Report]", terminal: Terminal
) -> bool:
    """Write every report that was asked for; returns whether one went to standard output.

    Args:
        args: with ``report`` and ``force``.
        make: makes the report, given the time; called only when one is wanted.
        terminal: for the report that goes to standard output.

    Raises:
        WorkbenchError: a file can't be written; those before it are.
    """
    if not args.report:
        return False
    from oidc_workbench.adapters.clock import SystemClock
    from oidc_workbench.report.formats import format_named

    report = make(SystemClock().now())
    for name, file in args.report:
        chosen = format_named(name)
        text = chosen.render(report) if chosen else ""
        if file:
            _write(file, text, force=args.force)
        else:
            terminal.say(text.removesuffix("\n"))
    return any(not file for _, file in args.report)


def _write(file: str, text: str, *, force: bool) -> None:
    from oidc_workbench.adapters.atomic_file import write_alone
    from oidc_workbench.adapters.chosen_files import reason_of

    if not force and os.path.lexists(file):  # it may have come into being meanwhile
        raise _exists(file)
    try:
        write_alone(Path(file), text.encode())
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise WorkbenchError(
            "report-unwritable",
            f"The report can't be written to {file}: {reason_of(error)}.",
            "Check the path and its permissions.",
        ) from None


def _exists(file: str) -> WorkbenchError:
    return WorkbenchError(
        "report-exists",
        f"There is a file {file} already.",
        "Choose another name, or replace it with --force.",
    )
