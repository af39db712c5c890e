"""The introspection response: what it must say, and what must be checked besides."""

import math
from collections.abc import Iterator, Mapping

from oidc_workbench.jose.reading import Reading
from oidc_workbench.rules.claims import audiences, granted_scopes, number, present, typ
from oidc_workbench.rules.document import DocumentSubject
from oidc_workbench.rules.evidence import moment, shorten, show_member
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.rule import (
    NOT_APPLICABLE,
    Answer,
    Artefact,
    Found,
    Missing,
    Reads,
    document_rule,
)

_ON = (Artefact.INTRO,)
_MEDIA_TYPE = "application/token-introspection+jwt"
_ENVELOPE = ("iss", "aud", "iat", "token_introspection")
_ALLOWED_BESIDE = ("active", "token_introspection")


def told(subject: DocumentSubject) -> Mapping[str, object]:
    """What the server says about the token, inside a signed answer too (RFC 9701 §5)."""
    if subject.token is None:
        return subject.members
    inner = subject.members.get("token_introspection")
    return inner if isinstance(inner, dict) else {}


def is_active(subject: DocumentSubject) -> bool:
    """Whether the server says, in so many words, that the token is active."""
    return told(subject).get("active") is True


@document_rule(
    "intro-active",
    "active missing or not boolean",
    Severity.ERROR,
    on=_ON,
    cites="RFC 7662",
    remedy="Answer with the JSON value true or false, and with nothing beside false.",
)
def intro_active(subject: DocumentSubject) -> Answer:
    """The answer does not say whether the token is active, or not by true or false.

    A program that takes the text "false" for true accepts every token. An answer about an
    inactive token should say nothing else, since it would tell about tokens that the caller may
    not use (a warning).
    """
    members = told(subject)
    if "error" in members:
        return NOT_APPLICABLE
    active = members.get("active")
    evidence = show_member("active", members)
    if not isinstance(active, bool):
        return Found("active", evidence, "The answer does not say true or false.")
    more = [name for name in members if name not in _ALLOWED_BESIDE]
    if active or not more:
        return None
    evidence = f"{evidence} beside {shorten(', '.join(more), 80)}"
    message = "The answer tells more about a token that is not active."
    return Found("active", evidence, message, Severity.WARNING)


@document_rule(
    "intro-not-evaluated",
    "Introspection result trusted on active alone",
    Severity.ERROR,
    on=_ON,
    cites="RFC 7662; RFC 9449 §6.2; RFC 9700 §2.3",
    remedy="Check expiry, audience, scope and binding, as with a JWT.",
)
def intro_not_evaluated(subject: DocumentSubject) -> Answer:
    """The token is called active, and something else in the answer speaks against it.

    ``active`` says that the server knows the token and has not ended it. It does not say that
    the token is for this API, or allows this call: the resource server must check that itself,
    with the same care as with a JWT.
    """
    if not is_active(subject):
        return NOT_APPLICABLE
    found = [*_times(subject), *_purpose(subject), *_binding(told(subject))]
    return found or _unknown(subject)


def _times(subject: DocumentSubject) -> Iterator[Found]:
    members, leeway, now = told(subject), subject.context.leeway, subject.now
    exp, nbf = number(members, "exp"), number(members, "nbf")
    if exp is not None and now >= exp + leeway:
        message = f"The token is called active, and expired at {moment(exp)}."
        yield Found("exp", show_member("exp", members), message)
    if nbf is not None and now + leeway < nbf:
        message = f"The token is called active, and is not valid before {moment(nbf)}."
        yield Found("nbf", show_member("nbf", members), message)


def _purpose(subject: DocumentSubject) -> Iterator[Found]:
    members, context = told(subject), subject.context
    aud = audiences(members)
    if aud and context.resources and not any(one in context.resources for one in aud):
        message = "The token is called active, and is for another API."
        yield Found("aud", show_member("aud", members), message)
    granted = granted_scopes(members)
    lacking = [scope for scope in context.scopes or () if scope not in granted]
    if lacking:
        message = f"The token is called active, and does not grant {shorten(' '.join(lacking))}."
        yield Found("scope", show_member("scope", members), message)


def _binding(members: Mapping[str, object]) -> Iterator[Found]:
    cnf, kind = members.get("cnf"), str(members.get("token_type", "")).lower()
    jkt = isinstance(cnf, dict) and "jkt" in cnf
    if (kind == "bearer" and jkt) or (kind == "dpop" and not jkt):
        evidence = f"{show_member('token_type', members)}, {show_member('cnf', members)}"
        message = "The token_type does not fit what the token is bound to."
        yield Found("token_type", evidence, message)


def _unknown(subject: DocumentSubject) -> Answer:
    members = told(subject)
    timed = present(members, "exp") or present(members, "nbf")
    if timed and math.isnan(subject.now):
        return Missing("the time of judgement")
    if present(members, "cnf"):
        return Missing("the proof of possession that came with the token")
    if present(members, "aud") and not subject.context.resources:
        return Missing("the identifier of the resource that asks")
    if subject.context.scopes is None:
        return Missing("the scopes that the resource requires", decisive=False)
    return None


@document_rule(
    "intro-jwt",
    "Signed introspection response invalid",
    Severity.ERROR,
    on=_ON,
    cites="RFC 9701 §5, §8.1",
    remedy="Check typ and aud before using it; the server must complete the JWT.",
    reads=Reads.TEXT,
)
def intro_jwt(subject: DocumentSubject) -> Answer:
    """The signed answer is not typed as one, or lacks its envelope.

    It is signed with the same keys as access tokens and tells the same things. Only its ``typ``,
    and that the token's claims stand one level deeper, keep it from being accepted as an access
    token; ``sub`` or ``exp`` at the top undo that (a warning).
    """
    token = subject.token
    if token is None:
        response = subject.response
        if response is None or response.media_type != _MEDIA_TYPE:
            return NOT_APPLICABLE
        return Found("the body", "", "The answer is called a signed one, and is no JWT.")
    if not token.claims:
        return Missing("the decrypted response")
    return list(_envelope_problems(token))


def _envelope_problems(token: Reading) -> Iterator[Found]:
    if typ(token.head) != "token-introspection+jwt":
        message = "The header does not say that this is an introspection response."
        yield Found("header.typ", show_member("typ", token.head), message)
    for name in _ENVELOPE:
        if not present(token.claims, name):
            yield Found(f"payload.{name}", f"no {name}", f"The answer has no {name}.")
    for name in ("sub", "exp"):
        if name in token.claims:
            message = f"With {name} at its top the answer looks like an access token."
            evidence = show_member(name, token.claims)
            yield Found(f"payload.{name}", evidence, message, Severity.WARNING)
