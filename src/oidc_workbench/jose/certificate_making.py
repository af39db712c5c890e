"""Certificates for mutual TLS (RFC 8705): self-signed, or a request for an authority to sign."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.certificates import summary_of
from oidc_workbench.jose.key_purposes import AGREEMENT_CURVES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.types import (
        CertificateIssuerPrivateKeyTypes,
    )
    from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512

    from oidc_workbench.jose.certificates import CertificateSummary
    from oidc_workbench.jose.signing_key import SigningKey

SERIAL_OCTETS = 16
"""How many random octets :func:`self_signed` wants for the serial number (RFC 5280 §4.1.2.2)."""
MOST_NAME = 64
"""How long a common name may be (RFC 5280 appendix A.1)."""


@dataclass(frozen=True, slots=True)
class CertificateNames:
    """Whom a certificate is about.

    Args:
        common_name: the subject's common name, usually the ``client_id``.
        organization: empty for none.
        uris: and ``dns``: subject alternative names, by which a server may know the client
            (RFC 8705 §2.1.2).
    """

    common_name: str
    organization: str = ""
    uris: tuple[str, ...] = ()
    dns: tuple[str, ...] = ()


def self_signed(
    key: SigningKey,
    names: CertificateNames,
    not_before: float,
    not_after: float,
    serial_octets: bytes,
) -> CertificateSummary:
    """Make a self-signed certificate for client authentication (RFC 8705 §2.2).

    Args:
        key: the client's private key.
        names: whom it is about.
        not_before: when its validity begins, seconds since the epoch.
        not_after: when it ends.
        serial_octets: at least :data:`SERIAL_OCTETS` from the Randomness port.

    Raises:
        WorkbenchError: ``certificate-name-invalid``, ``certificate-dates-invalid``, or
            ``certificate-not-possible`` for a key that cannot sign.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    if len(serial_octets) < SERIAL_OCTETS:
        raise ValueError(f"a serial number takes {SERIAL_OCTETS} random octets")
    begin, end = _dates(not_before, not_after)
    subject, private = _subject(names), _signer(key)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(_serial(serial_octets))
        .not_valid_before(begin)
        .not_valid_after(end)
    )
    for extension, critical in _extensions(names):
        builder = builder.add_extension(extension, critical=critical)
    identifier = x509.SubjectKeyIdentifier.from_public_key(private.public_key())
    builder = builder.add_extension(identifier, critical=False)
    return summary_of(builder.sign(private, _digest(key)).public_bytes(Encoding.DER))


def signing_request(key: SigningKey, names: CertificateNames) -> bytes:
    """Make a certificate signing request in PEM (RFC 2986) with the same names and purposes.

    Raises:
        WorkbenchError: ``certificate-name-invalid`` or ``certificate-not-possible``.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    builder = x509.CertificateSigningRequestBuilder().subject_name(_subject(names))
    for extension, critical in _extensions(names):
        builder = builder.add_extension(extension, critical=critical)
    return builder.sign(_signer(key), _digest(key)).public_bytes(Encoding.PEM)


def _subject(names: CertificateNames) -> x509.Name:
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    said = (
        (NameOID.ORGANIZATION_NAME, "organization", names.organization),
        (NameOID.COMMON_NAME, "common name", names.common_name),
    )
    if not names.common_name.strip():
        raise _invalid("A certificate needs a common name.", "Give the client's client_id.")
    for _, what, value in said:
        if len(value) > MOST_NAME or any(not one.isprintable() for one in value):
            raise _invalid(
                f"The {what} of a certificate has at most {MOST_NAME} printable characters.",
                "Shorten it, and give a long client_id as a URI instead.",
            )
    return x509.Name([x509.NameAttribute(oid, value) for oid, _, value in said if value])


def _extensions(names: CertificateNames) -> Iterator[tuple[x509.ExtensionType, bool]]:
    """What a client's certificate is for, each with whether it is critical (RFC 5280 §4.2.1)."""
    from cryptography import x509
    from cryptography.x509.oid import ExtendedKeyUsageOID

    yield x509.BasicConstraints(ca=False, path_length=None), True
    usage = {name: name == "digital_signature" for name in _USAGES}
    yield x509.KeyUsage(**usage), True
    yield x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), False
    if not (names.uris or names.dns):
        return
    try:
        others = [
            *map(x509.UniformResourceIdentifier, names.uris),
            *map(x509.DNSName, names.dns),
        ]
    except ValueError:
        raise _invalid(
            "A URI or host name for the certificate holds characters outside ASCII.",
            "Write host names in Punycode (xn--…) and URIs percent-encoded.",
        ) from None
    yield x509.SubjectAlternativeName(others), False


_USAGES = (
    *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
    *("key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
)


def _dates(not_before: float, not_after: float) -> tuple[dt.datetime, dt.datetime]:
    try:
        begin = dt.datetime.fromtimestamp(int(not_before), dt.UTC)
        end = dt.datetime.fromtimestamp(int(not_after), dt.UTC)
    except (ValueError, OverflowError, OSError):
        begin = end = dt.datetime.fromtimestamp(0, dt.UTC)
    if end <= begin or begin.year < 1970:
        raise WorkbenchError(
            "certificate-dates-invalid",
            "A certificate must end after it begins, and before the year 10000.",
            "Choose a validity in days, such as 365.",
        )
    return begin, end


def _signer(key: SigningKey) -> CertificateIssuerPrivateKeyTypes:
    if key.public.crv in AGREEMENT_CURVES:
        raise WorkbenchError(
            "certificate-not-possible",
            f"A key of {key.public.crv} cannot sign, so it cannot make a certificate.",
            "Choose a key for signatures.",
        )
    return key.private_key  # type: ignore[return-value]  # the others were told apart above


def _digest(key: SigningKey) -> SHA256 | SHA384 | SHA512 | None:
    """The hash to sign a certificate with; none for a key whose algorithm brings its own."""
    from cryptography.hazmat.primitives import hashes

    if key.public.kty not in ("RSA", "EC"):
        return None
    if key.public.crv == "P-384":
        return hashes.SHA384()
    return hashes.SHA512() if key.public.crv == "P-521" else hashes.SHA256()


def _serial(octets: bytes) -> int:
    """A positive number of at most 20 octets (RFC 5280 §4.1.2.2)."""
    return int.from_bytes(octets[:SERIAL_OCTETS], "big") >> 1 or 1


def _invalid(message: str, hint: str) -> WorkbenchError:
    return WorkbenchError("certificate-name-invalid", message, hint)
