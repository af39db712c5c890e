"""A keyring backend that a test can lock, break and hold up."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

if TYPE_CHECKING:
    from collections.abc import Callable


class FakeKeyring(KeyringBackend):
    """Keeps entries in a dict; ``before`` is called before every call and may raise or block."""

    priority = 0.1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # keyring has no annotations there
        self.entries: dict[tuple[str, str], str] = {}
        self.calls: list[str] = []
        self.threads: set[str] = set()
        self.before: Callable[[str], None] = lambda _name: None

    def _begin(self, name: str) -> None:
        self.calls.append(name)
        self.threads.add(threading.current_thread().name)
        self.before(name)

    def get_password(self, service: str, username: str) -> str | None:
        self._begin("get")
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._begin("set")
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._begin("delete")
        if self.entries.pop((service, username), None) is None:
            raise PasswordDeleteError("not found")
