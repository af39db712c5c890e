"""New keys; the cryptography library makes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose import base64url
from oidc_workbench.jose.decryption_key import DecryptionKey
from oidc_workbench.jose.encryption_algorithms import encryption_algorithms_of
from oidc_workbench.jose.key_objects import curve_named, public_members
from oidc_workbench.jose.key_set import PublicKey
from oidc_workbench.jose.public_keys import public_key
from oidc_workbench.jose.signing_key import SigningKey, algorithms_of
from oidc_workbench.jose.thumbprint import thumbprint
from oidc_workbench.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable

    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

KINDS = (
    *("P-256", "P-384", "P-521", "Ed25519", "Ed448", "RSA-2048", "RSA-3072", "RSA-4096"),
    *("secp256k1", "ML-DSA-44", "ML-DSA-65", "ML-DSA-87"),
)
"""The kinds of keys that can be made, the recommended one first."""
ENCRYPTION_KINDS = (
    *("ECDH-ES P-256", "ECDH-ES P-384", "ECDH-ES P-521", "X25519", "X448"),
    *("RSA-OAEP 2048", "RSA-OAEP 3072", "RSA-OAEP 4096"),
)
"""The kinds of keys for encryption that can be made, the recommended one first."""
SLOW_KINDS = frozenset(one for one in (*KINDS, *ENCRYPTION_KINDS) if one.startswith("RSA"))
"""Those that take long enough to say so; all others take less than a frame."""
SECRET_BITS = (256, 512)
"""The fewest and the most bits of a shared secret that is made here."""


def algorithms_for(kind: str) -> tuple[str, ...]:
    """Return the "alg" values that fit a kind of key, the recommended one first."""
    if kind in ENCRYPTION_KINDS:
        return encryption_algorithms_of("RSA" if kind.startswith("RSA") else "EC")
    if kind.startswith("RSA"):
        return algorithms_of(PublicKey({}, "RSA"))
    if kind.startswith("ML-DSA"):
        return (kind,)
    return algorithms_of(PublicKey({}, "", crv=kind))


def generate_key(kind: str, kid: str = "", alg: str = "") -> SigningKey:
    """Make a new private key for signatures.

    RSA-4096 takes up to a second and more; the interpreter is not held meanwhile.

    Args:
        kind: one of :data:`KINDS`.
        kid: its key ID (RFC 7517 §4.5); the thumbprint when empty.
        alg: the one algorithm it is for (RFC 7517 §4.4); empty for any that fits.

    Raises:
        WorkbenchError: the kind is not known (``key-kind-unknown``), or the algorithm does not
            fit it (``alg-unfit``).
    """
    if kind not in KINDS:
        raise _unknown("Keys", kind, KINDS)
    _fit(kind, alg)
    private = _generate(kind)
    return SigningKey(_named(private, kid, "sig", alg), private)


def generate_encryption_key(kind: str, kid: str = "", alg: str = "") -> DecryptionKey:
    """Make a new private key that others encrypt for (RFC 7517 §4.2: use "enc").

    Args:
        kind: one of :data:`ENCRYPTION_KINDS`.
        kid: its key ID; the thumbprint when empty.
        alg: the one algorithm it is for; empty for any that fits.

    Raises:
        WorkbenchError: the kind is not known (``key-kind-unknown``), or the algorithm does not
            fit it (``alg-unfit``).
    """
    if kind not in ENCRYPTION_KINDS:
        raise _unknown("Keys for encryption", kind, ENCRYPTION_KINDS)
    _fit(kind, alg)
    private = _generate(kind.removeprefix("ECDH-ES ").replace("RSA-OAEP ", "RSA-"))
    return DecryptionKey("private", _named(private, kid, "enc", alg), private)


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


def _named(private: PrivateKeyTypes, kid: str, use: str, alg: str) -> PublicKey:
    members = public_members(private.public_key())
    stated = {"alg": alg} if alg else {}
    return public_key({**members, "kid": kid or thumbprint(members), "use": use, **stated})


def _unknown(what: str, kind: str, kinds: tuple[str, ...]) -> WorkbenchError:
    return WorkbenchError(
        "key-kind-unknown",
        f"{what} of the kind {kind[:40]!a} cannot be made.",
        f"Choose one of {', '.join(kinds)}.",
    )


def _fit(kind: str, alg: str) -> None:
    fitting = algorithms_for(kind)
    if alg and alg not in fitting:
        raise WorkbenchError(
            "alg-unfit",
            f"A key of the kind {kind} is not for {alg[:40]!a}.",
            f"Choose one of {', '.join(fitting)}, or none.",
        )


def _generate(kind: str) -> PrivateKeyTypes:
    from cryptography.hazmat.primitives.asymmetric import (
        ec,
        ed448,
        ed25519,
        mldsa,
        rsa,
        x448,
        x25519,
    )

    if kind.startswith("RSA-"):
        return rsa.generate_private_key(65537, int(kind.removeprefix("RSA-")))
    makers: dict[str, Callable[[], PrivateKeyTypes]] = {
        "Ed25519": ed25519.Ed25519PrivateKey.generate,
        "Ed448": ed448.Ed448PrivateKey.generate,
        "X25519": x25519.X25519PrivateKey.generate,
        "X448": x448.X448PrivateKey.generate,
        "ML-DSA-44": mldsa.MLDSA44PrivateKey.generate,
        "ML-DSA-65": mldsa.MLDSA65PrivateKey.generate,
        "ML-DSA-87": mldsa.MLDSA87PrivateKey.generate,
    }
    return makers[kind]() if kind in makers else ec.generate_private_key(curve_named(kind))
