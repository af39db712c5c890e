"""The initial access token of a registration (RFC 7591 §1.2): the vault's, or one just entered."""

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.flows.secret_storing import SELF_EXPLAINED, SecretStoring
from oidc_workbench.flows.stage import Draft
from oidc_workbench.ports import FlowPorts
from oidc_workbench.secret import Secret
from oidc_workbench.workspace.key_record import SecretRecord
from oidc_workbench.workspace.profile import Provider

_LABEL = "The initial access token is kept"


class InitialToken:
    """Gets the token, and keeps one that was entered once the provider has accepted it.

    Args:
        ref: names its vault entry; empty for no token.
        entered: one that the vault does not have yet.
    """

    def __init__(
        self, provider: Provider, ref: str, entered: Secret | None, ports: FlowPorts
    ) -> None:
        self._provider, self._ref, self._entered, self._ports = provider, ref, entered, ports
        self.value: Secret | None = None
        self._storing: SecretStoring | None = None
        self._is_kept = False

    async def get(self, draft: Draft) -> None:
        """Have the token at hand, and say where it is from.

        Raises:
            WorkbenchError: what the vault raises.
        """
        self.value, where = self._entered, "as entered; kept once the provider has accepted it"
        if self.value is None:
            where = "from the vault" if self._ref else "none"
            self.value = await self._ports.vault.secret(self._ref) if self._ref else None
        draft.fact("initial access token", where)

    async def keep(self, draft: Draft) -> None:
        """Put an entered token, which was accepted, into the vault.

        The client is registered all the same where the vault refuses: that is a warning.
        """
        if self._entered is None:
            return
        record = SecretRecord(
            self._ref,
            kind="initial-access-token",
            label=f"for {self._provider.name}",
            provider_id=self._provider.provider_id,
            created_at=self._ports.clock.now(),
        )
        self._storing = SecretStoring(self._ports.vault, record, self._entered)
        try:
            await self._storing.store()
        except WorkbenchError as error:
            draft.check(_LABEL, False, f"It is not in the vault: {error.message}")
        else:
            self._is_kept = True
            draft.check(_LABEL, True)

    async def undo(self, draft: Draft) -> list[str]:
        """Take it out of the vault again, and say so; where that fails, that is said.

        Returns:
            Sentences on what is left.
        """
        if self._storing is None:
            return []
        try:
            await self._storing.undo()
        except WorkbenchError as error:
            if error.code in SELF_EXPLAINED:
                left = str(error)
                draft.check(_LABEL, False, left)
            else:
                draft.check(_LABEL, False, f"It may be left in the vault: {error.message}")
                left = f"The initial access token may be left in the vault: {error.message}"
            return [left]
        if self._is_kept:
            draft.check(_LABEL, False, "It was taken out of the vault again.")
        return []
