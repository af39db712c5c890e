"""Where private keys and shared secrets are kept, as the rooms see it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from oidc_workbench.secret import Secret
from oidc_workbench.workspace.key_record import KeyRecord, SecretRecord

if TYPE_CHECKING:
    from oidc_workbench.jose.decryption_key import DecryptionKey
    from oidc_workbench.jose.signing_key import SigningKey


class VaultTier(StrEnum):
    """Where private keys lie; always shown."""

    KEYRING = "keyring"
    SESSION = "session"


class VaultState(StrEnum):
    """Whether the vault can be used now."""

    UNLOCKED = "unlocked"
    LOCKED = "locked"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class VaultStatus:
    """The vault's tier and state, with a sentence for the person.

    Args:
        orphans: ids that only one of index and keyring knows; shown and offered for repair.
    """

    tier: VaultTier
    state: VaultState
    backend: str
    detail: str = ""
    orphans: tuple[str, ...] = ()


class KeyVault(Protocol):
    """Private keys and shared secrets. Calls may wait on the system's unlock prompt.

    Raises:
        WorkbenchError: ``vault-locked``, ``vault-absent``, ``key-not-found``,
            ``vault-refused``; never holds a secret.
    """

    async def status(self) -> VaultStatus:
        """Ask how the vault stands, without provoking a prompt where that can be avoided."""
        ...

    async def records(self) -> tuple[KeyRecord, ...]:
        """List the public side of every key; does not touch the keyring."""
        ...

    async def secrets(self) -> tuple[SecretRecord, ...]:
        """List what is known of every secret; does not touch the keyring."""
        ...

    async def add(self, record: KeyRecord, key: "SigningKey | DecryptionKey") -> None:
        """Store a private key in its compact form, and its record in the index."""
        ...

    async def change(self, key_id: str, **changes: object) -> None:
        """Replace fields of a key's record by name; does not touch the keyring.

        The fields that say which key it is (``key_id``, ``kty``, ``thumbprint``) stay.
        """
        ...

    async def signing_key(self, key_id: str) -> "SigningKey":
        """Load a private key for use."""
        ...

    async def decryption_key(self, key_id: str) -> "DecryptionKey":
        """Load a private key to decrypt with."""
        ...

    async def remove(self, key_id: str) -> None:
        """Delete the private key, then its record."""
        ...

    async def put_secret(
        self, ref: str, secret: Secret, record: SecretRecord | None = None
    ) -> None:
        """Store a secret under a reference, or replace the one that is there.

        Args:
            ref: the entry's own name.
            secret: what to keep.
            record: what the index says of it; without one, what it said before.
        """
        ...

    async def secret(self, ref: str) -> Secret:
        """Load a secret."""
        ...

    async def remove_secret(self, ref: str) -> None:
        """Delete a secret; absent is fine."""
        ...
