"""The workspace with providers and clients put in or taken out."""

from collections.abc import Iterable
from dataclasses import replace

from oidc_workbench.workspace.profile import Client, Provider, Workspace


def with_provider(workspace: Workspace, provider: Provider) -> Workspace:
    """Put the provider in the place of the one with its id, or last."""
    known = {one.provider_id: one for one in workspace.providers}
    known[provider.provider_id] = provider
    return replace(workspace, providers=tuple(known.values()))


def with_client(workspace: Workspace, client: Client) -> Workspace:
    """Put the client in the place of the one with its key, or last."""
    known = {one.key: one for one in workspace.clients}
    known[client.key] = client
    return replace(workspace, clients=tuple(known.values()))


def without(
    workspace: Workspace, clients: Iterable[Client], provider: Provider | None = None
) -> Workspace:
    """Take clients out, and a provider where that goes too."""
    keys = {one.key for one in clients}
    gone = provider.provider_id if provider else None
    return replace(
        workspace,
        providers=tuple(one for one in workspace.providers if one.provider_id != gone),
        clients=tuple(one for one in workspace.clients if one.key not in keys),
    )
