"""The request object: signed, bound to client and server, and nothing else (RFC 9101)."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from oidc_workbench.jose.reading import TokenForm
from oidc_workbench.rules.claims import audiences, typ
from oidc_workbench.rules.document import DocumentSubject
from oidc_workbench.rules.evidence import shorten, show_member, show_nonce
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.request_members import PUSHED, scopes
from oidc_workbench.rules.rule import (
    NOT_APPLICABLE,
    Answer,
    Artefact,
    Found,
    Missing,
    document_rule,
)

_ON = (Artefact.AREQ,)
_TYPE = "oauth-authz-req+jwt"
_MUST_AGREE = ("client_id", "response_type")  # OIDC Core §6.1
_MAY_DIFFER = ("request", "request_uri", "client_assertion", "client_assertion_type")
_BINDING = ("state", "nonce")


@document_rule(
    "jar-unsigned",
    "Request object not signed",
    Severity.ERROR,
    on=_ON,
    cites="RFC 9101; FAPI 2.0 Message Signing; OIDC Core §6.1",
    remedy="Sign the request object, and encrypt it after that where it must be.",
)
def jar_unsigned(subject: DocumentSubject) -> Answer:
    """The request object carries no signature, or is encrypted without being signed.

    Everybody can encrypt to the server and everybody can write an unsigned object, so the
    request is worth no more than plain parameters. RFC 9101 demands a signature. OpenID Connect
    allows unsigned objects: there it is a warning.
    """
    token = subject.token
    if token is None:
        return _elsewhere(subject)
    severity = _tolerance(subject)
    if token.form is TokenForm.JWE_COMPACT:
        if str(token.head.get("cty", "")).lower() == "jwt":
            return Missing("the decrypted request object")
        message = "The request object is encrypted; nothing says that a signed one is inside."
        return Found("request.cty", show_member("cty", token.head), message, severity)
    if token.head.get("alg") != "none":
        return None
    message = "Anybody can have written this request object: it is not signed."
    return Found("request.alg", '"alg":"none"', message, severity)


def _tolerance(subject: DocumentSubject) -> Severity | None:
    lenient = "openid" in scopes(subject) and not subject.fapi2
    return Severity.WARNING if lenient else None


def _elsewhere(subject: DocumentSubject) -> Answer:
    if subject.param("request") is not None:
        return Missing("a request object that can be read")
    uri = subject.param("request_uri")
    if uri is None or uri.startswith(PUSHED):
        return NOT_APPLICABLE
    return Missing("the request object that request_uri leads to")


@document_rule(
    "jar-binding",
    "Request object not bound to client and server",
    Severity.ERROR,
    on=_ON,
    cites="RFC 9101; OIDC Core §6.1",
    remedy="Put client_id, iss and aud into the object, and repeat no parameter beside it.",
)
def jar_binding(subject: DocumentSubject) -> Answer:
    """The request object is of another client, for another server, or says something else.

    Its ``client_id`` must be the one beside it, and it must not hold another request. ``iss``
    should be the client and ``aud`` the server, or it can be used at others (a warning). What
    stands beside it and differs is ignored by some servers and used by others.
    """
    token = subject.token
    if token is None:
        return _elsewhere(subject)
    if token.form is TokenForm.JWE_COMPACT:
        return Missing("the decrypted request object")
    found = [*_inner(subject), *_outer(subject), *_parties(subject)]
    if not found and not subject.context.issuer:
        return Missing("the issuer that the request is sent to", decisive=False)
    return found


def _inner(subject: DocumentSubject) -> Iterator[Found]:
    claims = subject.token.claims if subject.token is not None else {}
    for name in ("request", "request_uri"):
        if name in claims:
            message = "The request object holds another request object."
            yield Found(f"request.{name}", f"{name} is there", message)


def _outer(subject: DocumentSubject) -> Iterator[Found]:
    inner = {one.name: one.value for one in reversed(subject.params) if one.part == "object"}
    for one in subject.params:
        if one.part == "object" or one.name in _MAY_DIFFER or one.name not in inner:
            continue
        if _same(one.name, one.value, subject):
            continue
        severity = None if one.name in _MUST_AGREE else Severity.WARNING
        show = show_nonce if one.name in _BINDING else shorten
        evidence = f"{one.name}={show(one.value)} beside {show(inner[one.name])}"
        message = f"The {one.name} in the request object differs from the one beside it."
        yield Found(one.name, evidence, message, severity)


def _same(name: str, value: str, subject: DocumentSubject) -> bool:
    """Whether the object has the value too; the scope beside it may name fewer (OIDC Core §6.1)."""
    inner = [one.value for one in subject.params if one.part == "object" and one.name == name]
    if name in ("scope", "response_type"):
        words, known = set(value.split()), set(" ".join(inner).split())
        return words <= known if name == "scope" else words == known
    return value in inner


def _parties(subject: DocumentSubject) -> Iterator[Found]:
    claims = subject.token.claims if subject.token is not None else {}
    client_id = subject.param("client_id")
    if claims.get("iss") != client_id:
        message = "The request object does not say that it is from this client."
        yield Found("request.iss", show_member("iss", claims), message, Severity.WARNING)
    issuer = subject.context.issuer
    if not audiences(claims) or (issuer and issuer not in audiences(claims)):
        message = "The request object does not say that it is for this server."
        yield Found("request.aud", show_member("aud", claims), message, Severity.WARNING)


@document_rule(
    "jar-as-client-assertion",
    "Request object usable as client assertion",
    Severity.WARNING,
    on=_ON,
    cites="RFC 9101 §10.8",
    remedy=f'Leave sub out of the request object, and set "typ":"{_TYPE}".',
)
def jar_as_client_assertion(subject: DocumentSubject) -> Answer:
    """The request object could pass for a client assertion.

    Both are JWTs that the client signs, and a request object travels through the browser. One
    whose ``sub`` is the client, or that does not say what it is by its ``typ``, may be taken
    from there and used to authenticate as the client.
    """
    token = subject.token
    if token is None:
        return _elsewhere(subject)
    if token.form is TokenForm.JWE_COMPACT:
        return Missing("the decrypted request object", decisive=False)
    found, claims = [], token.claims
    if claims.get("sub") is not None and claims["sub"] == subject.param("client_id"):
        message = "The subject of the request object is the client."
        found.append(Found("request.sub", show_member("sub", claims), message))
    if typ(token.head) != _TYPE:
        message = "The header does not say that this is a request object."
        found.append(Found("request.typ", show_member("typ", token.head), message))
    return found


def names_other_place(uri: str) -> bool:
    """Whether a request_uri is an address to fetch from, not a name that PAR gave out."""
    try:
        return urlsplit(uri).scheme in ("http", "https")
    except ValueError:
        return False
