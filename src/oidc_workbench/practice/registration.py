"""The registration endpoint (RFC 7591 §3) and the client configuration endpoint (RFC 7592 §2)."""

import json
from collections.abc import Mapping
from hmac import compare_digest

from oidc_workbench.exchange import HttpResponse, header
from oidc_workbench.practice.authority import Authority
from oidc_workbench.practice.bearer import bearer_token
from oidc_workbench.practice.bearer import refuse as refuse_token
from oidc_workbench.practice.call import Call
from oidc_workbench.practice.client_metadata import (
    ClientMetadata,
    document_of,
    read_metadata,
    refuse,
)
from oidc_workbench.practice.refusal import Refusal
from oidc_workbench.practice.registry import RegisteredClient
from oidc_workbench.practice.replies import empty, json_reply
from oidc_workbench.secret import Secret

PATH = "/register"
MOST_CLIENTS = 100
# RFC 7592 §2.2: what an update must not hold, since the server decides it.
FORBIDDEN = (
    "registration_access_token",
    "registration_client_uri",
    "client_secret_expires_at",
    "client_id_issued_at",
)


def register(authority: Authority, call: Call) -> HttpResponse:
    """Register a client; with an initial access token where the settings want one."""
    if authority.settings.registration == "token":
        expected = authority.initial_access_token.reveal()
        if not compare_digest(bearer_token(call).encode(), expected.encode()):
            raise refuse_token(
                "invalid_token",
                "This is not the initial access token; the provider's control page shows it.",
            )
    if len(authority.clients) >= MOST_CLIENTS:
        raise Refusal("invalid_request", f"More than {MOST_CLIENTS} clients are not kept.", 403)
    metadata = read_metadata(_members(call), authority.issuer)
    client_id = f"client-{authority.unguessable()[:16]}"
    client = RegisteredClient(
        client_id, metadata.name, metadata.actor, metadata.auth_method, metadata.grant_types
    )
    client.issued_at = authority.now
    client.resources = tuple(authority.resources)
    client.registration_token = Secret(authority.unguessable())
    _apply(authority, client, metadata)
    authority.clients[client_id] = client
    return _answer(authority, client, 201)


def read(authority: Authority, call: Call) -> HttpResponse:
    """Return the registration as it stands."""
    return _answer(authority, _authorised(authority, call))


def update(authority: Authority, call: Call) -> HttpResponse:
    """Replace the registration, and its token with it."""
    client = _authorised(authority, call)
    members = _members(call)
    _check_update(client, members)
    _apply(authority, client, read_metadata(members, authority.issuer))
    client.registration_token = Secret(authority.unguessable())
    return _answer(authority, client)


def delete(authority: Authority, call: Call) -> HttpResponse:
    """Delete the client."""
    client = _authorised(authority, call)
    del authority.clients[client.client_id]
    return empty(204)


def _members(call: Call) -> Mapping[str, object]:
    media_type = (header(call.headers, "content-type") or "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise Refusal(
            "invalid_request",
            f"The body must be application/json; this one has {media_type or 'no Content-Type'}.",
        )
    try:
        document = json.loads(call.body.decode("utf-8"))
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise refuse("The body must be a JSON object with the client's metadata.")
    return document


def _authorised(authority: Authority, call: Call) -> RegisteredClient:
    """Return the client whose registration is managed, by its registration access token."""
    token = bearer_token(call)
    client = authority.clients.get(call.path.removeprefix(f"{PATH}/"))
    known = client.registration_token if client else None
    if client is None or known is None or not _equal(token, known):
        # One answer for all, so that nobody finds out which clients there are (RFC 7592 §2.1).
        raise refuse_token(
            "invalid_token",
            "This registration access token does not fit this client: each update replaces it, "
            "and deleting the client ends it.",
        )
    return client


def _equal(token: str, known: Secret) -> bool:
    return compare_digest(token.encode(), known.reveal().encode())


def _check_update(client: RegisteredClient, members: Mapping[str, object]) -> None:
    for name in FORBIDDEN:
        if name in members:
            raise Refusal(
                "invalid_request",
                f"An update must not hold {name}: the provider decides it (RFC 7592 section 2.2).",
            )
    if members.get("client_id") != client.client_id:
        raise Refusal("invalid_request", "An update holds the client_id, unchanged.")
    secret = members.get("client_secret")
    if secret is not None and (
        not isinstance(secret, str) or client.secret is None or not _equal(secret, client.secret)
    ):
        raise Refusal("invalid_request", "A client_secret in an update must be the present one.")


def _apply(authority: Authority, client: RegisteredClient, metadata: ClientMetadata) -> None:
    client.name = metadata.name
    client.actor = metadata.actor
    client.auth_method = metadata.auth_method
    client.signing_alg = metadata.signing_alg
    client.grant_types = metadata.grant_types
    client.redirect_uris = metadata.redirect_uris
    client.scopes = metadata.scopes
    client.id_token_signed_response_alg = metadata.id_token_alg
    client.jwks_uri = metadata.jwks_uri
    client.jwks[:] = metadata.jwks
    if not client.auth_method.startswith("client_secret"):
        client.secret = None
    elif client.secret is None:
        client.secret = Secret(authority.unguessable())


def _answer(authority: Authority, client: RegisteredClient, status: int = 200) -> HttpResponse:
    document = document_of(client)
    if client.secret is not None:
        document |= {"client_secret": client.secret.reveal(), "client_secret_expires_at": 0}
    if client.registration_token is not None:
        document["registration_access_token"] = client.registration_token.reveal()
        document["registration_client_uri"] = registration_uri(authority.issuer, client)
    return json_reply(document, status)


def registration_uri(issuer: str, client: RegisteredClient) -> str:
    """Return where a client's registration is managed."""
    return f"{issuer}{PATH}/{client.client_id}"
