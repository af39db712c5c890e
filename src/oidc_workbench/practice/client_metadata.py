"""Client metadata as it is registered: read strictly, each refusal saying what would do."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast
from urllib.parse import SplitResult, urlsplit

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.practice import assertion, keys
from oidc_workbench.practice.authorization_request import LOOPBACK_HOSTS
from oidc_workbench.practice.client_authentication import METHODS
from oidc_workbench.practice.client_keys import KEYS_PER_CLIENT, public_members
from oidc_workbench.practice.refusal import Refusal
from oidc_workbench.practice.registry import OIDC_SCOPES, PROTECTED_SCOPES, RegisteredClient
from oidc_workbench.practice.token_endpoint import GRANTS
from oidc_workbench.workspace.profile import Actor, AuthMethod

MOST_REDIRECTS = 10


def refuse(description: str) -> Refusal:
    """Refuse a member of the metadata (RFC 7591 §3.2.2)."""
    return Refusal("invalid_client_metadata", description)


@dataclass(frozen=True, slots=True)
class ClientMetadata:
    """What a client registers (RFC 7591 §2), with the defaults filled in."""

    name: str
    auth_method: AuthMethod
    signing_alg: str
    grant_types: tuple[str, ...]
    redirect_uris: tuple[str, ...]
    scopes: tuple[str, ...]
    id_token_alg: str
    jwks: tuple[dict[str, object], ...]
    jwks_uri: str

    @property
    def actor(self) -> Actor:
        """A service when no person can sign in through it."""
        return "user" if "authorization_code" in self.grant_types else "service"


def read_metadata(members: Mapping[str, object], issuer: str) -> ClientMetadata:
    """Read the metadata of a registration or an update.

    Raises:
        Refusal: ``invalid_client_metadata``, ``invalid_redirect_uri``.
    """
    method = _choice(members, "token_endpoint_auth_method", METHODS, "client_secret_basic")
    grants = _choices(members, "grant_types", tuple(GRANTS), ("authorization_code",))
    if "client_credentials" in grants and method == "none":
        raise refuse("A client that does not authenticate can't use client_credentials.")
    _choices(members, "response_types", ("code",), ("code",))
    algorithms = assertion.ALGORITHMS
    return ClientMetadata(
        _text(members, "client_name") or "Client without a name",
        cast("AuthMethod", method),
        _choice(members, "token_endpoint_auth_signing_alg", algorithms, ""),
        grants,
        _redirect_uris(members, needed="authorization_code" in grants),
        _scopes(members, grants),
        _choice(members, "id_token_signed_response_alg", keys.ALGORITHMS, "RS256"),
        *_keys(members, issuer, needed=method == "private_key_jwt"),
    )


def document_of(client: RegisteredClient) -> dict[str, object]:
    """Return a client's metadata as it is registered; without its secret and tokens."""
    person = client.actor == "user"
    document: dict[str, object] = {
        "client_id": client.client_id,
        "client_id_issued_at": client.issued_at,
        "client_name": client.name,
        "token_endpoint_auth_method": client.auth_method,
        "grant_types": list(client.grant_types),
        "response_types": ["code"] if person else [],
        "redirect_uris": list(client.redirect_uris),
        "scope": " ".join(client.scopes),
        "id_token_signed_response_alg": client.id_token_signed_response_alg,
    }
    if client.signing_alg:
        document["token_endpoint_auth_signing_alg"] = client.signing_alg
    if client.jwks_uri:
        document["jwks_uri"] = client.jwks_uri
    elif client.auth_method == "private_key_jwt":
        document["jwks"] = {"keys": [dict(jwk) for jwk in client.jwks]}
    return document


def _text(members: Mapping[str, object], name: str) -> str:
    value = members.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > 2000:
        raise refuse(f"{name} must be a text of at most 2000 characters.")
    return value


def _texts(members: Mapping[str, object], name: str) -> tuple[str, ...] | None:
    value = members.get(name)
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise refuse(f"{name} must be an array of texts.")
    return tuple(value)


