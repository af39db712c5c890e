"""A provider as typed into the form."""

from urllib.parse import urlsplit

from oidc_workbench.ui.panes.provider.state import ProviderDraft
from oidc_workbench.workspace.profile import Provider


def draft_of_provider(provider: Provider) -> ProviderDraft:
    """Open a provider in the form."""
    return ProviderDraft(
        provider.provider_id,
        provider.name,
        provider.issuer,
        provider.ca_file,
        provider.proxy,
        provider.allow_plain_http,
    )


def provider_of(draft: ProviderDraft, provider_id: str) -> Provider:
    """Make the provider that the form describes; without a name it is called by its host."""
    issuer = draft.issuer.strip()
    return Provider(
        provider_id,
        draft.name.strip() or _host(issuer),
        issuer,
        draft.ca_file.strip(),
        draft.proxy.strip(),
        draft.allow_plain_http,
    )


def _host(issuer: str) -> str:
    try:
        return urlsplit(issuer).netloc or issuer
    except ValueError:
        return issuer
