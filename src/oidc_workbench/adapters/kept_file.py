"""Reads a file that we keep, and falls back to its previous version when it is broken."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from oidc_workbench.adapters.atomic_file import previous_of
from oidc_workbench.adapters.file_lock import file_lock
from oidc_workbench.errors import WorkbenchError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    """What was read.

    Args:
        value: None when there is no file yet, or none that can be read.
        notice: what was repaired, as a sentence for the person; empty for nothing.
    """

    value: T | None
    notice: str = ""


def load_kept(
    path: Path, decode: Callable[[bytes], T], name: str, *, is_locked: bool = False
) -> Kept[T]:
    """Read and decode a file; a broken one is kept under another name and its previous one used.

    Args:
        path: the file.
        decode: raises ValueError for what is broken, WorkbenchError for what must be left alone.
        name: what the file is, for sentences ("settings file").
        is_locked: the caller holds the file's lock; without, it is taken to move a broken file.

    Raises:
        WorkbenchError: ``settings-unreadable`` when the system refuses to read or rename it, and
            whatever ``decode`` refuses.
    """
    try:
        return _load(path, decode, name, is_locked=is_locked)
    except OSError as error:
        raise WorkbenchError(
            "settings-unreadable",
            f"The {name} {path} cannot be read: {error.strerror or 'the system refuses it'}.",
            "Check its permissions and the disk; nothing was changed.",
        ) from None


def _load(path: Path, decode: Callable[[bytes], T], name: str, *, is_locked: bool) -> Kept[T]:
    try:
        return Kept(decode(path.read_bytes()))
    except FileNotFoundError:
        notice = f"The {name} was missing."
    except ValueError as error:
        if not is_locked:
            # Another copy may have found the same, and have put a good file there since.
            with file_lock(path):
                return _load(path, decode, name, is_locked=True)
        aside = move_aside(path)
        notice = f"The {name} was broken ({error}); it was kept as {aside.name}."
    try:
        before = decode(previous_of(path).read_bytes())
    except FileNotFoundError:
        # Nothing at all is how every installation begins.
        return Kept(None, "" if "missing" in notice else f"{notice} No earlier version was there.")
    except ValueError:
        return Kept(None, f"{notice} The version before it was broken as well.")
    return Kept(before, f"{notice} The version before it is in use.")


def move_aside(path: Path) -> Path:
    """Rename a broken file, so that nothing overwrites it, and return its new name."""
    number = 1
    aside = path.with_name(f"{path.name}.broken")
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.name}.broken-{number}")
    path.rename(aside)
    return aside


def revision_of(path: Path) -> str:
    """Return a mark that is another one after every write; one look at the file's dates."""
    try:
        found = path.stat()
    except OSError:
        return ""  # not there yet, or reading it will tell what is wrong
    # Each write makes a new file, so that two in one tick of the clock differ all the same.
    return f"{found.st_ino}-{found.st_mtime_ns}-{found.st_size}"
