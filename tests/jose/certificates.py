"""A self-signed certificate for a test key."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

if TYPE_CHECKING:
    from oidc_workbench.jose.signing_key import SigningKey


@cache
def certificate(key: SigningKey) -> x509.Certificate:
    assert isinstance(key.private_key, ec.EllipticCurvePrivateKey)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "as.example")])
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.private_key.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + dt.timedelta(days=365))
        .sign(key.private_key, hashes.SHA256())
    )


def der(key: SigningKey) -> bytes:
    return certificate(key).public_bytes(Encoding.DER)


def pem(key: SigningKey) -> str:
    return certificate(key).public_bytes(Encoding.PEM).decode()
