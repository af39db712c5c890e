"""The command line, one file per subcommand."""

import argparse
from typing import Protocol

from oidc_workbench.commands import (
    check,
    demo,
    discover,
    inspect,
    login,
    practice,
    register,
    rotate,
    rules,
    token,
)
from oidc_workbench.commands.terminal import Terminal


class Command(Protocol):
    """What a subcommand's module offers."""

    NAME: str
    HELP: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the subcommand's own arguments."""
        ...

    def run(self, args: argparse.Namespace, terminal: Terminal) -> int:
        """Run it; returns the exit status."""
        ...


COMMANDS: tuple[Command, ...] = (
    inspect,
    check,
    discover,
    token,
    login,
    register,
    rotate,
    demo,
    practice,
    rules,
)
