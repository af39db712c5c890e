"""The two forms in which a private key of the vault is handed out."""

from typing import TYPE_CHECKING

from oidc_workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from oidc_workbench.jose.compact_key import PrivateKey
    from oidc_workbench.jose.decryption_key import DecryptionKey
    from oidc_workbench.jose.signing_key import SigningKey


def to_sign_with(key: "PrivateKey") -> "SigningKey":
    """Hand out a key for signing.

    Raises:
        WorkbenchError: ``key-cannot-sign``: it is a shared secret.
    """
    from oidc_workbench.jose.signing_key import SigningKey

    if isinstance(key, SigningKey):
        return key
    if key.private_key is None:
        raise WorkbenchError(
            "key-cannot-sign",
            "This is a shared secret, which has no private key to sign with.",
            "Choose an RSA, EC, Ed25519, Ed448 or ML-DSA key.",
        )
    return SigningKey(key.public, key.private_key)


def to_decrypt_with(key: "PrivateKey") -> "DecryptionKey":
    """Hand out a key for decryption; whether it fits is seen with the token."""
    from oidc_workbench.jose.decryption_keys import decryption_key
    from oidc_workbench.jose.signing_key import SigningKey

    return decryption_key(key) if isinstance(key, SigningKey) else key
