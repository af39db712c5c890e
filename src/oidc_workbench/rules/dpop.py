"""The DPoP proof: its form, its age and its request (RFC 9449 §4.3, steps 1-11)."""

import math

from oidc_workbench.rules import algorithms
from oidc_workbench.rules.claims import number, text, typ
from oidc_workbench.rules.evidence import shorten, show, show_member, show_nonce, span
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.rule import (
    NOT_APPLICABLE,
    Answer,
    Artefact,
    Found,
    Missing,
    Reads,
    rule,
)
from oidc_workbench.rules.subject import TokenSubject
from oidc_workbench.rules.uris import target_uri

_ON = (Artefact.DPOP_PROOF,)
_WINDOW = 300  # seconds on both sides; policy: RFC 9449 §11.1 says "seconds or minutes"


@rule(
    "dpop-structure",
    "Malformed DPoP proof",
    Severity.ERROR,
    on=_ON,
    cites="RFC 9449 §4.2, §4.3 steps 1-7",
    remedy="Mend the client: one proof for each request, signed with the key in its header.",
    reads=Reads.HEADER,
)
def dpop_structure(subject: TokenSubject) -> Answer:
    """The proof has the wrong type, a forbidden algorithm, no key, or not that key's signature.

    A proof shows that its sender holds the private key of the public one in its header. So it
    must be typed dpop+jwt, be signed with an asymmetric algorithm and verify with ``jwk``; a
    certificate in its stead will not do. A request has at most one DPoP header field.
    """
    head = subject.head
    proofs = subject.context.presentation.proofs
    found = []
    if proofs is not None and len(proofs) > 1:
        message = "The request has more than one DPoP header field."
        found.append(Found("request", f"{len(proofs)} DPoP header fields", message))
    if typ(head) != "dpop+jwt":
        message = "The header does not say that this is a DPoP proof."
        found.append(Found("header.typ", show_member("typ", head), message))
    if subject.alg not in algorithms.ASYMMETRIC:
        message = "A DPoP proof must be signed with an asymmetric algorithm."
        found.append(Found("header.alg", show_member("alg", head), message))
    elif not isinstance(head.get("jwk"), dict):
        message = "The header holds no public key, so the proof proves nothing."
        found.append(Found("header.jwk", "jwk" if "jwk" in head else "no jwk", message))
    elif not _proves_its_key(subject):
        message = "The signature does not match the key in the proof's own header."
        found.append(Found("signature", show_member("alg", head), message))
    return found or None


def _proves_its_key(subject: TokenSubject) -> bool:
    check = subject.embedded
    if check is None or not check.verified or check.source is None:
        return False
    return check.source.location == "jwk"


@rule(
    "dpop-htm-htu",
    "Proof for another request",
    Severity.ERROR,
    on=_ON,
    cites="RFC 9449 §4.3 steps 8-9",
    remedy="Make a proof for each request: htm is its method, htu its URL without the query.",
)
def dpop_htm_htu(subject: TokenSubject) -> Answer:
    """The proof names another method or another URL than the request it came with.

    A stolen proof is of little use when it is good for one method and one URL only. The method
    is compared with case. URLs are compared normalised, without query and fragment: the case of
    the host, a default port and percent-encoded letters make no difference.
    """
    request, claims = subject.context.presentation, subject.claims
    target = target_uri(request.url)
    htm, htu = text(claims, "htm"), text(claims, "htu")
    if htm is None or htu is None:
        return NOT_APPLICABLE  # claim-missing rejects it
    found = []
    if request.method and htm != request.method:
        message = f"The proof is for {show(htm)}, and the request is a {show(request.method)}."
        found.append(Found("payload.htm", show_member("htm", claims), shorten(message, 240)))
    if target and target_uri(htu) != target:
        message = f"The proof is for another URL than {shorten(target)}."
        found.append(Found("payload.htu", show_member("htu", claims), message))
    if found:
        return found
    if not request.method or not target:
        return Missing("the request that it proves (its method and URL)")
    return None


@rule(
    "dpop-freshness",
    "Stale or replayed proof",
    Severity.ERROR,
    on=_ON,
    cites="RFC 9449 §4.3 step 11, §11.1",
    remedy="Make a fresh proof for each request, and synchronise the clocks.",
)
def dpop_freshness(subject: TokenSubject) -> Answer:
    """The proof was made too long ago, or in the future, or it was used before.

    Servers accept proofs for a short time only; how long is their choice, and here it is five
    minutes on both sides. A ``jti`` that came before with the same URL is a replay; to check that
    is left to the server, so it is a warning.
    """
    iat = number(subject.claims, "iat")
    if iat is None:
        return NOT_APPLICABLE  # claim-missing and time-type speak about it
    if math.isnan(subject.now):
        return Missing("the time of judgement")
    age = subject.now - iat
    if abs(age) > _WINDOW:
        when = f"{span(age)} ago" if age > 0 else f"{span(age)} from now"
        message = f"The proof was made {when}; five minutes are the most."
        return Found("payload.iat", show_member("iat", subject.claims), message)
    seen = subject.context.history.jtis
    if seen is None:
        return Missing("the jti values of earlier proofs", decisive=False)
    if text(subject.claims, "jti") not in seen:
        return None
    message = "A proof with this jti was used before: this one is replayed."
    evidence = show_member("jti", subject.claims)
    return Found("payload.jti", evidence, message, Severity.WARNING)


@rule(
    "dpop-nonce",
    "The server's nonce is missing or wrong",
    Severity.ERROR,
    on=_ON,
    cites="RFC 9449 §4.3 step 10, §11.3",
    remedy="Repeat the request with the latest DPoP-Nonce in the proof.",
)
def dpop_nonce(subject: TokenSubject) -> Answer:
    """The server supplied a nonce, and the proof does not hold exactly that one.

    With a nonce the server makes sure that a proof was not prepared long before. It sends it in
    the DPoP-Nonce header field, and the client puts the latest one into its next proof. Where
    the server supplies none, nothing is asked of the proof.
    """
    supplied = subject.context.presentation.nonce
    if supplied is None:
        return Missing("the DPoP-Nonce that the server supplied (or that it supplied none)")
    if not supplied:
        return NOT_APPLICABLE
    held = subject.claims.get("nonce")
    if held == supplied:
        return None
    evidence = f'"nonce":{show_nonce(held)}' if "nonce" in subject.claims else "no nonce"
    message = "The proof does not hold the nonce that the server supplied."
    return Found("payload.nonce", evidence, message)
