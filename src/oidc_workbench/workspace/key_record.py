"""The public side of what the vault keeps: private keys and shared secrets."""

from dataclasses import dataclass, field
from typing import Literal

KeyOrigin = Literal["generated", "imported", "practice"]
KeyPresence = Literal["pending", "present", "torn", "unwanted"]
"""How sure it is that the keyring has the entry.

``pending`` between writing the index and writing the entry; ``torn`` once the entry was found to be
damaged or of another key; ``unwanted`` when storing was cancelled while the keyring had not
answered: the entry is deleted as soon as that can be done without a prompt.
"""
KeyUse = Literal["sig", "enc"]
RotationState = Literal["", "new", "published", "proven", "current", "retired"]
SecretKind = Literal[
    "client-secret", "initial-access-token", "registration-access-token", "symmetric-key"
]


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """What the clear index holds about a private key, which itself lies in the keyring.

    Args:
        key_id: the entry's own name, unguessable by nothing: just unique.
        public_jwk: the public members (RFC 7517), never a private one.
        thumbprint: RFC 7638, SHA-256, base64url.
        created_at: seconds since the epoch; 0 for unknown.
        presence: only a ``present`` key is certain to be usable; see :data:`KeyPresence`.
        use: for signatures or for encryption (RFC 7517 §4.2).
        provider_id, client_key: the profile it was made for; empty for none.
        last_used_at: seconds since the epoch; 0 for never.
        certificate: its certificate and the chain above, in PEM; empty for none.
        rotation: how far its rotation has come; empty when it takes no part in one.
        replaces: the ``key_id`` of the key that it takes over from.
        replaced_jwk: the public side of that key, until the provider was told to forget it.
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
    use: KeyUse = "sig"
    provider_id: str = ""
    client_key: str = ""
    last_used_at: float = 0.0
    certificate: str = ""
    rotation: RotationState = ""
    replaces: str = ""
    replaced_jwk: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SecretRecord:
    """What the clear index holds about a shared secret, which itself lies in the keyring.

    Args:
        ref: its name in the vault.
        presence: only a ``present`` secret is certain to be usable; see :data:`KeyPresence`.
        alg, kid, bits: of a symmetric key; empty and 0 for the others.
        provider_id, client_key: the profile it belongs to; empty for none.
        created_at, last_used_at: seconds since the epoch; 0 for unknown and never.
        entry: the end of its entry's name where that is not ``ref``; the vault's own business.
        spare: another entry of this secret, being written or no longer needed; likewise.
    """

    ref: str
    presence: KeyPresence = "present"
    kind: SecretKind = "client-secret"
    label: str = ""
    alg: str = ""
    kid: str = ""
    bits: int = 0
    provider_id: str = ""
    client_key: str = ""
    created_at: float = 0.0
    last_used_at: float = 0.0
    entry: str = ""
    spare: str = ""
