"""Metadata and keys of a provider, grouped for reading."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from oidc_workbench.ui.panes.provider.state import Description, Fact, Group, PublishedKey

if TYPE_CHECKING:
    from oidc_workbench.flows.discovery import Discovered
    from oidc_workbench.jose.key_set import KeySet, PublicKey

# Titles with the members under them; what is in none of them comes last, by its own name.
_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Endpoints",
        (
            "authorization_endpoint",
            "token_endpoint",
            "userinfo_endpoint",
            "introspection_endpoint",
            "revocation_endpoint",
            "end_session_endpoint",
            "pushed_authorization_request_endpoint",
            "device_authorization_endpoint",
            "registration_endpoint",
            "jwks_uri",
        ),
    ),
    (
        "Signing in",
        (
            "scopes_supported",
            "response_types_supported",
            "response_modes_supported",
            "grant_types_supported",
            "code_challenge_methods_supported",
            "authorization_response_iss_parameter_supported",
            "prompt_values_supported",
            "acr_values_supported",
            "claims_supported",
        ),
    ),
    (
        "Client authentication",
        (
            "token_endpoint_auth_methods_supported",
            "token_endpoint_auth_signing_alg_values_supported",
            "introspection_endpoint_auth_methods_supported",
            "revocation_endpoint_auth_methods_supported",
            "dpop_signing_alg_values_supported",
            "tls_client_certificate_bound_access_tokens",
        ),
    ),
    (
        "ID tokens",
        (
            "id_token_signing_alg_values_supported",
            "id_token_encryption_alg_values_supported",
            "subject_types_supported",
        ),
    ),
)
_SUFFIXES = ("_supported", "_endpoint")
_MOST = 200  # characters of a member that nobody knows


def describe(discovered: "Discovered") -> Description:
    """Group what a provider says of itself."""
    raw = discovered.metadata.raw
    known = {name for _title, names in _GROUPS for name in names} | {"issuer"}
    first = Group(
        "Identity",
        (Fact("issuer", discovered.metadata.issuer), Fact("metadata", discovered.metadata.url)),
    )
    groups = [first, *(_group(title, names, raw) for title, names in _GROUPS)]
    others = tuple(name for name in raw if name not in known)
    groups.append(_group("Further members", others, raw))
    keys = tuple(key for key_set in discovered.keys for key in _keys(key_set))
    jwks_uri = raw.get("jwks_uri")
    return Description(
        tuple(group for group in groups if group.facts),
        keys,
        jwks_uri if isinstance(jwks_uri, str) else "",
    )


def _group(title: str, names: tuple[str, ...], raw: Mapping[str, object]) -> Group:
    return Group(title, tuple(_fact(name, raw[name]) for name in names if name in raw))


def _fact(name: str, value: object) -> Fact:
    shown = name
    for suffix in _SUFFIXES:
        shown = shown.removesuffix(suffix)
    words = shown.replace("_", " ")
    if isinstance(value, bool):
        return Fact(words, "yes" if value else "no", mono=False)
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return Fact(words, tuple(item[:_MOST] for item in value[:60]))
    return Fact(words, value if isinstance(value, str) else _json(value))


def _json(value: object) -> str:
    import json

    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _MOST else f"{text[:_MOST]}…"


def _keys(key_set: "KeySet") -> list[PublishedKey]:
    return [_key(key) for key in key_set.keys]


def _key(key: "PublicKey") -> PublishedKey:
    kind = " ".join(part for part in (key.kty, key.crv) if part)
    return PublishedKey(
        key.kid, kind, key.alg, key.use, key.thumbprint, "" if key.usable else key.problem
    )
