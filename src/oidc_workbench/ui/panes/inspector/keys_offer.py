"""Whose keys may be fetched: those of an issuer that the person named, never of one in a token."""

from urllib.parse import urlsplit

from oidc_workbench.ui.panes.inspector.state import KeysOffer
from oidc_workbench.workspace.profile import Provider, Workspace


def offer_for(issuer: str, *, known: bool, problem: str = "") -> KeysOffer:
    """What the button that fetches keys can do for the issuer of the expectation."""
    if not issuer:
        return KeysOffer(why_not="Name the issuer first, under Judge as, or select a provider.")
    parts = urlsplit(issuer)
    if parts.scheme not in ("https", "http") or not parts.netloc:
        return KeysOffer(issuer, "An issuer is a URL, such as https://as.example.")
    if known and not problem:
        return KeysOffer(issuer, fetched=True)
    return KeysOffer(issuer, problem=problem)


def provider_for(workspace: Workspace, issuer: str) -> Provider:
    """The provider the person keeps for that issuer, else a plain one without any consents."""
    kept = (p for p in workspace.providers if p.issuer == issuer)
    return next(kept, Provider("", urlsplit(issuer).netloc, issuer))
