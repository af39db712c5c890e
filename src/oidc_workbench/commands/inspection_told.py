"""What a context file tells ``inspect``; most calls have none, and read none of its names."""

from dataclasses import field
from typing import TYPE_CHECKING

from oidc_workbench.rules.expectation import RunContext
from oidc_workbench.values import dataclass

if TYPE_CHECKING:
    from oidc_workbench.jose.decryption_key import DecryptionKey
    from oidc_workbench.jose.key_set import KeySet


@dataclass(frozen=True, slots=True)
class Context:
    """What a context file says; what it does not say stands as when it is not stated.

    Args:
        jwks_place: a file or URL with keys, where the file names one instead of holding them.
        at: seconds since the epoch; None for now.
        decryption_keys: what an encrypted token may be decrypted with.
    """

    kind: str = ""
    issuer: str = ""
    client_id: str = ""
    audiences: tuple[str, ...] = ()
    scopes: tuple[str, ...] | None = None
    nonce: str | None = None
    algorithms: tuple[str, ...] = ()
    at: float | None = None
    leeway: int = 60
    profile: str = "plain"
    max_age: int | None = None
    trusted_audiences: tuple[str, ...] = ()
    acr_values: tuple[str, ...] = ()
    decryption_keys: "tuple[DecryptionKey, ...]" = ()
    jwks_place: str = ""
    keys: "tuple[KeySet, ...]" = ()
    run: RunContext = field(default_factory=RunContext)