def _choice(
    members: Mapping[str, object], name: str, offered: tuple[str, ...], default: str
) -> str:
    value = _text(members, name) or default
    if value and value not in offered:
        raise refuse(f"{name} is {value!r}; offered here: {', '.join(offered)}.")
    return value


def _choices(
    members: Mapping[str, object], name: str, offered: tuple[str, ...], default: tuple[str, ...]
) -> tuple[str, ...]:
    values = _texts(members, name)
    for value in values or ():
        if value not in offered:
            raise refuse(f"{name} holds {value!r}; offered here: {', '.join(offered)}.")
    return default if values is None else values


def _scopes(members: Mapping[str, object], grants: tuple[str, ...]) -> tuple[str, ...]:
    person = "authorization_code" in grants
    offered = (*OIDC_SCOPES, *PROTECTED_SCOPES) if person else PROTECTED_SCOPES
    asked = tuple(_text(members, "scope").split())
    for scope in asked:
        if scope not in offered:
            raise refuse(f"scope holds {scope!r}; for these grants: {' '.join(offered)}.")
    return asked or offered


def _redirect_uris(members: Mapping[str, object], *, needed: bool) -> tuple[str, ...]:
    values = _texts(members, "redirect_uris") or ()
    if needed and not values:
        raise Refusal("invalid_redirect_uri", "authorization_code needs a redirect URI.")
    if len(values) > MOST_REDIRECTS:
        raise Refusal("invalid_redirect_uri", f"At most {MOST_REDIRECTS} redirect URIs are kept.")
    for value in values:
        parts = _parts(value)
        loopback = parts.scheme == "http" and parts.netloc.rpartition(":")[0] in LOOPBACK_HOSTS
        loopback = loopback or (parts.scheme == "http" and parts.netloc in LOOPBACK_HOSTS)
        if "#" in value or not (loopback or (parts.scheme == "https" and parts.netloc)):
            raise Refusal(
                "invalid_redirect_uri",
                f"{value!r} is neither an https address nor one of http on 127.0.0.1 or [::1], "
                "or it has a fragment.",
            )
    return values


def _parts(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def _keys(
    members: Mapping[str, object], issuer: str, *, needed: bool
) -> tuple[tuple[dict[str, object], ...], str]:
    """Return the keys by value, and the address of the keys; one of them at most."""
    jwks, uri = members.get("jwks"), _text(members, "jwks_uri")
    if jwks is not None and uri:
        raise refuse("jwks and jwks_uri exclude each other (RFC 7591 section 2); send one.")
    if needed and jwks is None and not uri:
        raise refuse("private_key_jwt needs the client's public keys: jwks, or jwks_uri.")
    if uri:
        return (), _jwks_uri(uri, issuer)
    return (_jwks(jwks) if jwks is not None else ()), ""


def _jwks_uri(uri: str, issuer: str) -> str:
    parts = _parts(uri)
    own = urlsplit(issuer).port
    if parts.scheme != "http" or parts.hostname != "127.0.0.1" or _port(parts) in {None, own}:
        raise refuse(
            f"jwks_uri is {uri!r}; this provider fetches from http://127.0.0.1 only, and not "
            "from itself."
        )
    return uri


def _port(parts: SplitResult) -> int | None:
    try:
        return parts.port or 80
    except ValueError:  # no number, or none of a port
        return None


def _jwks(jwks: object) -> tuple[dict[str, object], ...]:
    listed = jwks.get("keys") if isinstance(jwks, dict) else None
    if not isinstance(listed, list) or len(listed) > KEYS_PER_CLIENT:
        raise refuse(
            f"jwks must be an object with an array of at most {KEYS_PER_CLIENT} keys "
            "(RFC 7517 section 5)."
        )
    try:
        found = tuple(public_members(jwk) for jwk in listed)
    except WorkbenchError as error:
        raise refuse(str(error)) from None
    kids = [json.dumps(jwk["kid"]) for jwk in found]
    if len(set(kids)) < len(kids):
        raise refuse("Two keys of the jwks have the same kid, so they can't be told apart.")
    return found
