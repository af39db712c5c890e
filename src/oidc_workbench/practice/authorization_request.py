"""Reading an authorization request: every parameter exactly as the standards want it."""

import re
from urllib.parse import urlsplit

from oidc_workbench.practice.asking import (
    check_scopes_fit,
    default_resources,
    requested_resources,
    requested_scopes,
)
from oidc_workbench.practice.authority import Authority
from oidc_workbench.practice.call import Params
from oidc_workbench.practice.records import AuthorizationRequest
from oidc_workbench.practice.refusal import PageRefusal, Refusal
from oidc_workbench.practice.registry import RegisteredClient

PROMPTS = ("none", "login", "consent", "select_account")
# RFC 8252 §7.3 and §8.3: the loopback literals, not the name localhost.
LOOPBACK_HOSTS = ("127.0.0.1", "[::1]")
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


def redirect_uri_matches(registered: str, requested: str) -> bool:
    """Compare exactly; on a loopback address any port will do (RFC 8252 §7.3, RFC 9700 §4.1.3)."""
    if registered == requested:
        return True
    parts = urlsplit(registered)
    if parts.scheme != "http" or parts.netloc not in LOOPBACK_HOSTS:
        return False
    prefix = f"http://{parts.netloc}"
    pattern = re.escape(prefix) + r":(\d{1,5})" + re.escape(registered.removeprefix(prefix))
    match = re.fullmatch(pattern, requested, re.ASCII)
    return match is not None and 0 < int(match[1]) < 65536


def read_client(authority: Authority, params: Params) -> RegisteredClient:
    """Return the client that asks.

    Raises:
        PageRefusal: it is unknown, so there is nowhere to redirect to.
    """
    client_id = params.get("client_id")
    if not client_id:
        raise PageRefusal("invalid_request", "The parameter client_id is missing.")
    client = authority.clients.get(client_id)
    if client is None:
        raise PageRefusal("invalid_request", f"There is no client {client_id!r} here.")
    return client


def read_redirect_uri(client: RegisteredClient, params: Params) -> str:
    """Return the redirect URI, known to be the client's.

    Raises:
        PageRefusal: it is not, so it must not be redirected to (RFC 6749 §4.1.2.1).
    """
    requested = params.get("redirect_uri")
    if not requested:
        raise PageRefusal("invalid_request", "The parameter redirect_uri is missing.")
    if any(redirect_uri_matches(uri, requested) for uri in client.redirect_uris):
        return requested
    known = " and ".join(client.redirect_uris) or "none at all"
    hint = "Any port is accepted there. " if client.redirect_uris else ""
    if requested.startswith("http://localhost"):
        hint += "Use 127.0.0.1 and not localhost (RFC 8252 section 8.3). "
    raise PageRefusal(
        "invalid_request",
        f"The redirect URI {requested} is not registered for {client.client_id}; registered: "
        f"{known}. {hint}".strip(),
    )


def read_request(
    authority: Authority, client: RegisteredClient, redirect_uri: str, params: Params
) -> AuthorizationRequest:
    """Read the rest.

    Raises:
        Refusal: to be sent to the redirect URI.
    """
    params.refuse_duplicates()
    _refuse_unsupported(client, params)
    scopes = requested_scopes(client, params.get("scope"))
    resources = requested_resources(authority, client, params.all("resource"))
    if not scopes and not resources:
        raise Refusal(
            "invalid_scope", "No scope was asked for; a sign-in asks for openid at least."
        )
    resources = resources or default_resources(client, scopes)
    check_scopes_fit(authority, scopes, resources)
    return AuthorizationRequest(
        client.client_id,
        redirect_uri,
        scopes,
        resources,
        state=params.get("state"),
        nonce=params.get("nonce"),
        code_challenge=_challenge(client, params),
        prompt=_prompt(params),
        max_age=_max_age(params),
        login_hint=params.get("login_hint"),
    )


def _refuse_unsupported(client: RegisteredClient, params: Params) -> None:
    for name in ("request", "request_uri", "registration"):
        if params.get(name):
            raise Refusal(f"{name}_not_supported", f"The parameter {name} is not supported here.")
    response_type = params.get("response_type")
    if not response_type:
        raise Refusal("invalid_request", "The parameter response_type is missing; send code.")
    if response_type != "code":
        raise Refusal(
            "unsupported_response_type",
            f"Only response_type code is offered, not {response_type!r}: other flows put tokens "
            "into the URL (RFC 9700 section 2.1.2).",
        )
    if "authorization_code" not in client.grant_types:
        raise Refusal("unauthorized_client", f"{client.client_id} is not registered for this flow.")
    if params.get("response_mode") not in ("", "query"):
        raise Refusal("invalid_request", "Only response_mode query is offered.")


def _challenge(client: RegisteredClient, params: Params) -> str:
    """Read the PKCE challenge (RFC 7636 §4.3, §4.4.1)."""
    challenge, method = params.get("code_challenge"), params.get("code_challenge_method")
    if not challenge:
        if method or client.is_public:
            raise Refusal(
                "invalid_request",
                "code_challenge is missing; public clients must use PKCE (RFC 9700 section 2.1.1).",
            )
        return ""
    if method != "S256":
        named = method or "plain (which is meant when none is sent)"
        raise Refusal("invalid_request", f"code_challenge_method must be S256, not {named}.")
    if not _CHALLENGE.fullmatch(challenge):
        raise Refusal(
            "invalid_request",
            "code_challenge is not a SHA-256 hash in base64url: 43 characters without padding.",
        )
    return challenge


def _prompt(params: Params) -> frozenset[str]:
    prompt = frozenset(params.get("prompt").split())
    for value in sorted(prompt):
        if value not in PROMPTS:
            raise Refusal("invalid_request", f"The prompt {value!r} is none of {PROMPTS}.")
    if "none" in prompt and len(prompt) > 1:
        raise Refusal("invalid_request", "The prompt none stands alone.")
    return prompt


def _max_age(params: Params) -> int | None:
    text = params.get("max_age")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Refusal("invalid_request", "max_age must be a whole number of seconds, 0 or more.")
    return int(text)
