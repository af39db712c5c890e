"""The signature: whether it can be one, whether it is right, and with whose key."""

from oidc_workbench.jose.signature_check import SignatureStatus
from oidc_workbench.rules import algorithms
from oidc_workbench.rules.key_choice import (
    describe,
    given,
    keys_needed,
    modulus_bits,
    named,
    permitted,
)
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

# The orders of the groups that ECDSA works in (SEC 2; FIPS 186).
_ORDERS = {
    "ES256": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    "ES384": int(
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
        "C7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973",
        16,
    ),
    "ES512": int(
        "01FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFA"
        "51868783BF2F966B7FCC0148F709A5D03BB5C9B8899C47AEBB6FB71E91386409",
        16,
    ),
    "ES256K": 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141,
}
_DER_SEQUENCE = 0x30
# An RSA key has at least 2048 bits (RFC 7518 §3.3), and its signatures are as long.
_LEAST_RSA = 256


@rule(
    "hdr-key-self-signed",
    "Verifies only with the key it brings along",
    Severity.ERROR,
    on=(
        Artefact.ID_TOKEN,
        Artefact.ACCESS_TOKEN,
        Artefact.CLIENT_ASSERTION,
        Artefact.LOGOUT_TOKEN,
    ),
    cites="RFC 8725 §3.8; OIDC Core §3.1.3.7 step 6; CVE-2018-0114",
    remedy="Reject it: it is a forgery. Verify with keys from a source you chose.",
    reads=Reads.HEADER,
)
def hdr_key_self_signed(subject: TokenSubject) -> Answer:
    """The signature matches the key in the token's own header and none that is trusted.

    That is how a forgery looks: its author made a key, signed with it and enclosed it. A library
    that believes the enclosed key reports a valid signature. Only keys that the verifier got on
    its own way, from the issuer's JWKS or from configuration, prove anything.
    """
    if subject.embedded is None or not subject.embedded.verified:
        return NOT_APPLICABLE
    if subject.signature.verified:
        return None
    if not given(subject) and subject.context.shared_secret is None:
        return Missing(keys_needed(subject))
    name = "x5c" if "jwk" not in subject.head else "jwk"
    message = "The signature matches only the key that the token itself brings along: a forgery."
    return Found(f"header.{name}", f'"{name}" in the header', message)


@rule(
    "sig-length",
    "Missing signature, or one of the wrong length",
    Severity.ERROR,
    on=(Artefact.JWS,),
    cites="RFC 7515 §5.2; RFC 7518 §3.2-3.5; RFC 8037; RFC 9964",
    remedy="Use the fixed-length form of the signature, R and S side by side, not DER.",
    reads=Reads.HEADER,
)
def sig_length(subject: TokenSubject) -> Answer:
    """The signature is absent, or has a length that its algorithm never produces.

    An ECDSA signature in JOSE is R and S side by side, 64 octets for ES256; libraries for other
    purposes emit a DER structure of varying length instead. An RSA signature is as long as the
    modulus, so one below 256 octets is of no key that may be used; whether a longer one fits, the
    key says. An empty signature under a real algorithm is an attempt to pass unsigned.
    """
    if subject.alg not in algorithms.SIGNATURE:
        return NOT_APPLICABLE
    octets = subject.reading.signature
    if octets is None:
        return NOT_APPLICABLE  # it does not decode: the parsing rules say why
    if not octets:
        return Found("signature", "0 octets", "The token has no signature.")
    allowed = _lengths(subject)
    if not allowed:  # RSA: the length follows from a key, and none is named
        if len(octets) < _LEAST_RSA:
            message = f"A signature with {subject.alg} has at least {_LEAST_RSA} octets"
            return Found("signature", f"{len(octets)} octets", f"{message}, not {len(octets)}.")
        return NOT_APPLICABLE if given(subject) else Missing(keys_needed(subject))
    if len(octets) in allowed:
        return None
    wanted = " or ".join(str(length) for length in allowed)
    der = subject.alg in algorithms.ECDSA and octets[0] == _DER_SEQUENCE
    hint = " It looks like DER." if der else ""
    message = f"A signature with {subject.alg} has {wanted} octets, not {len(octets)}.{hint}"
    return Found("signature", f"{len(octets)} octets", message)


