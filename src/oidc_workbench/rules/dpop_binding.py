"""What ties a DPoP proof to an access token, and an access token to its key (RFC 9449 §4.3, §7)."""

import hashlib

from oidc_workbench.jose import base64url
from oidc_workbench.jose.reader import read
from oidc_workbench.jose.thumbprint import thumbprint
from oidc_workbench.rules.claims import present
from oidc_workbench.rules.evidence import show, show_member
from oidc_workbench.rules.expectation import Purpose
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.rule import NOT_APPLICABLE, Answer, Artefact, Found, Missing, rule
from oidc_workbench.rules.subject import TokenSubject

_ENDPOINTS = ("token_endpoint", "pushed_authorization_request_endpoint")


def carries_token(subject: TokenSubject) -> bool | None:
    """Whether the request of a proof carried an access token; None when that is not known."""
    context = subject.context
    if context.presentation.carries_token is not None:
        return context.presentation.carries_token
    if context.access_token is not None:
        return True
    url = context.presentation.url.partition("?")[0]
    if url and url in [(context.metadata or {}).get(name) for name in _ENDPOINTS]:
        return False
    return None


def bound_key(claims: object) -> str:
    """The thumbprint that claims are bound to: ``cnf.jkt`` (RFC 9449 §6.1); empty for none."""
    cnf = claims.get("cnf") if isinstance(claims, dict) else None
    jkt = cnf.get("jkt") if isinstance(cnf, dict) else None
    return jkt if isinstance(jkt, str) else ""


def bound_keys(subject: TokenSubject) -> frozenset[str]:
    """The thumbprints that an access token is bound to: by its own ``cnf``, by introspection."""
    told = (bound_key(subject.claims), subject.context.presentation.jkt)
    return frozenset(one for one in told if one)


def scheme_of(subject: TokenSubject) -> str:
    """The scheme that an access token was sent with, in lower case; empty when not known.

    A token in the query of a URL is sent as a Bearer token (RFC 6750 §2.3).
    """
    scheme = subject.context.presentation.scheme.lower()
    if scheme:
        return scheme
    reading = subject.outer[0] if subject.outer else subject.reading
    if not reading.token or len(reading.text) == len(reading.token):
        return ""
    before = reading.text.partition(reading.token)[0].lower()
    words = before.replace(":", " ").split()
    in_query = before.endswith("access_token=") and "?" in before and "#" not in before
    if in_query or "bearer" in words:
        return "bearer"
    return "dpop" if "dpop" in words else ""


@rule(
    "dpop-ath",
    "Access-token hash missing or wrong",
    Severity.ERROR,
    on=(Artefact.DPOP_PROOF,),
    cites="RFC 9449 §4.2, §4.3 step 12",
    remedy="Set ath to the base64url of the whole SHA-256 of the access token.",
)
def dpop_ath(subject: TokenSubject) -> Answer:
    """A proof that comes with an access token does not hold the hash of that token.

    The hash keeps a proof from being used with another token. Unlike ``at_hash`` it is the whole
    SHA-256, not its left half. A proof for the token endpoint, where there is no access token
    yet, needs none.
    """
    carried = carries_token(subject)
    if carried is False:
        return NOT_APPLICABLE
    evidence = show_member("ath", subject.claims)
    if not present(subject.claims, "ath"):
        if carried is None:
            return Missing("the access token that came with it (or that none did)")
        message = "The proof came with an access token, and does not say with which one."
        return Found("payload", evidence, message)
    token = subject.context.access_token
    if token is None:
        return Missing("the access token that came with it")
    digest = hashlib.sha256(token.reveal().encode("utf-8", "surrogatepass")).digest()
    expected, held = base64url.encode(digest), subject.claims["ath"]
    if held == expected:
        return None
    half = held == base64url.encode(digest[:16])
    hint = " It is the left half of the hash, and must be all of it." if half else ""
    message = f"The ath is not the hash of the access token that came with the proof.{hint}"
    return Found("payload.ath", evidence, message)


