"""Private keys from outside: validated, matched with their public part, never shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose import key_objects
from oidc_workbench.jose.key_objects import KeyProblemError, number_of
from oidc_workbench.jose.public_keys import public_key
from oidc_workbench.jose.raw_keys import private_of_octets
from oidc_workbench.jose.signing_key import SigningKey
from oidc_workbench.redaction.secret_names import SECRET_JWK_MEMBERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

    from oidc_workbench.secret import Secret

_AGAIN = "Export the key once more, as PKCS #8 PEM or as a complete JWK."
_CRT = ("p", "q", "dp", "dq", "qi")
_LOADED = ("RSA", "EC", "OKP", "AKP")


def private_from_jwk(raw: Mapping[str, object]) -> SigningKey:
    """Make a signing key of a private JWK (RFC 7518 §6, RFC 8037 §2, RFC 9964).

    An RSA key is validated, which takes up to a third of a second and holds the interpreter.

    Raises:
        WorkbenchError: ``key-unusable`` when members are missing, malformed or do not belong
            together; ``key-cannot-sign`` when it is no key for signatures.
    """
    if raw.get("kty") not in _LOADED:
        raise _cannot_sign("Only RSA, EC, OKP and ML-DSA keys sign here.")
    public = {name: value for name, value in raw.items() if name not in SECRET_JWK_MEMBERS}
    return _signing_key(load_private_jwk(raw), public)


def load_private_jwk(raw: Mapping[str, object]) -> PrivateKeyTypes:
    """Make a private key object of a JWK, for signatures or for decryption, and check it whole.

    Raises:
        WorkbenchError: ``key-unusable``, also when its private and public members are of
            different keys.
    """
    loaders = {"RSA": _load_rsa, "EC": _load_ec, "OKP": _load_okp, "AKP": _load_akp}
    kty = raw.get("kty")
    loader = loaders.get(kty) if isinstance(kty, str) else None
    if loader is None:
        raise _unusable("Only RSA, EC, OKP and ML-DSA keys have a private part that is known here.")
    try:
        public = key_objects.load_public(raw)
        private = loader(raw)
    except KeyProblemError as problem:
        raise _unusable(str(problem)) from None
    except ValueError:
        raise _unusable("Its private members are not valid.") from None
    if public != private.public_key():
        raise _unusable("Its private and public members belong to different keys.")
    return private


def private_from_pem(pem: bytes, password: Secret | None) -> SigningKey:
    """Make a signing key of a private key in PEM (RFC 7468 §10, §11, or PKCS #1 and SEC 1).

    Raises:
        WorkbenchError: ``key-password-needed``, ``key-password-wrong``, ``key-unusable`` or
            ``key-cannot-sign``.
    """
    return _signing_key(load_private_pem(pem, password), {})


def load_private_pem(pem: bytes, password: Secret | None) -> PrivateKeyTypes:
    """Make a private key object of PEM, whatever it is for.

    Raises:
        WorkbenchError: ``key-password-needed``, ``key-password-wrong`` or ``key-unusable``.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    encrypted = b"ENCRYPTED" in pem
    if encrypted and password is None:
        raise WorkbenchError(
            "key-password-needed",
            "The private key is encrypted and no password was given.",
            "Give the password the key was exported with.",
        )
    try:
        secret = password.reveal().encode("utf-8") if encrypted and password else None
        return load_pem_private_key(pem, secret)
    except (TypeError, ValueError, UnsupportedAlgorithm):
        if encrypted:
            raise WorkbenchError(
                "key-password-wrong",
                "The private key could not be decrypted: the password is wrong or the text is "
                "damaged.",
                "Try the password again.",
            ) from None
        raise _unusable("The text holds no private key that can be read.") from None


def _signing_key(private: PrivateKeyTypes, public: Mapping[str, object]) -> SigningKey:
    """Join a private key with its public part, which must say the same key."""
    try:
        members = key_objects.public_members(private.public_key())
    except KeyProblemError as problem:
        raise _cannot_sign(str(problem)) from None
    if members.get("crv") in {"X25519", "X448"}:
        raise _cannot_sign(f"It is a key for key agreement ({members['crv']}).")
    key = public_key({**members, **public})
    if not key.usable:
        raise _unusable(key.problem)
    return SigningKey(key, private)


def _text(raw: Mapping[str, object], name: str) -> str:
    value = raw.get(name)
    if not isinstance(value, str) or not value:
        raise KeyProblemError(f'The private member "{name}" is missing or is not a string.')
    return value


def _number(raw: Mapping[str, object], name: str) -> int:
    return number_of(name, _text(raw, name))


def _load_rsa(raw: Mapping[str, object]) -> PrivateKeyTypes:
    from cryptography.hazmat.primitives.asymmetric import rsa

    if "oth" in raw:
        raise KeyProblemError("It has more than two prime factors, which is not supported.")
    n, e, d = (_number(raw, name) for name in ("n", "e", "d"))
    if any(name in raw for name in _CRT):
        p, q, dp, dq, qi = (_number(raw, name) for name in _CRT)
    else:
        p, q = rsa.rsa_recover_prime_factors(n, e, d)
        dp, dq = rsa.rsa_crt_dmp1(d, p), rsa.rsa_crt_dmq1(d, q)
        qi = rsa.rsa_crt_iqmp(p, q)
    return rsa.RSAPrivateNumbers(p, q, d, dp, dq, qi, rsa.RSAPublicNumbers(e, n)).private_key()


def _load_ec(raw: Mapping[str, object]) -> PrivateKeyTypes:
    from cryptography.hazmat.primitives.asymmetric.ec import derive_private_key

    return derive_private_key(_number(raw, "d"), key_objects.curve_named(_text(raw, "crv")))


def _load_okp(raw: Mapping[str, object]) -> PrivateKeyTypes:
    return private_of_octets(_text(raw, "crv"), key_objects.octets_of("d", _text(raw, "d")))


def _load_akp(raw: Mapping[str, object]) -> PrivateKeyTypes:
    return private_of_octets(_text(raw, "alg"), key_objects.octets_of("priv", _text(raw, "priv")))


def _unusable(why: str) -> WorkbenchError:
    return WorkbenchError("key-unusable", f"The private key cannot be used: {why}", _AGAIN)


def _cannot_sign(why: str) -> WorkbenchError:
    return WorkbenchError(
        "key-cannot-sign",
        f"The key cannot sign tokens: {why}",
        "Take an RSA key, an EC key (P-256, P-384, P-521), or an Ed25519, Ed448 or ML-DSA key.",
    )
