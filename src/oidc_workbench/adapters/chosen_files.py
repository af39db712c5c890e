"""Files that a person chose, to save something there or to open it."""

from pathlib import Path

from oidc_workbench.adapters.atomic_file import write_alone
from oidc_workbench.errors import WorkbenchError


class ChosenFiles:
    """The Files port."""

    async def save(self, path: str, data: bytes) -> None:
        """Write a file whole or not at all, in place of what was there."""
        from asyncio import to_thread

        try:
            await to_thread(write_alone, Path(path), data)
        except (OSError, ValueError) as error:  # ValueError: a NUL in the path
            raise WorkbenchError(
                "file-not-written",
                f"The file can't be written to {path}: {reason_of(error)}.",
                "Choose another folder, or check its permissions.",
            ) from None

    async def open(self, path: str, most: int) -> bytes:
        """Read a file, at most one octet more than ``most``."""
        from asyncio import to_thread

        try:
            return await to_thread(_read, path, most + 1)
        except (OSError, ValueError) as error:
            raise WorkbenchError(
                "file-not-read",
                f"The file {path} can't be read: {reason_of(error)}.",
                "Check that it is there, and its permissions.",
            ) from None


def _read(path: str, most: int) -> bytes:
    with Path(path).open("rb") as file:
        return file.read(most)


def reason_of(error: OSError | ValueError) -> str:
    """Say why a file could not be read or written, to be put behind a colon."""
    return getattr(error, "strerror", None) or "the path is not valid"
