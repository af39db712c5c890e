"""New keys; the cryptography library makes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose import base64url
from oidc_workbench.jose.decryption_key import DecryptionKey
from oidc_workbench.jose.key_objects import curve_named, public_members
from oidc_workbench.jose.public_keys import public_key
from oidc_workbench.jose.signing_key import SigningKey
from oidc_workbench.jose.thumbprint import thumbprint
from oidc_workbench.secret import Secret

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

KINDS = ("P-256", "P-384", "P-521", "Ed25519", "Ed448", "RSA-2048", "RSA-3072", "RSA-4096")
"""The kinds of keys that can be made, the recommended one first."""
ENCRYPTION_KINDS = (
    *("ECDH-ES P-256", "ECDH-ES P-384", "ECDH-ES P-521", "X25519", "X448"),
    *("RSA-OAEP 2048", "RSA-OAEP 3072", "RSA-OAEP 4096"),
)
"""The kinds of keys for encryption that can be made, the recommended one first."""
SECRET_BITS = (256, 512)
"""The fewest and the most bits of a shared secret that is made here."""


def generate_key(kind: str, kid: str = "") -> SigningKey:
    """Make a new private key for signatures.

    RSA-4096 takes up to a second and more; the interpreter is not held meanwhile.

    Args:
        kind: one of :data:`KINDS`.
        kid: its key ID (RFC 7517 §4.5); the thumbprint when empty.

    Raises:
        WorkbenchError: the kind is not known (``key-kind-unknown``).
    """
    if kind not in KINDS:
        raise WorkbenchError(
            "key-kind-unknown",
            f"Keys of the kind {kind[:40]!a} cannot be made.",
            f"Choose one of {', '.join(KINDS)}.",
        )
    private = _generate(kind)
    members = public_members(private.public_key())
    named = {**members, "kid": kid or thumbprint(members), "use": "sig"}
    return SigningKey(public_key(named), private)


def generate_encryption_key(kind: str, kid: str = "") -> DecryptionKey:
    """Make a new private key that others encrypt for (RFC 7517 §4.2: use "enc").

    Args:
        kind: one of :data:`ENCRYPTION_KINDS`.
        kid: its key ID; the thumbprint when empty.

    Raises:
        WorkbenchError: the kind is not known (``key-kind-unknown``).
    """
    if kind not in ENCRYPTION_KINDS:
        raise WorkbenchError(
            "key-kind-unknown",
            f"Keys for encryption of the kind {kind[:40]!a} cannot be made.",
            f"Choose one of {', '.join(ENCRYPTION_KINDS)}.",
        )
    private = _generate(kind.removeprefix("ECDH-ES ").replace("RSA-OAEP ", "RSA-"))
    members = public_members(private.public_key())
    named = {**members, "kid": kid or thumbprint(members), "use": "enc"}
    return DecryptionKey("private", public_key(named), private)


def generate_secret(bits: int, octets: bytes) -> Secret:
    """Make a shared secret out of random octets: base64url, fit as client secret and as "k".

    Args:
        bits: its strength, a whole number of octets within :data:`SECRET_BITS`.
        octets: ``bits / 8`` octets from the Randomness port.

    Raises:
        WorkbenchError: ``secret-size`` when the size is not one of these.
        ValueError: there are not that many octets: a mistake of the caller.
    """
    least, most = SECRET_BITS
    if bits % 8 or not least <= bits <= most:
        raise WorkbenchError(
            "secret-size",
            f"A secret of {bits} bits is not made here.",
            f"Choose from {least} to {most} bits, in steps of 8.",
        )
    if len(octets) * 8 != bits:
        raise ValueError(f"{len(octets)} octets are not {bits} bits")
    return Secret(base64url.encode(octets))


def _generate(kind: str) -> PrivateKeyTypes:
    from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa, x448, x25519

    if kind.startswith("RSA-"):
        return rsa.generate_private_key(65537, int(kind.removeprefix("RSA-")))
    if kind == "Ed25519":
        return ed25519.Ed25519PrivateKey.generate()
    if kind == "Ed448":
        return ed448.Ed448PrivateKey.generate()
    if kind == "X25519":
        return x25519.X25519PrivateKey.generate()
    if kind == "X448":
        return x448.X448PrivateKey.generate()
    return ec.generate_private_key(curve_named(kind))
