"""What is kept of the key that a rotation takes over from, so that deleting it forgets nothing.

Deleting a key here tells the provider nothing: until the rotation's last step it accepts the key,
and whoever has a copy of it is let in. The public side is all that it takes to have it removed.
"""

from oidc_workbench.jose.thumbprint import thumbprint
from oidc_workbench.workspace.key_record import KeyRecord


def kept_of(old: KeyRecord) -> dict[str, object]:
    """Return the public JWK to keep with the new key."""
    return {**old.public_jwk, "kid": old.kid}


def replaced_key(new: KeyRecord) -> KeyRecord | None:
    """Return the deleted key that a key takes over from, as far as it is known; None for unknown.

    It stands in for the record that is gone: enough to name it to the provider, not to sign.
    """
    jwk = new.replaced_jwk
    name = thumbprint(jwk)
    if not new.replaces or not name:
        return None
    return KeyRecord(
        new.replaces, "the deleted key", str(jwk.get("kid", "")), str(jwk["kty"]), "", name, 0.0,
        public_jwk=dict(jwk), provider_id=new.provider_id, client_key=new.client_key,
    )  # fmt: skip
