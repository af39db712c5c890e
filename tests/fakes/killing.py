"""A process that the system ends at a chosen step, without any chance to clean up."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

from oidc_workbench.adapters.atomic_file import SystemFileCalls

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WHOLE = 1 << 30


class Countdown:
    """Counts steps, and ends this very process with SIGKILL at one of them.

    Args:
        last: the number of the step that is the last; 0 for none.
    """

    def __init__(self, last: int = 0) -> None:
        self._last = last
        self.count = 0

    def step(self, _name: str) -> None:
        self.count += 1
        if self.count == self._last:
            os.kill(os.getpid(), signal.SIGKILL)


IDLE = Countdown()


class KillingFileCalls(SystemFileCalls):
    """The real calls, with a step before and after each, and inside each write.

    Nothing waits for the disk: it is a process that dies, and no machine.

    Args:
        write_size: the most octets that one write takes, as when a disk is nearly full.
    """

    def __init__(self, countdown: Countdown = IDLE, write_size: int = WHOLE) -> None:
        self._step, self._write_size = countdown.step, write_size

    def read(self, path: Path) -> bytes:
        self._step("before read")
        data = super().read(path)
        self._step("after read")
        return data

    def create(self, path: Path) -> int:
        self._step("before create")
        handle = super().create(path)
        self._step("after create")
        return handle

    def write(self, handle: int, data: bytes) -> int:
        self._step("before write")
        asked = data[: self._write_size]
        done = 0
        # The system may have taken any part of it: one octet, a half, all but one, all.
        for length in sorted({min(1, len(asked)), len(asked) // 2, len(asked) - 1, len(asked)}):
            done += super().write(handle, asked[done:length]) if length > done else 0
            self._step(f"after {length} octets")
        return done

    def fsync(self, handle: int) -> None:
        self._step("before fsync")
        os.fstat(handle)
        self._step("after fsync")

    def close(self, handle: int) -> None:
        self._step("before close")
        super().close(handle)
        self._step("after close")

    def replace(self, source: Path, target: Path) -> None:
        self._step("before replace")
        super().replace(source, target)
        self._step("after replace")

    def unlink(self, path: Path) -> None:
        self._step("before unlink")
        super().unlink(path)
        self._step("after unlink")

    def fsync_folder(self, folder: Path) -> None:
        self._step("before fsync of the folder")
        folder.stat()
        self._step("after fsync of the folder")


def was_killed(work: Callable[[], object]) -> bool:
    """Do something in a child process; tells whether that was killed. Anything else is an error."""
    child = os.fork()
    if child == 0:
        # Never back into the parent's code, whatever happens.
        try:
            work()
            os._exit(0)
        except BaseException as error:  # noqa: BLE001 - told by the exit status
            os.write(2, f"{type(error).__name__}: {error}\n".encode())
            os._exit(1)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0
    return False
