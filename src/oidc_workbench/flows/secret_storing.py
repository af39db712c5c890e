"""Putting one secret into the vault in a way that can be taken back."""

from contextlib import suppress
from dataclasses import replace

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ports import KeyVault
from oidc_workbench.secret import Secret
from oidc_workbench.workspace.key_record import SecretRecord

_REPLACED, _LEFT = "secret-replaced", "secret-left"
SELF_EXPLAINED = frozenset((_REPLACED, _LEFT))
"""Codes of what :meth:`SecretStoring.undo` raises that says by itself what is left."""


class SecretStoring:
    """Stores a secret under its record's reference, or replaces the one that is there.

    The record's ``created_at`` tells it from another one under the same reference.
    """

    def __init__(self, vault: KeyVault, record: SecretRecord, secret: Secret) -> None:
        self._vault, self._record, self._secret = vault, record, secret
        self._before: SecretRecord | None = None
        self._is_new: bool | None = None  # None while that can't be known
        self._has_begun = self._is_refused = False

    @property
    def label(self) -> str:
        """The secret's label."""
        return self._record.label

    async def store(self) -> None:
        """Store it.

        Raises:
            WorkbenchError: what the vault refuses; :meth:`undo` is still to be called then, as
                after being cancelled.
        """
        # An index that can't be read need not keep the vault from storing. Then nothing counts as
        # new, so that nothing is taken out that may be somebody else's.
        with suppress(WorkbenchError):
            self._before = await self._found()
            self._is_new = self._before is None
        self._has_begun = True
        try:
            await self._vault.put_secret(self._record.ref, self._secret, self._record)
        except WorkbenchError:
            self._is_refused = True
            raise

    async def undo(self) -> None:
        """Take it out again, if the vault has this one and not what was or came there otherwise.

        Raises:
            WorkbenchError: ``secret-replaced`` where it took the place of another, ``secret-left``
                where nobody knows whether it did; and what the vault refuses.
        """
        if not self._has_begun:
            return
        try:
            found = await self._found()
        except WorkbenchError:
            if self._is_refused:  # most likely for the same reason, so nothing of it is there
                return
            raise
        if found is None or not self._is_ours(found):
            return
        if self._is_new:
            await self._vault.remove_secret(self._record.ref)
        elif self._is_new is None:
            raise WorkbenchError(
                _LEFT,
                f"“{self.label}” is in the vault: whether it took the place of another is unknown.",
                "Look at it there.",
            )
        else:
            raise WorkbenchError(
                _REPLACED,
                f"“{self.label}” had been replaced already: the new one is used from now on.",
                "Enter the former one again if it is still needed.",
            )

    async def _found(self) -> SecretRecord | None:
        known = await self._vault.secrets()
        return next((one for one in known if one.ref == self._record.ref), None)

    def _is_ours(self, found: SecretRecord) -> bool:
        ours = _identity(self._record)
        before = self._before
        return _identity(found) == ours and (before is None or _identity(before) != ours)


def _identity(record: SecretRecord) -> SecretRecord:
    """What says which secret it is, without what the vault itself changes."""
    return replace(record, presence="present", last_used_at=0.0, entry="", spare="")
