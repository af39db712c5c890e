"""Keeps keys in the system's keyring where that works, and in memory, plainly marked, elsewhere."""

from dataclasses import replace
from typing import TYPE_CHECKING

from oidc_workbench.adapters.keyring_vault import KeyringVault
from oidc_workbench.adapters.session_vault import SessionVault
from oidc_workbench.ports import Repair, VaultState, VaultStatus
from oidc_workbench.secret import Secret
from oidc_workbench.workspace.key_record import KeyRecord, SecretRecord

if TYPE_CHECKING:
    from oidc_workbench.jose.decryption_key import DecryptionKey
    from oidc_workbench.jose.signing_key import SigningKey


class TieredVault:
    """The KeyVault port over both tiers.

    New entries go to the keyring unless there is none, or the person prefers the session. A
    locked keyring is no absent one, nor is one that fails: storing raises ``vault-locked`` or
    ``vault-refused``, and nothing lands elsewhere in silence. What the other tier holds stays
    usable: keys of the keyring are listed also while it is absent or not preferred, and using
    one asks the keyring.

    Args:
        prefer_session: keep new entries in memory even where a keyring works.
    """

    def __init__(
        self, keyring: KeyringVault, session: SessionVault, *, prefer_session: bool = False
    ) -> None:
        self._keyring = keyring
        self._session = session
        self._prefer_session = prefer_session
        self._uses_keyring: bool | None = False if prefer_session else None

    async def status(self) -> VaultStatus:
        """Ask how the tier in use stands; an absent keyring is looked for again each time.

        With the session preferred the keyring is left alone.
        """
        memory = await self._session.status()
        revision = await self.revision()
        if self._prefer_session:
            return replace(memory, by_choice=True, revision=revision)
        found = await self._keyring.status()
        self._uses_keyring = found.state is not VaultState.ABSENT
        if self._uses_keyring:
            return replace(found, in_memory=self._session.held, revision=revision)
        return replace(memory, detail=found.detail, orphans=found.orphans, revision=revision)

    async def revision(self) -> str:
        """Return a mark that is another one after a change of either tier."""
        return f"{await self._keyring.revision()}+{await self._session.revision()}"

    async def prefer(self, *, session: bool) -> None:
        """Choose where new entries go from now on; what is stored stays where it is."""
        self._prefer_session = session
        self._uses_keyring = False if session else None

    async def repair(self, orphan_id: str, how: Repair) -> None:
        """Repair an orphan of the keyring's tier."""
        await self._keyring.repair(orphan_id, how)

    async def records(self) -> tuple[KeyRecord, ...]:
        """List the public side of every key of both tiers; does not touch the keyring."""
        return (*await self._keyring.records(), *await self._session.records())

    async def secrets(self) -> tuple[SecretRecord, ...]:
        """List what is known of every secret of both tiers; does not touch the keyring.

        Of one that both have, the session's is in use: it was entered while there was no keyring.
        """
        passing = await self._session.secrets()
        held = {one.ref for one in passing}
        return (*(one for one in await self._keyring.secrets() if one.ref not in held), *passing)

    async def add(self, record: KeyRecord, key: "SigningKey | DecryptionKey") -> None:
        """Store a private key in the tier in use."""
        await (await self._tier()).add(record, key)

    async def signing_key(self, key_id: str) -> "SigningKey":
        """Load a private key from the tier that has it."""
        return await self._holder(in_memory=self._session.has_key(key_id)).signing_key(key_id)

    async def decryption_key(self, key_id: str) -> "DecryptionKey":
        """Load a private key to decrypt with from the tier that has it."""
        return await self._holder(in_memory=self._session.has_key(key_id)).decryption_key(key_id)

    async def change(self, key_id: str, **changes: object) -> None:
        """Replace fields of a key's record by name, in the tier that has it."""
        holder = self._holder(in_memory=self._session.has_key(key_id))
        await holder.change(key_id, **changes)

    async def remove(self, key_id: str) -> None:
        """Delete a private key, then its record, in every tier that has it."""
        # The keyring first: it may refuse, and then nothing is changed.
        in_memory = self._session.has_key(key_id)
        if not in_memory or any(k.key_id == key_id for k in await self._keyring.records()):
            await self._keyring.remove(key_id)
        if in_memory:
            await self._session.remove(key_id)

    async def put_secret(
        self, ref: str, secret: Secret, record: SecretRecord | None = None
    ) -> None:
        """Store a secret in the tier in use; the keyring's own is replaced where it lies."""
        tier = await self._tier()
        if tier is self._session and await self._replaces_the_keyrings(ref):
            tier = self._keyring
        await tier.put_secret(ref, secret, record)
        if tier is self._keyring:
            await self._session.remove_secret(ref)

    async def change_secret(self, ref: str, **changes: object) -> None:
        """Replace fields of a secret's record by name, in the tier that has it."""
        holder = self._holder(in_memory=self._session.has_secret(ref))
        await holder.change_secret(ref, **changes)

    async def secret(self, ref: str) -> Secret:
        """Load a secret from the tier that has it."""
        return await self._holder(in_memory=self._session.has_secret(ref)).secret(ref)

    async def remove_secret(self, ref: str) -> None:
        """Delete a secret in every tier that has it, lest an older one comes back; absent is fine.

        Raises:
            WorkbenchError: the keyring does not let go of its own; nothing is changed then.
        """
        in_memory = self._session.has_secret(ref)
        if not in_memory or any(one.ref == ref for one in await self._keyring.secrets()):
            await self._keyring.remove_secret(ref)
        if in_memory:
            await self._session.remove_secret(ref)

    def used(self, entry_id: str) -> None:
        """Note a use in the tier that has the key or secret."""
        self._holder(in_memory=entry_id in self._session.held).used(entry_id)

    async def _tier(self) -> KeyringVault | SessionVault:
        if self._uses_keyring is None:
            await self.status()
        return self._keyring if self._uses_keyring else self._session

    async def _replaces_the_keyrings(self, ref: str) -> bool:
        """Whether the keyring can take a secret that it has already."""
        if self._session.has_secret(ref):
            return False
        known = any(one.ref == ref for one in await self._keyring.secrets())
        return known and (await self._keyring.status()).state is not VaultState.ABSENT

    def _holder(self, *, in_memory: bool) -> KeyringVault | SessionVault:
        return self._session if in_memory else self._keyring
