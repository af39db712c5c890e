"""Private keys and shared secrets in the system's keyring, one entry each."""

from collections.abc import Callable
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from oidc_workbench.adapters.clock import SystemClock
from oidc_workbench.adapters.daemon_call import Waiting, daemon_call
from oidc_workbench.adapters.key_index import KeyIndex
from oidc_workbench.adapters.key_reading import KeyReading
from oidc_workbench.adapters.keyring_backend import find_backend
from oidc_workbench.adapters.keyring_entries import KeyringEntries
from oidc_workbench.adapters.vault_entries import (
    SECRET_ORPHAN,
    refuse_identity,
    refuse_long,
    refuse_own_business,
)
from oidc_workbench.adapters.vault_keys import to_decrypt_with, to_sign_with
from oidc_workbench.adapters.vault_look import Underway, VaultLook
from oidc_workbench.adapters.vault_orphans import Errand
from oidc_workbench.adapters.vault_repair import VaultRepair, refuse_repair
from oidc_workbench.adapters.vault_uses import VaultUses
from oidc_workbench.adapters.vault_writing import VaultWriting
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ports import Clock, Repair, VaultState, VaultStatus, VaultTier
from oidc_workbench.secret import Secret
from oidc_workbench.workspace.key_record import KeyRecord, SecretRecord

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

    from oidc_workbench.jose.decryption_key import DecryptionKey
    from oidc_workbench.jose.signing_key import SigningKey

T = TypeVar("T")

PATIENCE = 60.0
LOOKING = 10.0
_UNUSABLE = {"vault-locked": VaultState.LOCKED, "vault-absent": VaultState.ABSENT}


