"""What a client may ask for: scopes and resources."""

import re
from collections.abc import Iterable

from oidc_workbench.practice.authority import Authority
from oidc_workbench.practice.refusal import Refusal
from oidc_workbench.practice.registry import OIDC_SCOPES, ProtectedResource, RegisteredClient

_SCOPE_TOKEN = re.compile(r"[\x21\x23-\x5B\x5D-\x7E]+")


def requested_scopes(client: RegisteredClient, text: str) -> tuple[str, ...]:
    """Return the scopes asked for, each once (RFC 6749 §3.3).

    Raises:
        Refusal: ``invalid_scope`` for one that is malformed or not the client's.
    """
    scopes = tuple(dict.fromkeys(text.split(" "))) if text else ()
    for scope in scopes:
        if not _SCOPE_TOKEN.fullmatch(scope):
            raise Refusal("invalid_scope", "Scopes are separated by one space each.")
        if scope not in client.scopes:
            allowed = ", ".join(client.scopes) or "none (its tokens are checked by audience only)"
            raise Refusal(
                "invalid_scope",
                f"The scope {scope} is not registered for {client.client_id}; it may ask for: "
                f"{allowed}.",
            )
    return scopes


def requested_resources(
    authority: Authority, client: RegisteredClient, uris: Iterable[str]
) -> tuple[str, ...]:
    """Return the resources asked for, each once.

    Raises:
        Refusal: ``invalid_target`` (RFC 8707 §2).
    """
    resources = tuple(dict.fromkeys(uris))
    for uri in resources:
        if uri not in authority.resources:
            known = ", ".join(authority.resources)
            raise Refusal("invalid_target", f"There is no resource {uri} here; known are: {known}.")
        if uri not in client.resources:
            raise Refusal(
                "invalid_target", f"{client.client_id} may not ask tokens for the resource {uri}."
            )
    return resources


def default_resources(client: RegisteredClient, scopes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the resource meant when none is named (RFC 9068 §3)."""
    if any(scope not in OIDC_SCOPES for scope in scopes) or client.actor == "service":
        return client.resources[:1]
    return ()


def check_scopes_fit(
    authority: Authority, scopes: tuple[str, ...], resources: tuple[str, ...]
) -> None:
    """Refuse a scope that none of the resources knows."""
    known = {scope for uri in resources for scope in authority.resources[uri].scopes}
    for scope in scopes:
        if scope not in OIDC_SCOPES and scope not in known:
            raise Refusal(
                "invalid_scope",
                f"The scope {scope} means nothing to {' or '.join(resources)}.",
            )


def scopes_for(
    authority: Authority, scopes: tuple[str, ...], resources: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the scopes that belong into a token for these resources (RFC 8707 §2.2)."""
    known = {scope for uri in resources for scope in authority.resources[uri].scopes}
    return tuple(scope for scope in scopes if scope in OIDC_SCOPES or scope in known)


def one_format(authority: Authority, resources: tuple[str, ...]) -> bool:
    """Return whether the token is to be opaque.

    Raises:
        Refusal: ``invalid_target`` when the resources want different formats.
    """
    wanted: list[ProtectedResource] = [authority.resources[uri] for uri in resources]
    formats = {resource.token_format for resource in wanted}
    if len(formats) > 1:
        raise Refusal(
            "invalid_target",
            "One access token can't be a JWT and opaque at once; name one resource in the "
            "token request.",
        )
    return formats == {"opaque"}
