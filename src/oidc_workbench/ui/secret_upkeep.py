"""What the vault holds for clients and providers comes and goes with them. Knows no Qt."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from oidc_workbench.flows.secret_storing import SecretStoring
from oidc_workbench.ui.kit.all_or_none import AllOrNone
from oidc_workbench.workspace.key_record import SecretRecord
from oidc_workbench.workspace.profile import Client, Provider

if TYPE_CHECKING:
    from oidc_workbench.ports import KeyVault
    from oidc_workbench.secret import Secret


class ClientSecret:
    """Puts a client's secret into the vault, and deletes the one that it no longer has.

    Args:
        vault: where it lies.
        client: the client as it is to be.
        before: the client as it was; None for a new one.
        secret: a new secret; None leaves what is there, as long as the client has one.
        now: seconds since the epoch.
    """

    def __init__(
        self,
        vault: "KeyVault",
        client: Client,
        before: Client | None,
        secret: "Secret | None",
        now: float,
    ) -> None:
        self._vault, parts = vault, list[SecretStoring]()
        had = before.secret_ref if before is not None else ""
        self.unused = "" if client.secret_ref else had
        """The reference of the secret that the client no longer has; mostly empty."""
        if secret is not None and client.secret_ref:
            record = SecretRecord(
                client.secret_ref,
                label=client.name,
                provider_id=client.provider_id,
                client_key=client.key,
                created_at=now,
            )
            parts.append(SecretStoring(vault, record, secret))
        self._entries = AllOrNone(parts)

    async def keep(self) -> None:
        """Store the new secret, if there is one.

        Raises:
            WorkbenchError: what the vault refuses.
        """
        await self._entries.store()

    async def undo(self) -> tuple[str, ...]:
        """Take back what :meth:`keep` did; return what to tell of what is left."""
        return await self._entries.undo()

    async def tidy(self) -> None:
        """Delete the secret that the client no longer has, once the client was changed.

        Raises:
            WorkbenchError: what the vault raises.
        """
        if self.unused:
            await self._vault.remove_secret(self.unused)


async def remove_secrets_of(
    vault: "KeyVault", clients: Iterable[Client], provider: Provider | None = None
) -> None:
    """Delete every secret of some clients, and of a provider where that goes too.

    Private keys stay: another client may sign with them, and a server may know them.

    Raises:
        WorkbenchError: what the vault raises; the secrets before that one are gone.
    """
    gone = tuple(clients)
    keys = {client.key for client in gone}
    refs = {ref for c in gone for ref in (c.secret_ref, c.registration_token_ref) if ref}
    for record in await vault.secrets():
        of_provider = provider is not None and record.provider_id == provider.provider_id
        if of_provider or record.client_key in keys:
            refs.add(record.ref)
    for ref in sorted(refs):
        await vault.remove_secret(ref)