@rule(
    "dpop-jkt",
    "The proof's key is not the bound key",
    Severity.ERROR,
    on=(Artefact.DPOP_PROOF, Artefact.ACCESS_TOKEN),
    cites="RFC 9449 §4.3 step 12, §6.1, §10",
    remedy="Use one key throughout: for the token request and for every use of the token.",
)
def dpop_jkt(subject: TokenSubject) -> Answer:
    """The key in the proof is another one than the access token, or the request, is bound to.

    A bound token names its key by an RFC 7638 thumbprint in ``cnf.jkt``; an authorization request
    may name it in ``dpop_jkt``. Who proves another key is not the one the token was issued to.
    A token that is sent with the DPoP scheme must be bound to the proof's key (§7.1), so one that
    is bound to none is refused as well.
    """
    if subject.purpose is Purpose.DPOP_PROOF:
        return _of_proof(subject)
    bound, proof = bound_keys(subject), subject.proof
    evidence = show_member("cnf", subject.claims)
    if not bound:
        if scheme_of(subject) != "dpop":
            return NOT_APPLICABLE
        message = "The token was sent with the DPoP scheme, and is bound to no DPoP key."
        return Found("payload", evidence, message)
    if proof is None:
        return Missing("the DPoP proof that was sent with it", decisive=False)
    if bound == {proof.jkt}:
        return None
    message = "The token is bound to another key than the one that the proof was made with."
    return Found("payload.cnf.jkt", evidence, message)


def _of_proof(subject: TokenSubject) -> Answer:
    jwk = subject.head.get("jwk")
    own = thumbprint(jwk) if isinstance(jwk, dict) else ""
    if not own:
        return NOT_APPLICABLE  # dpop-structure rejects it
    evidence = f"the thumbprint of jwk is {show(own)}"
    requested = (subject.context.request or {}).get("dpop_jkt", "")
    if requested and requested != own:
        message = "The authorization request is bound to another key than this proof's."
        return Found("header.jwk", evidence, message)
    carried = carries_token(subject)
    if carried is False:
        return None if requested else NOT_APPLICABLE
    bound, is_known = _keys_of_token(subject)
    if not is_known:
        return Missing("the thumbprint (cnf.jkt) that the access token is bound to")
    if not bound:
        return Found("header.jwk", evidence, "The access token is bound to no DPoP key at all.")
    other = min(bound - {own}, default="")
    if not other:
        return None
    message = f"The access token is bound to the key {show(other)}, not to the proof's."
    return Found("header.jwk", evidence, message)


def _keys_of_token(subject: TokenSubject) -> tuple[frozenset[str], bool]:
    """The thumbprints that the access token is bound to, and whether that is known."""
    stated, token = subject.context.presentation.jkt, subject.context.access_token
    claims = read(token.reveal()).claims if token is not None else {}
    bound = frozenset(one for one in (stated, bound_key(claims)) if one)
    return bound, bool(stated or claims)


@rule(
    "dpop-downgrade",
    "DPoP silently downgraded",
    Severity.WARNING,
    on=(Artefact.ACCESS_TOKEN,),
    cites="RFC 9449 §5, §7.2",
    remedy="Discard the token where protection is required, and send bound ones as DPoP.",
)
def dpop_downgrade(subject: TokenSubject) -> Answer:
    """A proof was sent and the token is not bound, or the token is bound and sent as Bearer.

    A server that does not know DPoP ignores the proof and issues a plain Bearer token; a client
    that does not look takes it for protected. And a bound token that is sent with the Bearer
    scheme is meant to pass a resource that does not look, either.
    """
    request = subject.context.presentation
    scheme, cnf = scheme_of(subject), show_member("cnf", subject.claims)
    if bound_keys(subject):
        if not scheme:
            return Missing("the scheme that it was sent with", decisive=False)
        message = "The token is bound to a DPoP key, and was sent as a Bearer token."
        return Found("payload.cnf", cnf, message) if scheme == "bearer" else None
    proven = bool(request.proofs) or request.scheme.lower() == "dpop"
    if not proven:
        return NOT_APPLICABLE
    message = "A DPoP proof was sent, and the access token is bound to no DPoP key."
    return Found("payload", cnf, message)
