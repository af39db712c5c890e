"""Puts several keys and secrets into the vault, and takes out again what it put there. No Qt."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.flows.secret_storing import SELF_EXPLAINED
from oidc_workbench.workspace.key_record import KeyRecord

if TYPE_CHECKING:
    from oidc_workbench.jose.decryption_key import DecryptionKey
    from oidc_workbench.jose.signing_key import SigningKey
    from oidc_workbench.ports import KeyVault


class Storing(Protocol):
    """One entry on its way into the vault."""

    @property
    def label(self) -> str:
        """What the person calls it."""
        ...

    async def store(self) -> None:
        """Store it.

        Raises:
            WorkbenchError: what the vault refuses.
        """
        ...

    async def undo(self) -> None:
        """Take it out again, if it came to that.

        Raises:
            WorkbenchError: it is left there; ``secret-replaced`` says by itself what is to be told.
        """
        ...


class KeyStoring:
    """Stores a new key; none with its id may be in the vault before."""

    def __init__(
        self, vault: "KeyVault", record: KeyRecord, key: "SigningKey | DecryptionKey"
    ) -> None:
        self._vault, self._record, self._key = vault, record, key
        self._has_begun = False

    @property
    def label(self) -> str:
        """The key's label."""
        return self._record.label

    async def store(self) -> None:
        """Store it; it may be kept although this was cancelled."""
        self._has_begun = True
        await self._vault.add(self._record, self._key)

    async def undo(self) -> None:
        """Delete it, if it came to be there."""
        key_id = self._record.key_id
        if self._has_begun and any(k.key_id == key_id for k in await self._vault.records()):
            await self._vault.remove(key_id)


class AllOrNone:
    """Stores several entries, or none of them."""

    def __init__(self, parts: Sequence[Storing]) -> None:
        self._parts = parts

    async def store(self) -> None:
        """Store them one after the other.

        Raises:
            WorkbenchError: what the vault refuses; :meth:`undo` is still to be called then, as
                after being cancelled.
        """
        for part in self._parts:
            await part.store()

    async def undo(self) -> tuple[str, ...]:
        """Take out what was stored, each by itself; return what to tell of what is left."""
        told, left = list[str](), list[str]()
        for part in reversed(self._parts):
            try:
                await part.undo()
            except WorkbenchError as error:
                if error.code in SELF_EXPLAINED:
                    told.append(str(error))
                else:
                    left.append(part.label)
        if left:
            labels = ", ".join(left)
            told.append(
                f"This could not be taken out of the vault again: {labels}. Delete it there."
            )
        return tuple(told)
