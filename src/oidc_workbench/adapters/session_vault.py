"""Private keys and shared secrets in memory: gone when the program ends."""

from dataclasses import replace
from typing import TYPE_CHECKING

from oidc_workbench.adapters.clock import SystemClock
from oidc_workbench.adapters.vault_entries import refuse_identity, refuse_own_business
from oidc_workbench.adapters.vault_keys import to_decrypt_with, to_sign_with
from oidc_workbench.adapters.vault_repair import refuse_repair
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ports import Clock, Repair, VaultState, VaultStatus, VaultTier
from oidc_workbench.secret import Secret
from oidc_workbench.workspace.key_record import KeyRecord, SecretRecord

if TYPE_CHECKING:
    from oidc_workbench.jose.decryption_key import DecryptionKey
    from oidc_workbench.jose.signing_key import SigningKey


class SessionVault:
    """The KeyVault port without any storage."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._changes = 0
        self._records: dict[str, KeyRecord] = {}
        self._keys: dict[str, SigningKey | DecryptionKey] = {}
        self._secrets: dict[str, Secret] = {}
        self._secret_records: dict[str, SecretRecord] = {}

    def has_key(self, key_id: str) -> bool:
        """Whether a key was added in this session."""
        return key_id in self._keys

    def has_secret(self, ref: str) -> bool:
        """Whether a secret was stored in this session."""
        return ref in self._secrets

    async def status(self) -> VaultStatus:
        """Say that everything here is gone at the end."""
        return VaultStatus(
            VaultTier.SESSION,
            VaultState.UNLOCKED,
            "memory",
            in_memory=self.held,
            revision=await self.revision(),
        )

    @property
    def held(self) -> frozenset[str]:
        """The ids of its keys and the references of its secrets."""
        return frozenset(self._records) | frozenset(self._secret_records)

    async def revision(self) -> str:
        """Return the number of changes so far."""
        return str(self._changes)

    async def prefer(self, *, session: bool) -> None:
        """Do nothing: there is no other tier here."""

    async def repair(self, orphan_id: str, how: Repair) -> None:  # noqa: ARG002 - the port's shape
        """Refuse: what has no second side has no orphans."""
        raise refuse_repair(orphan_id)

    def used(self, entry_id: str) -> None:
        """Note a use just now."""
        now = self._clock.now()
        if entry_id in self._records:
            self._records[entry_id] = replace(self._records[entry_id], last_used_at=now)
        if entry_id in self._secret_records:
            line = self._secret_records[entry_id]
            self._secret_records[entry_id] = replace(line, last_used_at=now)
        self._changes += 1

    async def records(self) -> tuple[KeyRecord, ...]:
        """List the public side of every key."""
        return tuple(self._records.values())

    async def secrets(self) -> tuple[SecretRecord, ...]:
        """List what is known of every secret."""
        return tuple(self._secret_records.values())

    async def add(self, record: KeyRecord, key: "SigningKey | DecryptionKey") -> None:
        """Keep a private key until the program ends.

        Raises:
            WorkbenchError: ``key-exists``.
        """
        if record.key_id in self._keys:
            raise WorkbenchError(
                "key-exists", "The vault has a key with this id already.", "Remove it first."
            )
        self._records[record.key_id] = record
        self._keys[record.key_id] = key
        self._changes += 1

    async def change(self, key_id: str, **changes: object) -> None:
        """Replace fields of a key's record by name; an unknown key is left alone."""
        refuse_identity(changes)
        if key_id in self._records:
            record = replace(self._records[key_id], **changes)  # type: ignore[arg-type]  # fields of KeyRecord
            self._records[key_id] = record
            self._changes += 1

    async def signing_key(self, key_id: str) -> "SigningKey":
        """Return a private key.

        Raises:
            WorkbenchError: ``key-not-found``, ``key-cannot-sign``.
        """
        return to_sign_with(self._key(key_id))

    async def decryption_key(self, key_id: str) -> "DecryptionKey":
        """Return a private key to decrypt with.

        Raises:
            WorkbenchError: ``key-not-found``.
        """
        return to_decrypt_with(self._key(key_id))

    def _key(self, key_id: str) -> "SigningKey | DecryptionKey":
        if key_id not in self._keys:
            raise _gone("key")
        return self._keys[key_id]

    async def remove(self, key_id: str) -> None:
        """Forget a key; an unknown one is fine."""
        self._keys.pop(key_id, None)
        self._records.pop(key_id, None)
        self._changes += 1

    async def put_secret(
        self, ref: str, secret: Secret, record: SecretRecord | None = None
    ) -> None:
        """Keep a secret until the program ends."""
        before = self._secret_records.get(ref)
        self._secret_records[ref] = replace(record or before or SecretRecord(ref), ref=ref)
        self._secrets[ref] = secret
        self._changes += 1

    async def change_secret(self, ref: str, **changes: object) -> None:
        """Replace fields of a secret's record by name; an unknown one is left alone."""
        refuse_own_business(changes)
        if ref in self._secret_records:
            line = replace(self._secret_records[ref], **changes)  # type: ignore[arg-type]  # fields of SecretRecord
            self._secret_records[ref] = line
            self._changes += 1

    async def secret(self, ref: str) -> Secret:
        """Return a secret.

        Raises:
            WorkbenchError: ``key-not-found``.
        """
        if ref not in self._secrets:
            raise _gone("secret")
        return self._secrets[ref]

    async def remove_secret(self, ref: str) -> None:
        """Forget a secret; absent is fine."""
        self._secrets.pop(ref, None)
        self._secret_records.pop(ref, None)
        self._changes += 1


def _gone(what: str) -> WorkbenchError:
    return WorkbenchError(
        "key-not-found",
        f"No such {what} was entered in this session.",
        f"Enter or import the {what} again; what is kept in memory ends with the program.",
    )
