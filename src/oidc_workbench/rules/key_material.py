"""Keys that can't be believed, whoever published them: known to all, weak, or given away."""

from oidc_workbench.jose import base64url
from oidc_workbench.jose.key_set import PublicKey
from oidc_workbench.jose.published_keys import where_published
from oidc_workbench.jose.rsa_strength import has_roca_fingerprint
from oidc_workbench.redaction.secret_names import PRIVATE_JWK_MEMBERS
from oidc_workbench.rules.evidence import shorten, show_member
from oidc_workbench.rules.key_choice import describe, keys_needed, named
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


def is_roca(key: PublicKey) -> bool:
    """Whether a key is an RSA key of the generator with the flaw CVE-2017-15361."""
    octets = base64url.decode(str(key.raw.get("n"))).octets if key.kty == "RSA" else None
    modulus = int.from_bytes(octets or b"", "big")
    return modulus > 1 and has_roca_fingerprint(modulus)


def concerned(subject: TokenSubject) -> dict[str, PublicKey]:
    """The keys that this token is about, by their place: those named, and the one it brings."""
    found = {"header.kid" if subject.kid else "signature": key for key in named(subject)}
    if subject.embedded is not None and subject.embedded.key is not None:
        found["header.jwk" if "jwk" in subject.head else "header.x5c"] = subject.embedded.key
    return found


def _nothing(subject: TokenSubject) -> Answer:
    """What is answered when no key is known: that some are needed, or that none is named."""
    return NOT_APPLICABLE if subject.keys else Missing(keys_needed(subject), decisive=False)


@rule(
    "jwk-published-example",
    "Well-known example or test key",
    Severity.ERROR,
    on=(Artefact.JWS,),
    cites="RFC 8725 §3.5",
    remedy="Generate a fresh key, and reject everything that was signed with this one.",
    reads=Reads.HEADER,
)
def jwk_published_example(subject: TokenSubject) -> Answer:
    """The key that verifies this token is the example of a standard or of a debugging page.

    Its private half is printed beside it, so everybody can sign with it. It comes into use when
    somebody copies an example to try something out and then forgets it. Keys are compared by
    their RFC 7638 thumbprint with a built-in list; that list can't hold every test key there is.
    """
    if subject.signature.source is not None and subject.signature.source.kind == "client-secret":
        return NOT_APPLICABLE
    keys = concerned(subject)
    for place, key in keys.items():
        source = where_published(key.thumbprint)
        if source:
            message = f"The {describe(key)} is printed, with its private half, in {source}."
            return Found(place, key.thumbprint, shorten(message, 240))
    return None if keys else _nothing(subject)


@rule(
    "rsa-roca",
    "RSA key from a flawed generator",
    Severity.ERROR,
    on=(Artefact.JWS,),
    cites="CVE-2017-15361; RFC 8725 §3.5",
    remedy="Replace the key, and what generated it.",
    reads=Reads.HEADER,
)
def rsa_roca(subject: TokenSubject) -> Answer:
    """The RSA modulus bears the fingerprint of a generator whose keys can be factored (ROCA).

    Chips of one maker (in smart cards, TPMs and security tokens) made primes of a special form
    until 2017. From the public key alone the private one can be computed, with some effort. The
    fingerprint shows in the remainders by small primes; a sound key has it practically never.
    """
    keys = concerned(subject)
    for place, key in keys.items():
        if is_roca(key):
            message = f"The {describe(key)} was made by a generator whose keys can be factored."
            return Found(place, key.thumbprint, shorten(message, 240))
    if any(key.kty == "RSA" for key in keys.values()):
        return None
    return NOT_APPLICABLE if keys or not subject.alg.startswith(("RS", "PS")) else _nothing(subject)


@rule(
    "jwks-private-key",
    "Private key material published",
    Severity.ERROR,
    on=(Artefact.DPOP_PROOF,),
    cites="OIDC Discovery §3; RFC 7517 §9.2; RFC 9449 §4.3 step 7; RFC 9964",
    remedy="Treat the key as known to everybody: revoke it and generate a new one now.",
    reads=Reads.HEADER,
)
def jwks_private_key(subject: TokenSubject) -> Answer:
    """A key that is shown to others holds its private members.

    Whoever sees ``d``, the primes or ``priv`` can sign as the owner of the key. A library that
    exports a whole key pair where only the public half is meant makes this mistake. In a DPoP
    proof the key stands in the header, and every server that receives the proof sees it.
    """
    jwk = subject.head.get("jwk")
    names = sorted(PRIVATE_JWK_MEMBERS & jwk.keys()) if isinstance(jwk, dict) else []
    if not names:
        return None
    message = f"The key in the header shows its private members: {', '.join(names)}."
    kty = show_member("kty", jwk)
    return Found("header.jwk", f"{kty}, with {', '.join(names)}", message)
