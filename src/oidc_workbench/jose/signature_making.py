"""Make signatures; the cryptography library computes them.

As in verification, the algorithm, the key and the octets are chosen and checked before. joserfc
knows no ML-DSA, and looking for its model of the algorithm costs more than an Ed25519 signature.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from oidc_workbench.jose.algorithms import ALGORITHMS, ECDSA_OCTETS, hash_of, padding_of

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

    from oidc_workbench.jose.algorithms import Algorithm


Maker = Callable[[Any, bytes], bytes]
"""Signs octets with a private key."""


@cache
def maker_of(alg: str) -> Maker:
    """Return what signs with an algorithm; imports and look-ups take their time, and go once.

    It gives the signature as JWS writes it: of ECDSA r and s side by side (RFC 7518 §3.4). It
    raises ValueError where an RSA key is too short for the hash and its padding. The caller has
    matched the key's type and curve with the algorithm, which is none of the MACs.
    """
    algorithm = ALGORITHMS[alg]
    if algorithm.scheme == "ecdsa":
        return _ecdsa_maker(algorithm)
    if algorithm.scheme == "direct":
        return lambda key, message: key.sign(message)
    padding, digest = padding_of(algorithm.scheme, algorithm.bits), hash_of(algorithm.bits)
    return lambda key, message: key.sign(message, padding, digest)


def _ecdsa_maker(algorithm: Algorithm) -> Maker:
    import hashlib

    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
    from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

    # Both is for speed: hashing by the standard library, and cutting up the DER that comes out
    # rather than reading two numbers and writing them again.
    hashed, ecdsa = (
        getattr(hashlib, f"sha{algorithm.bits}"),
        ECDSA(Prehashed(hash_of(algorithm.bits))),
    )
    half = ECDSA_OCTETS[algorithm.name] // 2

    def make(key: EllipticCurvePrivateKey, message: bytes) -> bytes:
        # A SEQUENCE of two positive INTEGERs, each of them a tag, a length and octets, of which
        # the first may be a zero for the sign (RFC 3279 §2.2.3); only the sequence of P-521 needs
        # two octets for its own length.
        der = key.sign(hashed(message).digest(), ecdsa)
        begin = 4 if der[1] < 0x80 else 5
        end = begin + der[begin - 1]
        r, s = der[begin:end].lstrip(b"\0"), der[end + 2 :].lstrip(b"\0")
        return r.rjust(half, b"\0") + s.rjust(half, b"\0")

    return make
