"""Which of the given keys a token speaks about, for the rules on signatures and keys."""

import binascii
from base64 import urlsafe_b64decode

from oidc_workbench.jose.key_set import PublicKey
from oidc_workbench.jose.signature_check import SignatureStatus
from oidc_workbench.rules import algorithms
from oidc_workbench.rules.expectation import Purpose
from oidc_workbench.rules.subject import TokenSubject


def keys_needed(subject: TokenSubject) -> str:
    """Name the keys that a token of this kind is verified with."""
    if subject.alg in algorithms.HMAC:
        return "the shared secret"
    if subject.purpose is Purpose.CLIENT_ASSERTION:
        return "the client's public keys"
    if subject.purpose is Purpose.DPOP_PROOF:
        return "a proof that carries its key"
    return "the issuer's keys"


def vouched_by_tls(subject: TokenSubject) -> bool:
    """Whether TLS stands for the signature of an ID token (OIDC Core §3.1.3.7 step 6).

    Only when the person states that the token came straight from the token endpoint of the
    expected issuer, and gave nothing to verify it with: a signature that can be checked is
    checked. Unsigned tokens stay refused, and FAPI 2.0 knows no such exception.
    """
    return (
        subject.context.from_token_endpoint
        and subject.purpose is Purpose.ID_TOKEN
        and subject.expectation.profile != "fapi2"
        and bool(subject.expectation.issuer)
        and subject.alg in algorithms.SIGNATURE
        and subject.signature.status is SignatureStatus.NOT_CHECKED
        and not subject.signature.tried
        and not subject.keys
        and subject.context.shared_secret is None
    )


def given(subject: TokenSubject) -> tuple[PublicKey, ...]:
    """Every key of every set that was given."""
    return tuple(key for keys in subject.keys for key in keys.keys)


def named(subject: TokenSubject) -> tuple[PublicKey, ...]:
    """The key that the signature was tried with, else those that the token's kid names."""
    if subject.signature.key is not None:
        return (subject.signature.key,)
    if not subject.kid:
        return ()
    return tuple(key for key in given(subject) if key.kid == subject.kid)


def fitting(subject: TokenSubject) -> tuple[PublicKey, ...]:
    """Those of the named keys whose type and curve fit the algorithm."""
    return tuple(k for k in named(subject) if algorithms.fits(subject.alg, k.kty, k.crv))


def permitted(subject: TokenSubject) -> tuple[PublicKey, ...]:
    """Those of the fitting keys whose own ``alg`` does not forbid the algorithm."""
    return tuple(
        key
        for key in fitting(subject)
        if not key.alg or algorithms.same_algorithm(key.alg, subject.alg, key.crv)
    )


def for_verifying(key: PublicKey) -> bool:
    """Whether ``use`` and ``key_ops`` let the key verify signatures (RFC 7517 §4.2-4.3)."""
    return key.use in ("", "sig") and ("key_ops" not in key.raw or "verify" in key.key_ops)


def modulus_bits(key: PublicKey) -> int:
    """Count the bits of an RSA modulus; 0 when it can't be read."""
    value = key.raw.get("n")
    if not isinstance(value, str):
        return 0
    try:
        octets = urlsafe_b64decode(value + "=" * (-len(value) % 4))
    except (binascii.Error, ValueError):
        return 0
    return int.from_bytes(octets, "big").bit_length()


def describe(key: PublicKey) -> str:
    """Name a key for a person: its kid, type and curve."""
    name = f'"{key.kid}"' if key.kid else "without kid"
    return f"key {name} ({' '.join(part for part in (key.kty, key.crv) if part)})"
