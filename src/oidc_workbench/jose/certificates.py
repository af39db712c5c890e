"""Certificate chains as ``x5c`` holds them (RFC 7517 §4.7): read, and validated up to given roots.

Nothing is fetched: no issuer certificate, no revocation list. A chain says who vouches for a key;
it never makes the key one of the token's issuer.
"""

from __future__ import annotations

import binascii
import hashlib
from base64 import b64decode
from dataclasses import dataclass, field
from math import isnan
from typing import TYPE_CHECKING

from oidc_workbench.jose import base64url
from oidc_workbench.jose.embedded_keys import key_of_certificate
from oidc_workbench.jose.key_objects import KeyProblemError, load_public
from oidc_workbench.jose.limits import DEFAULT_LIMITS
from oidc_workbench.jose.reading import Defect
from oidc_workbench.jose.weakness import Weakness

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cryptography import x509

    from oidc_workbench.jose.key_set import PublicKey
    from oidc_workbench.jose.limits import Limits

CODE = "jwk-x5c-mismatch"
"""The rule that judges what is wrong with certificates."""
_THUMBPRINTS = {"x5t": "sha1", "x5t#S256": "sha256"}


@dataclass(frozen=True, slots=True)
class CertificateSummary:
    """One certificate, as far as people ask about it.

    Args:
        subject: and ``issuer``: distinguished names as text (RFC 4514).
        not_before: and ``not_after``: seconds since the epoch.
        names: subject alternative names, each with its kind (``DNS:as.example``).
        x5t: SHA-1 thumbprint and ``x5t_s256`` SHA-256 thumbprint of the DER, base64url.
        is_ca: whether it may issue others (RFC 5280 §4.2.1.9).
    """

    subject: str
    issuer: str
    not_before: float
    not_after: float
    key: PublicKey
    names: tuple[str, ...] = ()
    x5t: str = ""
    x5t_s256: str = ""
    is_ca: bool = False
    serial: str = ""
    certificate: x509.Certificate | None = field(default=None, repr=False, compare=False)

    @property
    def self_issued(self) -> bool:
        """Whether it names itself as its issuer."""
        return self.subject == self.issuer


@dataclass(frozen=True, slots=True)
class Chain:
    """The certificates of ``x5c``, the key's own first, up to the first that cannot be read."""

    certificates: tuple[CertificateSummary, ...]
    defects: tuple[Defect, ...] = ()


def chain_of(x5c: object, limits: Limits = DEFAULT_LIMITS) -> Chain:
    """Read an ``x5c``: an array of standard base64 of DER, nothing else. Never raises."""
    if not isinstance(x5c, list) or not x5c:
        return Chain((), (Defect(CODE, 'The member "x5c" is not an array with a certificate.'),))
    defects: list[Defect] = []
    if len(x5c) > limits.certificates:
        said = f"It has {len(x5c)} certificates; only the first {limits.certificates} were read."
        defects.append(Defect("limit-size-depth", said))
    found: list[CertificateSummary] = []
    for index, text in enumerate(x5c[: limits.certificates]):
        try:
            der = b64decode(text, validate=True) if isinstance(text, str) else b""
            found.append(summary_of(der))
        except (ValueError, binascii.Error):
            said = "It is not a certificate in standard base64 of DER."
            defects.append(Defect(CODE, said, f"x5c[{index}]"))
            break
    return Chain(tuple(found), tuple(defects))


def summary_of(der: bytes) -> CertificateSummary:
    """Read one certificate in DER.

    Raises:
        ValueError: it is none; the message is for nobody.
    """
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        one = x509.load_der_x509_certificate(der)
        sha1 = hashlib.sha1(der, usedforsecurity=False).digest()  # RFC 7517 §4.8 names it so
        return CertificateSummary(
            one.subject.rfc4514_string(),
            one.issuer.rfc4514_string(),
            one.not_valid_before_utc.timestamp(),
            one.not_valid_after_utc.timestamp(),
            key_of_certificate(der),
            _names(one),
            base64url.encode(sha1),
            base64url.encode(hashlib.sha256(der).digest()),
            _is_ca(one),
            f"{one.serial_number:x}",
            one,
        )
    except (TypeError, UnsupportedAlgorithm, x509.InvalidVersion, x509.DuplicateExtension) as why:
        raise ValueError(type(why).__name__) from None


def certificate_weaknesses(
    raw: Mapping[str, object], at: float = float("nan")
) -> tuple[Weakness, ...]:
    """Judge the certificates of a JWK against its bare key (RFC 7517 §4.7-4.9).

    Args:
        raw: the JWK's members; one without certificates has no such weakness.
        at: seconds since the epoch; without it no validity is judged.
    """
    return tuple(_certificate_weaknesses(raw, at))


def _certificate_weaknesses(raw: Mapping[str, object], at: float) -> Iterator[Weakness]:
    if "x5c" not in raw:
        return
    chain = chain_of(raw["x5c"])
    for defect in chain.defects:
        yield Weakness(CODE, defect.message)
    if not chain.certificates:
        return
    first = chain.certificates[0]
    if not _same_key(raw, first.key):
        yield Weakness(CODE, "The first certificate is of another key than the bare one.")
    for name in _THUMBPRINTS:
        said = first.x5t if name == "x5t" else first.x5t_s256
        if name in raw and raw[name] != said:
            yield Weakness(CODE, f'The member "{name}" is not the first certificate\'s thumbprint.')
    if not isnan(at) and not first.not_before <= at <= first.not_after:
        when = "has expired" if at > first.not_after else "is not valid yet"
        yield Weakness(CODE, f"The first certificate {when}.", "warning")


def _same_key(raw: Mapping[str, object], key: PublicKey) -> bool:
    try:
        return load_public(raw) == load_public(key.raw)
    except KeyProblemError:
        return False


def _names(one: x509.Certificate) -> tuple[str, ...]:
    from cryptography import x509

    try:
        found = one.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    kinds: dict[type, str] = {
        x509.DNSName: "DNS",
        x509.RFC822Name: "email",
        x509.UniformResourceIdentifier: "URI",
        x509.IPAddress: "IP",
    }
    return tuple(f"{kinds.get(type(name), 'other')}:{name.value}"[:200] for name in found)


def _is_ca(one: x509.Certificate) -> bool:
    from cryptography import x509

    try:
        return one.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False
