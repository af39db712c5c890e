"""A client registration as typed into the form, and what is wrong with it."""

from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from oidc_workbench.workspace.profile import (
    DEFAULT_REDIRECT_URI,
    Actor,
    AssertionAudience,
    AuthMethod,
    BasicEncoding,
    Client,
)

SECRET_METHODS = ("client_secret_basic", "client_secret_post")
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class ClientDraft:
    """The form's fields; ``key`` is empty for a new client.

    Args:
        scopes: separated by spaces (RFC 6749 §3.3).
        has_secret: the vault holds a secret for it already.
    """

    key: str = ""
    name: str = ""
    client_id: str = ""
    actor: Actor = "user"
    auth_method: AuthMethod = "none"
    key_id: str = ""
    signing_alg: str = ""
    assertion_audience: AssertionAudience = "issuer"
    basic_encoding: BasicEncoding = "form"
    redirect_uri: str = DEFAULT_REDIRECT_URI
    scopes: str = "openid"
    resource: str = ""
    has_secret: bool = False
    practice: bool = False


def draft_of(client: Client) -> ClientDraft:
    """Open a client in the form."""
    return ClientDraft(
        client.key,
        client.name,
        client.client_id,
        client.actor,
        client.auth_method,
        client.key_id,
        client.signing_alg,
        client.assertion_audience,
        client.basic_encoding,
        client.redirect_uri,
        " ".join(client.scopes),
        client.resource,
        bool(client.secret_ref),
        client.practice,
    )


def client_of(draft: ClientDraft, provider_id: str, key: str, before: Client | None) -> Client:
    """Make the client that the form describes; what the form does not show stays as it was."""
    old = before or Client(key, provider_id, "", "")
    needs_secret = draft.auth_method in SECRET_METHODS
    needs_key = draft.auth_method == "private_key_jwt"
    return replace(
        old,
        key=key,
        name=draft.name.strip() or draft.client_id.strip(),
        client_id=draft.client_id.strip(),
        actor=draft.actor,
        auth_method=draft.auth_method,
        secret_ref=(old.secret_ref or f"client:{key}") if needs_secret else "",
        key_id=draft.key_id if needs_key else "",
        signing_alg=draft.signing_alg if needs_key else "",
        assertion_audience=draft.assertion_audience,
        basic_encoding=draft.basic_encoding,
        redirect_uri=draft.redirect_uri.strip() or DEFAULT_REDIRECT_URI,
        scopes=tuple(dict.fromkeys(draft.scopes.split())),
        resource=draft.resource.strip(),
    )


def problems_of(draft: ClientDraft, *, typed_secret: bool) -> tuple[tuple[str, str], ...]:
    """Return what is wrong, as field and sentence, in the order of the form."""
    found = [
        ("client_id", _client_id_problem(draft.client_id.strip())),
        ("auth_method", _method_problem(draft)),
        ("key_id", _key_problem(draft)),
        ("secret", _secret_problem(draft, typed_secret=typed_secret)),
        ("redirect_uri", _redirect_problem(draft)),
        ("scopes", _scope_problem(draft.scopes)),
        ("resource", _resource_problem(draft.resource.strip())),
    ]
    return tuple((name, problem) for name, problem in found if problem)


def _client_id_problem(client_id: str) -> str:
    if not client_id:
        return "Enter the client_id under which the provider knows this client."
    if not all(0x20 <= ord(char) <= 0x7E for char in client_id):
        return "A client_id consists of visible ASCII characters (RFC 6749 appendix A.1)."
    return ""


def _method_problem(draft: ClientDraft) -> str:
    if draft.actor == "service" and draft.auth_method == "none":
        return "A service has to authenticate (RFC 6749 §4.4); choose how."
    return ""


def _key_problem(draft: ClientDraft) -> str:
    if draft.auth_method == "private_key_jwt" and not draft.key_id:
        return "Choose the key that signs the client assertion, or make one in the Keys pane."
    return ""


def _secret_problem(draft: ClientDraft, *, typed_secret: bool) -> str:
    if draft.auth_method in SECRET_METHODS and not (typed_secret or draft.has_secret):
        return "Enter the client secret; it goes into the vault."
    return ""


def _redirect_problem(draft: ClientDraft) -> str:
    if draft.actor != "user":
        return ""
    try:
        parts = urlsplit(draft.redirect_uri.strip() or DEFAULT_REDIRECT_URI)
        port = parts.port
    except ValueError:
        return "This is no URL."
    if parts.scheme != "http" or parts.hostname not in _LOOPBACK:
        return "This program listens on loopback only, such as http://127.0.0.1:0/callback."
    if port is None:
        return "Name a port; 0 takes any free one (RFC 8252 §7.3)."
    return "A redirect URI has no fragment (RFC 6749 §3.1.2)." if parts.fragment else ""


def _scope_problem(scopes: str) -> str:
    bad = [c for c in scopes if not (c.isspace() or (0x21 <= ord(c) <= 0x7E and c not in '"\\'))]
    return f"A scope can't contain {bad[0]!a} (RFC 6749 §3.3)." if bad else ""


def _resource_problem(resource: str) -> str:
    if not resource:
        return ""
    try:
        parts = urlsplit(resource)
    except ValueError:
        return "This is no URI."
    if not parts.scheme:
        return "A resource indicator is an absolute URI (RFC 8707 §2)."
    return "A resource indicator has no fragment (RFC 8707 §2)." if parts.fragment else ""
