"""Between JWK members and the key objects of the cryptography library.

Importing a key costs more than a verification, so public key objects are kept by the very members
they were made of: two keys share one only when they are the same key.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from oidc_workbench.jose import base64url
from oidc_workbench.jose.small_order import has_small_order
from oidc_workbench.jose.thumbprint import REQUIRED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurve
    from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

MAX_RSA_BITS = 16_384
"""Beyond this a modulus only costs time (OpenSSL's own limit)."""
_MAX_EXPONENT_BITS = 64

# RFC 7518 §6.2.1, RFC 8812 §3.1: the octets of a coordinate.
CURVE_OCTETS = {"P-256": 32, "P-384": 48, "P-521": 66, "secp256k1": 32}
# The cryptography library's names of the same curves.
CURVE_NAMES = {
    "secp256r1": "P-256",
    "secp384r1": "P-384",
    "secp521r1": "P-521",
    "secp256k1": "secp256k1",
}
# RFC 8037 §2, and the octets of a public key.
OKP_OCTETS = {"Ed25519": 32, "Ed448": 57, "X25519": 32, "X448": 56}


class KeyProblemError(ValueError):
    """Why no key object can be made: one sentence, without any key material."""


def load_public(raw: Mapping[str, object]) -> PublicKeyTypes:
    """Make a public key object of a JWK's members.

    Raises:
        KeyProblemError: a member is missing or malformed, or the key itself is not valid.
    """
    kty = raw.get("kty")
    if not isinstance(kty, str):
        raise KeyProblemError('The required member "kty" is missing or is not a string.')
    if kty == "oct":
        raise KeyProblemError("It is a symmetric key, which has no public part.")
    names = REQUIRED.get(kty)
    if names is None:
        raise KeyProblemError(f"The key type {kty[:40]!a} is not known here.")
    values: list[str] = []
    for name in names:
        value = raw.get(name)
        if not isinstance(value, str) or not value:
            raise KeyProblemError(f'The required member "{name}" is missing or is not a string.')
        values.append(value)
    return _load(kty, *values)


@lru_cache(maxsize=1024)
def _load(kty: str, *values: str) -> PublicKeyTypes:
    from cryptography.exceptions import UnsupportedAlgorithm

    loaders: dict[str, Callable[..., PublicKeyTypes]] = {
        "RSA": _load_rsa,
        "EC": _load_ec,
        "OKP": _load_okp,
        "AKP": _load_akp,
    }
    try:
        return loaders[kty](*values)
    except KeyProblemError:
        raise
    except (ValueError, OverflowError, UnsupportedAlgorithm):
        raise KeyProblemError(_INVALID[kty]) from None


_INVALID = {
    "RSA": "The modulus and exponent are no valid RSA key.",
    "EC": "The point does not lie on the curve.",
    "OKP": "The octets are no valid public key of the curve.",
    "AKP": "The octets are no valid public key of the algorithm.",
}


def octets_of(name: str, value: str) -> bytes:
    """Decode a member; what is not exactly base64url is refused (RFC 7515 §2)."""
    octets = base64url.decode_strictly(value)
    if octets is None:
        raise KeyProblemError(f'The member "{name}" is not base64url.')
    return octets


def number_of(name: str, value: str) -> int:
    """Decode a Base64urlUInt member (RFC 7518 §2)."""
    return int.from_bytes(octets_of(name, value), "big")


def curve_named(crv: str) -> EllipticCurve:
    """Return the curve of a JWK name."""
    from cryptography.hazmat.primitives.asymmetric import ec

    curves: dict[str, type[EllipticCurve]] = {
        "P-256": ec.SECP256R1,
        "P-384": ec.SECP384R1,
        "P-521": ec.SECP521R1,
        "secp256k1": ec.SECP256K1,
    }
    if crv not in curves:
        raise KeyProblemError(f"The curve {crv[:40]!a} is not known here.")
    return curves[crv]()


def _load_rsa(e: str, n: str) -> PublicKeyTypes:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

    exponent, modulus = number_of("e", e), number_of("n", n)
    if modulus.bit_length() > MAX_RSA_BITS or exponent.bit_length() > _MAX_EXPONENT_BITS:
        raise KeyProblemError(
            f"Its modulus exceeds {MAX_RSA_BITS} bits or its exponent {_MAX_EXPONENT_BITS} bits."
        )
    return RSAPublicNumbers(exponent, modulus).public_key()


def _load_ec(crv: str, x: str, y: str) -> PublicKeyTypes:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicNumbers

    curve = curve_named(crv)
    length = CURVE_OCTETS[crv]
    for name, value in (("x", x), ("y", y)):
        if len(octets_of(name, value)) != length:
            raise KeyProblemError(
                f'The member "{name}" does not have the {length} octets of {crv}.'
            )
    return EllipticCurvePublicNumbers(number_of("x", x), number_of("y", y), curve).public_key()


def _load_okp(crv: str, x: str) -> PublicKeyTypes:
    from cryptography.hazmat.primitives.asymmetric import ed448, ed25519, x448, x25519

    loaders: dict[str, Callable[[bytes], PublicKeyTypes]] = {
        "Ed25519": ed25519.Ed25519PublicKey.from_public_bytes,
        "Ed448": ed448.Ed448PublicKey.from_public_bytes,
        "X25519": x25519.X25519PublicKey.from_public_bytes,
        "X448": x448.X448PublicKey.from_public_bytes,
    }
    if crv not in loaders:
        raise KeyProblemError(f"The curve {crv[:40]!a} is not known here.")
    octets = octets_of("x", x)
    if len(octets) != OKP_OCTETS[crv]:
        raise KeyProblemError(
            f'The member "x" does not have the {OKP_OCTETS[crv]} octets of {crv}.'
        )
    # The library checks the signature's equation only, which such a point fulfils for any message.
    if crv.startswith("Ed") and has_small_order({"kty": "OKP", "crv": crv, "x": x}):
        raise KeyProblemError("The point has a small order, so anybody can sign for this key.")
    return loaders[crv](octets)


def _load_akp(alg: str, pub: str) -> PublicKeyTypes:
    from cryptography.hazmat.primitives.asymmetric import mldsa

    loaders: dict[str, Callable[[bytes], PublicKeyTypes]] = {
        "ML-DSA-44": mldsa.MLDSA44PublicKey.from_public_bytes,
        "ML-DSA-65": mldsa.MLDSA65PublicKey.from_public_bytes,
        "ML-DSA-87": mldsa.MLDSA87PublicKey.from_public_bytes,
    }
    if alg not in loaders:
        raise KeyProblemError(f"The algorithm {alg[:40]!a} is not known here.")
    return loaders[alg](octets_of("pub", pub))


def public_members(key: object) -> dict[str, object]:
    """Return the JWK members of a public key object.

    Raises:
        KeyProblemError: JOSE has no key type for it (DSA, DH, another curve).
    """
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    if isinstance(key, rsa.RSAPublicKey):
        numbers = key.public_numbers()
        e, n = base64url.encode_number(numbers.e), base64url.encode_number(numbers.n)
        return {"kty": "RSA", "n": n, "e": e}
    if isinstance(key, ec.EllipticCurvePublicKey):
        return _ec_members(key)
    return _akp_members(key) or _okp_members(key)


def _akp_members(key: object) -> dict[str, object]:
    """The members of an ML-DSA key (RFC 9964); none for a key of another type."""
    from cryptography.hazmat.primitives.asymmetric import mldsa

    if isinstance(key, mldsa.MLDSA44PublicKey):
        alg = "ML-DSA-44"
    elif isinstance(key, mldsa.MLDSA65PublicKey):
        alg = "ML-DSA-65"
    elif isinstance(key, mldsa.MLDSA87PublicKey):
        alg = "ML-DSA-87"
    else:
        return {}
    return {"kty": "AKP", "alg": alg, "pub": base64url.encode(key.public_bytes_raw())}


def _ec_members(key: object) -> dict[str, object]:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

    crv = CURVE_NAMES.get(key.curve.name) if isinstance(key, EllipticCurvePublicKey) else None
    if crv is None or not isinstance(key, EllipticCurvePublicKey):
        raise KeyProblemError("Its curve has no name in JOSE.")
    numbers, length = key.public_numbers(), CURVE_OCTETS[crv]
    x, y = (base64url.encode_number(value, length) for value in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": crv, "x": x, "y": y}


def _okp_members(key: object) -> dict[str, object]:
    from cryptography.hazmat.primitives.asymmetric import ed448, ed25519, x448, x25519

    if isinstance(key, ed25519.Ed25519PublicKey):
        crv = "Ed25519"
    elif isinstance(key, ed448.Ed448PublicKey):
        crv = "Ed448"
    elif isinstance(key, x25519.X25519PublicKey):
        crv = "X25519"
    elif isinstance(key, x448.X448PublicKey):
        crv = "X448"
    else:
        raise KeyProblemError("Keys of its type have no use in JOSE.")
    return {"kty": "OKP", "crv": crv, "x": base64url.encode(key.public_bytes_raw())}
