"""Every keyring that the vault has to get along with, real where the machine has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from fakes.file_keyring import FileKeyring
from fakes.keyring_backend import FakeKeyring
from fakes.macos_keyring import macos_keyring
from fakes.windows_keyring import windows_keyring
from oidc_workbench.adapters.key_index import KeyIndex
from oidc_workbench.adapters.keyring_backend import find_backend
from oidc_workbench.adapters.keyring_vault import KeyringVault
from oidc_workbench.adapters.vault_entries import USERNAME, key_entry

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from keyring.backend import KeyringBackend


@dataclass
class System:
    """A keyring with an index beside it.

    Args:
        lists: the keyring tells which entries it has, so that orphans show at a look.
        silent: reading makes nothing prompt, so that damaged entries show at a look.
    """

    backend: KeyringBackend
    folder: Path
    lists: bool = False
    silent: bool = False

    def index(self) -> KeyIndex:
        return KeyIndex(lambda: self.folder / "keys.json")

    def vault(self) -> KeyringVault:
        """A vault as a program that was just started makes it."""
        return KeyringVault(self.index(), find=lambda: self.backend)

    def entry(self, name: str) -> str | None:
        return self.backend.get_password(name, USERNAME)

    def tamper(self, key_id: str, text: str) -> None:
        self.backend.set_password(key_entry(key_id), USERNAME, text)

    def lose(self, name: str) -> None:
        self.backend.delete_password(name, USERNAME)


def _memory(folder: Path, _request: pytest.FixtureRequest) -> System:
    return System(FakeKeyring(), folder)


def _files(folder: Path, _request: pytest.FixtureRequest) -> System:
    entries = folder / "entries"
    entries.mkdir()
    return System(FileKeyring(entries), folder)


def _windows(folder: Path, request: pytest.FixtureRequest) -> System:
    backend, _ = windows_keyring(request.getfixturevalue("monkeypatch"))
    return System(backend, folder, lists=True, silent=True)


def _macos(folder: Path, request: pytest.FixtureRequest) -> System:
    backend, _ = macos_keyring(request.getfixturevalue("monkeypatch"))
    return System(backend, folder)


def _secret_service(folder: Path, request: pytest.FixtureRequest) -> System:
    session = request.getfixturevalue("secret_service")
    session.enter(request.getfixturevalue("monkeypatch"))
    return System(find_backend(), folder, lists=True, silent=True)


MAKERS: dict[str, Callable[[Path, pytest.FixtureRequest], System]] = {
    "memory": _memory,
    "files": _files,
    "windows": _windows,
    "macos": _macos,
    "secret-service": _secret_service,
}
_REAL = pytest.param("secret-service", marks=pytest.mark.needs("secret-service"))
EVERY_SYSTEM = ["memory", "files", "windows", "macos", _REAL]
LISTING_SYSTEMS = ["windows", _REAL]  # the others tell nobody which entries they have


def system_named(name: str, folder: Path, request: pytest.FixtureRequest) -> System:
    """Make a keyring by name; the real one is shared by a run, so tests leave it empty."""
    return MAKERS[name](folder, request)
