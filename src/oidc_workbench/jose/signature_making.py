"""Make signatures; the cryptography library computes them.

As in verification, the algorithm, the key and the octets are chosen and checked before. joserfc
knows no ML-DSA, and looking for its model of the algorithm costs more than an Ed25519 signature.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, cast

from oidc_workbench.jose.algorithms import ECDSA_OCTETS, ecdsa_of, hash_of, padding_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

    from oidc_workbench.jose.algorithms import Algorithm


def signature_of(algorithm: Algorithm, key: PrivateKeyTypes, message: bytes) -> bytes:
    """Return the signature as JWS writes it: of ECDSA r and s side by side (RFC 7518 §3.4).

    The caller has matched the key's type and curve with the algorithm.

    Raises:
        ValueError: an RSA key is too short for the hash and its padding.
    """
    if algorithm.scheme == "ecdsa":
        return _ecdsa_signature(algorithm, cast("EllipticCurvePrivateKey", key), message)
    if algorithm.scheme == "direct":
        return cast("Ed25519PrivateKey", key).sign(message)
    padding = padding_of(algorithm.scheme, algorithm.bits)
    return cast("RSAPrivateKey", key).sign(message, padding, hash_of(algorithm.bits))


def _ecdsa_signature(algorithm: Algorithm, key: EllipticCurvePrivateKey, message: bytes) -> bytes:
    half = ECDSA_OCTETS[algorithm.name] // 2
    r, s = _decoder()(key.sign(message, ecdsa_of(algorithm.bits)))
    return r.to_bytes(half, "big") + s.to_bytes(half, "big")


@cache
def _decoder() -> Callable[[bytes], tuple[int, int]]:
    """Imported once, since an import statement takes its time."""
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

    return decode_dss_signature
