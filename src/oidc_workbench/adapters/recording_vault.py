"""The vault as flows see it: what they load from it counts as used."""

from typing import TYPE_CHECKING

from oidc_workbench.ports import KeyVault, Repair, VaultStatus
from oidc_workbench.secret import Secret
from oidc_workbench.workspace.key_record import KeyRecord, SecretRecord

if TYPE_CHECKING:
    from oidc_workbench.jose.decryption_key import DecryptionKey
    from oidc_workbench.jose.signing_key import SigningKey


class RecordingVault:
    """The KeyVault port over another one.

    A flow loads a key to sign or decrypt with and a secret to authenticate with, at that moment
    and for nothing else; so this is the one place where last uses are noted.
    """

    def __init__(self, vault: KeyVault) -> None:
        self._vault = vault

    async def signing_key(self, key_id: str) -> "SigningKey":
        """Load a private key, which thereby is used."""
        key = await self._vault.signing_key(key_id)
        self._vault.used(key_id)
        return key

    async def decryption_key(self, key_id: str) -> "DecryptionKey":
        """Load a private key to decrypt with, which thereby is used."""
        key = await self._vault.decryption_key(key_id)
        self._vault.used(key_id)
        return key

    async def secret(self, ref: str) -> Secret:
        """Load a secret, which thereby is used."""
        secret = await self._vault.secret(ref)
        self._vault.used(ref)
        return secret

    async def status(self) -> VaultStatus:
        """As the vault."""
        return await self._vault.status()

    async def revision(self) -> str:
        """As the vault."""
        return await self._vault.revision()

    async def prefer(self, *, session: bool) -> None:
        """As the vault."""
        await self._vault.prefer(session=session)

    async def repair(self, orphan_id: str, how: Repair) -> None:
        """As the vault."""
        await self._vault.repair(orphan_id, how)

    async def records(self) -> tuple[KeyRecord, ...]:
        """As the vault."""
        return await self._vault.records()

    async def secrets(self) -> tuple[SecretRecord, ...]:
        """As the vault."""
        return await self._vault.secrets()

    async def add(self, record: KeyRecord, key: "SigningKey | DecryptionKey") -> None:
        """As the vault."""
        await self._vault.add(record, key)

    async def change(self, key_id: str, **changes: object) -> None:
        """As the vault."""
        await self._vault.change(key_id, **changes)

    async def remove(self, key_id: str) -> None:
        """As the vault."""
        await self._vault.remove(key_id)

    async def put_secret(
        self, ref: str, secret: Secret, record: SecretRecord | None = None
    ) -> None:
        """As the vault."""
        await self._vault.put_secret(ref, secret, record)

    async def change_secret(self, ref: str, **changes: object) -> None:
        """As the vault."""
        await self._vault.change_secret(ref, **changes)

    async def remove_secret(self, ref: str) -> None:
        """As the vault."""
        await self._vault.remove_secret(ref)

    def used(self, entry_id: str) -> None:
        """As the vault."""
        self._vault.used(entry_id)
