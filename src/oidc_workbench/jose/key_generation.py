"""New keys; the cryptography library makes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.key_objects import curve_named, public_members
from oidc_workbench.jose.public_keys import public_key
from oidc_workbench.jose.signing_key import SigningKey
from oidc_workbench.jose.thumbprint import thumbprint

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

KINDS = ("P-256", "P-384", "P-521", "Ed25519", "Ed448", "RSA-2048", "RSA-3072", "RSA-4096")
"""The kinds of keys that can be made, the recommended one first."""


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


def _generate(kind: str) -> PrivateKeyTypes:
    from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa

    if kind.startswith("RSA-"):
        return rsa.generate_private_key(65537, int(kind.removeprefix("RSA-")))
    if kind == "Ed25519":
        return ed25519.Ed25519PrivateKey.generate()
    if kind == "Ed448":
        return ed448.Ed448PrivateKey.generate()
    return ec.generate_private_key(curve_named(kind))
