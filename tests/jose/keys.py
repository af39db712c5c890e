"""Keys for the tests, made once for each process."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from oidc_workbench.jose.jwk_set import key_set_of
from oidc_workbench.jose.key_generation import generate_key
from oidc_workbench.jose.key_set import KeySet, KeySource

if TYPE_CHECKING:
    from oidc_workbench.jose.key_set import PublicKey
    from oidc_workbench.jose.signing_key import SigningKey

SUPPLIED = KeySource("supplied", "a file")
ISSUER = "https://as.example"
FROM_ISSUER = KeySource(
    "issuer", f"{ISSUER}/jwks", ISSUER, f"{ISSUER}/.well-known/openid-configuration"
)


@cache
def key(kind: str, kid: str = "k1") -> SigningKey:
    return generate_key(kind, kid)


def keys(*found: PublicKey, source: KeySource = FROM_ISSUER) -> tuple[KeySet, ...]:
    return (key_set_of(found, source),)
