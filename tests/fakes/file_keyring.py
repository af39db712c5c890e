"""A keyring backend that survives the process: each entry is a file; for tests that kill one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class FileKeyring(KeyringBackend):
    """Writes an entry in one step, as a system's keyring does.

    Args:
        folder: where the entries lie.
        step: called before and after each call; a process may end there.
    """

    priority = 0.1

    def __init__(self, folder: Path, step: Callable[[str], None] = lambda _name: None) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # keyring has no annotations there
        self._folder, self._step = folder, step

    @property
    def entries(self) -> dict[str, str]:
        """What lies there, by the name of the service."""
        return {
            bytes.fromhex(file.name).decode(): file.read_text()
            for file in self._folder.iterdir()
            if not file.name.startswith(".")
        }

    def get_password(self, service: str, username: str) -> str | None:
        assert username
        file = self._file(service)
        return file.read_text() if file.exists() else None

    def set_password(self, service: str, username: str, password: str) -> None:
        assert username
        self._step("before set")
        new = self._folder / ".new"
        new.write_text(password)
        new.replace(self._file(service))
        self._step("after set")

    def delete_password(self, service: str, username: str) -> None:
        assert username
        self._step("before delete")
        if not self._file(service).exists():
            raise PasswordDeleteError("not found")
        self._file(service).unlink()
        self._step("after delete")

    def _file(self, service: str) -> Path:
        return self._folder / service.encode().hex()
