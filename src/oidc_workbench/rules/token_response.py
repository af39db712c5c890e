"""The token response: well-formed, not cached, hard to guess, and bound where it must be."""

from collections.abc import Iterator, Mapping

from oidc_workbench.jose.reader import read
from oidc_workbench.jose.reading import Reading, TokenForm
from oidc_workbench.rules import dpop_binding
from oidc_workbench.rules.claims import number, text
from oidc_workbench.rules.document import DocumentSubject
from oidc_workbench.rules.entropy import LEAST_BITS, estimated_bits
from oidc_workbench.rules.evidence import show, show_member
from oidc_workbench.rules.grants import grant_type
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.request_members import PUSHED, sized, value_in
from oidc_workbench.rules.rule import (
    NOT_APPLICABLE,
    Answer,
    Artefact,
    Found,
    Missing,
    Reads,
    document_rule,
)

_ON = (Artefact.TRESP,)
_DEVICE = ("device_code", "user_code", "verification_uri", "verification_url")
_TYPES = ("bearer", "dpop", "n_a", "pop", "mac")
_TOLERANCE = 60  # seconds between expires_in and what the JWT says
_OPAQUE = ("access_token", "refresh_token", "device_code")


def is_token_answer(subject: DocumentSubject) -> bool:
    """Whether it is to hold tokens: no error, no device code, no pushed request's name."""
    return not any(name in subject.members for name in ("error", "request_uri", *_DEVICE))


def access_token(members: Mapping[str, object]) -> Reading | None:
    """The access token read as a JWT; None when it is opaque or absent."""
    value = text(members, "access_token")
    reading = read(value) if value else None
    return reading if reading is not None and reading.form is TokenForm.JWS_COMPACT else None


def bound_claim(members: Mapping[str, object]) -> bool:
    """Whether the access token says that it is bound to a key (``cnf``)."""
    reading = access_token(members)
    cnf = reading.claims.get("cnf") if reading is not None else None
    return isinstance(cnf, dict) and bool(cnf)


@document_rule(
    "tok-cache-control",
    "Token response cacheable",
    Severity.ERROR,
    on=_ON,
    cites="RFC 6749 §5.1; OAuth 2.1; OIDC Core §3.1.3.3",
    remedy="Send Cache-Control: no-store.",
    reads=Reads.TEXT,
)
def tok_cache_control(subject: DocumentSubject) -> Answer:
    """The answer with the tokens may be kept by caches.

    A cache on the way, or in the client, would hold tokens that others can read later. The
    answers to pushed and device requests should not be kept either (a warning).
    """
    if "error" in subject.members:
        return NOT_APPLICABLE
    if subject.response is None:
        return Missing("the HTTP response that it came in")
    values = [v for name, v in subject.response.headers if name.lower() == "cache-control"]
    directives = [one.strip().lower() for value in values for one in value.split(",")]
    if "no-store" in directives:
        return None
    severity = None if is_token_answer(subject) else Severity.WARNING
    evidence = show_member("Cache-Control", {"Cache-Control": ", ".join(values)} if values else {})
    message = "Nothing forbids caches to keep this answer."
    return Found("Cache-Control", evidence, message, severity)


@document_rule(
    "tok-response-shape",
    "Malformed token response",
    Severity.ERROR,
    on=_ON,
    cites="RFC 6749 §5.1, §7.1; OAuth 2.1",
    remedy="The server must mend its answer.",
)
def tok_response_shape(subject: DocumentSubject) -> Answer:
    """The answer lacks a member, has one of the wrong type, or is no JSON document.

    ``access_token`` and ``token_type`` are required, and a client must not use a token of a type
    that it does not know (the case of its name does not matter). ``expires_in`` is a number of
    seconds; one that is absent, or says something else than the JWT, is warned about.
    """
    if not is_token_answer(subject):
        return NOT_APPLICABLE
    return [*_shape(subject), *_expiry(subject.members)]


def _shape(subject: DocumentSubject) -> Iterator[Found]:
    response, members = subject.response, subject.members
    if response is not None and response.media_type != "application/json":
        types = {"Content-Type": response.header("content-type")}
        evidence = show_member("Content-Type", types)
        yield Found("Content-Type", evidence, "The content type is not application/json.")
    if text(members, "access_token") is None:
        yield Found("access_token", "no access_token", "The answer has no access_token.")
    kind = text(members, "token_type")
    if kind is None:
        evidence = show_member("token_type", members)
        yield Found("token_type", evidence, "The answer has no token_type.")
    elif kind.lower() not in _TYPES:
        message = "The token_type is not one that clients know."
        yield Found("token_type", show_member("token_type", members), message)


