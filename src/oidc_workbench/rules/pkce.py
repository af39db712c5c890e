"""Proof Key for Code Exchange: whether it is there, well-formed, fresh, and matches (RFC 7636)."""

import hashlib
import re
from base64 import b64encode

from oidc_workbench.jose import base64url
from oidc_workbench.rules.document import DocumentKind, DocumentSubject
from oidc_workbench.rules.entropy import shannon_bits
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.request_members import (
    asked,
    challenge_sent,
    hidden,
    is_authorization,
    response_types,
    scopes,
    sized,
    value_in,
)
from oidc_workbench.rules.rule import (
    NOT_APPLICABLE,
    Answer,
    Artefact,
    Found,
    Missing,
    document_rule,
)

_AREQ, _TREQ = Artefact.AREQ, Artefact.TREQ
_S256 = re.compile(r"[A-Za-z0-9_-]{43}")
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_HEX_HASH = re.compile(r"[0-9A-Fa-f]{64}")
_LEAST_SHOWN_BITS = 180  # Shannon's measure of 43 random base64url characters is above 195
# RFC 7636 appendix B: everybody knows this verifier.
_SAMPLE_VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
_SAMPLE_CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


@document_rule(
    "pkce-missing",
    "No PKCE",
    Severity.ERROR,
    on=(_AREQ,),
    cites="RFC 9700 §2.1.1; OAuth 2.1; RFC 8252",
    remedy="Send a code_challenge with the method S256.",
)
def pkce_missing(subject: DocumentSubject) -> Answer:
    """The code flow is asked for without a ``code_challenge``.

    Then a code that is stolen or injected can be redeemed by others, or in another session.
    Public clients must use PKCE. Confidential clients should (a warning); of those the ones that
    sign users in may rely on the nonce instead.
    """
    if not is_authorization(subject) or asked(subject, "code_challenge"):
        return None if asked(subject, "code_challenge") else NOT_APPLICABLE
    if hidden(subject):
        return Missing(hidden(subject))
    if "code" not in response_types(subject):
        return NOT_APPLICABLE
    kind, context = "", subject.context
    if context.client_type or context.application_type in ("native", "browser"):
        kind = context.client_type or "public"
    by_nonce = bool(asked(subject, "nonce")) and "openid" in scopes(subject)
    if by_nonce and kind != "public":
        return None if kind else Missing("the client's type (public or confidential)")
    severity = None if kind == "public" else Severity.WARNING
    also = "" if kind else " For a public client that is an error."
    message = f"The request has no code_challenge, so nothing protects the code.{also}"
    return Found("code_challenge", "no code_challenge", message, severity)


@document_rule(
    "pkce-format",
    "Malformed challenge or verifier",
    Severity.ERROR,
    on=(_AREQ, _TREQ),
    cites="RFC 7636 §4.1-4.2; OAuth 2.1",
    remedy="Make the verifier of 32 random octets in base64url, without padding.",
)
def pkce_format(subject: DocumentSubject) -> Answer:
    """The challenge or the verifier is not written as it must be.

    A verifier has 43 to 128 characters out of letters, digits and ``-._~``; an S256 challenge is
    a SHA-256 hash in base64url without padding, which is always 43 characters. A server that
    takes others compares something else than the standard says.
    """
    if subject.kind is DocumentKind.TOKEN_REQUEST:
        verifier = subject.param("code_verifier")
        if verifier is None:
            return NOT_APPLICABLE
        return None if _VERIFIER.fullmatch(verifier) else _malformed("code_verifier", verifier)
    challenge = asked(subject, "code_challenge")
    if challenge is None:
        return Missing(hidden(subject)) if hidden(subject) else NOT_APPLICABLE
    s256 = asked(subject, "code_challenge_method") == "S256"
    if (_S256 if s256 else _VERIFIER).fullmatch(challenge):
        return None
    return _malformed("code_challenge", challenge, _spelling(challenge) if s256 else "")


def _malformed(name: str, value: str, hint: str = "") -> Found:
    what = "43 to 128 characters out of letters, digits and -._~"
    if name == "code_challenge" and hint:
        what = "43 characters of base64url"
    return Found(name, sized(name, value), f"The {name} is not {what}.{hint}")


