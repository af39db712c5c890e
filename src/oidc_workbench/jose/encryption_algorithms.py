"""The JWE algorithms we decrypt, and what each asks of its key (RFC 7518 §4, §5; RFC 8037 §3.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Family = Literal["rsa", "ecdh", "key-wrap", "gcm-key-wrap", "direct", "password"]


@dataclass(frozen=True, slots=True)
class KeyManagement:
    """How the content encryption key reaches the recipient: the "alg" (RFC 7516 §4.1.1).

    Args:
        bits: of the AES key that wraps the content encryption key; 0 where none does.
        hash_bits: of the hash, where the algorithm names one.
    """

    name: str
    family: Family
    bits: int = 0
    hash_bits: int = 0


@dataclass(frozen=True, slots=True)
class ContentEncryption:
    """How the content is encrypted: the "enc" (RFC 7516 §4.1.2). Sizes are octets."""

    name: str
    key_octets: int
    iv_octets: int
    tag_octets: int


_SIZES = (128, 192, 256)
_PASSWORD_HASHES = {128: 256, 192: 384, 256: 512}
_MANAGED = (
    KeyManagement("RSA1_5", "rsa"),
    KeyManagement("RSA-OAEP", "rsa", hash_bits=1),
    KeyManagement("RSA-OAEP-256", "rsa", hash_bits=256),
    # Registered with the W3C Web Cryptography API; some servers use them.
    KeyManagement("RSA-OAEP-384", "rsa", hash_bits=384),
    KeyManagement("RSA-OAEP-512", "rsa", hash_bits=512),
    KeyManagement("dir", "direct"),
    KeyManagement("ECDH-ES", "ecdh"),
    *(KeyManagement(f"ECDH-ES+A{bits}KW", "ecdh", bits) for bits in _SIZES),
    *(KeyManagement(f"A{bits}KW", "key-wrap", bits) for bits in _SIZES),
    *(KeyManagement(f"A{bits}GCMKW", "gcm-key-wrap", bits) for bits in _SIZES),
    *(
        KeyManagement(f"PBES2-HS{hash_bits}+A{bits}KW", "password", bits, hash_bits)
        for bits, hash_bits in _PASSWORD_HASHES.items()
    ),
)
_CONTENT = (
    ContentEncryption("A128CBC-HS256", 32, 16, 16),
    ContentEncryption("A192CBC-HS384", 48, 16, 24),
    ContentEncryption("A256CBC-HS512", 64, 16, 32),
    *(ContentEncryption(f"A{bits}GCM", bits // 8, 12, 16) for bits in _SIZES),
)
KEY_MANAGEMENT = {one.name: one for one in _MANAGED}
CONTENT_ENCRYPTION = {one.name: one for one in _CONTENT}

# What to encrypt with to a key, the recommended one first; RSA1_5 is never offered.
_FOR_RSA = ("RSA-OAEP-256", "RSA-OAEP", "RSA-OAEP-384", "RSA-OAEP-512")
_FOR_CURVES = ("ECDH-ES+A256KW", "ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A192KW")


def encryption_algorithms_of(kty: str) -> tuple[str, ...]:
    """Return the "alg" values to offer for a key that others encrypt for.

    Args:
        kty: ``RSA``; ``EC`` or ``OKP`` for a curve of key agreement. Empty for any other.
    """
    if kty == "RSA":
        return _FOR_RSA
    return _FOR_CURVES if kty in ("EC", "OKP") else ()


def is_direct(algorithm: KeyManagement) -> bool:
    """Whether there is no encrypted key: the key agreed upon or shared is the content's own."""
    return algorithm.family == "direct" or (algorithm.family == "ecdh" and not algorithm.bits)
