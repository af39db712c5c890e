"""Private keys as their bare secret octets: the number of an EC key, the seed of all others.

A name says what the octets are of: the "crv" of a JWK, or the "alg" of an ML-DSA key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from oidc_workbench.jose.key_objects import CURVE_NAMES, CURVE_OCTETS, KeyProblemError, curve_named

if TYPE_CHECKING:
    from collections.abc import Callable

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

OCTETS = {
    **CURVE_OCTETS,
    "Ed25519": 32,
    "Ed448": 57,
    "X25519": 32,
    "X448": 56,
    "ML-DSA-44": 32,
    "ML-DSA-65": 32,
    "ML-DSA-87": 32,
}
"""How many octets each has (RFC 7518 §6.2.2.1, RFC 8037 §2, RFC 9964)."""


def private_of_octets(name: str, octets: bytes) -> PrivateKeyTypes:
    """Make a private key object.

    Raises:
        KeyProblemError: the name is not known, or the octets are no key of it.
    """
    if name not in OCTETS:
        raise KeyProblemError(f"The curve or algorithm {name[:40]!a} is not known here.")
    if len(octets) != OCTETS[name]:
        said = f"The private part does not have the {OCTETS[name]} octets of {name}."
        raise KeyProblemError(said)
    if name in CURVE_OCTETS:
        return _derived(name, int.from_bytes(octets, "big"))
    return _loaders()[name](octets)


def octets_of_private(private: PrivateKeyTypes) -> tuple[str, bytes]:
    """Return the name and the secret octets of a key.

    Raises:
        KeyProblemError: it is not of a kind that has them (RSA, DSA, DH, another curve).
    """
    from cryptography.hazmat.primitives.asymmetric import ed448, ed25519, mldsa, x448, x25519
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

    if isinstance(private, EllipticCurvePrivateKey):
        name = CURVE_NAMES.get(private.curve.name, "")
        if not name:
            raise KeyProblemError("Its curve has no name in JOSE.")
        return name, private.private_numbers().private_value.to_bytes(CURVE_OCTETS[name], "big")
    kinds = {
        "Ed25519": ed25519.Ed25519PrivateKey,
        "Ed448": ed448.Ed448PrivateKey,
        "X25519": x25519.X25519PrivateKey,
        "X448": x448.X448PrivateKey,
        "ML-DSA-44": mldsa.MLDSA44PrivateKey,
        "ML-DSA-65": mldsa.MLDSA65PrivateKey,
        "ML-DSA-87": mldsa.MLDSA87PrivateKey,
    }
    for name, kind in kinds.items():
        if isinstance(private, kind):
            return name, cast("Ed25519PrivateKey", private).private_bytes_raw()
    raise KeyProblemError("Keys of its type have no short private part.")


def _derived(crv: str, number: int) -> PrivateKeyTypes:
    from cryptography.hazmat.primitives.asymmetric.ec import derive_private_key

    try:
        return derive_private_key(number, curve_named(crv))
    except ValueError:
        raise KeyProblemError(f"The private part is out of the range of {crv}.") from None


def _loaders() -> dict[str, Callable[[bytes], PrivateKeyTypes]]:
    from cryptography.hazmat.primitives.asymmetric import ed448, ed25519, mldsa, x448, x25519

    return {
        "Ed25519": ed25519.Ed25519PrivateKey.from_private_bytes,
        "Ed448": ed448.Ed448PrivateKey.from_private_bytes,
        "X25519": x25519.X25519PrivateKey.from_private_bytes,
        "X448": x448.X448PrivateKey.from_private_bytes,
        "ML-DSA-44": mldsa.MLDSA44PrivateKey.from_seed_bytes,
        "ML-DSA-65": mldsa.MLDSA65PrivateKey.from_seed_bytes,
        "ML-DSA-87": mldsa.MLDSA87PrivateKey.from_seed_bytes,
    }
