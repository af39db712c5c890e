"""The signature algorithms we verify and sign with, and what each asks of its key.

The cryptography library verifies without joserfc in between. The algorithm, the key and the
octets are all chosen and checked before, so there would be nothing left for joserfc to do but
choose a padding, and importing it costs more than everything else a verification needs.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Literal, cast

from oidc_workbench.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.asymmetric.padding import AsymmetricPadding
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
    from cryptography.hazmat.primitives.hashes import HashAlgorithm

    Attempt = Callable[[bytes, bytes], str]

Scheme = Literal["mac", "rsa", "rsa-pss", "ecdsa", "direct"]


@dataclass(frozen=True, slots=True)
class Algorithm:
    """One signature algorithm (the "alg" header parameter, RFC 7515 §4.1.1).

    Args:
        kty: the key type it needs; ``crvs`` the curves, where the type has some.
        bits: of the hash; 0 where the algorithm brings its own.
    """

    name: str
    scheme: Scheme
    kty: str
    bits: int = 0
    crvs: tuple[str, ...] = ()


# RFC 7518 §3.1, RFC 8037 §3.1, RFC 8812 §3.2, RFC 9864 §2, RFC 9964.
_ALL = (
    *(Algorithm(f"HS{bits}", "mac", "oct", bits) for bits in (256, 384, 512)),
    *(Algorithm(f"RS{bits}", "rsa", "RSA", bits) for bits in (256, 384, 512)),
    *(Algorithm(f"PS{bits}", "rsa-pss", "RSA", bits) for bits in (256, 384, 512)),
    Algorithm("ES256", "ecdsa", "EC", 256, ("P-256",)),
    Algorithm("ES384", "ecdsa", "EC", 384, ("P-384",)),
    Algorithm("ES512", "ecdsa", "EC", 512, ("P-521",)),
    Algorithm("ES256K", "ecdsa", "EC", 256, ("secp256k1",)),
    Algorithm("EdDSA", "direct", "OKP", 0, ("Ed25519", "Ed448")),
    Algorithm("Ed25519", "direct", "OKP", 0, ("Ed25519",)),
    Algorithm("Ed448", "direct", "OKP", 0, ("Ed448",)),
    *(Algorithm(f"ML-DSA-{size}", "direct", "AKP") for size in (44, 65, 87)),
)
ALGORITHMS = {algorithm.name: algorithm for algorithm in _ALL}
ASYMMETRIC = frozenset(name for name, one in ALGORITHMS.items() if one.scheme != "mac")
SYMMETRIC = frozenset(ALGORITHMS) - ASYMMETRIC

# RFC 7518 §3.4, RFC 8812 §3.2: the octets of r and s together.
ECDSA_OCTETS = {"ES256": 64, "ES256K": 64, "ES384": 96, "ES512": 132}
_MISMATCH = "The signature does not match."


def mac_matches(algorithm: Algorithm, secret: bytes, message: bytes, signature: bytes) -> bool:
    """Verify an HMAC (RFC 7518 §3.2) in constant time."""
    import hmac

    digest = hmac.digest(secret, message, f"sha{algorithm.bits}")
    return hmac.compare_digest(digest, signature)


def why_not(algorithm: Algorithm, key: PublicKeyTypes, message: bytes, signature: bytes) -> str:
    """Verify a signature; return why it does not verify, empty when it does. Never raises.

    The caller has matched the key's type and curve with the algorithm (``why_unfit``); a key
    object of another type cannot verify and is refused like any other.
    """
    mismatch, *unusable = refusals()
    try:
        return bound(algorithm, key)(message, signature)
    except mismatch:
        return _MISMATCH
    except tuple(unusable):
        return "The key cannot be used with this algorithm."


def bound(algorithm: Algorithm, key: PublicKeyTypes) -> Attempt:
    """Prepare to verify many signatures with one algorithm and key.

    Returns:
        What verifies a signature over a message: it returns why it does not verify, or raises one
        of :func:`refusals`.

    Raises:
        ValueError, TypeError, AttributeError: the key cannot be used with this algorithm.
    """
    bind = _BINDERS.get(algorithm.scheme)
    if bind is None:
        raise TypeError("A MAC has no public key.")
    return bind(algorithm, key)


@cache
def refusals() -> tuple[type[Exception], ...]:
    """What an attempt raises: first when the signature is wrong, the rest when the key is.

    Imported once, since an import statement takes its time.
    """
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

    return InvalidSignature, ValueError, TypeError, AttributeError, UnsupportedAlgorithm


@cache
def _encoder() -> Callable[[int, int], bytes]:
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    return encode_dss_signature


@cache
def hash_of(bits: int) -> HashAlgorithm:
    """Return the SHA-2 hash of a length."""
    from cryptography.hazmat.primitives import hashes

    known: dict[int, HashAlgorithm] = {
        256: hashes.SHA256(),
        384: hashes.SHA384(),
        512: hashes.SHA512(),
    }
    return known[bits]


@cache
def padding_of(scheme: Scheme, bits: int) -> AsymmetricPadding:
    """Return the padding of an RSA signature (RFC 7518 §3.3, §3.5)."""
    from cryptography.hazmat.primitives.asymmetric import padding

    if scheme == "rsa":
        return padding.PKCS1v15()
    # MGF1 with the same hash, and a salt as long as its output.
    return padding.PSS(padding.MGF1(hash_of(bits)), bits // 8)


def _rsa(algorithm: Algorithm, key: PublicKeyTypes) -> Attempt:
    verify = cast("RSAPublicKey", key).verify
    padding, digest = padding_of(algorithm.scheme, algorithm.bits), hash_of(algorithm.bits)

    def attempt(message: bytes, signature: bytes) -> str:
        verify(signature, message, padding, digest)
        return ""

    return attempt


def _direct(_: Algorithm, key: PublicKeyTypes) -> Attempt:
    verify = cast("Ed25519PublicKey", key).verify

    def attempt(message: bytes, signature: bytes) -> str:
        verify(signature, message)
        return ""

    return attempt


def _point(algorithm: Algorithm, key: PublicKeyTypes) -> Attempt:
    length = ECDSA_OCTETS[algorithm.name]
    half, point = length // 2, cast("EllipticCurvePublicKey", key)
    order, verify = point.curve.group_order, point.verify
    encode, scheme, number = _encoder(), ecdsa_of(algorithm.bits), int.from_bytes

    def attempt(message: bytes, signature: bytes) -> str:
        if len(signature) != length:
            return f"The signature has {len(signature)} octets instead of {length}."
        r, s = number(signature[:half], "big"), number(signature[half:], "big")
        if not (0 < r < order and 0 < s < order):
            return "The signature's r or s is out of range, so it proves nothing."
        verify(encode(r, s), message, scheme)
        return ""

    return attempt


_BINDERS: dict[Scheme, Callable[[Algorithm, PublicKeyTypes], Attempt]] = {
    "rsa": _rsa,
    "rsa-pss": _rsa,
    "ecdsa": _point,
    "direct": _direct,
}


@cache
def ecdsa_of(bits: int) -> ECDSA:
    """Return ECDSA with the SHA-2 hash of a length (RFC 7518 §3.4)."""
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA

    return ECDSA(hash_of(bits))
