"""Private keys and client secrets in the system's keyring, one entry each."""

from collections.abc import Callable
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from oidc_workbench.adapters.daemon_call import daemon_call
from oidc_workbench.adapters.key_index import KeyIndex
from oidc_workbench.adapters.keyring_backend import (
    backend_state,
    find_backend,
    keyring_failure,
    services_of,
)
from oidc_workbench.adapters.vault_entries import (
    KEY_ENTRY,
    SECRET_ENTRY,
    SECRET_ORPHAN,
    USERNAME,
    orphans_of,
    refuse_identity,
    refuse_long,
)
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ports import VaultState, VaultStatus, VaultTier
from oidc_workbench.secret import Secret
from oidc_workbench.workspace.key_record import KeyRecord, SecretRecord

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

    from oidc_workbench.jose.decryption_key import DecryptionKey
    from oidc_workbench.jose.signing_key import SigningKey

T = TypeVar("T")

PATIENCE = 60.0
_PRESENT = {"presence": "present"}


class KeyringVault:
    """The KeyVault port over the system's keyring and a clear index.

    Storing writes the index as *pending*, then the entry, then the index as *present*; removing
    deletes the entry first. What is interrupted in between shows as an orphan, which ``remove``
    takes by its id.

    Args:
        index: the public side.
        find: finds the keyring; asked in a worker thread until it gives one.
        patience: seconds to wait for the system's unlock prompt.
    """

    def __init__(
        self,
        index: KeyIndex,
        *,
        find: "Callable[[], KeyringBackend]" = find_backend,
        patience: float = PATIENCE,
    ) -> None:
        self._index = index
        self._find = find
        self._patience = patience
        self._gate = Lock()
        self._backend: KeyringBackend | None = None

    async def status(self) -> VaultStatus:
        """Ask how the keyring stands; never makes it prompt."""
        document = await self._disk(self._index.read)
        try:
            name, state, services = await self._ask(self._look)
        except WorkbenchError as error:
            locked = error.code == "vault-locked"
            state = VaultState.LOCKED if locked else VaultState.ABSENT
            name, services, detail = "", None, str(error)
        else:
            detail = self._index.notice
        orphans = orphans_of(document, services)
        return VaultStatus(VaultTier.KEYRING, state, name, detail, orphans)

    async def records(self) -> tuple[KeyRecord, ...]:
        """List the public side of every key; does not touch the keyring."""
        return (await self._disk(self._index.read)).keys

    async def secrets(self) -> tuple[SecretRecord, ...]:
        """List what is known of every secret; does not touch the keyring."""
        return (await self._disk(self._index.read)).secrets

    async def add(self, record: KeyRecord, key: "SigningKey | DecryptionKey") -> None:
        """Store a private key in its compact form.

        Raises:
            WorkbenchError: ``key-exists``, ``vault-locked``, ``vault-absent``,
                ``vault-refused``, ``settings-not-written``.
        """
        from oidc_workbench.jose.compact_key import to_compact

        compact = to_compact(key)
        refuse_long(compact)
        if (await self._disk(self._index.read)).key(record.key_id) is not None:
            raise WorkbenchError(
                "key-exists", "The vault has a key with this id already.", "Remove it first."
            )
        await self._disk(lambda: self._index.put_key(replace(record, presence="pending")))
        await self._write(
            KEY_ENTRY + record.key_id, compact, undo=lambda: self._index.remove_key(record.key_id)
        )
        await self._disk(lambda: self._index.change_key(record.key_id, _PRESENT))

    async def change(self, key_id: str, **changes: object) -> None:
        """Replace fields of a key's record by name; does not touch the keyring."""
        refuse_identity(changes)
        await self._disk(lambda: self._index.change_key(key_id, changes))

    async def signing_key(self, key_id: str) -> "SigningKey":
        """Load a private key; an entry that was still pending is thereby repaired.

        Raises:
            WorkbenchError: ``key-not-found``, ``vault-locked``, ``vault-absent``,
                ``vault-refused``, ``key-damaged``.
        """
        from oidc_workbench.jose.compact_key import from_compact
        from oidc_workbench.jose.public_keys import public_key

        record = (await self._disk(self._index.read)).key(key_id)
        if record is None:
            raise _not_found("key")
        compact = await self._ask(
            lambda backend: backend.get_password(KEY_ENTRY + key_id, USERNAME)
        )
        if compact is None:
            raise _not_found("key")
        key = from_compact(Secret(compact), public_key(record.public_jwk))
        if record.presence == "pending":
            await self._disk(lambda: self._index.change_key(key_id, _PRESENT))
        return key

    async def decryption_key(self, key_id: str) -> "DecryptionKey":
        """Load a private key to decrypt with."""
        from oidc_workbench.jose.decryption_keys import decryption_key

        return decryption_key(await self.signing_key(key_id))

    async def remove(self, key_id: str) -> None:
        """Delete the private key, then its record; also takes an orphan's id."""
        if key_id.startswith(SECRET_ORPHAN):
            await self._drop_secret(key_id.removeprefix(SECRET_ORPHAN))
            return
        await self._delete(KEY_ENTRY + key_id)
        await self._disk(lambda: self._index.remove_key(key_id))

    async def put_secret(
        self, ref: str, secret: Secret, record: SecretRecord | None = None
    ) -> None:
        """Store a secret, or replace the one under its reference."""
        refuse_long(secret)
        before = (await self._disk(self._index.read)).secret(ref)
        line = replace(record or before or SecretRecord(ref), ref=ref, presence="pending")
        await self._disk(lambda: self._index.put_secret(line))

        def undo() -> None:
            # A refused change of a known secret leaves the old one in place, so its line stays.
            if before is not None:
                self._index.put_secret(replace(before, presence="present"))
            else:
                self._index.remove_secret(ref)

        await self._write(SECRET_ENTRY + ref, secret, undo=undo)
        await self._disk(lambda: self._index.put_secret(replace(line, presence="present")))

    async def secret(self, ref: str) -> Secret:
        """Load a secret."""
        if not await self._knows_secret(ref):
            raise _not_found("client secret")
        found = await self._ask(lambda backend: backend.get_password(SECRET_ENTRY + ref, USERNAME))
        if found is None:
            raise _not_found("client secret")
        return Secret(found)

    async def remove_secret(self, ref: str) -> None:
        """Delete a secret; absent is fine."""
        if await self._knows_secret(ref):
            await self._drop_secret(ref)

    async def _knows_secret(self, ref: str) -> bool:
        return (await self._disk(self._index.read)).secret(ref) is not None

    async def _drop_secret(self, ref: str) -> None:
        await self._delete(SECRET_ENTRY + ref)
        await self._disk(lambda: self._index.remove_secret(ref))

    async def _write(self, entry: str, text: Secret, undo: Callable[[], None]) -> None:
        """Store an entry and see that it is there.

        Args:
            entry: the entry's name.
            text: what to store.
            undo: takes back the index's line when the keyring refused. After giving up or being
                cancelled nobody knows whether the entry will still be written: the line stays.
        """
        try:
            await self._ask(lambda backend: backend.set_password(entry, USERNAME, text.reveal()))
        except _GaveUpError:
            raise
        except WorkbenchError:
            await self._disk(undo)
            raise
        if await self._ask(lambda backend: backend.get_password(entry, USERNAME)) != text.reveal():
            raise WorkbenchError(
                "vault-refused",
                "The system's keyring did not give back what was stored.",
                "Keep keys for this session only, and report which keyring this is.",
            )

    async def _delete(self, entry: str) -> None:
        def delete(backend: "KeyringBackend") -> None:
            from keyring.errors import PasswordDeleteError

            try:
                backend.delete_password(entry, USERNAME)
            except PasswordDeleteError:
                # Backends say so for a missing entry, which is what is wanted, and for others.
                if backend.get_password(entry, USERNAME) is not None:
                    raise

        await self._ask(delete)

    def _look(self, backend: "KeyringBackend") -> tuple[str, VaultState, frozenset[str] | None]:
        state = backend_state(backend)
        known = services_of(backend, USERNAME) if state is VaultState.UNLOCKED else None
        return backend.name, state, known

    async def _ask(self, call: "Callable[[KeyringBackend], T]") -> T:
        def run() -> T:
            if self._backend is None:
                self._backend = self._find()
            return call(self._backend)

        try:
            return await daemon_call(run, within=self._patience, gate=self._gate)
        except WorkbenchError:
            raise
        except TimeoutError:
            raise _GaveUpError(
                "vault-locked",
                f"The system's keyring did not answer within {self._patience:g} seconds.",
                "Look for its unlock prompt, maybe behind another window, and try again.",
            ) from None
        except Exception as error:  # noqa: BLE001 - backends raise whatever their system does
            raise keyring_failure(error) from None

    async def _disk(self, call: Callable[[], T]) -> T:
        from asyncio import to_thread

        return await to_thread(call)


class _GaveUpError(WorkbenchError):
    """The keyring may still do what it was asked to."""


def _not_found(what: str) -> WorkbenchError:
    return WorkbenchError(
        "key-not-found",
        f"The vault has no such {what}.",
        f"It may have been removed outside this program: enter or import the {what} again.",
    )
