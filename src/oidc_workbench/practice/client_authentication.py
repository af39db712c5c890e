"""Client authentication at the token, introspection and revocation endpoints (RFC 6749 §2.3)."""

import binascii
from base64 import b64decode
from hmac import compare_digest
from urllib.parse import unquote_plus

from oidc_workbench.practice.assertion import check_assertion, claimed_client_id
from oidc_workbench.practice.authority import Authority
from oidc_workbench.practice.call import Call
from oidc_workbench.practice.refusal import Refusal
from oidc_workbench.practice.registry import RegisteredClient

METHODS = ("none", "client_secret_basic", "client_secret_post", "private_key_jwt")


def invalid_client(description: str) -> Refusal:
    """Refuse the client; 401 with the one challenge we have (RFC 6749 §5.2)."""
    challenge = ("WWW-Authenticate", 'Basic realm="practice", charset="UTF-8"')
    return Refusal("invalid_client", description, 401, (challenge,))


def authenticate(authority: Authority, call: Call) -> RegisteredClient:
    """Return the client that made the request, authenticated by its one registered method.

    Raises:
        Refusal: ``invalid_request`` for several methods at once, ``invalid_client`` else.
    """
    method = _method_used(call)
    client_id, proof = _credentials(call, method)
    client = authority.clients.get(client_id)
    if client is None:
        raise invalid_client(f"There is no client {client_id!r} here.")
    if method != client.auth_method:
        raise invalid_client(_wrong_method(client, method))
    if method == "private_key_jwt":
        check_assertion(authority, client, proof)
    elif method != "none":
        _check_secret(client, proof, call)
    return client


def _method_used(call: Call) -> str:
    scheme, _ = call.authorization
    if scheme and scheme != "basic":
        raise invalid_client(
            f"The Authorization scheme {scheme} does not authenticate a client here; use Basic."
        )
    used = []
    if scheme:
        used.append("client_secret_basic")
    if call.form.get("client_secret"):
        used.append("client_secret_post")
    if call.form.get("client_assertion") or call.form.get("client_assertion_type"):
        used.append("private_key_jwt")
    if len(used) > 1:
        raise Refusal(
            "invalid_request",
            f"A request carries one client authentication method; this one has {len(used)}: "
            f"{' and '.join(used)} (RFC 6749 section 2.3).",
        )
    return used[0] if used else "none"


def _credentials(call: Call, method: str) -> tuple[str, str]:
    """Return the client id and the secret or assertion."""
    named = call.form.get("client_id")
    if method == "client_secret_basic":
        client_id, proof = _basic(call.authorization[1])
    elif method == "client_secret_post":
        client_id, proof = named, call.form.get("client_secret")
    elif method == "private_key_jwt":
        proof = call.form.get("client_assertion")
        client_id = claimed_client_id(call.form.get("client_assertion_type"), proof)
    else:
        client_id, proof = named, ""
    if not client_id:
        raise invalid_client("No client_id was sent and no client authentication either.")
    if named and named != client_id:
        raise invalid_client(
            f"The form says client_id {named!r} but the client authentication says {client_id!r}."
        )
    return client_id, proof


def _basic(credentials: str) -> tuple[str, str]:
    """Read Basic credentials: form-encoded before base64 (RFC 6749 §2.3.1)."""
    try:
        text = b64decode(credentials, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        raise invalid_client("The Basic credentials are not base64 of UTF-8 text.") from None
    client_id, colon, secret = text.partition(":")
    if not colon:
        raise invalid_client("The Basic credentials hold no colon between client id and secret.")
    return unquote_plus(client_id), unquote_plus(secret)


def _check_secret(client: RegisteredClient, sent: str, call: Call) -> None:
    expected = client.secret.reveal().encode() if client.secret else b""
    if expected and compare_digest(sent.encode(), expected):
        return
    scheme, credentials = call.authorization
    if scheme == "basic" and expected and _sent_raw(credentials, expected):
        raise invalid_client(
            "The secret is right but was not form-encoded before base64; "
            "RFC 6749 section 2.3.1 asks for application/x-www-form-urlencoded first."
        )
    raise invalid_client(f"The client secret of {client.client_id} is wrong.")


def _sent_raw(credentials: str, expected: bytes) -> bool:
    return compare_digest(b64decode(credentials).partition(b":")[2], expected)


def _wrong_method(client: RegisteredClient, method: str) -> str:
    used = "no client authentication" if method == "none" else method
    if client.is_public:
        return f"{client.client_id} is a public client and must not authenticate; it used {used}."
    return f"{client.client_id} is registered for {client.auth_method}; it used {used}."
