"""Recover the content encryption key: the cryptography library does each step (RFC 7518 §4)."""

from __future__ import annotations

import hashlib
import struct
from typing import TYPE_CHECKING, cast

from oidc_workbench.jose import base64url
from oidc_workbench.jose.decryption_selection import octets_needed
from oidc_workbench.jose.key_objects import load_public

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.padding import AsymmetricPadding
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.asymmetric.x448 import X448PrivateKey, X448PublicKey
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
    from cryptography.hazmat.primitives.hashes import HashAlgorithm

    from oidc_workbench.jose.decryption_key import DecryptionKey
    from oidc_workbench.jose.encryption_algorithms import ContentEncryption, KeyManagement
    from oidc_workbench.jose.jwe_parts import JweRecipient


class RecoveryError(ValueError):
    """The content encryption key does not come out; says nothing about why."""


def recover_key(
    key: DecryptionKey, recipient: JweRecipient, alg: KeyManagement, enc: ContentEncryption
) -> bytes:
    """Return the content encryption key. The caller has checked header, key kind and sizes.

    Raises:
        RecoveryError: it does not come out.
    """
    from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
    from cryptography.hazmat.primitives.keywrap import InvalidUnwrap

    try:
        found = _recover(key, recipient, alg, enc)
    except (InvalidTag, InvalidUnwrap, UnsupportedAlgorithm, ValueError, TypeError):
        raise RecoveryError from None
    if len(found) != enc.key_octets:
        raise RecoveryError
    return found


def _recover(
    key: DecryptionKey, recipient: JweRecipient, alg: KeyManagement, enc: ContentEncryption
) -> bytes:
    if alg.family == "rsa":
        return _decrypt_rsa(key, recipient.encrypted_key, alg)
    if alg.family == "ecdh":
        agreed = _agree(key, recipient.head, alg, enc)
        return _unwrap(agreed, recipient.encrypted_key) if alg.bits else agreed
    if alg.family == "password":
        return _unwrap(_derive(key.octets, recipient.head, alg), recipient.encrypted_key)
    secret = _symmetric(key, octets_needed(alg, enc))
    if alg.family == "gcm-key-wrap":
        return _unwrap_gcm(secret, recipient)
    return secret if alg.family == "direct" else _unwrap(secret, recipient.encrypted_key)


def _decrypt_rsa(key: DecryptionKey, encrypted: bytes, alg: KeyManagement) -> bytes:
    return cast("RSAPrivateKey", key.private_key).decrypt(encrypted, _padding(alg))


def _padding(alg: KeyManagement) -> AsymmetricPadding:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    if not alg.hash_bits:
        return padding.PKCS1v15()
    known: dict[int, HashAlgorithm] = {
        1: hashes.SHA1(),  # noqa: S303 - RSA-OAEP means SHA-1 (RFC 7518 §4.3); not for signatures
        256: hashes.SHA256(),
        384: hashes.SHA384(),
        512: hashes.SHA512(),
    }
    one = known[alg.hash_bits]
    return padding.OAEP(padding.MGF1(one), one, None)


def _agree(
    key: DecryptionKey, head: Mapping[str, object], alg: KeyManagement, enc: ContentEncryption
) -> bytes:
    """Agree on a key with the ephemeral public key: Concat KDF over ECDH (RFC 7518 §4.6.2)."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.concatkdf import ConcatKDFHash

    shared = _exchange(key, cast("dict[str, object]", head["epk"]))
    if not any(shared):
        raise RecoveryError
    octets = alg.bits // 8 or enc.key_octets
    parties = (base64url.decode(str(head.get(name, ""))).octets or b"" for name in ("apu", "apv"))
    name = (alg.name if alg.bits else enc.name).encode("ascii")
    info = b"".join(struct.pack(">I", len(one)) + one for one in (name, *parties))
    info += struct.pack(">I", octets * 8)
    return ConcatKDFHash(SHA256(), octets, info).derive(shared)


def _exchange(key: DecryptionKey, epk: dict[str, object]) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.ec import ECDH, EllipticCurvePrivateKey

    public = load_public(epk)
    if isinstance(key.private_key, EllipticCurvePrivateKey):
        return key.private_key.exchange(ECDH(), cast("EllipticCurvePublicKey", public))
    if key.public.crv == "X448":
        return cast("X448PrivateKey", key.private_key).exchange(cast("X448PublicKey", public))
    return cast("X25519PrivateKey", key.private_key).exchange(cast("X25519PublicKey", public))


def _derive(password: bytes, head: Mapping[str, object], alg: KeyManagement) -> bytes:
    """PBKDF2 with the algorithm's name in the salt (RFC 7518 §4.8.1.1)."""
    salt = base64url.decode(str(head["p2s"])).octets or b""
    salted = alg.name.encode("ascii") + b"\0" + salt
    count = int(str(head["p2c"]))
    return hashlib.pbkdf2_hmac(f"sha{alg.hash_bits}", password, salted, count, alg.bits // 8)


def _symmetric(key: DecryptionKey, octets: int) -> bytes:
    if key.kind != "client-secret":
        return key.octets
    # OIDC Core §10.2: cut from the left of the smallest of these hashes that is long enough.
    bits = next(bits for bits in (256, 384, 512) if bits >= octets * 8)
    return hashlib.new(f"sha{bits}", key.octets).digest()[:octets]


def _unwrap(wrapping_key: bytes, encrypted: bytes) -> bytes:
    from cryptography.hazmat.primitives.keywrap import aes_key_unwrap

    return aes_key_unwrap(wrapping_key, encrypted)


def _unwrap_gcm(wrapping_key: bytes, recipient: JweRecipient) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    iv, tag = (base64url.decode(str(recipient.head[name])).octets or b"" for name in ("iv", "tag"))
    return AESGCM(wrapping_key).decrypt(iv, recipient.encrypted_key + tag, None)
