"""Reading the parameters of a request: what kind of request it is, and what can't be seen of it."""

from urllib.parse import urlsplit

from oidc_workbench.jose.reading import TokenForm
from oidc_workbench.rules.document import DocumentSubject, Parameter
from oidc_workbench.rules.evidence import shorten

PUSHED = "urn:ietf:params:oauth:request_uri:"  # RFC 9126 §2.2
_AUTHORIZATION = ("response_type", "request", "request_uri", "code_challenge", "redirect_uri")
_LOGOUT = ("post_logout_redirect_uri", "logout_hint", "id_token_hint")
_OTHER = (*_LOGOUT, "user_code", "access_token")


def asked(subject: DocumentSubject, name: str) -> str | None:
    """The value that counts: of the request object, else the request, else what was pushed."""
    found = subject.param(name)
    if found is None and subject.param("request_uri") is not None:
        found = value_in(subject.context.request, name)
    return found


def value_in(request: tuple[Parameter, ...] | None, name: str) -> str | None:
    """The first value of a parameter in another request."""
    return next((one.value for one in request or () if one.name == name), None)


def response_types(subject: DocumentSubject) -> tuple[str, ...]:
    """The values of ``response_type``; empty when there is none."""
    return tuple((asked(subject, "response_type") or "").split())


def scopes(subject: DocumentSubject) -> tuple[str, ...]:
    """The scopes that are asked for; empty when there are none."""
    return tuple((asked(subject, "scope") or "").split())


def hidden(subject: DocumentSubject) -> str:
    """What would show the parameters that can't be seen here, as a noun phrase; else empty."""
    if subject.token is not None and subject.token.form is TokenForm.JWE_COMPACT:
        return "the decrypted request object"
    if subject.param("request") is not None and not subject.token:
        return "a request object that can be read"
    by_reference = subject.param("request_uri") is not None
    if by_reference and subject.context.request is None and not is_pushing(subject):
        return "the request that request_uri stands for"
    return ""


def is_authorization(subject: DocumentSubject) -> bool:
    """Whether it asks for authorization: not a logout, not a page, not a call of a resource."""
    if any(subject.param(name) is not None for name in _AUTHORIZATION):
        return True
    return not is_logout(subject) and all(subject.param(name) is None for name in _OTHER)


def is_logout(subject: DocumentSubject) -> bool:
    """Whether it is a request for logout (OIDC RP-Initiated Logout §2)."""
    if any(subject.param(name) is not None for name in _AUTHORIZATION):
        return False
    return goes_to(subject, "end_session_endpoint") or any(
        subject.param(name) is not None for name in _LOGOUT
    )


def is_pushing(subject: DocumentSubject) -> bool:
    """Whether the request is pushed to the server by the client itself (RFC 9126 §2.1)."""
    request = subject.request
    if request is None or request.method != "POST":
        return False
    if goes_to(subject, "pushed_authorization_request_endpoint"):
        return True
    return last_step(request.url) == "par"


def goes_to(subject: DocumentSubject, endpoint: str) -> bool:
    """Whether the request went to an endpoint that the metadata names."""
    named = (subject.context.metadata or {}).get(endpoint)
    url = subject.request.url if subject.request is not None else subject.context.url
    return isinstance(named, str) and bool(url) and _bare(url) == _bare(named)


def last_step(url: str) -> str:
    """The last step of a URL's path, in lower case."""
    try:
        return urlsplit(url).path.rstrip("/").rpartition("/")[2].lower()
    except ValueError:
        return ""


def _bare(url: str) -> str:
    return url.partition("#")[0].partition("?")[0]


def sized(name: str, value: str) -> str:
    """Name a value that must not be shown, and say how long it is."""
    return f"{name} of {len(value)} characters"


def shown(name: str, value: str | None) -> str:
    """Show a parameter that is no secret."""
    return f"no {name}" if value is None else f"{name}={shorten(value)}"


def challenge_sent(subject: DocumentSubject) -> str | None:
    """The code challenge before a token request; empty for none, None when not stated."""
    context = subject.context
    if context.code_challenge is not None:
        return context.code_challenge
    if context.request is None:
        return None
    return value_in(context.request, "code_challenge") or ""
