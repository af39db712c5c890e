"""A private or symmetric key as a JWK: only ever made to be encrypted at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oidc_workbench.jose import base64url
from oidc_workbench.jose.jwk import public_jwk
from oidc_workbench.jose.raw_keys import octets_of_private

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    from oidc_workbench.jose.compact_key import PrivateKey


def private_jwk(key: PrivateKey) -> dict[str, object]:
    """Return the JWK with its private members (RFC 7518 §6, RFC 8037 §2, RFC 9964)."""
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    public = public_jwk(key.public)
    if key.private_key is None:
        return {**public, "k": base64url.encode(getattr(key, "octets", b""))}
    if isinstance(key.private_key, RSAPrivateKey):
        return {**public, **_rsa(key.private_key)}
    _name, octets = octets_of_private(key.private_key)
    member = "priv" if key.public.kty == "AKP" else "d"
    return {**public, member: base64url.encode(octets)}


def _rsa(private: RSAPrivateKey) -> dict[str, object]:
    numbers = private.private_numbers()
    values = {
        "d": numbers.d,
        "p": numbers.p,
        "q": numbers.q,
        "dp": numbers.dmp1,
        "dq": numbers.dmq1,
        "qi": numbers.iqmp,
    }
    return {name: base64url.encode_number(value) for name, value in values.items()}
