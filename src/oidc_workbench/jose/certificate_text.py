"""A certificate as people and other programs want to see it: PEM, x5c, fingerprints, validity."""

from __future__ import annotations

import datetime as dt
import re
from base64 import b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose import base64url
from oidc_workbench.jose.certificates import summary_of
from oidc_workbench.jose.public_keys import public_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography import x509

    from oidc_workbench.jose.certificates import CertificateSummary
    from oidc_workbench.jose.key_set import PublicKey

SOON_DAYS = 30
"""From how many days before its end on a certificate is said to expire soon (our policy)."""
_DAY = 86_400
_BLOCK = re.compile(r"-----BEGIN CERTIFICATE-----[^-]*+-----END CERTIFICATE-----")
ExpiryState = Literal["valid", "soon", "expired", "not-yet"]


@dataclass(frozen=True, slots=True)
class Expiry:
    """How a certificate stands in time.

    Args:
        days: whole days until its end, or until its beginning when that is to come; negative
            when it has expired.
        message: one sentence about it.
    """

    state: ExpiryState
    days: int
    message: str


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """The digests of a certificate's DER as people compare them: ``AB:CD:…``."""

    sha1: str
    sha256: str


def expiry(certificate: CertificateSummary, now: float) -> Expiry:
    """Say how a certificate stands at a time, in seconds since the epoch."""
    left = int((certificate.not_after - now) // _DAY)
    if now < certificate.not_before:
        waiting = int((certificate.not_before - now) // _DAY)
        begins = _date(certificate.not_before)
        return Expiry("not-yet", waiting, f"The certificate is not valid before {begins}.")
    ends = _date(certificate.not_after)
    if now > certificate.not_after:
        return Expiry("expired", left, f"The certificate expired on {ends}.")
    days = "1 day" if left == 1 else f"{left} days"
    if left < SOON_DAYS:
        return Expiry("soon", left, f"The certificate expires on {ends}, in {days}.")
    return Expiry("valid", left, f"The certificate is valid until {ends}, for {days}.")


def fingerprints(certificate: CertificateSummary) -> Fingerprints:
    """Return the SHA-1 and SHA-256 fingerprints of a certificate."""
    return Fingerprints(_colons(certificate.x5t), _colons(certificate.x5t_s256))


def chain_to_pem(chain: Sequence[CertificateSummary]) -> str:
    """Write certificates one after the other in PEM (RFC 7468 §5), in their order."""
    from cryptography.hazmat.primitives.serialization import Encoding

    return "".join(certificate_of(one).public_bytes(Encoding.PEM).decode("ascii") for one in chain)


def chain_from_pem(text: str) -> tuple[CertificateSummary, ...]:
    """Read what :func:`chain_to_pem` wrote.

    Raises:
        WorkbenchError: a certificate is damaged (``certificate-unusable``).
    """
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509 import load_pem_x509_certificate

    try:
        found = [load_pem_x509_certificate(one.encode()) for one in _BLOCK.findall(text)]
        return tuple(summary_of(one.public_bytes(Encoding.DER)) for one in found)
    except (ValueError, TypeError):
        raise WorkbenchError(
            "certificate-unusable",
            "The certificate kept with the key is damaged.",
            "Import the certificate again, or make a new one.",
        ) from None


def x5c_of(chain: Sequence[CertificateSummary]) -> list[str]:
    """Write a chain as the "x5c" of a JWK: standard base64 of DER (RFC 7517 §4.7)."""
    from cryptography.hazmat.primitives.serialization import Encoding

    ders = (certificate_of(one).public_bytes(Encoding.DER) for one in chain)
    return [b64encode(der).decode("ascii") for der in ders]


def with_certificate(key: PublicKey, chain: Sequence[CertificateSummary]) -> PublicKey:
    """Return a public key that carries its certificates (RFC 7517 §4.7, §4.9).

    Raises:
        WorkbenchError: the first one is of another key (``certificate-other-key``).
    """
    own = chain[0]
    if own.key.thumbprint != key.thumbprint:
        raise WorkbenchError(
            "certificate-other-key",
            f'The certificate "{own.subject[:80]}" is of another key.',
            "Choose the certificate that was made for this key.",
        )
    return public_key({**key.raw, "x5c": x5c_of(chain), "x5t#S256": own.x5t_s256})


def certificate_of(summary: CertificateSummary) -> x509.Certificate:
    """Return the certificate itself; a summary without one is a mistake of the caller."""
    if summary.certificate is None:
        raise ValueError("the summary was made without its certificate")
    return summary.certificate


def _date(seconds: float) -> str:
    return dt.datetime.fromtimestamp(seconds, dt.UTC).strftime("%Y-%m-%d")


def _colons(thumbprint: str) -> str:
    octets = base64url.decode_strictly(thumbprint) or b""
    return octets.hex(":").upper()
