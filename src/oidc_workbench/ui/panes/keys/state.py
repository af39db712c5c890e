"""What the keys pane shows."""

from dataclasses import dataclass

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ports import VaultStatus
from oidc_workbench.workspace.key_record import KeyRecord

# What can be made, the recommended one first, with words for a person.
KINDS: tuple[tuple[str, str], ...] = (
    ("P-256", "EC P-256 · ES256 (recommended)"),
    ("Ed25519", "Ed25519 · EdDSA"),
    ("P-384", "EC P-384 · ES384"),
    ("P-521", "EC P-521 · ES512"),
    ("Ed448", "Ed448 · EdDSA"),
    ("RSA-2048", "RSA 2,048 bits · PS256"),
    ("RSA-3072", "RSA 3,072 bits · PS256"),
    ("RSA-4096", "RSA 4,096 bits · PS256"),
    ("secp256k1", "EC secp256k1 · ES256K"),
    ("ML-DSA-44", "ML-DSA-44 · post-quantum"),
    ("ML-DSA-65", "ML-DSA-65 · post-quantum"),
    ("ML-DSA-87", "ML-DSA-87 · post-quantum"),
)


@dataclass(frozen=True, slots=True)
class KeysState:
    """A snapshot of the pane.

    Args:
        selected: the key whose public side is shown.
        jwk, jwks, pem: that public side as text, to show and copy.
        used_by: the names of the clients that sign with it.
        busy: what goes on, or empty; ``waits`` tells that it waits for the unlock prompt.
        asking: whether the selected key's deletion waits for a confirmation.
    """

    vault: VaultStatus | None = None
    keys: tuple[KeyRecord, ...] = ()
    selected: KeyRecord | None = None
    jwk: str = ""
    jwks: str = ""
    pem: str = ""
    used_by: tuple[str, ...] = ()
    busy: str = ""
    waits: bool = False
    error: WorkbenchError | None = None
    asking: bool = False
