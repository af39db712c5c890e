"""Private keys and client secrets in memory: gone when the program ends."""

from typing import TYPE_CHECKING

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ports import VaultState, VaultStatus, VaultTier
from oidc_workbench.secret import Secret
from oidc_workbench.workspace.key_record import KeyRecord

if TYPE_CHECKING:
    from oidc_workbench.jose.signing_key import SigningKey


class SessionVault:
    """The KeyVault port without any storage."""

    def __init__(self) -> None:
        self._records: dict[str, KeyRecord] = {}
        self._keys: dict[str, SigningKey] = {}
        self._secrets: dict[str, Secret] = {}

    def has_key(self, key_id: str) -> bool:
        """Whether a key was added in this session."""
        return key_id in self._keys

    def has_secret(self, ref: str) -> bool:
        """Whether a client secret was stored in this session."""
        return ref in self._secrets

    async def status(self) -> VaultStatus:
        """Say that everything here is gone at the end."""
        return VaultStatus(
            VaultTier.SESSION,
            VaultState.UNLOCKED,
            "memory",
            "Keys and client secrets are kept in memory and are gone when the program ends.",
        )

    async def records(self) -> tuple[KeyRecord, ...]:
        """List the public side of every key."""
        return tuple(self._records.values())

    async def add(self, record: KeyRecord, key: "SigningKey") -> None:
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

    async def signing_key(self, key_id: str) -> "SigningKey":
        """Return a private key.

        Raises:
            WorkbenchError: ``key-not-found``.
        """
        if key_id not in self._keys:
            raise _gone("key")
        return self._keys[key_id]

    async def remove(self, key_id: str) -> None:
        """Forget a key; an unknown one is fine."""
        self._keys.pop(key_id, None)
        self._records.pop(key_id, None)

    async def put_secret(self, ref: str, secret: Secret) -> None:
        """Keep a client secret until the program ends."""
        self._secrets[ref] = secret

    async def secret(self, ref: str) -> Secret:
        """Return a client secret.

        Raises:
            WorkbenchError: ``key-not-found``.
        """
        if ref not in self._secrets:
            raise _gone("client secret")
        return self._secrets[ref]

    async def remove_secret(self, ref: str) -> None:
        """Forget a client secret; absent is fine."""
        self._secrets.pop(ref, None)


def _gone(what: str) -> WorkbenchError:
    return WorkbenchError(
        "key-not-found",
        f"No such {what} was entered in this session.",
        f"Enter or import the {what} again; what is kept in memory ends with the program.",
    )
