"""What binds an access token to its sender: DPoP and mutual TLS."""

from oidc_workbench.rules.dpop_binding import sent_as_bearer
from oidc_workbench.rules.evidence import show_member
from oidc_workbench.rules.outcome import Decision, Severity
from oidc_workbench.rules.rule import (
    NOT_APPLICABLE,
    Answer,
    Artefact,
    Found,
    Missing,
    rule,
)
from oidc_workbench.rules.subject import TokenSubject

_ON = (Artefact.ACCESS_TOKEN,)
_PROOF = "the proof of possession that was sent with it"


@rule(
    "at-unconstrained",
    "Not bound to its sender",
    Severity.INFO,
    on=_ON,
    cites="RFC 9700 §2.2.1; FAPI 2.0 Security Profile §5.3.2.1 items 4-5",
    remedy="Adopt DPoP or mutual TLS.",
)
def at_unconstrained(subject: TokenSubject) -> Answer:
    """The access token has no ``cnf``: whoever holds it can use it.

    A token bound to a key (DPoP, RFC 9449) or certificate (mutual TLS, RFC 8705) is useless to a
    thief. It is advised for all, and demanded by FAPI 2.0, where its absence is an error.
    """
    cnf = subject.claims.get("cnf")
    if isinstance(cnf, dict) and cnf:
        return None
    severity = Severity.ERROR if subject.expectation.profile == "fapi2" else None
    message = "Whoever holds this access token can use it: it is bound to no key."
    return Found("payload", show_member("cnf", subject.claims), message, severity)


@rule(
    "at-sender-unproven",
    "Bound token used without proof",
    Severity.ERROR,
    on=_ON,
    cites="RFC 9449 §7.1-7.2; RFC 8705 §3",
    remedy="Send it with the DPoP scheme and a proof, or over the certificate's connection.",
)
def at_sender_unproven(subject: TokenSubject) -> Answer:
    """The token is bound to a key, and was sent without a proof of that key.

    ``cnf`` says which key or certificate the sender must prove. An API that takes such a token as
    a plain Bearer token gives the protection away. A token pasted alone shows no proof, so
    nothing is known then; nor when ``cnf`` is there and names no key (RFC 7800 §3.1).
    """
    cnf = subject.claims.get("cnf")
    if cnf is None:
        return NOT_APPLICABLE
    if not isinstance(cnf, dict) or not cnf:
        return Missing("a cnf that says what the sender must prove")
    answers = []
    if "jkt" in cnf:
        answers.append(_proof_of_key(subject))
    if "x5t#S256" in cnf:
        answers.append(_proof_of_certificate(subject, cnf["x5t#S256"]))
    found = [answer for answer in answers if isinstance(answer, Found)]
    if found:
        return found
    missing = next((answer for answer in answers if isinstance(answer, Missing)), None)
    return missing or (None if answers else Missing(_PROOF))


def _proof_of_key(subject: TokenSubject) -> Answer:
    """Whether ``cnf.jkt`` was proven, with a DPoP proof that is good for this request."""
    evidence, proofs = show_member("cnf", subject.claims), subject.context.presentation.proofs
    if sent_as_bearer(subject):
        message = "The token is bound to a DPoP key, and was sent as a Bearer token."
        return Found("payload.cnf", evidence, message)
    if proofs is None:
        return Missing(_PROOF)
    if len(proofs) != 1 or subject.proof is None:
        message = f"The token came with {len(proofs) or 'no'} DPoP proofs; it must be one."
        return Found("payload.cnf", evidence, message)
    verdict = subject.proof.verdict
    if verdict.first_failing is not None:
        reason = verdict.first_failing.message
        message = f"The DPoP proof that came with the token is not good. {reason}"
        return Found("payload.cnf", evidence, message)
    if verdict.decision is not Decision.ACCEPT:
        return Missing(verdict.needed[0] if verdict.needed else _PROOF)
    return None


def _proof_of_certificate(subject: TokenSubject, bound: object) -> Answer:
    """Whether the certificate in ``cnf`` was proven in the TLS handshake (RFC 8705 §3)."""
    proven = subject.context.presentation.certificate
    if proven is None:
        return Missing(_PROOF)
    if proven and proven == bound:
        return None
    what = "another certificate" if proven else "no certificate"
    message = f"The token is bound to a certificate, and its sender proved {what}."
    return Found("payload.cnf", show_member("cnf", subject.claims), message)
