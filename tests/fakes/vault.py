"""A vault in plain memory that can be locked."""

from typing import TYPE_CHECKING

from anyio.lowlevel import checkpoint

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ports import VaultState, VaultStatus, VaultTier
from oidc_workbench.secret import Secret
from oidc_workbench.workspace.key_record import KeyRecord

if TYPE_CHECKING:
    from oidc_workbench.jose.signing_key import SigningKey


class FakeVault:
    """Keeps keys and secrets; ``state`` decides whether it hands them out."""

    def __init__(self, tier: VaultTier = VaultTier.KEYRING) -> None:
        self.tier = tier
        self.state = VaultState.UNLOCKED
        self.key_records: dict[str, KeyRecord] = {}
        self.keys: dict[str, SigningKey] = {}
        self.secrets: dict[str, Secret] = {}

    async def status(self) -> VaultStatus:
        await checkpoint()
        return VaultStatus(self.tier, self.state, "fake")

    async def records(self) -> tuple[KeyRecord, ...]:
        await checkpoint()
        return tuple(self.key_records.values())

    async def add(self, record: KeyRecord, key: "SigningKey") -> None:
        await self._unlocked()
        self.key_records[record.key_id] = record
        self.keys[record.key_id] = key

    async def signing_key(self, key_id: str) -> "SigningKey":
        await self._unlocked()
        if key_id not in self.keys:
            raise WorkbenchError("key-not-found", "The vault has no such key.", "Choose another.")
        return self.keys[key_id]

    async def remove(self, key_id: str) -> None:
        await self._unlocked()
        self.keys.pop(key_id, None)
        self.key_records.pop(key_id, None)

    async def put_secret(self, ref: str, secret: Secret) -> None:
        await self._unlocked()
        self.secrets[ref] = secret

    async def secret(self, ref: str) -> Secret:
        await self._unlocked()
        if ref not in self.secrets:
            raise WorkbenchError("key-not-found", "The vault has no such secret.", "Enter it.")
        return self.secrets[ref]

    async def remove_secret(self, ref: str) -> None:
        await self._unlocked()
        self.secrets.pop(ref, None)

    async def _unlocked(self) -> None:
        await checkpoint()
        if self.state is VaultState.LOCKED:
            raise WorkbenchError("vault-locked", "The keyring is locked.", "Unlock it.")
        if self.state is VaultState.ABSENT:
            raise WorkbenchError("vault-absent", "No keyring was found.", "Use a session vault.")
