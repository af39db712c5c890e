"""Keys as files: public ones plain, private ones under a password only."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.certificate_text import certificate_of, chain_to_pem
from oidc_workbench.jose.jwk import public_jwk, public_pem
from oidc_workbench.jose.password_encryption import encrypt_with_password
from oidc_workbench.jose.pkcs8_encryption import ROUNDS, encrypted_pkcs8
from oidc_workbench.jose.private_jwk import private_jwk
from oidc_workbench.jose.shared_secret import octets_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
    from cryptography.hazmat.primitives.serialization import KeySerializationEncryption

    from oidc_workbench.jose.certificates import CertificateSummary
    from oidc_workbench.jose.compact_key import PrivateKey
    from oidc_workbench.jose.key_set import PublicKey
    from oidc_workbench.secret import Secret

MIN_PASSWORD = 12
"""How many characters a password over a private key has at least (our policy)."""
PKCS12_MIN_PASSWORD = 16
"""The same of PKCS #12, where guesses are 300 times cheaper: whatever number of rounds the keys
in it have, cryptography gives the MAC over the whole 2,048."""


def export_jwk(key: PublicKey) -> bytes:
    """Write a public key as JSON (RFC 7517 §4)."""
    return _json(public_jwk(key))


def export_jwks(keys: Iterable[PublicKey]) -> bytes:
    """Write public keys as a JWK Set (RFC 7517 §5)."""
    return _json({"keys": [public_jwk(key) for key in keys]})


def export_pem(key: PublicKey) -> bytes:
    """Write a public key as SubjectPublicKeyInfo in PEM (RFC 7468 §13).

    Raises:
        WorkbenchError: the key is not usable (``key-unusable``).
    """
    return public_pem(key).encode("ascii")


def export_certificate(chain: Sequence[CertificateSummary]) -> bytes:
    """Write a certificate and those above it in PEM (RFC 7468 §5).

    Raises:
        WorkbenchError: there is none (``export-no-certificate``).
    """
    return chain_to_pem(_certified(chain)).encode("ascii")


def check_password(password: Secret, least: int = MIN_PASSWORD) -> None:
    """Say whether a password is good enough to export a private key under.

    Args:
        password: what the person typed.
        least: how many characters it needs: :data:`MIN_PASSWORD` or
            :data:`PKCS12_MIN_PASSWORD`.

    Raises:
        WorkbenchError: it is shorter, or one character repeated (``export-password-short``).
    """
    text = password.reveal()
    if len(text) < least:
        said = f"The password over a private key needs at least {least} characters here."
    elif len(set(text)) == 1:
        said = "The password over a private key is one character again and again."
    else:
        return
    hint = "Choose a longer one, such as several words."
    raise WorkbenchError("export-password-short", said, hint)


def export_pkcs8(key: PrivateKey, password: Secret, random: Callable[[int], bytes]) -> bytes:
    """Write a private key as encrypted PKCS #8 in PEM (RFC 5958 §3, RFC 7468 §11).

    Args:
        key: what to export.
        password: what it is encrypted with.
        random: gives that many octets; the Randomness port's ``octets``.

    Raises:
        WorkbenchError: ``export-password-short``, or ``export-not-possible`` for a symmetric
            key.
    """
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    check_password(password)
    private = _asymmetric(key, "PKCS #8")
    plain = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return encrypted_pkcs8(plain, octets_of(password), random)


def export_jwe(key: PrivateKey, password: Secret, random: Callable[[int], bytes]) -> bytes:
    """Write a private or symmetric key as a JWK encrypted with a password (RFC 7517 §7).

    Args:
        key: what to export.
        password: what it is encrypted with.
        random: gives that many octets; the Randomness port's ``octets``.

    Raises:
        WorkbenchError: ``export-password-short``.
    """
    check_password(password)
    text = encrypt_with_password(_json(private_jwk(key)), octets_of(password), "jwk+json", random)
    return text.encode("ascii")


def export_pkcs12(
    key: PrivateKey, chain: Sequence[CertificateSummary], password: Secret, label: str
) -> bytes:
    """Write a private key with its certificates as PKCS #12 (RFC 7292).

    Raises:
        WorkbenchError: ``export-password-short``, ``export-no-certificate``, or
            ``export-not-possible`` for a kind of key that the form does not have.
    """
    from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates

    check_password(password, PKCS12_MIN_PASSWORD)
    own, *above = [certificate_of(one) for one in _certified(chain)]
    private = _asymmetric(key, "PKCS #12")
    try:
        return serialize_key_and_certificates(
            label.encode("utf-8"),
            private,  # type: ignore[arg-type]  # the others raise TypeError
            own,
            above,
            _pkcs12_encryption(octets_of(password)),
        )
    except TypeError:
        raise _not_possible("PKCS #12") from None


def _pkcs12_encryption(password: bytes) -> KeySerializationEncryption:
    """PBES2 with AES-256 and as many rounds as the other forms have."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import PrivateFormat
    from cryptography.hazmat.primitives.serialization.pkcs12 import PBES

    builder = PrivateFormat.PKCS12.encryption_builder().kdf_rounds(ROUNDS)
    builder = builder.key_cert_algorithm(PBES.PBESv2SHA256AndAES256CBC).hmac_hash(SHA256())
    return builder.build(password)


def _certified(chain: Sequence[CertificateSummary]) -> Sequence[CertificateSummary]:
    if not chain:
        raise WorkbenchError(
            "export-no-certificate",
            "The key has no certificate.",
            "Make or import a certificate for it first, or choose another form.",
        )
    return chain


def _asymmetric(key: PrivateKey, form: str) -> PrivateKeyTypes:
    if key.private_key is None:
        raise _not_possible(form)
    return key.private_key


def _not_possible(form: str) -> WorkbenchError:
    return WorkbenchError(
        "export-not-possible",
        f"{form} has no place for a key of this kind.",
        "Export it as an encrypted JWK.",
    )


def _json(value: object) -> bytes:
    return json.dumps(value, indent=2, ensure_ascii=False).encode("utf-8") + b"\n"
