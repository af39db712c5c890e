"""The public side of a key in the vault."""

from dataclasses import dataclass, field
from typing import Literal

KeyOrigin = Literal["generated", "imported", "practice"]
KeyPresence = Literal["pending", "present"]


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """What the clear index holds about a private key, which itself lies in the keyring.

    Args:
        key_id: the entry's own name, unguessable by nothing: just unique.
        public_jwk: the public members (RFC 7517), never a private one.
        thumbprint: RFC 7638, SHA-256, base64url.
        created_at: seconds since the epoch.
        presence: ``pending`` between writing the index and writing the entry.
    """

    key_id: str
    label: str
    kid: str
    kty: str
    alg: str
    thumbprint: str
    created_at: float
    origin: KeyOrigin = "generated"
    public_jwk: dict[str, object] = field(default_factory=dict)
    presence: KeyPresence = "present"
