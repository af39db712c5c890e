"""Tokens that were met before, that come late, or that differ from the one before them."""

from oidc_workbench.jose.reading import Reading
from oidc_workbench.rules import algorithms
from oidc_workbench.rules.claims import audiences, number, present, text
from oidc_workbench.rules.evidence import moment, shorten, show_member, show_nonce, span
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

_FRESH = 300  # seconds; policy: OIDC Core §3.1.3.7 step 10 leaves it to the client
_SAME_AFTER_REFRESH = ("iss", "sub", "auth_time")


@rule(
    "nonce-replayed",
    "Nonce or ID token seen before",
    Severity.WARNING,
    on=(Artefact.ID_TOKEN,),
    cites="OIDC Core §3.1.3.7 step 11",
    remedy="Use a fresh nonce for each request, and accept each one once.",
)
def nonce_replayed(subject: TokenSubject) -> Answer:
    """An ID token with this nonce, or with this ``jti``, was accepted before.

    A nonce is good for one sign-in. When it comes a second time, somebody presents a token again
    that was meant for an earlier session, or the client sends the same nonce in several requests.
    A refreshed ID token may repeat the nonce of the first one.
    """
    history = subject.context.history
    nonce, jti = text(subject.claims, "nonce"), text(subject.claims, "jti")
    if nonce is None and jti is None:
        return NOT_APPLICABLE
    if jti is not None and jti in (history.jtis or ()):
        message = "An ID token with this jti was accepted before."
        return Found("payload.jti", show_member("jti", subject.claims), message)
    if subject.context.refreshed:
        nonce = None
    if nonce is not None and nonce in (history.nonces or ()):
        message = "An ID token with this nonce was accepted before."
        return Found("payload.nonce", f'"nonce":{show_nonce(nonce)}', message)
    if nonce is not None and history.nonces is None:
        return Missing("the nonces of earlier ID tokens", decisive=False)
    if jti is not None and history.jtis is None:
        return Missing("the jti values of earlier ID tokens", decisive=False)
    return None


@rule(
    "iat-stale",
    "Fresh token with an old iat",
    Severity.WARNING,
    on=(Artefact.ID_TOKEN, Artefact.LOGOUT_TOKEN, Artefact.DPOP_PROOF),
    cites="OIDC Core §3.1.3.7 step 10; RFC 9449 §11.1",
    remedy="Reject it if it could be a replay; else synchronise the clocks.",
)
def iat_stale(subject: TokenSubject) -> Answer:
    """The token was just received, and says that it was issued more than five minutes before.

    A token that comes straight from its issuer is seconds old. An old one may be replayed, and a
    client that remembers nonces need not do so for longer than it accepts tokens. How old is too
    old is the client's choice; five minutes are a policy of this program.
    """
    iat = number(subject.claims, "iat")
    if iat is None:
        return NOT_APPLICABLE
    received = subject.context.received_at
    if received is None:
        return Missing("the time at which the token was received", decisive=False)
    if received - iat <= _FRESH:
        return None
    message = f"The token was received {span(received - iat)} after it was issued ({moment(iat)})."
    return Found("payload.iat", show_member("iat", subject.claims), message)


@rule(
    "idt-inconsistent",
    "Differs from the ID token before it",
    Severity.ERROR,
    on=(Artefact.ID_TOKEN,),
    cites="OIDC Core §12.2, §3.3.3.6",
    remedy="Reject it, and end the session that it would continue.",
)
def idt_inconsistent(subject: TokenSubject) -> Answer:
    """The second ID token of a session is about another person, issuer or sign-in.

    After a refresh ``iss``, ``sub`` and ``auth_time`` must stay, and ``aud`` must still hold what
    it held. The two ID tokens of the hybrid flow must agree in ``iss`` and ``sub``. Otherwise one
    user's session would go on as another's.
    """
    earlier, claims = subject.context.history.id_token, subject.claims
    refreshed = subject.context.refreshed
    if earlier is None:
        if not refreshed and not _is_hybrid(subject):
            return NOT_APPLICABLE
        return Missing("the ID token before this one", decisive=False)
    names = _SAME_AFTER_REFRESH if refreshed else _SAME_AFTER_REFRESH[:2]
    changed = [
        name
        for name in names
        if present(earlier, name) and present(claims, name) and claims[name] != earlier[name]
    ]
    if refreshed and not set(audiences(earlier)) <= set(audiences(claims)):
        changed.append("aud")
    return [
        Found(
            f"payload.{name}",
            shorten(f"{show_member(name, claims)}, before: {show_member(name, earlier)}"),
            f"The claim {name} is not what it was in the ID token before.",
        )
        for name in changed
    ] or None


def _is_hybrid(subject: TokenSubject) -> bool:
    asked = (subject.context.request or {}).get("response_type", "").split()
    return {"code", "id_token"} <= set(asked)


@rule(
    "sig-ecdsa-nonce-reuse",
    "The same r in two signatures",
    Severity.WARNING,
    on=(Artefact.JWS,),
    cites="RFC 8725 §3.2",
    remedy="Revoke the key; sign with RFC 6979 nonces, or with Ed25519.",
    reads=Reads.HEADER,
)
def sig_ecdsa_nonce_reuse(subject: TokenSubject) -> Answer:
    """Two different tokens have ECDSA signatures of one key that begin with the same number.

    An ECDSA signature needs a random number that is used once; ``r`` comes from it alone. Where
    it repeats under one key, anybody who holds both tokens can compute the private key. A broken
    random generator does that.
    """
    octets, reading = subject.reading.signature, subject.reading
    if subject.alg not in algorithms.ECDSA or not octets:
        return NOT_APPLICABLE
    if len(octets) != algorithms.SIGNATURE_OCTETS[subject.alg]:
        return NOT_APPLICABLE
    earlier = subject.context.history.tokens
    if earlier is None:
        return Missing("other tokens that were signed with the same key", decisive=False)
    r = octets[: len(octets) // 2]
    if not any(_repeats(reading, other, r) for other in earlier):
        return None
    message = "Another token has the same r: the private key can be computed from the two."
    return Found("signature", "r is the same", message)


def _repeats(reading: Reading, other: Reading, r: bytes) -> bool:
    """Whether another token has the same r, from a key that may be the same one."""
    if other.signing_input == reading.signing_input:
        return False
    if other.head.get("alg") != reading.head.get("alg"):
        return False
    kids = {one.head.get("kid") for one in (reading, other) if _is_text(one.head.get("kid"))}
    return len(kids) < 2 and (other.signature or b"")[: len(r)] == r


def _is_text(value: object) -> bool:
    return isinstance(value, str)
