"""The hash of a token or code that an ID token carries: at_hash and c_hash."""

import hashlib
from base64 import urlsafe_b64encode

# alg suffix → hash (OIDC Core §3.1.3.6); the curves of EdDSA and ML-DSA have hashes of their own
# (OIDC Token Hash Algorithms draft §2).
_BY_SIZE = {"256": "sha256", "384": "sha384", "512": "sha512"}
_SHAKE_OCTETS = {"Ed448": 114, "ML-DSA-44": 64, "ML-DSA-65": 64, "ML-DSA-87": 64}


def left_half_hash(value: str, alg: str, crv: str = "") -> str | None:
    """Return the left half of the hash of an ASCII value, in base64url without padding.

    Args:
        value: the access token or the code.
        alg: the ID token's ``alg``.
        crv: the curve of the key, which "EdDSA" leaves open.

    Returns:
        None when no hash is defined for the algorithm, or "EdDSA" stands without a curve.
    """
    octets = _digest(value.encode(), crv if alg == "EdDSA" else alg)
    if octets is None:
        return None
    return urlsafe_b64encode(octets[: len(octets) // 2]).rstrip(b"=").decode()


def _digest(value: bytes, alg: str) -> bytes | None:
    if alg == "Ed25519":
        return hashlib.sha512(value).digest()
    if alg in _SHAKE_OCTETS:
        return hashlib.shake_256(value).digest(_SHAKE_OCTETS[alg])
    name = _BY_SIZE.get(alg.removesuffix("K")[-3:])
    return hashlib.new(name, value).digest() if name else None