def _expiry(members: Mapping[str, object]) -> Iterator[Found]:
    name, evidence = "expires_in", show_member("expires_in", members)
    if name not in members:
        message = "The answer does not say when the access token expires."
        yield Found(name, evidence, message, Severity.WARNING)
        return
    seconds = number(members, name)
    if seconds is None or seconds <= 0:
        yield Found(name, evidence, "The expires_in is not a positive number.")
        return
    reading = access_token(members)
    claims = reading.claims if reading is not None else {}
    exp, iat = number(claims, "exp"), number(claims, "iat")
    if exp is not None and iat is not None and abs(exp - iat - seconds) > _TOLERANCE:
        message = f"The access token itself says {exp - iat:.0f} s."
        yield Found(name, evidence, message, Severity.WARNING)


@document_rule(
    "tok-refresh-unbound",
    "Public client's refresh token without rotation or binding",
    Severity.ERROR,
    on=_ON,
    cites="RFC 9700 §2.2.2, §4.14.2; RFC 10017",
    remedy="Rotate the refresh token, or bind it to a key of the client.",
)
def tok_refresh_unbound(subject: DocumentSubject) -> Answer:
    """A public client's refresh token stays the same, and is bound to nothing.

    A public client has no secret, so whoever steals its refresh token can use it for ever. It
    must be replaced at each use, so that theft shows, or be bound to a key by DPoP or TLS.
    """
    if "error" in subject.members:
        return NOT_APPLICABLE
    grant, context = grant_type(subject), subject.context
    if grant is None:
        return Missing("the token request that was answered")
    if grant != "refresh_token" or context.client_type == "confidential":
        return NOT_APPLICABLE
    used = value_in(context.request, "refresh_token")
    fresh = subject.members.get("refresh_token", used)
    if fresh != used or _is_bound(subject):
        return None
    if not context.client_type:
        return Missing("the client's type (public or confidential)")
    message = "The refresh token stays the same, and is bound to no key."
    return Found("refresh_token", "the refresh token of the request", message)


def _is_bound(subject: DocumentSubject) -> bool:
    members, registration = subject.members, subject.context.registration or {}
    by_type = str(members.get("token_type", "")).lower() == "dpop"
    by_certificate = registration.get("tls_client_certificate_bound_access_tokens") is True
    return by_type or by_certificate or bound_claim(members)


@document_rule(
    "tok-low-entropy",
    "Opaque credential guessable",
    Severity.WARNING,
    on=_ON,
    cites="RFC 6749 §10.10; FAPI 2.0 Security Profile §5.4.1 item 4",
    remedy="Make it of at least 128 random bits.",
)
def tok_low_entropy(subject: DocumentSubject) -> Answer:
    """An opaque token, device code or request_uri seems easy to guess.

    It is worth as much as its randomness: guessing one must be hopeless, which takes 128 bits.
    How many it holds is estimated from its length, its alphabet and how varied it is. Known
    patterns can't be seen that way, so a good estimate proves nothing.
    """
    named = [(name, text(subject.members, name)) for name in _OPAQUE]
    uri = text(subject.members, "request_uri")
    named.append(("request_uri", uri.removeprefix(PUSHED) if uri else None))
    values = [(name, value) for name, value in named if value and not _is_jwt(value)]
    if not values:
        return NOT_APPLICABLE
    return [
        Found(name, sized(name, value), f"The {name} holds about {bits:.0f} random bits.")
        for name, value in values
        if (bits := estimated_bits(value)) < LEAST_BITS
    ]


def _is_jwt(value: str) -> bool:
    return read(value).form is not TokenForm.OPAQUE


@dpop_binding.dpop_downgrade.on_document(Artefact.TRESP)
def dpop_downgrade(subject: DocumentSubject) -> Answer:
    """Of an answer: a proof was sent, and the ``token_type`` is not DPoP."""
    if not is_token_answer(subject):
        return NOT_APPLICABLE
    if subject.request is None:
        return Missing("the header fields of the request", decisive=False)
    if not any(name.lower() == "dpop" for name, _ in subject.request.headers):
        return NOT_APPLICABLE
    kind = subject.members.get("token_type")
    if isinstance(kind, str) and kind.lower() == "dpop":
        return None
    message = "A DPoP proof was sent, and the access token is not bound to its key."
    return Found("token_type", f'"token_type":{show(kind)}', message)
