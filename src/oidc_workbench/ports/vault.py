"""Where private keys and shared secrets are kept, as the rooms see it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from oidc_workbench.ports.orphan import Orphan, Repair
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
    """Whether the vault can be used now.

    ``refused``: there is a keyring, or there may be one, but it does not work now. Nothing new is
    kept then, here or elsewhere, until it does or the person chooses the session.
    """

    UNLOCKED = "unlocked"
    LOCKED = "locked"
    ABSENT = "absent"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class VaultStatus:
    """The vault's tier and state, with a sentence for the person.

    Args:
        tier: where new entries go.
        orphans: what index and keyring disagree about; shown and offered for repair.
        by_choice: the session tier is in use because the person prefers it.
        in_memory: ids of keys and references of secrets that end with the program.
        revision: another one than before means that keys or secrets may have changed, also by
            another copy of the program.
    """

    tier: VaultTier
    state: VaultState
    backend: str
    detail: str = ""
    orphans: tuple[Orphan, ...] = ()
    by_choice: bool = False
    in_memory: frozenset[str] = frozenset()
    revision: str = ""


class KeyVault(Protocol):
    """Private keys and shared secrets. Calls may wait on the system's unlock prompt.

    Cancelling a call gives up waiting. What the keyring was asked to store and stores only after
    that is taken out again; until then it shows as a pending orphan.

    Raises:
        WorkbenchError: ``vault-locked``, ``vault-absent``, ``key-not-found``,
            ``vault-refused``; never holds a secret.
    """

    async def status(self) -> VaultStatus:
        """Ask how the vault stands, without provoking a prompt where that can be avoided."""
        ...

    async def revision(self) -> str:
        """Return the mark of :attr:`VaultStatus.revision`; costs one look at the file's dates."""
        ...

    async def prefer(self, *, session: bool) -> None:
        """Choose where new entries go from now on: memory, or the keyring where there is one.

        What is stored already stays where it is, and stays usable.
        """
        ...

    async def repair(self, orphan_id: str, how: Repair) -> None:
        """Repair an orphan in one of the ways it offers.

        Raises:
            WorkbenchError: besides the others ``key-damaged``, ``key-curve-lost`` (the entry
                cannot be adopted), ``repair-not-offered``; nothing is changed then.
        """
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

        A replacement that fails, or is cut short in whatever way, leaves the old one in use.

        Args:
            ref: its name in the vault.
            secret: what to keep.
            record: what the index says of it; without one, what it said before.
        """
        ...

    async def change_secret(self, ref: str, **changes: object) -> None:
        """Replace fields of a secret's record by name; does not touch the keyring."""
        ...

    async def secret(self, ref: str) -> Secret:
        """Load a secret."""
        ...

    async def remove_secret(self, ref: str) -> None:
        """Delete a secret; absent is fine."""
        ...

    def used(self, entry_id: str) -> None:
        """Note that a key signed or decrypted, or that a secret authenticated, just now.

        Returns at once and never fails: the time is written in the background, at most once a
        minute for each entry. Flows need not call it: their vault notes what they load.

        Args:
            entry_id: the id of a key or the reference of a secret.
        """
        ...