class KeyringVault:
    """The KeyVault port over the system's keyring and a clear index.

    What needs the keyring runs as a whole in a worker thread, one call after the other; see
    ``vault_writing`` for the order of its steps. A look does not queue behind a call that hangs.

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
        clock: Clock | None = None,
    ) -> None:
        clock = clock or SystemClock()
        self._index, self._patience = index, patience
        self._gate, self._looking = Lock(), Lock()
        entries = KeyringEntries(find)
        self._reading = KeyReading(index, entries)
        self._writing = VaultWriting(index, entries)
        self._repair = VaultRepair(index, entries, self._reading)
        self._look = VaultLook(index, entries, self._reading, clock, self._gate)
        self._uses = VaultUses(clock, index.note_uses)

    async def status(self) -> VaultStatus:
        """Ask how the keyring stands; never makes it prompt."""
        revision = await self.revision()
        try:
            standing, orphans = await self._call(
                self._look.look, within=min(self._patience, LOOKING), gate=self._looking
            )
        except WorkbenchError as error:
            orphans = await self._disk(self._look.blind)
            # Only a keyring that is not there lets new entries go to memory.
            state = _UNUSABLE.get(error.code, VaultState.REFUSED)
            return VaultStatus(VaultTier.KEYRING, state, "", str(error), orphans, revision=revision)
        return VaultStatus(
            VaultTier.KEYRING,
            standing.state,
            standing.name,
            self._index.notice,
            orphans,
            revision=revision,
        )

    async def revision(self) -> str:
        """Return the mark of the index's file."""
        return await self._disk(self._index.revision)

    async def repair(self, orphan_id: str, how: Repair) -> None:
        """Repair an orphan that the last look showed.

        Raises:
            WorkbenchError: ``repair-not-offered``, ``key-damaged``, ``key-curve-lost``,
                ``key-not-found``, and what the keyring refuses.
        """
        if how not in self._look.offered(orphan_id):
            raise refuse_repair(orphan_id)
        errand: Errand = "adopt" if how is Repair.ADOPT else "delete"
        await self._errand(
            orphan_id, errand, lambda waiting: self._repair.repair(orphan_id, how, waiting)
        )

    async def records(self) -> tuple[KeyRecord, ...]:
        """List the public side of every key; does not touch the keyring."""
        keys = (await self._disk(self._index.read)).keys
        return tuple(one for one in keys if one.presence != "unwanted")

    async def secrets(self) -> tuple[SecretRecord, ...]:
        """List what is known of every secret; does not touch the keyring."""
        secrets = (await self._disk(self._index.read)).secrets
        return tuple(one for one in secrets if one.presence != "unwanted")

    async def add(self, record: KeyRecord, key: "SigningKey | DecryptionKey") -> None:
        """Store a private key in its compact form.

        Raises:
            WorkbenchError: ``key-exists``, ``vault-locked``, ``vault-absent``,
                ``vault-refused``, ``settings-not-written``.
        """
        from oidc_workbench.jose.compact_key import to_compact

        compact = to_compact(key)
        refuse_long(compact)
        await self._errand(
            record.key_id, "store", lambda waiting: self._writing.add_key(record, compact, waiting)
        )

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
        return to_sign_with(await self._ask(lambda: self._reading.key(key_id)))

    async def decryption_key(self, key_id: str) -> "DecryptionKey":
        """Load a private key to decrypt with."""
        return to_decrypt_with(await self._ask(lambda: self._reading.key(key_id)))

    async def remove(self, key_id: str) -> None:
        """Delete the private key, then its record."""
        await self._errand(
            key_id, "delete", lambda waiting: self._writing.remove_key(key_id, waiting)
        )

    async def put_secret(
        self, ref: str, secret: Secret, record: SecretRecord | None = None
    ) -> None:
        """Store a secret, or replace the one under its reference."""
        refuse_long(secret)
        await self._errand(
            SECRET_ORPHAN + ref,
            "store",
            lambda waiting: self._writing.put_secret(ref, secret, record, waiting),
        )

    async def change_secret(self, ref: str, **changes: object) -> None:
        """Replace fields of a secret's record by name; does not touch the keyring."""
        refuse_own_business(changes)
        await self._disk(lambda: self._index.change_secret(ref, changes))

    async def secret(self, ref: str) -> Secret:
        """Load a secret."""
        return await self._ask(lambda: self._reading.secret(ref))

    async def remove_secret(self, ref: str) -> None:
        """Delete a secret; absent is fine."""
        await self._errand(
            SECRET_ORPHAN + ref,
            "delete",
            lambda waiting: self._writing.remove_secret(ref, waiting),
        )

    def used(self, entry_id: str) -> None:
        """Note a use just now; it is written in the background."""
        self._uses.note(entry_id)

    async def _errand(
        self, orphan_id: str, errand: Errand, call: Callable[[Waiting], None]
    ) -> None:
        """Run what changes the keyring; what is given up is known until it has ended."""
        from asyncio import CancelledError

        waiting = Waiting()
        self._look.begin(Underway(orphan_id, errand, waiting))
        try:
            await self._call(
                lambda: call(waiting), within=self._patience, gate=self._gate, waiting=waiting
            )
        except (CancelledError, WorkbenchError):
            # A line that was there before is not this errand's to take back: what it names may
            # lie in the keyring and nowhere else.
            if waiting.has_begun and not waiting.is_wanted:
                await self._disown(orphan_id.removeprefix(SECRET_ORPHAN))
            raise

    async def _disown(self, entry_id: str) -> None:
        """Let a later start know what to clean up, should this one end before the answer."""
        with suppress(WorkbenchError):
            await self._disk(lambda: self._index.disown(entry_id))

    async def _ask(self, call: Callable[[], T]) -> T:
        return await self._call(call, within=self._patience, gate=self._gate)

    async def _call(
        self, call: Callable[[], T], *, within: float, gate: Lock, waiting: Waiting | None = None
    ) -> T:
        try:
            return await daemon_call(call, within=within, gate=gate, waiting=waiting)
        except TimeoutError:
            raise WorkbenchError(
                "vault-locked",
                f"The system's keyring did not answer within {within:g} seconds.",
                "Look for its unlock prompt, maybe behind another window, and try again.",
            ) from None

    async def _disk(self, call: Callable[[], T]) -> T:
        from asyncio import to_thread

        return await to_thread(call)
