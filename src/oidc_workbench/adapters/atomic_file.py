"""Writes a file whole or not at all, and keeps the version before it."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Protocol

PREVIOUS = ".previous"
_TEMPORARY = ".tmp"
_PRIVATE_FILE = 0o600
_PRIVATE_FOLDER = 0o700


class FileCalls(Protocol):
    """The calls of the operating system that writing takes; each may fail or be the last."""

    def read(self, path: Path) -> bytes:
        """Return the whole content."""
        ...

    def create(self, path: Path) -> int:
        """Create a file that only its owner may read; it must not exist yet."""
        ...

    def write(self, handle: int, data: bytes) -> int:
        """Write some octets and return how many."""
        ...

    def fsync(self, handle: int) -> None:
        """Wait until the octets are on the disk."""
        ...

    def close(self, handle: int) -> None:
        """Close the file."""
        ...

    def replace(self, source: Path, target: Path) -> None:
        """Rename over whatever was there, in one step."""
        ...

    def unlink(self, path: Path) -> None:
        """Delete the file."""
        ...

    def fsync_folder(self, folder: Path) -> None:
        """Wait until renames in the folder are on the disk."""
        ...


class SystemFileCalls:
    """The real calls."""

    def read(self, path: Path) -> bytes:
        """Return the whole content."""
        return path.read_bytes()

    def create(self, path: Path) -> int:
        """Create a file that only its owner may read; it must not exist yet."""
        flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
        return os.open(path, flags, _PRIVATE_FILE)

    def write(self, handle: int, data: bytes) -> int:
        """Write some octets and return how many."""
        return os.write(handle, data)

    def fsync(self, handle: int) -> None:
        """Wait until the octets are on the disk."""
        os.fsync(handle)

    def close(self, handle: int) -> None:
        """Close the file."""
        os.close(handle)

    def replace(self, source: Path, target: Path) -> None:
        """Rename over whatever was there, in one step."""
        source.replace(target)

    def unlink(self, path: Path) -> None:
        """Delete the file."""
        path.unlink()

    def fsync_folder(self, folder: Path) -> None:
        """Wait until renames in the folder are on the disk; Windows has no such call."""
        if os.name == "nt":
            return
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def previous_of(path: Path) -> Path:
    """Name the file that holds the version before the last write."""
    return path.with_name(path.name + PREVIOUS)


def write_atomically(path: Path, data: bytes, calls: FileCalls | None = None) -> None:
    """Replace a file's content; at every moment the file is the old version or the new one.

    The version before is kept beside it as ``.previous``. A symbolic link is followed, so that
    a settings file that lies elsewhere stays there.

    Args:
        path: the file; missing folders are made, for the owner only.
        data: the new content.
        calls: the system's calls; tests let them fail.

    Raises:
        OSError: the file and its previous version are then as they were, or both new.
    """
    calls = calls or SystemFileCalls()
    target = _target(path)
    try:
        before = calls.read(target)
    except FileNotFoundError:
        pass
    else:
        # A copy and not a rename: the file itself is never missing.
        _put(previous_of(target), before, calls)
    _put(target, data, calls)
    calls.fsync_folder(target.parent)


def write_alone(path: Path, data: bytes, calls: FileCalls | None = None) -> None:
    """Replace a file's content as :func:`write_atomically` does, but keep no version before it.

    For what belongs to the person: no file of ours grows beside theirs, least of all one with a
    private key that they believe replaced.
    """
    calls = calls or SystemFileCalls()
    target = _target(path)
    _put(target, data, calls)
    calls.fsync_folder(target.parent)


def _target(path: Path) -> Path:
    target = Path(os.path.realpath(path))
    target.parent.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
    return target


def sweep(path: Path) -> None:
    """Delete what a process that was killed while writing left beside a file.

    Call it only while holding the file's lock: another one's write would be swept away.
    """
    target = Path(os.path.realpath(path))
    for left in target.parent.glob(f".{target.name}*{_TEMPORARY}"):
        with suppress(OSError):  # it does no harm where it lies
            left.unlink()


def _put(target: Path, data: bytes, calls: FileCalls) -> None:
    from secrets import token_hex

    temporary = target.with_name(f".{target.name}.{token_hex(6)}{_TEMPORARY}")
    handle = calls.create(temporary)
    try:
        try:
            _write_all(handle, data, calls)
            calls.fsync(handle)
        finally:
            calls.close(handle)
        calls.replace(temporary, target)
    except OSError:
        with suppress(OSError):  # the first failure is the one to tell
            calls.unlink(temporary)
        raise


def _write_all(handle: int, data: bytes, calls: FileCalls) -> None:
    rest = data
    while rest:
        rest = rest[calls.write(handle, rest) :]
