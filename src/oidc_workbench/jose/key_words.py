"""A key in a few words: its type with its size or curve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oidc_workbench.jose import base64url

if TYPE_CHECKING:
    from oidc_workbench.jose.key_set import PublicKey


def words_of(key: PublicKey, bits: int = 0) -> str:
    """Return "RSA 2048-bit", "EC P-256", "Ed25519", "ML-DSA-44" or "256-bit"; else empty.

    Args:
        key: its public part.
        bits: the size of a symmetric key.
    """
    if key.kty == "RSA":
        octets = base64url.decode_strictly(key.raw.get("n")) or b""
        return f"RSA {int.from_bytes(octets, 'big').bit_length()}-bit"
    if key.kty == "oct":
        return f"{bits}-bit"
    return {"EC": f"EC {key.crv}", "OKP": key.crv, "AKP": key.alg}.get(key.kty, "")
