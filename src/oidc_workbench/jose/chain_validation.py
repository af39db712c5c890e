"""Whether a certificate chain leads to a root one trusts (RFC 5280 §6); cryptography judges it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.x509.verification import ExtensionPolicy

    from oidc_workbench.jose.certificates import CertificateSummary, Chain


class ChainStatus(StrEnum):
    """How it went."""

    VALID = "valid"
    INVALID = "invalid"
    UNTRUSTED = "untrusted"  # sound in itself, and leads to no root that was given
    NOT_CHECKED = "not-checked"  # nothing to judge, or no roots to judge it by


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """The outcome.

    Args:
        reason: one sentence.
        path: from the key's certificate to a root, where it leads to one.
        broken_at: the number of the certificate at fault, the key's own being 1; 0 where none is
            by itself.
    """

    status: ChainStatus
    reason: str
    path: tuple[str, ...] = ()
    broken_at: int = 0

    @property
    def valid(self) -> bool:
        """Whether the chain leads to a root; says nothing about whose key it is."""
        return self.status is ChainStatus.VALID


def validate_chain(chain: Chain, roots: tuple[x509.Certificate, ...], at: float) -> ChainCheck:
    """Validate a chain up to one of the roots: signatures, validity, CA flags. Never raises.

    Names and purposes are not judged, since a JWK has no host name. Keys and signatures are held
    to what cryptography allows for the web (RSA from 2048 bits, ECDSA, SHA-2).

    Args:
        chain: what :func:`~oidc_workbench.jose.certificates.chain_of` read.
        roots: the certificates one trusts.
        at: seconds since the epoch.
    """
    if not chain.certificates:
        return ChainCheck(ChainStatus.NOT_CHECKED, "There is no certificate to validate.")
    if chain.defects:
        said = "Not every certificate of the chain can be read."
        return ChainCheck(ChainStatus.INVALID, said, broken_at=len(chain.certificates) + 1)
    broken, why = _why_invalid(chain.certificates, at)
    if why:
        return ChainCheck(ChainStatus.INVALID, why, broken_at=broken)
    if not roots:
        return ChainCheck(ChainStatus.NOT_CHECKED, "No root certificates were given.")
    return _validate(chain.certificates, roots, at)


def _why_invalid(certificates: tuple[CertificateSummary, ...], at: float) -> tuple[int, str]:
    """What is wrong with the chain by itself: the number of the certificate, and a sentence."""
    for number, one in enumerate(certificates, 1):
        if at > one.not_after:
            return number, f"Certificate {number} has expired."
        if at < one.not_before:
            return number, f"Certificate {number} is not valid yet."
        if number > 1 and not one.is_ca:
            said = f"Certificate {number} may not issue others: it is no CA certificate."
            return number, said
    for number, (one, issuer) in enumerate(pairwise(certificates), 1):
        if not is_issued_by(one, issuer):
            return number, f"Certificate {number} is not signed by the one after it."
    return 0, ""


def is_issued_by(one: CertificateSummary, issuer: CertificateSummary) -> bool:
    """Whether the issuer's key signed a certificate, and their names agree."""
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

    if one.certificate is None or issuer.certificate is None:
        return False
    try:
        one.certificate.verify_directly_issued_by(issuer.certificate)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _validate(
    certificates: tuple[CertificateSummary, ...], roots: tuple[x509.Certificate, ...], at: float
) -> ChainCheck:
    import datetime as dt

    from cryptography.x509 import verification

    first, *rest = [one.certificate for one in certificates if one.certificate]
    try:
        builder = verification.PolicyBuilder().store(verification.Store(list(roots)))
        builder = builder.time(dt.datetime.fromtimestamp(at, dt.UTC))
        builder = builder.extension_policies(
            ca_policy=_issuer_policy(), ee_policy=verification.ExtensionPolicy.permit_all()
        )
        found = builder.build_client_verifier().verify(first, rest)
    except verification.VerificationError:
        said = "The chain leads to none of the trusted roots, or breaks a rule of RFC 5280."
        return ChainCheck(ChainStatus.UNTRUSTED, said)
    except (ValueError, OverflowError, OSError):
        return ChainCheck(ChainStatus.NOT_CHECKED, "The chain cannot be judged for that moment.")
    path = tuple(one.subject.rfc4514_string() for one in found.chain)
    return ChainCheck(ChainStatus.VALID, f'The chain leads to "{path[-1][:120]}".', path)


def _issuer_policy() -> ExtensionPolicy:
    """What an issuer's certificate must say: that it is one (RFC 5280 §4.2.1.9, §4.2.1.3)."""
    from cryptography import x509
    from cryptography.x509.verification import Criticality, ExtensionPolicy

    def is_ca(_policy: object, _one: object, found: x509.BasicConstraints) -> None:
        if not found.ca:
            raise ValueError("no CA")

    def may_sign(_policy: object, _one: object, found: x509.KeyUsage | None) -> None:
        if found is not None and not found.key_cert_sign:
            raise ValueError("no key for certificates")

    return (
        ExtensionPolicy.permit_all()
        .require_present(x509.BasicConstraints, Criticality.AGNOSTIC, is_ca)
        .may_be_present(x509.KeyUsage, Criticality.AGNOSTIC, may_sign)
    )