def _lengths(subject: TokenSubject) -> tuple[int, ...]:
    if subject.alg == "EdDSA":
        return (64, 114)
    if subject.alg in algorithms.RSA:
        bits = {modulus_bits(key) for key in permitted(subject)} - {0}
        return tuple(sorted((size + 7) // 8 for size in bits))
    return (algorithms.SIGNATURE_OCTETS[subject.alg],)


@rule(
    "sig-ecdsa-range",
    "ECDSA r or s out of range",
    Severity.ERROR,
    on=(Artefact.JWS,),
    cites="FIPS 186-5; RFC 8725 §3.3; CVE-2022-21449",
    remedy="Reject it before calling a library, and update libraries that accept it.",
    reads=Reads.HEADER,
)
def sig_ecdsa_range(subject: TokenSubject) -> Answer:
    """R or S is zero or not below the order of the curve's group.

    No signer produces such a value. Some verifiers did not check the range, and with R = S = 0
    every message had a "valid" signature for every key.
    """
    order = _ORDERS.get(subject.alg)
    octets = subject.reading.signature
    if order is None or octets is None:
        return NOT_APPLICABLE
    if len(octets) != algorithms.SIGNATURE_OCTETS[subject.alg]:
        return NOT_APPLICABLE
    half = len(octets) // 2
    parts = {"r": octets[:half], "s": octets[half:]}
    bad = [name for name, part in parts.items() if not 0 < int.from_bytes(part, "big") < order]
    if not bad:
        return None
    message = "The signature is made of numbers that no signer produces: a forgery."
    return Found("signature", f"{' and '.join(bad)} out of range", message)


@rule(
    "sig-invalid",
    "Signature does not verify",
    Severity.ERROR,
    on=(Artefact.JWS,),
    cites="RFC 7515 §5.2; RFC 8725 §3.3",
    remedy="Check that key, kid and environment fit, and that nothing rewrote the token.",
    reads=Reads.HEADER,
)
def sig_invalid(subject: TokenSubject) -> Answer:
    """No key that may be used makes the signature right.

    The signature covers header and payload exactly as they were received. It fails when either
    was changed, when the token was signed with another key (another environment, a rotated key),
    or when something on the way decoded and encoded it again.
    """
    if subject.alg not in algorithms.SIGNATURE:
        return NOT_APPLICABLE  # the rules on alg reject it
    check = subject.signature
    match check.status:
        case SignatureStatus.VERIFIED:
            return None
        case SignatureStatus.FAILED:
            key = describe(check.key) if check.key else f"{check.tried} keys tried"
            message = "The signature is wrong: the token was changed, or signed with another key."
            return Found("signature", key, message)
        case SignatureStatus.UNSUPPORTED:  # by its crit or b64, since every algorithm is known
            return Missing("a header that can be processed as it stands")
        case SignatureStatus.NOT_CHECKED if check.tried:
            return Missing("the key that signed it, since too many keys fit to try them all")
        case SignatureStatus.NOT_CHECKED:
            return Missing(keys_needed(subject))
        case SignatureStatus.ALG_NOT_ALLOWED | SignatureStatus.NO_MATCHING_KEY:
            return _no_key(subject)


def _no_key(subject: TokenSubject) -> Answer:
    """No signature was tried: is that this rule's finding, or another's already?"""
    allowed = subject.expectation.signing_algorithms
    if allowed and subject.alg not in allowed:
        return Missing("a token signed with an allowed algorithm")
    if subject.alg in algorithms.HMAC or not given(subject):
        return Missing(keys_needed(subject))
    if subject.kid and not (permitted(subject) and named(subject)):
        return Missing("a key that fits the token's kid")
    return Found("signature", "no key fits", "None of the given keys can verify this signature.")
