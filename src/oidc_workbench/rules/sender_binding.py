"""What binds an access token to its sender: DPoP and mutual TLS."""

from collections.abc import Mapping

from oidc_workbench.rules.dpop_binding import bound_key, scheme_of
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
_CNF = Missing("a cnf that says what the sender must prove")


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
    if (isinstance(cnf, dict) and cnf) or subject.context.presentation.jkt:
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

    ``cnf``, in the token or in the answer of the introspection endpoint, says which key or
    certificate the sender must prove. An API that takes such a token as a plain Bearer token, or
    takes it with any scheme but DPoP, gives the protection away. A token pasted alone shows no
    proof, so nothing is known then; nor when ``cnf`` is there and names no key (RFC 7800 §3.1).
    """
    cnf, told = subject.claims.get("cnf"), subject.context.presentation.jkt
    if cnf is None and not told:
        return NOT_APPLICABLE
    if cnf is not None and not (isinstance(cnf, dict) and cnf):
        return _CNF
    answers = _answers(subject, cnf or {}, told)
    found = [answer for answer in answers if isinstance(answer, Found)]
    if found:
        return found
    missing = next((answer for answer in answers if isinstance(answer, Missing)), None)
    return missing or (None if answers else Missing(_PROOF))


def _answers(subject: TokenSubject, cnf: Mapping[str, object], told: str) -> list[Answer]:
    """Whether each key that the token is bound to was proven."""
    answers: list[Answer] = []
    if "jkt" in cnf or told:
        answers.append(_proof_of_key(subject))
    if "jkt" in cnf and not bound_key(subject.claims):
        answers.append(_CNF)  # it names no key, so none that is proven can be the right one
    if "x5t#S256" in cnf:
        answers.append(_proof_of_certificate(subject, cnf["x5t#S256"]))
    return answers


def _proof_of_key(subject: TokenSubject) -> Answer:
    """Whether ``cnf.jkt`` was proven, with a DPoP proof that is good for this request."""
    evidence, proofs = show_member("cnf", subject.claims), subject.context.presentation.proofs
    scheme = scheme_of(subject)
    if scheme not in ("", "dpop"):
        how = "as a Bearer token" if scheme == "bearer" else "with another scheme than DPoP"
        message = f"The token is bound to a DPoP key, and was sent {how}."
        return Found("payload.cnf", evidence, message)
    if proofs is None:
        return Missing(_PROOF)
    if len(proofs) != 1 or subject.proof is None:
        message = f"The token came with {len(proofs) or 'no'} DPoP proofs; it must be one."
        return Found("payload.cnf", evidence, message)
    verdict = subject.proof.verdict
    if not subject.proof.is_single:
        message = "The DPoP header field holds something else than one JWT."
        return Found("payload.cnf", evidence, message)
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
