"""The outcome of trying a signature: every refusal is a value that says why."""

from enum import StrEnum

from oidc_workbench.jose.key_set import KeySource, PublicKey
from oidc_workbench.values import dataclass


class SignatureStatus(StrEnum):
    """How it went."""

    VERIFIED = "verified"
    FAILED = "failed"
    NO_MATCHING_KEY = "no-matching-key"
    ALG_NOT_ALLOWED = "alg-not-allowed"
    UNSUPPORTED = "unsupported"
    NOT_CHECKED = "not-checked"  # no keys were given, or there is nothing signed


@dataclass(frozen=True, slots=True)
class SignatureCheck:
    """Whether the signature matches a key, and where that key came from.

    Args:
        reason: one sentence, for every status.
        key: the key that verified it, or the one that was tried and failed.
        tried: how many keys were tried.
    """

    status: SignatureStatus
    reason: str
    alg: str = ""
    kid: str = ""
    key: PublicKey | None = None
    source: KeySource | None = None
    tried: int = 0

    @property
    def verified(self) -> bool:
        """Whether the signature matches; says nothing about trust by itself."""
        return self.status is SignatureStatus.VERIFIED
