"""Reads keys in a child process, so that neither window nor event loop waits for them."""

import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from oidc_workbench.adapters.key_reader_child import CHILD
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ports import Clock
from oidc_workbench.secret import Secret

if TYPE_CHECKING:
    from asyncio.subprocess import Process

    from oidc_workbench.jose.imported_keys import ImportedKeys

DEADLINE = 60.0
"""Seconds for one file; a hundred RSA keys of 4096 bits take half of it."""


def child_command() -> tuple[str, ...]:
    """Name this program as a child: itself when it is frozen, else the interpreter."""
    if getattr(sys, "frozen", False):
        return (sys.executable, CHILD)
    # -P: a folder that the program happens to be started in must not supply its modules.
    return (sys.executable, "-P", "-m", "oidc_workbench", CHILD)


class ChildKeyReader:
    """The KeyReader port over a child process of this program.

    File and password go through its standard input, the keys come back through its output; its
    arguments and environment hold nothing of them, and nothing is written.

    Args:
        clock: tells what certificates have expired.
        command: how to start the child.
        within: seconds to wait for it.
    """

    def __init__(
        self, clock: Clock, *, command: tuple[str, ...] | None = None, within: float = DEADLINE
    ) -> None:
        self._clock = clock
        self._command = command
        self._within = within

    async def read(self, octets: bytes, password: Secret | None, name: str = "") -> "ImportedKeys":
        """Find every key; cancelling kills the child."""
        from oidc_workbench.adapters.key_reader_wire import answered, question
        from oidc_workbench.jose.key_import import check_size

        check_size(octets)
        asked = question(octets, password, self._clock.now(), name)
        status, said = await self._ask(asked)
        if status != 0:
            raise _failed()
        try:
            return answered(said)
        except ValueError:
            raise _failed() from None

    async def _ask(self, asked: bytes) -> tuple[int | None, bytes]:
        import asyncio

        process = await self._start()
        try:
            async with asyncio.timeout(self._within):
                said, _ = await process.communicate(asked)
        except TimeoutError:
            raise WorkbenchError(
                "key-reader-timed-out",
                f"Reading the key took longer than {self._within:g} seconds and was given up.",
                "Export the key again with fewer rounds over its password, or fewer keys.",
            ) from None
        finally:
            await _ended(process)
        return process.returncode, said

    async def _start(self) -> "Process":
        import asyncio
        from asyncio.subprocess import DEVNULL, PIPE

        command = self._command or child_command()
        flags = 0
        if sys.platform == "win32":
            import subprocess

            flags = subprocess.CREATE_NO_WINDOW
        try:
            return await asyncio.create_subprocess_exec(
                *command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, creationflags=flags
            )
        except OSError:
            raise _failed() from None


async def _ended(process: "Process") -> None:
    """See that the child is gone, whatever happened."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def _failed() -> WorkbenchError:
    return WorkbenchError(
        "key-reader-failed",
        "The part of the program that reads keys stopped without an answer.",
        "Try again; if it stops each time, convert the key to PKCS #8 PEM first.",
    )
