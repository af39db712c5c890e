"""Keeps two processes from changing one file at a time."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EACCES, EDEADLK
from pathlib import Path


@contextmanager
def file_lock(path: Path) -> Iterator[None]:
    """Hold the lock of a file; waits for the one that has it.

    The lock is a file of its own beside it, since the file itself is replaced on writing. The
    system frees it when a process ends, however it ends.

    Raises:
        OSError: the folder cannot be written.
    """
    handle = _opened(path)
    try:
        _lock(handle)
        yield
    finally:
        os.close(handle)


@contextmanager
def lock_if_free(path: Path) -> Iterator[bool]:
    """Hold the lock of a file if nobody has it; tells whether that is so, and never waits.

    Raises:
        OSError: the folder cannot be written.
    """
    handle = _opened(path)
    try:
        yield _lock_if_free(handle)
    finally:
        os.close(handle)


def _opened(path: Path) -> int:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return os.open(path.with_name(f".{path.name}.lock"), os.O_CREAT | os.O_RDWR, 0o600)


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        while True:
            try:
                # Waits for ten seconds and then fails; an unlock prompt may take longer.
                msvcrt.locking(handle, msvcrt.LK_LOCK, 1)
            except OSError as error:
                if error.errno != EDEADLK:
                    raise
            else:
                return

    def _lock_if_free(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            if error.errno not in (EACCES, EDEADLK):
                raise
            return False
        return True

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX)

    def _lock_if_free(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
