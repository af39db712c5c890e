"""The Windows Credential Manager as documented, under keyring's own Windows backend.

What is documented and reproduced: one generic credential per target name, whatever its case;
blobs of at most 2,560 octets (CRED_MAX_CREDENTIAL_BLOB_SIZE), a longer one fails with error 1783;
text is written as UTF-16; a missing target is error 1168; CredEnumerate filters by a prefix.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from keyring.backends import Windows

if TYPE_CHECKING:
    import pytest
    from keyring.backend import KeyringBackend

MOST_OCTETS = 2560
_NOT_FOUND, _BAD_STUB_DATA = 1168, 1783


class WindowsError(Exception):
    """``pywintypes.error``."""

    def __init__(self, winerror: int, funcname: str, strerror: str) -> None:
        super().__init__(winerror, funcname, strerror)
        self.winerror, self.funcname, self.strerror = winerror, funcname, strerror


class PyWinTypes:
    """The module ``pywintypes``."""

    error = WindowsError


class CredentialManager:
    """The module ``win32cred``; its functions have the names and arguments of the system's."""

    CRED_TYPE_GENERIC = 1
    CRED_PERSIST_ENTERPRISE = 3

    def __init__(self) -> None:
        self.credentials: dict[str, dict[str, Any]] = {}

    @property
    def targets(self) -> set[str]:
        return {one["TargetName"] for one in self.credentials.values()}

    def CredRead(self, Type: int, TargetName: str) -> dict[str, Any]:  # noqa: N802, N803 - Windows' names
        assert Type == self.CRED_TYPE_GENERIC
        self._need("CredRead", TargetName)
        return dict(self.credentials[TargetName.casefold()])

    def CredWrite(self, credential: dict[str, Any], flags: int) -> None:  # noqa: N802 - Windows' name
        assert flags == 0
        blob = credential["CredentialBlob"].encode("utf-16-le")
        if len(blob) > MOST_OCTETS:
            raise WindowsError(_BAD_STUB_DATA, "CredWrite", "The stub received bad data.")
        target = credential["TargetName"]
        self.credentials[target.casefold()] = {**credential, "CredentialBlob": blob}

    def CredDelete(self, Type: int, TargetName: str) -> None:  # noqa: N802, N803 - Windows' names
        assert Type == self.CRED_TYPE_GENERIC
        self._need("CredDelete", TargetName)
        del self.credentials[TargetName.casefold()]

    def CredEnumerate(self, Filter: str, Flags: int) -> tuple[dict[str, Any], ...]:  # noqa: N802, N803 - Windows' names
        assert Flags == 0
        assert Filter.endswith("*")
        prefix = Filter[:-1].casefold()
        found = tuple(c for name, c in self.credentials.items() if name.startswith(prefix))
        if not found:
            raise WindowsError(_NOT_FOUND, "CredEnumerate", "Element not found.")
        return found

    def _need(self, function: str, target: str) -> None:
        if target.casefold() not in self.credentials:
            raise WindowsError(_NOT_FOUND, function, "Element not found.")


def windows_keyring(monkeypatch: pytest.MonkeyPatch) -> tuple[KeyringBackend, CredentialManager]:
    """Put keyring's Windows backend on a Credential Manager of the test's own."""
    manager = CredentialManager()
    monkeypatch.setattr(Windows, "win32cred", manager, raising=False)
    monkeypatch.setattr(Windows, "pywintypes", PyWinTypes, raising=False)
    make: Any = Windows.WinVaultKeyring  # keyring leaves its methods untyped
    return make(), manager
