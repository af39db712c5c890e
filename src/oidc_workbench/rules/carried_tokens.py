"""Request objects and JARM responses: their type, and the times in them."""

import math

from oidc_workbench.rules import header, lifetimes, times
from oidc_workbench.rules.claims import number, typ
from oidc_workbench.rules.document import DocumentKind, DocumentSubject
from oidc_workbench.rules.evidence import moment, show_member, span
from oidc_workbench.rules.rule import NOT_APPLICABLE, Answer, Artefact, Found, Missing, Reads

_NOW = "the time of judgement"
_LONGEST_REQUEST = 3600  # seconds (FAPI 2.0 Message Signing)
_LONGEST_RESPONSE = 600  # seconds (JARM §2.1)
_TYPES = {
    DocumentKind.AUTHORIZATION_REQUEST: "oauth-authz-req+jwt",
    DocumentKind.INTROSPECTION: "token-introspection+jwt",
}


@header.typ_unexpected.on_document(Artefact.AREQ, Artefact.INTRO, reads=Reads.TEXT)
def typ_unexpected(subject: DocumentSubject) -> Answer:
    """The same holds for request objects and signed introspection responses."""
    if subject.token is None:
        return NOT_APPLICABLE
    head = subject.token.head
    found = typ(head)
    if found not in header.KNOWN_TYPES or found == _TYPES[subject.kind]:
        return None
    message = f"This is a token of type {found}, not the one that belongs here."
    return Found("header.typ", show_member("typ", head), message)


@times.exp_expired.on_document(Artefact.AREQ, Artefact.ARESP, cites="JARM §2.1")
def exp_expired(subject: DocumentSubject) -> Answer:
    """The same holds for request objects and JARM responses."""
    claims = subject.token.claims if subject.token is not None else {}
    exp = number(claims, "exp")
    if exp is None:
        return NOT_APPLICABLE
    if math.isnan(subject.now):
        return Missing(_NOW)
    if subject.now < exp + subject.context.leeway:
        return None
    message = f"It expired {span(subject.now - exp)} ago, at {moment(exp)}."
    return Found("payload.exp", show_member("exp", claims), message)


@times.nbf_future.on_document(Artefact.AREQ)
def nbf_future(subject: DocumentSubject) -> Answer:
    """The same holds for request objects."""
    claims = subject.token.claims if subject.token is not None else {}
    nbf = number(claims, "nbf")
    if nbf is None:
        return NOT_APPLICABLE
    if math.isnan(subject.now):
        return Missing(_NOW)
    if subject.now + subject.context.leeway >= nbf:
        return None
    message = f"It is not valid before {moment(nbf)}, {span(nbf - subject.now)} from now."
    return Found("payload.nbf", show_member("nbf", claims), message)


@lifetimes.lifetime_long.on_document(
    Artefact.AREQ, Artefact.ARESP, cites="JARM §2.1; FAPI 2.0 Message Signing"
)
def lifetime_long(subject: DocumentSubject) -> Answer:
    """A request object should be good for an hour at most, a JARM response for 10 minutes."""
    claims = subject.token.claims if subject.token is not None else {}
    exp = number(claims, "exp")
    if exp is None:
        return NOT_APPLICABLE
    begins = [number(claims, name) for name in ("nbf", "iat")]
    begin = next((value for value in begins if value is not None), subject.now)
    if math.isnan(begin):
        return Missing(_NOW, decisive=False)
    is_request = subject.kind is DocumentKind.AUTHORIZATION_REQUEST
    longest = _LONGEST_REQUEST if is_request else _LONGEST_RESPONSE
    if exp - begin <= longest:
        return None
    message = f"It is good for {span(exp - begin)}; it should not be above {span(longest)}."
    return Found("payload.exp", f"good for {exp - begin:.0f} s", message)
