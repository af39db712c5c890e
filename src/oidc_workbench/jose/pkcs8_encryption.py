"""PKCS #8 under a password with many rounds (RFC 5958 §3, RFC 8018 §6.2).

cryptography writes 2,048 rounds of PBKDF2 and takes no other number, which a graphics card undoes
for any password that people remember. It derives and encrypts here as well; only the few octets
of DER around the result are ours.
"""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 600_000
"""PBKDF2-HMAC-SHA256 iterations, as OWASP's password storage cheat sheet asks for."""
_INTEGER, _OCTETS, _SEQUENCE = 0x02, 0x04, 0x30
# RFC 8018 appendix A.4, A.2, B.1.2, B.2.5: object identifiers and a NULL as they stand in DER.
_PBES2 = bytes.fromhex("06092a864886f70d01050d")
_PBKDF2 = bytes.fromhex("06092a864886f70d01050c")
_HMAC_SHA256 = bytes.fromhex("06082a864886f70d0209") + b"\x05\x00"
_AES_256_CBC = bytes.fromhex("060960864801650304012a")
_SALT_OCTETS, _KEY_OCTETS, _BLOCK_OCTETS = 16, 32, 16


def encrypted_pkcs8(plain: bytes, password: bytes, random: Callable[[int], bytes]) -> bytes:
    """Return PEM of a private key that is encrypted with PBES2 and AES-256-CBC.

    Args:
        plain: PKCS #8 in DER, not encrypted.
        password: its octets.
        random: gives that many unguessable octets.
    """
    salt, iv = random(_SALT_OCTETS), random(_BLOCK_OCTETS)
    derivation = _sequence(_element(_OCTETS, salt), _number(ROUNDS), _sequence(_HMAC_SHA256))
    cipher = _sequence(_AES_256_CBC, _element(_OCTETS, iv))
    scheme = _sequence(_PBES2, _sequence(_sequence(_PBKDF2, derivation), cipher))
    sealed = _element(_OCTETS, _encrypt(plain, password, salt, iv))
    return _pem("ENCRYPTED PRIVATE KEY", _sequence(scheme, sealed))


def _encrypt(plain: bytes, password: bytes, salt: bytes, iv: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
    from cryptography.hazmat.primitives.padding import PKCS7

    key = PBKDF2HMAC(SHA256(), _KEY_OCTETS, salt, ROUNDS).derive(password)
    padder = PKCS7(_BLOCK_OCTETS * 8).padder()
    padded = padder.update(plain) + padder.finalize()
    encryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    return encryptor.update(padded) + encryptor.finalize()


def _sequence(*parts: bytes) -> bytes:
    return _element(_SEQUENCE, b"".join(parts))


def _number(value: int) -> bytes:
    return _element(_INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def _element(tag: int, content: bytes) -> bytes:
    """One element of DER: tag, length, content (X.690 §8.1.3)."""
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(octets))) + octets + content


def _pem(label: str, der: bytes) -> bytes:
    text = b64encode(der).decode("ascii")
    lines = [text[start : start + 64] for start in range(0, len(text), 64)]
    return "\n".join((f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", "")).encode()
