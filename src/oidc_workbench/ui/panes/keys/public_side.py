"""A key's public side as text: what is given to a provider."""

import json
from collections.abc import Iterable

from oidc_workbench.workspace.key_record import KeyRecord


def jwk_text(record: KeyRecord) -> str:
    """Return the public JWK (RFC 7517 §4)."""
    return json.dumps(record.public_jwk, indent=2)


def jwks_text(records: Iterable[KeyRecord]) -> str:
    """Return a JWK Set of public keys (RFC 7517 §5)."""
    return json.dumps({"keys": [record.public_jwk for record in records]}, indent=2)


def pem_text(record: KeyRecord) -> str:
    """Return the public key as SubjectPublicKeyInfo in PEM.

    Raises:
        WorkbenchError: the record holds no whole key.
    """
    from oidc_workbench.jose.jwk import public_key, public_pem

    return public_pem(public_key(record.public_jwk))
