"""What the vault holds for clients and providers goes when they go. Knows no Qt."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from oidc_workbench.workspace.profile import Client, Provider

if TYPE_CHECKING:
    from oidc_workbench.ports import KeyVault


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
