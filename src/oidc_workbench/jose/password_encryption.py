"""Encrypt with a password: a compact JWE with PBES2 (RFC 7518 §4.8).

joserfc refuses more than 300,000 iterations also of what one writes oneself, so the steps are
cryptography's, as in decryption.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from oidc_workbench.jose import base64url

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 600_000
"""PBKDF2 iterations: what OWASP's password storage cheat sheet asks for, and thrice that of
SHA-512."""
_ALG, _ENC = "PBES2-HS512+A256KW", "A256GCM"
_SALT_OCTETS, _KEY_OCTETS, _IV_OCTETS, _TAG_OCTETS = 16, 32, 12, 16


def encrypt_with_password(
    plaintext: bytes, password: bytes, cty: str, random: Callable[[int], bytes]
) -> str:
    """Return a compact JWE (RFC 7516 §7.1).

    Args:
        plaintext: what to encrypt.
        password: its octets.
        cty: what the plaintext is (RFC 7516 §4.1.12).
        random: gives that many unguessable octets.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.keywrap import aes_key_wrap

    salt, content_key = random(_SALT_OCTETS), random(_KEY_OCTETS)
    header = {
        "alg": _ALG,
        "enc": _ENC,
        "cty": cty,
        "p2s": base64url.encode(salt),
        "p2c": ROUNDS,
    }
    protected = base64url.encode(json.dumps(header, separators=(",", ":")).encode("ascii"))
    salted = _ALG.encode("ascii") + b"\0" + salt
    wrapping_key = hashlib.pbkdf2_hmac("sha512", password, salted, ROUNDS, _KEY_OCTETS)
    iv = random(_IV_OCTETS)
    sealed = AESGCM(content_key).encrypt(iv, plaintext, protected.encode("ascii"))
    parts = (
        aes_key_wrap(wrapping_key, content_key),
        iv,
        sealed[:-_TAG_OCTETS],
        sealed[-_TAG_OCTETS:],
    )
    return ".".join((protected, *(base64url.encode(part) for part in parts)))
