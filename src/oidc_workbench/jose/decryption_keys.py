"""Decryption keys out of the vault, a JWK, PEM, a password or a client secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose import base64url, key_objects
from oidc_workbench.jose.decryption_key import DecryptionKey
from oidc_workbench.jose.key_objects import KeyProblemError
from oidc_workbench.jose.private_keys import load_private_jwk, load_private_pem
from oidc_workbench.jose.public_keys import public_key
from oidc_workbench.jose.shared_secret import octets_of
from oidc_workbench.redaction.secret_names import SECRET_JWK_MEMBERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

    from oidc_workbench.jose.signing_key import SigningKey
    from oidc_workbench.secret import Secret

_CURVES = {"P-256", "P-384", "P-521", "X25519", "X448"}


def decryption_key(key: SigningKey, label: str = "") -> DecryptionKey:
    """Take a private key of the vault for decryption; whether it fits is seen with the token."""
    return DecryptionKey("private", key.public, key.private_key, label=label)


def decryption_key_from_jwk(raw: Mapping[str, object], label: str = "") -> DecryptionKey:
    """Make a decryption key of a private or symmetric JWK (RFC 7518 §6, RFC 8037 §2).

    An RSA key is validated, which takes up to a third of a second and holds the interpreter.

    Raises:
        WorkbenchError: ``key-unusable`` or ``key-cannot-decrypt``.
    """
    if raw.get("kty") == "oct":
        return _symmetric(raw, label)
    private = load_private_jwk(raw)
    public = {name: value for name, value in raw.items() if name not in SECRET_JWK_MEMBERS}
    return _joined(private, public, label)


def decryption_key_from_pem(pem: bytes, password: Secret | None, label: str = "") -> DecryptionKey:
    """Make a decryption key of a private key in PEM (RFC 7468 §10, §11).

    Raises:
        WorkbenchError: ``key-password-needed``, ``key-password-wrong``, ``key-unusable`` or
            ``key-cannot-decrypt``.
    """
    return _joined(load_private_pem(pem, password), {}, label)


def decryption_key_from_octets(octets: bytes, kid: str = "", label: str = "") -> DecryptionKey:
    """Take octets as a symmetric key (RFC 7518 §6.4)."""
    members = {"kty": "oct", "kid": kid} if kid else {"kty": "oct"}
    return DecryptionKey("octets", public_key(members), octets=octets, label=label)


def decryption_key_from_password(password: Secret, label: str = "") -> DecryptionKey:
    """Take a password for the PBES2 algorithms (RFC 7518 §4.8): its octets in UTF-8."""
    octets = octets_of(password)
    return DecryptionKey("password", public_key({"kty": "oct"}), octets=octets, label=label)


def decryption_key_from_client_secret(secret: Secret, label: str = "") -> DecryptionKey:
    """Take a client secret, from whose hash symmetric keys are cut (OIDC Core §10.2)."""
    octets = octets_of(secret)
    return DecryptionKey("client-secret", public_key({"kty": "oct"}), octets=octets, label=label)


def _symmetric(raw: Mapping[str, object], label: str) -> DecryptionKey:
    octets = base64url.decode_strictly(raw.get("k"))
    if not octets:
        raise WorkbenchError(
            "key-unusable",
            'The symmetric key cannot be used: its member "k" is missing or is not base64url.',
            "Export the key once more, as a complete JWK.",
        )
    return DecryptionKey("octets", public_key(raw), octets=octets, label=label)


def _joined(private: PrivateKeyTypes, public: Mapping[str, object], label: str) -> DecryptionKey:
    """Join a private key with its public part, which must say the same key."""
    try:
        members = key_objects.public_members(private.public_key())
    except KeyProblemError as problem:
        raise _cannot_decrypt(str(problem)) from None
    if members["kty"] != "RSA" and members.get("crv") not in _CURVES:
        raise _cannot_decrypt(f"Keys of the curve {members.get('crv')} do not decrypt.")
    key = public_key({**members, **public})
    if not key.usable:
        raise WorkbenchError(
            "key-unusable",
            f"The private key cannot be used: {key.problem}",
            "Export the key once more, as PKCS #8 PEM or as a complete JWK.",
        )
    return DecryptionKey("private", key, private, label=label)


def _cannot_decrypt(why: str) -> WorkbenchError:
    return WorkbenchError(
        "key-cannot-decrypt",
        f"The key cannot decrypt tokens: {why}",
        "Take an RSA key, an EC key (P-256, P-384, P-521), an X25519 or X448 key, or a secret.",
    )
