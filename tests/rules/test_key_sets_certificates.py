"""Certificates beside the key that they are for."""

import hashlib
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, mldsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from oidc_workbench.jose.key_objects import public_members
from oidc_workbench.rules.document import DocumentKind
from oidc_workbench.rules.outcome import Severity
from rules.documents import flags
from rules.tokens import NOW, b64url

JWKS, RULE = DocumentKind.JWKS, "jwk-x5c-mismatch"
ERROR, WARNING = Severity.ERROR, Severity.WARNING
KEY, OTHER = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
ED = ed25519.Ed25519PrivateKey.generate()
MLDSA = mldsa.MLDSA44PrivateKey.generate()
Signer = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | mldsa.MLDSA44PrivateKey


def certificate(key: Signer, days: int = 30) -> bytes:
    """A self-signed certificate that ends so many days after the time of judgement."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "as.example")])
    now = datetime.fromtimestamp(NOW, UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=90))
        .not_valid_after(now + timedelta(days=days))
    )
    algorithm = SHA256() if isinstance(key, ec.EllipticCurvePrivateKey) else None
    return builder.sign(key, algorithm).public_bytes(Encoding.DER)


def jwk(der: bytes, key: Any = KEY, **members: object) -> dict[str, Any]:
    x5c = [b64encode(der).decode()]
    return {**public_members(key.public_key()), "kid": "c", "x5c": x5c, **members}


GOOD = certificate(KEY)
CASES: list[tuple[str, dict[str, Any], Severity | None]] = [
    ("self-signed", jwk(GOOD), None),
    ("no certificate", {**public_members(KEY.public_key()), "kid": "c"}, None),
    ("Ed25519", jwk(certificate(ED), ED), None),
    ("ML-DSA", jwk(certificate(MLDSA), MLDSA), None),
    ("of another key than ML-DSA", jwk(certificate(KEY), MLDSA), ERROR),
    ("of another key", jwk(certificate(OTHER)), ERROR),
    ("of another type", jwk(certificate(OTHER), ED), ERROR),
    ("expired", jwk(certificate(KEY, days=-1)), WARNING),
    ("base64url", jwk(GOOD, x5c=[b64url(GOOD)]), ERROR),
    ("no array", jwk(GOOD, x5c=b64encode(GOOD).decode()), ERROR),
    ("not DER", jwk(GOOD, x5c=["AAAA"]), ERROR),
    ("x5t#S256 right", jwk(GOOD, **{"x5t#S256": b64url(hashlib.sha256(GOOD).digest())}), None),
    ("x5t#S256 wrong", jwk(GOOD, **{"x5t#S256": b64url(bytes(32))}), ERROR),
    ("x5t wrong", jwk(GOOD, x5t=b64url(bytes(20))), ERROR),
]


@pytest.mark.parametrize(
    ("key", "severity"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_the_certificate_is_of_this_key(key: dict[str, Any], severity: Severity | None) -> None:
    assert flags(JWKS, {"keys": [key]}).get(RULE) is severity
