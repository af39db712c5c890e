"""The macOS Keychain as documented, under keyring's own macOS backend.

What is documented and reproduced: an item belongs to the program that added it; another program,
and so a newer build of the same, is asked about for each item when it reads; whoever denies gives
-128 (errSecUserCanceled), a failed authorisation -25293 (errSecAuthFailed), a missing item -25300;
setting is deleting and adding anew, so that the item belongs to the program that set it last.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from keyring.backends import macOS

if TYPE_CHECKING:
    import pytest
    from keyring.backend import KeyringBackend

Answer = Literal["allow", "always", "deny", "fail"]
_NOT_FOUND, _DENIED, _AUTH_FAILED = -25300, -128, -25293


class ApiError(Exception):
    """``keyring.backends.macOS.api.Error``."""


class NotFoundError(ApiError):
    """The item does not exist."""


class KeychainDeniedError(ApiError):
    """The person denied access."""


class SecAuthFailureError(ApiError):
    """The program may not, for instance as it is not signed."""


@dataclass
class Item:
    """One generic password."""

    data: str
    program: str


class Keychain:
    """The module ``keyring.backends.macOS.api``, whose functions call the Security framework.

    Attributes:
        program: the program that asks, as the system knows it; change it for a new build.
        answer: what the person says to each prompt.
        prompts: the services that the person was asked about.
    """

    Error, NotFound = ApiError, NotFoundError
    KeychainDenied, SecAuthFailure = KeychainDeniedError, SecAuthFailureError

    def __init__(self) -> None:
        self.items: dict[tuple[str, str], Item] = {}
        self.program = "build 1"
        self.answer: Answer = "allow"
        self.prompts: list[str] = []

    def find_generic_password(self, _keychain: str | None, service: str, username: str) -> str:
        item = self._item(service, username)
        if item.program != self.program:
            self._prompt(service)
            if self.answer == "always":
                item.program = self.program
        return item.data

    def set_generic_password(
        self, _keychain: str | None, service: str, username: str, password: str
    ) -> None:
        with suppress(NotFoundError):
            self.delete_generic_password(None, service, username)
        if self.answer == "fail":
            raise SecAuthFailureError(_AUTH_FAILED, "Security Auth Failure")
        self.items[service, username] = Item(password, self.program)

    def delete_generic_password(self, _keychain: str | None, service: str, username: str) -> None:
        self._item(service, username)
        del self.items[service, username]

    def _item(self, service: str, username: str) -> Item:
        if (service, username) not in self.items:
            raise NotFoundError(_NOT_FOUND, "Item not found")
        return self.items[service, username]

    def _prompt(self, service: str) -> None:
        self.prompts.append(service)
        if self.answer == "deny":
            raise KeychainDeniedError(_DENIED, "Keychain Access Denied")
        if self.answer == "fail":
            raise SecAuthFailureError(_AUTH_FAILED, "Security Auth Failure")


def macos_keyring(monkeypatch: pytest.MonkeyPatch) -> tuple[KeyringBackend, Keychain]:
    """Put keyring's macOS backend on a Keychain of the test's own."""
    keychain = Keychain()
    monkeypatch.setattr(macOS, "api", keychain, raising=False)
    make: Any = macOS.Keyring  # keyring leaves its methods untyped
    return make(), keychain
