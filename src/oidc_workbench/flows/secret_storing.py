"""Putting one secret into the vault in a way that can be taken back."""

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ports import KeyVault
from oidc_workbench.secret import Secret
from oidc_workbench.workspace.key_record import SecretRecord


class SecretStoring:
    """Stores a secret under its record's reference, or replaces the one that is there."""

    def __init__(self, vault: KeyVault, record: SecretRecord, secret: Secret) -> None:
        self._vault, self._record, self._secret = vault, record, secret
        self._before: tuple[SecretRecord, Secret | None] | None = None
        self._has_begun = False

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
        before = await self._found()
        if before is not None:
            self._before = (before, await self._former())
        self._has_begun = True
        await self._vault.put_secret(self._record.ref, self._secret, self._record)

    async def undo(self) -> None:
        """Have the vault hold what it held before; it may be known only now what was stored.

        Raises:
            WorkbenchError: ``secret-not-put-back``, and what the vault refuses.
        """
        if not self._has_begun:
            return
        ref = self._record.ref
        if self._before is None:
            if await self._found() is not None:
                await self._vault.remove_secret(ref)
            return
        record, secret = self._before
        if secret is None:
            raise WorkbenchError(
                "secret-not-put-back",
                f"“{record.label}” could not be read before it was replaced, so it can't be put "
                "back.",
                "Enter it again.",
            )
        await self._vault.put_secret(ref, secret, record)

    async def _found(self) -> SecretRecord | None:
        known = await self._vault.secrets()
        return next((one for one in known if one.ref == self._record.ref), None)

    async def _former(self) -> Secret | None:
        """The secret that will be replaced; None for one that is lost, and may be replaced."""
        try:
            return await self._vault.secret(self._record.ref)
        except WorkbenchError as error:
            if error.code != "key-not-found":
                raise
            return None
