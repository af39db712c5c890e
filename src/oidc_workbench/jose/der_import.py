"""Keys in DER: PKCS #8, PKCS #1, SEC 1, SubjectPublicKeyInfo, certificates and PKCS #12."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from oidc_workbench.jose.certificates import summary_of
from oidc_workbench.jose.der_shapes import shape_of
from oidc_workbench.jose.found_keys import (
    Contents,
    FoundKey,
    found_private,
    found_public,
    password_needed,
    password_wrong,
    refused,
    truncated,
    unknown_curve,
    unknown_kind,
    unusable,
)
from oidc_workbench.jose.shared_secret import octets_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

    from oidc_workbench.jose.der_shapes import Kind
    from oidc_workbench.jose.imported_keys import Refusal
    from oidc_workbench.secret import Secret

_PRIVATE: dict[Kind, str] = {
    "pkcs8": "PKCS #8",
    "encrypted": "PKCS #8, encrypted",
    "pkcs1": "PKCS #1",
    "sec1": "SEC 1",
    "dsa": "OpenSSL's DSA form",
}
_PUBLIC: dict[Kind, str] = {"public": "SubjectPublicKeyInfo", "rsa-public": "PKCS #1"}
# RFC 7292 appendix D: object identifiers, in DER, of a bag with a private key, which stands outside
# of what is encrypted: an open one, and one that is encrypted by itself.
_OPEN_BAG = bytes.fromhex("060b2a864886f70d010c0a0101")
_SHROUDED_BAG = bytes.fromhex("060b2a864886f70d010c0a0102")


def contents_of_der(octets: bytes, password: Secret | None, place: str = "") -> Contents:
    """Read one structure in DER; what cannot be used is in the contents with its reason.

    An RSA key is validated, which takes up to a third of a second and holds the interpreter.

    Raises:
        WorkbenchError: ``key-password-needed`` or ``key-password-wrong``.
    """
    shape = shape_of(octets)
    if shape.missing:
        form = _PRIVATE.get(shape.kind, "DER")
        is_private = shape.kind in _PRIVATE or shape.kind in ("pkcs12", "")
        why = truncated(f"The key in {form}" if shape.kind in _PRIVATE else "The file in DER")
        return Contents((refused(form, place, why, is_private=is_private),))
    if shape.kind == "pkcs12":
        return _pkcs12(octets, password, place)
    if shape.kind == "certificate":
        return _certificate(shape.octets, place)
    if shape.kind in _PRIVATE:
        return Contents((_private(shape.kind, shape.octets, password, place),))
    if shape.kind in _PUBLIC:
        return Contents((_public(_PUBLIC[shape.kind], shape.octets, place),))
    why = unusable("its octets are no structure in DER that holds a key.")
    return Contents((refused("DER", place, why, is_private=True),))


@cache
def failures() -> tuple[type[Exception], ...]:
    """What the cryptography library raises when it does not load something."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.x509 import InvalidVersion

    return (ValueError, UnsupportedAlgorithm, NotImplementedError, InvalidVersion)


def why_not_read(error: Exception) -> Refusal:
    """Say why the cryptography library did not load a key."""
    from cryptography.exceptions import UnsupportedAlgorithm

    if isinstance(error, UnsupportedAlgorithm | NotImplementedError):
        said = str(error).lower()
        if "curve" in said:
            return unknown_curve("")
        if "cipher" in said or "encrypt" in said:
            return unusable("it is encrypted in a way that is not known here.")
        return unknown_kind("of a type that is not known here")
    return unusable("its numbers are damaged or do not belong together.")


def loaded(
    load: Callable[[bytes, bytes | None], PrivateKeyTypes], octets: bytes, password: Secret | None
) -> PrivateKeyTypes:
    """Load a private key that may be encrypted.

    Raises:
        WorkbenchError: ``key-password-needed`` or ``key-password-wrong``.
        Exception: one of :func:`failures`.
    """
    from cryptography.exceptions import InvalidTag

    try:
        return load(octets, None)
    except TypeError:
        pass  # it is encrypted
    if password is None:
        raise password_needed()
    try:
        return load(octets, octets_of(password))
    except (ValueError, TypeError, InvalidTag):
        raise password_wrong() from None


def _private(kind: Kind, octets: bytes, password: Secret | None, place: str) -> FoundKey:
    from cryptography.hazmat.primitives.serialization import load_der_private_key

    form = _PRIVATE[kind]
    try:
        private = loaded(load_der_private_key, octets, password)
    except failures() as error:
        return refused(form, place, why_not_read(error), is_private=True)
    return found_private(private, form, place)


def _public(form: str, octets: bytes, place: str) -> FoundKey:
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        return found_public(load_der_public_key(octets), form, place)
    except failures() as error:
        return refused(form, place, why_not_read(error), is_private=False)


def _certificate(octets: bytes, place: str) -> Contents:
    from cryptography.x509 import load_der_x509_csr

    try:
        return Contents(certificates=(summary_of(octets),))
    except ValueError:
        pass  # a request for one looks the same from outside
    try:
        request = load_der_x509_csr(octets)
        return Contents((found_public(request.public_key(), "certificate request", place),))
    except failures():
        why = unusable("its certificate is damaged.")
        return Contents((refused("certificate", place, why, is_private=False),))


def _pkcs12(octets: bytes, password: Secret | None, place: str) -> Contents:
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12

    is_open = password is None or _OPEN_BAG in octets
    form = "PKCS #12" if is_open else "PKCS #12, encrypted"
    try:
        bag = load_pkcs12(octets, octets_of(password) if password is not None else None)
    except ValueError as error:
        if "password" in str(error).lower():
            raise (password_needed() if password is None else password_wrong()) from None
        why = unusable("its PKCS #12 is damaged.")
        return Contents((refused(form, place, why, is_private=True),))
    except failures() as error:
        return Contents((refused(form, place, why_not_read(error), is_private=True),))
    own = [bag.cert] if bag.cert else []
    name = (own[0].friendly_name if own else None) or b""
    listed = [*own, *bag.additional_certs]
    try:
        summaries = tuple(summary_of(one.certificate.public_bytes(Encoding.DER)) for one in listed)
    except ValueError:
        why = unusable("a certificate beside it is damaged.")
        return Contents((refused(form, place, why, is_private=True),))
    if bag.key is None:
        return Contents(certificates=summaries)
    key = found_private(bag.key, form, place, name.decode("utf-8", "replace"))
    return Contents((key,), summaries, _other_keys(octets))


def _other_keys(octets: bytes) -> tuple[str, ...]:
    """Say that a PKCS #12 holds more private keys: cryptography gives the first one alone."""
    number = octets.count(_OPEN_BAG) + octets.count(_SHROUDED_BAG)
    if number < 2:
        return ()
    return (f"The file holds {number} private keys; only the first one was read.",)
