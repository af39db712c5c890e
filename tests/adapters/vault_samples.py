"""Keys for the tests of the vaults."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from oidc_workbench.jose.jwk import public_jwk
from oidc_workbench.jose.key_generation import generate_key
from oidc_workbench.workspace.key_record import KeyRecord

if TYPE_CHECKING:
    from oidc_workbench.jose.signing_key import SigningKey


@cache
def sample_key(kind: str = "P-256") -> SigningKey:
    return generate_key(kind, kid="kid-1")


def record_of(key: SigningKey, key_id: str = "k1") -> KeyRecord:
    public = key.public
    return KeyRecord(
        key_id=key_id,
        label="Sample",
        kid=public.kid,
        kty=public.kty,
        alg=key.default_alg,
        thumbprint=public.thumbprint,
        created_at=1_700_000_000.0,
        public_jwk=public_jwk(public),
    )