def _spelling(challenge: str) -> str:
    if _HEX_HASH.fullmatch(challenge):
        return " It seems to be the hash in hexadecimal."
    if challenge.endswith("="):
        return " It is padded."
    if "+" in challenge or "/" in challenge:
        return " It is standard base64, not base64url."
    return " An S256 challenge is a SHA-256 hash."


@document_rule(
    "pkce-mismatch",
    "Verifier does not match the challenge",
    Severity.ERROR,
    on=(_TREQ,),
    cites="RFC 7636 §4.6",
    remedy="Send as challenge the SHA-256 of the ASCII verifier in base64url, without padding.",
)
def pkce_mismatch(subject: DocumentSubject) -> Answer:
    """The verifier in the token request is not the one that the challenge was made of.

    The server must refuse the code then: either the client hashes wrongly, or the code belongs
    to another request. The message names the usual mistakes where one of them fits.
    """
    verifier, challenge = subject.param("code_verifier"), challenge_sent(subject)
    if verifier is None or challenge == "":
        return NOT_APPLICABLE  # tok-verifier speaks about it
    if challenge is None:
        return Missing("the code_challenge that was sent")
    if _s256(verifier) == challenge:
        return None
    if verifier == challenge:
        plain = _plain_was_sent(subject)
        if plain is None:
            return Missing("the code_challenge_method that was sent")
        if plain:
            return None
    evidence = f"{sized('code_verifier', verifier)}, {sized('code_challenge', challenge)}"
    message = f"The verifier is not what the challenge was made of.{_mistake(verifier, challenge)}"
    return Found("code_verifier", evidence, message)


def _s256(verifier: str) -> str:
    return base64url.encode(hashlib.sha256(verifier.encode("utf-8", "surrogatepass")).digest())


def _plain_was_sent(subject: DocumentSubject) -> bool | None:
    request = subject.context.request
    if request is None:
        return None
    return value_in(request, "code_challenge_method") in (None, "plain")


def _mistake(verifier: str, challenge: str) -> str:
    digest = hashlib.sha256(verifier.encode("utf-8", "surrogatepass")).digest()
    if verifier == challenge:
        return " The challenge is the verifier itself, though S256 was announced."
    if challenge.lower() == digest.hex():
        return " The challenge is the hash in hexadecimal."
    if challenge == base64url.encode(digest.hex().encode()):
        return " The challenge is the base64url of the hexadecimal hash."
    if challenge.rstrip("=") == _s256(verifier):
        return " The challenge is padded."
    standard = challenge.rstrip("=") == b64encode(digest).decode().rstrip("=")
    return " The challenge is standard base64 instead of base64url." if standard else ""


@document_rule(
    "pkce-weak",
    "Constant, reused or guessable PKCE value",
    Severity.WARNING,
    on=(_AREQ, _TREQ),
    cites="RFC 9700 §2.1.1; RFC 7636 §7.1",
    remedy="Make a fresh verifier of 32 random octets for every authorization request.",
)
def pkce_weak(subject: DocumentSubject) -> Answer:
    """The challenge or verifier is a known one, was used before, or is easy to guess.

    PKCE protects by a secret that lives for one sign-in. One that is constant, or copied from
    the example in RFC 7636, is known to whoever steals the code. How random a verifier is, is
    estimated from its characters; of a hash nothing can be told.
    """
    token_request = subject.kind is DocumentKind.TOKEN_REQUEST
    name = "code_verifier" if token_request else "code_challenge"
    value = subject.param(name) if token_request else asked(subject, name)
    if value is None:
        return Missing(hidden(subject), decisive=False) if hidden(subject) else NOT_APPLICABLE
    if value in (_SAMPLE_VERIFIER, _SAMPLE_CHALLENGE):
        return Found(name, sized(name, value), "This is the example of RFC 7636, known to all.")
    earlier = subject.context.earlier_requests
    if any(value_in(request, name) == value for request in earlier or ()):
        return Found(name, sized(name, value), f"The same {name} was used in an earlier request.")
    revealed = token_request or asked(subject, "code_challenge_method") != "S256"
    if revealed and (bits := shannon_bits(value)) < _LEAST_SHOWN_BITS:
        message = f"The verifier shows about {bits:.0f} bits of randomness; 256 are due."
        return Found(name, sized(name, value), message)
    if earlier is None:
        return Missing("the client's earlier requests, to see reuse", decisive=False)
    return None
