"""A private key as a short text for the keyring.

The Windows Credential Manager holds 1,280 characters for an entry, which no RSA key fits as PEM
or JWK. An RSA key is rebuilt from p, q and e, an EC key from d, an OKP key from its seed; the
public part lies beside it in the clear and proves that the text belongs to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose import base64url
from oidc_workbench.jose.key_objects import CURVE_OCTETS, curve_named, load_public
from oidc_workbench.jose.signing_key import SigningKey
from oidc_workbench.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable

    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

    from oidc_workbench.jose.decryption_key import DecryptionKey
    from oidc_workbench.jose.key_set import PublicKey

MAX_CHARACTERS = 1280
"""The smallest limit of all keyrings: 2,560 octets of UTF-16 on Windows."""
_VERSION = "key1"


def to_compact(key: SigningKey | DecryptionKey) -> Secret:
    """Write the private part as short as it can be; at most :data:`MAX_CHARACTERS`.

    A decryption key comes back through ``decryption_keys.decryption_key``.

    Raises:
        WorkbenchError: the key is too large for a keyring entry (``key-too-large``), or of a type
            that is not stored (``key-cannot-sign``).
    """
    if key.private_key is None:
        raise _not_kept()
    text = ".".join((_VERSION, *_parts(key.private_key)))
    if len(text) > MAX_CHARACTERS:
        raise WorkbenchError(
            "key-too-large",
            "The private key does not fit into an entry of every system's keyring.",
            "Take an RSA key of at most 4096 bits, or an EC key.",
        )
    return Secret(text)


def from_compact(text: Secret, public: PublicKey) -> SigningKey:
    """Rebuild a key that :func:`to_compact` wrote, in a fraction of a millisecond.

    Raises:
        WorkbenchError: the text is damaged or belongs to another key (``key-damaged``).
    """
    try:
        private = _rebuild(text.reveal().split("."), public)
        belongs = load_public(public.raw) == private.public_key()
    except (ValueError, ZeroDivisionError):
        raise _damaged() from None
    if not belongs:
        raise _damaged()
    return SigningKey(public, private)


def _parts(private: PrivateKeyTypes) -> tuple[str, ...]:
    from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa, x448, x25519

    if isinstance(private, rsa.RSAPrivateKey):
        numbers = private.private_numbers()
        factors = (numbers.p, numbers.q, numbers.public_numbers.e)
        return ("RSA", *(base64url.encode_number(one) for one in factors))
    if isinstance(private, ec.EllipticCurvePrivateKey):
        length = (private.curve.key_size + 7) // 8
        number = private.private_numbers().private_value
        return ("EC", base64url.encode_number(number, length))
    okp = (ed25519.Ed25519PrivateKey, ed448.Ed448PrivateKey)
    if isinstance(private, (*okp, x25519.X25519PrivateKey, x448.X448PrivateKey)):
        return ("OKP", base64url.encode(private.private_bytes_raw()))
    raise _not_kept()


def _rebuild(parts: list[str], public: PublicKey) -> PrivateKeyTypes:
    version, kty, *values = parts
    octets = [base64url.decode_strictly(value) for value in values]
    known = [one for one in octets if one]
    if version != _VERSION or kty != public.kty or not known or len(known) != len(octets):
        raise ValueError
    if kty == "RSA":
        p, q, e = (int.from_bytes(one, "big") for one in known)
        return _rebuild_rsa(p, q, e)
    (secret,) = known
    return _rebuild_ec(secret, public.crv) if kty == "EC" else _rebuild_okp(secret, public.crv)


def _rebuild_rsa(p: int, q: int, e: int) -> PrivateKeyTypes:
    from cryptography.hazmat.primitives.asymmetric import rsa

    if min(p, q, e) < 3:
        raise ValueError
    d = rsa.rsa_recover_private_exponent(e, p, q)
    dp, dq = rsa.rsa_crt_dmp1(d, p), rsa.rsa_crt_dmq1(d, q)
    qi = rsa.rsa_crt_iqmp(p, q)
    numbers = rsa.RSAPrivateNumbers(p, q, d, dp, dq, qi, rsa.RSAPublicNumbers(e, p * q))
    # The key was validated when it came in and has been in the keyring since; validating it again
    # would hold the interpreter for up to a quarter of a second. The caller compares the modulus,
    # whose only factors p and q then are.
    return numbers.private_key(unsafe_skip_rsa_key_validation=True)


def _rebuild_ec(secret: bytes, crv: str) -> PrivateKeyTypes:
    from cryptography.hazmat.primitives.asymmetric.ec import derive_private_key

    if len(secret) != CURVE_OCTETS.get(crv):
        raise ValueError
    return derive_private_key(int.from_bytes(secret, "big"), curve_named(crv))


def _rebuild_okp(secret: bytes, crv: str) -> PrivateKeyTypes:
    from cryptography.hazmat.primitives.asymmetric import ed448, ed25519, x448, x25519

    loaders: dict[str, Callable[[bytes], PrivateKeyTypes]] = {
        "Ed25519": ed25519.Ed25519PrivateKey.from_private_bytes,
        "Ed448": ed448.Ed448PrivateKey.from_private_bytes,
        "X25519": x25519.X25519PrivateKey.from_private_bytes,
        "X448": x448.X448PrivateKey.from_private_bytes,
    }
    if crv not in loaders:
        raise ValueError
    return loaders[crv](secret)


def _not_kept() -> WorkbenchError:
    return WorkbenchError(
        "key-cannot-sign",
        "Only RSA, EC and OKP keys are kept in the keyring as keys.",
        "Choose another kind of key.",
    )


def _damaged() -> WorkbenchError:
    return WorkbenchError(
        "key-damaged",
        "The private key in the keyring is damaged or belongs to another public key.",
        "Import the private key again, or make a new one and register its public part.",
    )
