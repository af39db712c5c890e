"""Certificates that a person trusts, read from a file or a paste."""

from __future__ import annotations

import binascii
from base64 import b64decode
from typing import TYPE_CHECKING

from oidc_workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from cryptography import x509

MOST_OCTETS = 1 << 20
MOST_CERTIFICATES = 500
"""Beyond these nothing is read (our policy); a system's whole trust store has about 150."""


def read_certificates(octets: bytes) -> tuple[x509.Certificate, ...]:
    """Read certificates in PEM (RFC 7468 §5), one in DER, or one in base64 of DER.

    Raises:
        WorkbenchError: ``certificates-unreadable``.
    """
    from cryptography import x509

    if len(octets) > MOST_OCTETS:
        raise _unreadable("it is larger than 1 MiB")
    try:
        if b"-----BEGIN " in octets:
            found = x509.load_pem_x509_certificates(octets)
        else:
            found = [x509.load_der_x509_certificate(_der(octets))]
    except (ValueError, TypeError, binascii.Error, x509.InvalidVersion):
        raise _unreadable("it holds no certificate in PEM or DER") from None
    if len(found) > MOST_CERTIFICATES:
        raise _unreadable(f"it holds more than {MOST_CERTIFICATES} certificates")
    return tuple(found)


def _der(octets: bytes) -> bytes:
    return octets if octets[:1] == b"\x30" else b64decode(b"".join(octets.split()), validate=True)


def _unreadable(why: str) -> WorkbenchError:
    return WorkbenchError(
        "certificates-unreadable",
        f"No root certificate was read: {why}.",
        "Give the root as PEM (-----BEGIN CERTIFICATE-----) or DER.",
    )
