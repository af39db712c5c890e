"""Opens the person's own browser by the means of their system (RFC 8252 §4, §8.12)."""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from threading import Thread

from oidc_workbench.errors import WorkbenchError

_OPENERS = ("xdg-open", "gio open", "wslview", "sensible-browser", "x-www-browser")
# A program that cannot open anything says so at once; a browser that runs in the foreground
# goes on until the person closes it.
_FAILS_WITHIN = 2.0


class SystemBrowser:
    """The Browser port.

    Args:
        command: what to run instead of the system's choice, in the form of ``$BROWSER``: a
            program with arguments, ``%s`` where the URL goes (else it is the last argument).
        fails_within: seconds in which a program that ends unsuccessfully counts as failed.
    """

    def __init__(self, command: str | None = None, *, fails_within: float = _FAILS_WITHIN) -> None:
        self._command = command
        self._fails_within = fails_within

    async def open(self, url: str) -> None:
        """Show the page; returns when a browser has taken it, not when it is closed.

        Raises:
            WorkbenchError: ``browser-not-opened``.
        """
        from asyncio import to_thread

        # A file or another scheme would make the system run what is not a browser.
        if not url.startswith(("https://", "http://")):
            raise _not_opened("The address is not an http or https URL.")
        await to_thread(self._open, url)

    def _open(self, url: str) -> None:
        if sys.platform == "win32" and not (self._command or os.environ.get("BROWSER")):
            _start_file(url)
            return
        commands = list(self._commands())
        if not commands:
            raise _not_opened("There is no graphical display and no browser command.")
        if not any(self._runs(command, url) for command in commands):
            raise _not_opened("No browser could be started.")

    def _commands(self) -> Iterator[str]:
        if self._command:
            yield self._command
            return
        yield from filter(None, os.environ.get("BROWSER", "").split(os.pathsep))
        if sys.platform == "darwin":
            yield "open"
        elif os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
            yield from _OPENERS

    def _runs(self, command: str, url: str) -> bool:
        arguments = _arguments(command, url)
        if not arguments or shutil.which(arguments[0]) is None:
            return False
        try:
            # Its own session: the browser outlives this program and is not hit by its Ctrl+C.
            process = subprocess.Popen(  # noqa: S603 - the person's own browser command
                arguments,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                env=_environment(),
            )
        except OSError:
            return False
        try:
            return process.wait(self._fails_within) == 0
        except subprocess.TimeoutExpired:
            # Waited for in the background, so that its end leaves no zombie.
            Thread(target=process.wait, name="browser", daemon=True).start()
            return True


def _arguments(command: str, url: str) -> list[str]:
    try:
        parts = shlex.split(command.strip().removesuffix("&"), posix=os.name != "nt")
    except ValueError:
        return []
    if any("%s" in part for part in parts):
        return [part.replace("%s", url) for part in parts]
    return [*parts, url] if parts else []


def _environment() -> dict[str, str]:
    """Return the environment as it was before a frozen program pointed it at its own libraries."""
    environment = dict(os.environ)
    if getattr(sys, "frozen", False):
        original = environment.pop("LD_LIBRARY_PATH_ORIG", None)
        environment.pop("LD_LIBRARY_PATH", None)
        if original is not None:
            environment["LD_LIBRARY_PATH"] = original
    return environment


def _start_file(url: str) -> None:
    if sys.platform == "win32":
        try:
            os.startfile(url)  # noqa: S606 - http and https only, which the caller has checked
        except OSError:
            raise _not_opened("Windows has no program for web pages.") from None


def _not_opened(why: str) -> WorkbenchError:
    return WorkbenchError(
        "browser-not-opened",
        f"The browser was not opened. {why}",
        "Copy the sign-in address and open it in a browser by hand.",
    )
