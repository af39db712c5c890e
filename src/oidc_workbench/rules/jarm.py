"""The authorization response as a JWT (JARM)."""

from collections.abc import Iterator

from oidc_workbench.jose.reading import Reading, TokenForm
from oidc_workbench.jose.signature_check import SignatureStatus
from oidc_workbench.jose.verification import verify
from oidc_workbench.rules.claims import audiences, number
from oidc_workbench.rules.document import DocumentSubject
from oidc_workbench.rules.evidence import show_member
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.rule import (
    NOT_APPLICABLE,
    Answer,
    Artefact,
    Found,
    Missing,
    document_rule,
)


@document_rule(
    "jarm-invalid",
    "JARM response invalid",
    Severity.ERROR,
    on=(Artefact.ARESP,),
    cites="JARM §2.1, §2.4 steps 2-5",
    remedy="Reject it, and use none of its parameters.",
)
def jarm_invalid(subject: DocumentSubject) -> Answer:
    """The signed response is not signed by the server, not for this client, or never expires.

    A response as a JWT is worth as much as its checks: ``iss`` is the server that was asked,
    ``aud`` is the client, ``exp`` is there, and the signature is right with a key of the server.
    Its parameters may be used only after that.
    """
    token = subject.token
    if token is None:
        broken = subject.param("response") is not None
        return Missing("a JARM response that can be read") if broken else NOT_APPLICABLE
    if token.form is TokenForm.JWE_COMPACT:
        return Missing("the decrypted response")
    found = [*_claims(subject, token), *_signature(subject, token)]
    return found or _unknown(subject)


def _claims(subject: DocumentSubject, token: Reading) -> Iterator[Found]:
    claims, context = token.claims, subject.context
    iss, aud = claims.get("iss"), audiences(claims)
    if not isinstance(iss, str) or (context.issuer and iss != context.issuer):
        message = "The response is not from the server that was asked."
        yield Found("response.iss", show_member("iss", claims), message)
    if not aud or (context.client_id and context.client_id not in aud):
        message = "The response is not for this client."
        yield Found("response.aud", show_member("aud", claims), message)
    if number(claims, "exp") is None:
        message = "The response does not say when it expires."
        yield Found("response.exp", show_member("exp", claims), message)


def _signature(subject: DocumentSubject, token: Reading) -> Iterator[Found]:
    if token.head.get("alg") == "none":
        message = "The response is not signed: anybody can have written it."
        yield Found("response.alg", '"alg":"none"', message)
        return
    check = verify(token, subject.context.keys, shared_secret=subject.context.secret)
    if check.status in (SignatureStatus.FAILED, SignatureStatus.NO_MATCHING_KEY):
        yield Found("response", show_member("alg", token.head), check.reason)


def _unknown(subject: DocumentSubject) -> Answer:
    context = subject.context
    if not context.issuer:
        return Missing("the issuer that the request was sent to")
    if not context.client_id:
        return Missing("the client_id")
    if subject.token is not None:
        check = verify(subject.token, context.keys, shared_secret=context.secret)
        if not check.verified:
            return Missing("the provider's keys, or the client secret")
    return None
