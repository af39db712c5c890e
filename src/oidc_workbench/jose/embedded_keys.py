"""The keys a token carries in its own header: looked at, never trusted, never fetched."""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING

from oidc_workbench.jose.key_objects import KeyProblemError, public_members
from oidc_workbench.jose.key_selection import Candidate
from oidc_workbench.jose.key_set import KeySource
from oidc_workbench.jose.public_keys import public_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oidc_workbench.jose.key_set import PublicKey


def embedded_keys(head: Mapping[str, object]) -> tuple[Candidate, ...]:
    """Return the keys of ``jwk`` and of the first certificate in ``x5c``; empty without them.

    A member that is there and holds no key gives an unusable one, whose ``problem`` says why.
    """
    found: list[Candidate] = []
    if "jwk" in head:
        jwk = head["jwk"]
        key = public_key(jwk if isinstance(jwk, dict) else {})
        found.append(Candidate(key, KeySource("token-header", "jwk")))
    if "x5c" in head:
        chain = head["x5c"]
        first = chain[0] if isinstance(chain, list) and chain else None
        found.append(Candidate(certificate_key(first), KeySource("token-header", "x5c")))
    return tuple(found)


def certificate_key(text: object) -> PublicKey:
    """Read the key of a certificate as ``x5c`` holds it: standard base64 of DER (RFC 7517 §4.7)."""
    try:
        der = b64decode(text, validate=True) if isinstance(text, str) else b""
    except (binascii.Error, ValueError):
        der = b""
    return key_of_certificate(der)


def key_of_certificate(der: bytes) -> PublicKey:
    """Read the key of a certificate in DER; an unusable key when there is none to read."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.x509 import InvalidVersion, load_der_x509_certificate

    try:
        members = public_members(load_der_x509_certificate(der).public_key())
    except KeyProblemError:
        return public_key({"kty": "certificate"})
    except (ValueError, TypeError, UnsupportedAlgorithm, InvalidVersion):
        return public_key({})
    return public_key({**members, "x5c": [b64encode(der).decode("ascii")]})
