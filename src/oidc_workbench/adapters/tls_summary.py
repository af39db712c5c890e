"""One line about the TLS connection behind an exchange: version, certificate, trust anchor."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cryptography.x509 import Name

_DER = 2  # _ssl.ENCODING_DER, which the standard library does not publish before Python 3.13


def tls_summary(ssl_object: Any) -> str:
    """Describe an established connection; empty for none.

    Args:
        ssl_object: an ``ssl.SSLObject`` after its handshake.
    """
    if ssl_object is None:
        return ""
    parts = [ssl_object.version() or "TLS"]
    certificate = ssl_object.getpeercert(binary_form=True)
    if certificate:
        parts.append(_about_certificate(certificate))
    chain = _verified_chain(ssl_object)
    if len(chain) > 1:
        parts.append(f"chain ends in {_subject_of(chain[-1])}")
    return "; ".join(parts)


def _about_certificate(der: bytes) -> str:
    from cryptography import x509

    try:
        certificate = x509.load_der_x509_certificate(der)
        until = certificate.not_valid_after_utc
        subject, issuer = _name(certificate.subject), _name(certificate.issuer)
    except ValueError:
        return "a certificate that cannot be read"
    return f"certificate of {subject}, issued by {issuer}, valid until {until:%Y-%m-%d %H:%M} UTC"


def _subject_of(der: bytes) -> str:
    from cryptography import x509

    try:
        return _name(x509.load_der_x509_certificate(der).subject)
    except ValueError:
        return "a certificate that cannot be read"


def _name(name: "Name") -> str:
    from cryptography.x509.oid import NameOID

    for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
        values = name.get_attributes_for_oid(oid)
        if values:
            return str(values[0].value)
    return name.rfc4514_string() or "(no name)"


def _verified_chain(ssl_object: Any) -> list[bytes]:
    # Public from Python 3.13 on; before that only the inner object has it, and on macOS and
    # Windows the system verifies instead and no chain is known here.
    public = getattr(ssl_object, "get_verified_chain", None)
    if public is not None:
        return list(public() or ())
    inner = getattr(getattr(ssl_object, "_sslobj", None), "get_verified_chain", None)
    return [one.public_bytes(_DER) for one in inner() or ()] if inner is not None else []
