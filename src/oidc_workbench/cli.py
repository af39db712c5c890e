"""The command line: a subcommand; without one, the window."""

import io
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from oidc_workbench.errors import WorkbenchError

if TYPE_CHECKING:
    import argparse

NO_DISPLAY = WorkbenchError(
    "no-display",
    "There is no display to open a window on.",
    "Start it in a graphical session, or run 'oidc-workbench demo' to see both flows here.",
)
# These need no parser, and a window should not wait for one to be loaded and built.
_ONLY_A_WINDOW: tuple[list[str], ...] = ([], ["--practice"])
OpenWindow = Callable[[bool], int]


def main(argv: Sequence[str], open_window: OpenWindow) -> int:
    """Run a subcommand, or the window; returns the exit status.

    Args:
        argv: the arguments without the program's name.
        open_window: shows the window, beside the practice provider if that is asked for.

    A bug of ours ends with 70 and one sentence; set OIDC_WORKBENCH_DEBUG=1 to see where it broke.
    """
    if list(argv) in _ONLY_A_WINDOW:
        return _window(open_window, practice=bool(argv))
    from oidc_workbench.commands.parser import build_parser

    asked = next((word for word in argv if not word.startswith("-")), "")
    args = build_parser(asked).parse_args(argv)
    if args.command is None:
        return _window(open_window, practice=args.practice)
    return _run(args)


def _run(args: "argparse.Namespace") -> int:
    from oidc_workbench.commands.terminal import Exit, Terminal

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
        from oidc_workbench.commands.terminal import Exit, Terminal

        return Terminal().fail(NO_DISPLAY, Exit.USAGE)
    return open_window(practice)
