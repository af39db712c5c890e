"""The command line: one parser over the subcommands; without one, the window."""

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NoReturn

from oidc_workbench.commands import COMMANDS
from oidc_workbench.commands.terminal import Exit, Terminal
from oidc_workbench.errors import WorkbenchError

NO_DISPLAY = WorkbenchError(
    "no-display",
    "There is no display to open a window on.",
    "Start it in a graphical session, or run 'oidc-workbench demo' to see both flows here.",
)
_DESCRIPTION = (
    "Obtain, read and judge OAuth 2.0 and OpenID Connect tokens. Without a command: the window."
)
OpenWindow = Callable[[bool], int]


@cache
def _width() -> int:
    """The terminal's width, asked for once; argparse would ask for each argument."""
    asked = os.environ.get("COLUMNS", "")
    if asked.isascii() and asked.isdecimal() and int(asked):
        return int(asked)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno() if sys.__stdout__ else 1).columns or 80
    except (OSError, ValueError):  # no terminal, or a closed one
        return 80


class _Formatter(argparse.HelpFormatter):
    """Help that is as wide as the terminal."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_width() - 2)


class _Parser(argparse.ArgumentParser):
    """An argument parser that exits with 64 on wrong usage, as scripts expect."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, formatter_class=_Formatter)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the call and how to get help."""
        self.exit(Exit.USAGE, f"oidc-workbench: {message}. See '{self.prog} --help'.\n")


class _Version(argparse.Action):
    """Prints the installed version; looked up only when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print(f"oidc-workbench {version('oidc-workbench')}")
        parser.exit(Exit.OK)


def build_parser(asked: str = "") -> argparse.ArgumentParser:
    """Build the parser; the arguments of a subcommand only where it is the one asked for.

    Each subcommand imports what its arguments need, and a call pays for its own alone.
    """
    parser = _Parser(prog="oidc-workbench", description=_DESCRIPTION)
    parser.add_argument(
        "--practice", action="store_true", help="open the window with the practice provider running"
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND")
    for command in COMMANDS:
        sub = subparsers.add_parser(command.NAME, help=command.HELP, description=command.HELP)
        if asked == command.NAME:
            command.add_arguments(sub)
            sub.add_argument("--json", action="store_true", help="one JSON document on stdout")
            sub.set_defaults(run=command.run)
    return parser


def main(argv: Sequence[str], open_window: OpenWindow) -> int:
    """Run a subcommand, or the window; returns the exit status.

    Args:
        argv: the arguments without the program's name.
        open_window: shows the window, beside the practice provider if that is asked for.

    A bug of ours ends with 70 and one sentence; set OIDC_WORKBENCH_DEBUG=1 to see where it broke.
    """
    asked = next((word for word in argv if not word.startswith("-")), "")
    args = build_parser(asked).parse_args(argv)
    if args.command is None:
        return _window(open_window, practice=args.practice)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that lacks a character is shown its number instead.
        sys.stdout.reconfigure(errors="backslashreplace")
    terminal = Terminal(as_json=args.json)
    try:
        return int(args.run(args, terminal))
    except WorkbenchError as error:
        return terminal.fail(error)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of our output went away (``| head``). Nothing is to be added; yet 0 would say
        # "accepted" of a token whose verdict was not told.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.CUT_OFF
    except Exception as error:
        if os.environ.get("OIDC_WORKBENCH_DEBUG"):
            raise
        return terminal.fail(_bug(error), Exit.BUG)


def _bug(error: Exception) -> WorkbenchError:
    # Only the type is told: the text of a foreign exception may hold a token.
    return WorkbenchError(
        "bug",
        f"The workbench made a mistake of its own ({type(error).__name__}).",
        "Run again with OIDC_WORKBENCH_DEBUG=1 and report what it prints.",
    )


def _has_display() -> bool:
    if sys.platform != "linux":
        return True
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return any(os.environ.get(name) for name in names)


def _window(open_window: OpenWindow, *, practice: bool) -> int:
    if not _has_display():
        return Terminal().fail(NO_DISPLAY, Exit.USAGE)
    return open_window(practice)
