"""Puts several keys and secrets into the vault, and takes out again what it put there. No Qt."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.secret import Secret
from oidc_workbench.workspace.key_record import KeyRecord, SecretRecord

if TYPE_CHECKING:
    from oidc_workbench.jose.decryption_key import DecryptionKey
    from oidc_workbench.jose.signing_key import SigningKey
    from oidc_workbench.ports import KeyVault

Record = KeyRecord | SecretRecord
Pair = tuple[Record, "SigningKey | DecryptionKey"]


class AllOrNone:
    """Stores new entries; no reference or id among them may be in the vault before."""

    def __init__(self, vault: "KeyVault", pairs: Sequence[Pair]) -> None:
        self._vault, self._pairs = vault, pairs
        self._begun: list[Record] = []

    async def store(self) -> None:
        """Store them one after the other.

        Raises:
            WorkbenchError: what the vault refuses; :meth:`undo` is still to be called then, as
                after being cancelled.
        """
        for record, key in self._pairs:
            self._begun.append(record)
            if isinstance(record, SecretRecord):
                await self._vault.put_secret(record.ref, _secret_of(key), record)
            else:
                await self._vault.add(record, key)

    async def undo(self) -> tuple[str, ...]:
        """Take out what was stored, each by itself; return the labels of what is left."""
        left = []
        for record in reversed(self._begun):
            try:
                await self._take_out(record)
            except WorkbenchError:  # it is told, after the cause of it all
                left.append(record.label)
        return tuple(left)

    async def _take_out(self, record: Record) -> None:
        """The last one begun may have been kept just before its call was cancelled."""
        if isinstance(record, SecretRecord):
            if any(one.ref == record.ref for one in await self._vault.secrets()):
                await self._vault.remove_secret(record.ref)
        elif any(one.key_id == record.key_id for one in await self._vault.records()):
            await self._vault.remove(record.key_id)


def _secret_of(key: "SigningKey | DecryptionKey") -> Secret:
    from oidc_workbench.jose import base64url

    return Secret(base64url.encode(getattr(key, "octets", b"")))
