"""Public keys out of PEM and DER: bare keys, certificates, and the public part of private keys."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oidc_workbench.jose.embedded_keys import key_of_certificate
from oidc_workbench.jose.key_objects import KeyProblemError, public_members
from oidc_workbench.jose.public_keys import public_key
from oidc_workbench.jose.reading import Defect

if TYPE_CHECKING:
    from oidc_workbench.jose.key_set import PublicKey

_BLOCK = re.compile(
    rb"-----BEGIN (?P<label>[A-Z0-9 ]{1,40}+)-----[^-]*+-----END (?P=label)-----", re.DOTALL
)
_MAX_BLOCKS = 500
_Keys = tuple[tuple["PublicKey", ...], tuple[Defect, ...]]


def has_pem(octets: bytes) -> bool:
    """Whether the octets are PEM rather than JSON that quotes some."""
    return b"-----BEGIN " in octets and not octets.lstrip().startswith((b"{", b"["))


def keys_of_pem(octets: bytes) -> _Keys:
    """Read every block (RFC 7468); what is no key gives a defect, never an error."""
    keys: list[PublicKey] = []
    defects: list[Defect] = []
    for index, block in enumerate(_BLOCK.finditer(octets)):
        if index == _MAX_BLOCKS:
            said = f"Only the first {_MAX_BLOCKS} blocks were read."
            defects.append(Defect("limit-size-depth", said))
            break
        place = f"keys[{index}]"
        key, is_private = _key_of_block(block["label"].decode("ascii"), block[0])
        keys.append(key)
        if is_private:
            said = "It is a private key; only its public part was taken."
            defects.append(Defect("jwks-private-key", said, place))
        if not key.usable:
            defects.append(Defect("jwks-malformed", key.problem, place))
    if not keys:
        defects.append(Defect("jwks-malformed", "The PEM text holds no complete block."))
    return tuple(keys), tuple(defects)


def keys_of_der(octets: bytes) -> _Keys:
    """Read one certificate (RFC 5280 §4.1) or SubjectPublicKeyInfo in DER."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    key = key_of_certificate(octets)
    if not key.usable:
        try:
            key = public_key(public_members(load_der_public_key(octets)))
        except (ValueError, UnsupportedAlgorithm):
            said = "The octets are neither a certificate nor a public key in DER."
            return (), (Defect("jwks-malformed", said),)
    return (key,), ()


def _key_of_block(label: str, block: bytes) -> tuple[PublicKey, bool]:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import (
        load_pem_private_key,
        load_pem_public_key,
    )

    is_private = label.endswith("PRIVATE KEY")
    try:
        if label.endswith("CERTIFICATE"):
            return _certificate(block), False
        if is_private:
            members = public_members(load_pem_private_key(block, None).public_key())
        else:
            members = public_members(load_pem_public_key(block))
    except KeyProblemError:
        return public_key({"kty": "unknown"}), is_private
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return public_key({}), is_private
    return public_key(members), is_private


def _certificate(block: bytes) -> PublicKey:
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509 import load_pem_x509_certificate

    plain = block.replace(b"TRUSTED CERTIFICATE", b"CERTIFICATE")
    return key_of_certificate(load_pem_x509_certificate(plain).public_bytes(Encoding.DER))
