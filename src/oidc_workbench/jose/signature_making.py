"""Make signatures; the cryptography library computes them.

As in verification, the algorithm, the key and the octets are chosen and checked before. joserfc
knows no ML-DSA, and looking for its model of the algorithm costs more than an Ed25519 signature.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from oidc_workbench.jose.algorithms import ALGORITHMS, ECDSA_OCTETS, ecdsa_of, hash_of, padding_of

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

    from oidc_workbench.jose.algorithms import Algorithm


Maker = Callable[[Any, bytes], bytes]


def signature_of(alg: str, key: PrivateKeyTypes, message: bytes) -> bytes:
    """Return the signature as JWS writes it: of ECDSA r and s side by side (RFC 7518 §3.4).

    The caller has matched the key's type and curve with the algorithm, which is none of the MACs.

    Raises:
        ValueError: an RSA key is too short for the hash and its padding.
    """
    return _maker(alg)(key, message)


@cache
def _maker(alg: str) -> Maker:
    """What signs with an algorithm, put together once: imports and look-ups take their time."""
    algorithm = ALGORITHMS[alg]
    if algorithm.scheme == "ecdsa":
        return _ecdsa_maker(algorithm)
    if algorithm.scheme == "direct":
        return lambda key, message: key.sign(message)
    padding, digest = padding_of(algorithm.scheme, algorithm.bits), hash_of(algorithm.bits)
    return lambda key, message: key.sign(message, padding, digest)


def _ecdsa_maker(algorithm: Algorithm) -> Maker:
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

    half, ecdsa = ECDSA_OCTETS[algorithm.name] // 2, ecdsa_of(algorithm.bits)

    def make(key: EllipticCurvePrivateKey, message: bytes) -> bytes:
        r, s = decode_dss_signature(key.sign(message, ecdsa))
        return r.to_bytes(half, "big") + s.to_bytes(half, "big")

    return make
