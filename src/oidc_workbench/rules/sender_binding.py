"""What binds an access token to its sender: DPoP and mutual TLS."""

from oidc_workbench.rules.evidence import show_member
from oidc_workbench.rules.outcome import Severity
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
    nothing is known then.
    """
    cnf = subject.claims.get("cnf")
    if not isinstance(cnf, dict) or not cnf:
        return NOT_APPLICABLE
    reading = subject.reading
    before = reading.text.partition(reading.token)[0].lower() if reading.token else ""
    if "jkt" in cnf and "bearer" in before.split():
        message = "The token is bound to a DPoP key, and was sent as a Bearer token."
        return Found("payload.cnf", show_member("cnf", subject.claims), message)
    return Missing("the proof of possession that was sent with it")
