"""The one parser over the subcommands of the index."""

import argparse
import os
import sys
from functools import cache
from typing import Any, NoReturn

from oidc_workbench.commands import COMMANDS
from oidc_workbench.commands.terminal import Exit

_DESCRIPTION = (
    "Obtain, read and judge OAuth 2.0 and OpenID Connect tokens. Without a command: the window."
)


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
