"""A vault in plain memory that can be locked."""

from dataclasses import replace
from typing import TYPE_CHECKING

from anyio.lowlevel import checkpoint

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.decryption_keys import decryption_key
from oidc_workbench.jose.signing_key import SigningKey
from oidc_workbench.ports import Orphan, Repair, VaultState, VaultStatus, VaultTier
from oidc_workbench.secret import Secret
from oidc_workbench.workspace.key_record import KeyRecord, SecretRecord

if TYPE_CHECKING:
    from oidc_workbench.jose.decryption_key import DecryptionKey


class FakeVault:
    """Keeps keys and secrets; ``state`` decides whether it hands them out."""

    def __init__(self, tier: VaultTier = VaultTier.KEYRING) -> None:
        self.tier = tier
        self.state = VaultState.UNLOCKED
        self.key_records: dict[str, KeyRecord] = {}
        self.keys: dict[str, SigningKey | DecryptionKey] = {}
        self.kept_secrets: dict[str, Secret] = {}
        self.secret_records: dict[str, SecretRecord] = {}
        self.orphans: tuple[Orphan, ...] = ()
        self.repaired: list[tuple[str, Repair]] = []
        self.uses: list[str] = []

    async def status(self) -> VaultStatus:
        await checkpoint()
        in_memory: frozenset[str] = frozenset()
        if self.tier is VaultTier.SESSION:
            in_memory = frozenset(self.key_records) | frozenset(self.secret_records)
        revision = await self.revision()
        return VaultStatus(
            self.tier,
            self.state,
            "fake",
            orphans=self.orphans,
            by_choice=self.tier is VaultTier.SESSION,
            in_memory=in_memory,
            revision=revision,
        )

    async def revision(self) -> str:
        await checkpoint()
        return f"{self.key_records}{self.secret_records}"

    async def prefer(self, *, session: bool) -> None:
        await checkpoint()
        self.tier = VaultTier.SESSION if session else VaultTier.KEYRING

    async def repair(self, orphan_id: str, how: Repair) -> None:
        await self._unlocked()
        choices = [c.how for o in self.orphans if o.orphan_id == orphan_id for c in o.choices]
        if how not in choices:
            raise WorkbenchError("repair-not-offered", "It is no orphan.", "Look again.")
        self.repaired.append((orphan_id, how))
        self.orphans = tuple(o for o in self.orphans if o.orphan_id != orphan_id)

    def used(self, entry_id: str) -> None:
        self.uses.append(entry_id)

    async def records(self) -> tuple[KeyRecord, ...]:
        await checkpoint()
        return tuple(self.key_records.values())

    async def secrets(self) -> tuple[SecretRecord, ...]:
        await checkpoint()
        return tuple(self.secret_records.values())

    async def change(self, key_id: str, **changes: object) -> None:
        await checkpoint()
        if key_id in self.key_records:
            record = self.key_records[key_id]
            self.key_records[key_id] = replace(record, **changes)  # type: ignore[arg-type]  # fields of KeyRecord

    async def add(self, record: KeyRecord, key: "SigningKey | DecryptionKey") -> None:
        await self._unlocked()
        self.key_records[record.key_id] = record
        self.keys[record.key_id] = key

    async def signing_key(self, key_id: str) -> "SigningKey":
        key = await self._key(key_id)
        if isinstance(key, SigningKey):
            return key
        assert key.private_key is not None
        return SigningKey(key.public, key.private_key)

    async def decryption_key(self, key_id: str) -> "DecryptionKey":
        key = await self._key(key_id)
        return decryption_key(key) if isinstance(key, SigningKey) else key

    async def _key(self, key_id: str) -> "SigningKey | DecryptionKey":
        await self._unlocked()
        if key_id not in self.keys:
            raise WorkbenchError("key-not-found", "The vault has no such key.", "Choose another.")
        return self.keys[key_id]

    async def remove(self, key_id: str) -> None:
        await self._unlocked()
        self.keys.pop(key_id, None)
        self.key_records.pop(key_id, None)

    async def put_secret(
        self, ref: str, secret: Secret, record: SecretRecord | None = None
    ) -> None:
        await self._unlocked()
        before = self.secret_records.get(ref)
        self.secret_records[ref] = replace(record or before or SecretRecord(ref), ref=ref)
        self.kept_secrets[ref] = secret

    async def change_secret(self, ref: str, **changes: object) -> None:
        await checkpoint()
        if ref in self.secret_records:
            record = self.secret_records[ref]
            self.secret_records[ref] = replace(record, **changes)  # type: ignore[arg-type]  # fields of SecretRecord

    async def secret(self, ref: str) -> Secret:
        await self._unlocked()
        if ref not in self.kept_secrets:
            raise WorkbenchError("key-not-found", "The vault has no such secret.", "Enter it.")
        return self.kept_secrets[ref]

    async def remove_secret(self, ref: str) -> None:
        await self._unlocked()
        self.kept_secrets.pop(ref, None)
        self.secret_records.pop(ref, None)

    async def _unlocked(self) -> None:
        await checkpoint()
        if self.state is VaultState.LOCKED:
            raise WorkbenchError("vault-locked", "The keyring is locked.", "Unlock it.")
        if self.state is VaultState.ABSENT:
            raise WorkbenchError("vault-absent", "No keyring was found.", "Use a session vault.")
        if self.state is VaultState.REFUSED:
            raise WorkbenchError("vault-refused", "The keyring refused the call.", "Try again.")
