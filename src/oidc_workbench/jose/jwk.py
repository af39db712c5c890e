"""JSON Web Keys (RFC 7517): read leniently, shown without anything private."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.key_objects import KeyProblemError, load_public
from oidc_workbench.jose.private_keys import private_from_jwk, private_from_pem
from oidc_workbench.jose.public_keys import public_key
from oidc_workbench.redaction.secret_names import SECRET_JWK_MEMBERS

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

    from oidc_workbench.jose.key_set import PublicKey

__all__ = [
    "key_object",
    "private_from_jwk",
    "private_from_pem",
    "public_jwk",
    "public_key",
    "public_pem",
]


def public_jwk(key: PublicKey) -> dict[str, object]:
    """Return the JWK to publish: every member it came with, except private ones."""
    return {name: value for name, value in key.raw.items() if name not in SECRET_JWK_MEMBERS}


def key_object(key: PublicKey) -> PublicKeyTypes:
    """Return the cryptography library's object of a public key, kept from the last time.

    Raises:
        WorkbenchError: the key is not usable (``key-unusable``).
    """
    try:
        return load_public(key.raw)
    except KeyProblemError as problem:
        raise WorkbenchError(
            "key-unusable",
            f"The key cannot be used: {problem}",
            "Ask whoever published it for a complete key.",
        ) from None


def public_pem(key: PublicKey) -> str:
    """Return the key as SubjectPublicKeyInfo in PEM (RFC 7468 §13).

    Raises:
        WorkbenchError: the key is not usable (``key-unusable``).
    """
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    public = key_object(key)
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii")
