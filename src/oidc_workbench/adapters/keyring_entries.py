"""Our entries in the system's keyring, one call at a time; every call may block on a prompt."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from oidc_workbench.adapters.daemon_call import still_wanted
from oidc_workbench.adapters.keyring_backend import (
    backend_state,
    is_silent,
    keyring_failure,
    services_of,
    unlock,
)
from oidc_workbench.adapters.vault_entries import USERNAME, is_ours
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ports import VaultState
from oidc_workbench.secret import Secret

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend


@dataclass(frozen=True, slots=True)
class Standing:
    """How the keyring stands.

    Args:
        entries: the names of our entries; None where the keyring does not list them.
        is_silent: reading and deleting makes nothing prompt now.
    """

    name: str
    state: VaultState
    entries: frozenset[str] | None
    is_silent: bool


class KeyringEntries:
    """Reads, writes and deletes entries, and tells failures in our own words.

    Args:
        find: finds the keyring; asked until it gives one.

    Raises:
        WorkbenchError: ``vault-locked``, ``vault-absent``, ``vault-refused``.
    """

    def __init__(self, find: "Callable[[], KeyringBackend]") -> None:
        self._find = find
        self._finding = Lock()
        self._backend: KeyringBackend | None = None

    def standing(self) -> Standing:
        """Look how the keyring stands; never makes it prompt."""
        with _told():
            backend = self._found()
            state = backend_state(backend)
            silent = state is VaultState.UNLOCKED and is_silent(backend)
            listed = services_of(backend, USERNAME) if silent else None
            entries = None if listed is None else frozenset(filter(is_ours, listed))
            return Standing(backend.name, state, entries, silent)

    def unlock(self) -> None:
        """Have the keyring unlocked, before anything is written that a refusal would undo.

        Stops waiting for the prompt when the call that this thread runs is given up.
        """
        with _told():
            unlock(self._found(), still_wanted)

    def get(self, entry: str) -> Secret | None:
        """Read an entry; None when there is none."""
        with _told():
            text = self._found().get_password(entry, USERNAME)
        return None if text is None else Secret(text)

    def put(self, entry: str, text: Secret) -> None:
        """Write an entry."""
        with _told():
            self._found().set_password(entry, USERNAME, text.reveal())

    def delete(self, entry: str) -> None:
        """Delete an entry; an absent one is fine."""
        from keyring.errors import PasswordDeleteError

        with _told():
            backend = self._found()
            try:
                backend.delete_password(entry, USERNAME)
            except PasswordDeleteError:
                # Backends say so for a missing entry, which is what is wanted, and for others.
                if backend.get_password(entry, USERNAME) is not None:
                    raise

    def _found(self) -> "KeyringBackend":
        with self._finding:
            if self._backend is None:
                self._backend = self._find()
            return self._backend


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except WorkbenchError:
        raise
    except Exception as error:  # noqa: BLE001 - backends raise whatever their system does
        raise keyring_failure(error) from None
