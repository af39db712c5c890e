"""The outcome of trying to decrypt: every refusal is a value that says why."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from oidc_workbench.jose.decryption_key import DecryptionKey
    from oidc_workbench.jose.reading import JsonDocument, Reading


class DecryptionStatus(StrEnum):
    """How it went."""

    DECRYPTED = "decrypted"
    FAILED = "failed"  # a key was tried; nothing more is told
    NO_KEY = "no-key"
    UNSUPPORTED = "unsupported"  # not encrypted, or with something not known here
    REFUSED = "refused"  # malformed, beyond a limit, or dangerous: nothing was tried


@dataclass(frozen=True, slots=True)
class Decryption:
    """What became of an encrypted token. Neither its repr nor its reason holds any plaintext.

    Args:
        reason: one sentence, for every status.
        rule: the id of the rule that judges a refusal (``jwe-p2c``, ``jwe-zip``,
            ``jwe-epk-invalid``), where there is one.
        notes: what is worth saying although it worked, one sentence each.
        key: the key that decrypted it, or the one that was tried and failed.
        plaintext: the octets inside, when decrypted.
        payload: the plaintext as JSON, where it is a JSON object and no token.
        inner: the token inside, where the plaintext is one (RFC 7519 §5.2, nested JWT).
        nested: the outcome of decrypting ``inner``, where that is encrypted as well.
    """

    status: DecryptionStatus
    reason: str
    alg: str = ""
    enc: str = ""
    kid: str = ""
    rule: str = ""
    notes: tuple[str, ...] = ()
    key: DecryptionKey | None = None
    plaintext: bytes | None = field(default=None, repr=False)
    payload: JsonDocument | None = field(default=None, repr=False)
    inner: Reading | None = field(default=None, repr=False)
    nested: Decryption | None = field(default=None, repr=False)

    @property
    def decrypted(self) -> bool:
        """Whether there is a plaintext; says nothing about who encrypted it."""
        return self.status is DecryptionStatus.DECRYPTED

    @property
    def innermost(self) -> Decryption:
        """The outcome for the innermost encrypted token."""
        return self.nested.innermost if self.nested else self

    @property
    def signed(self) -> Reading | None:
        """The token inside all layers of encryption, whose signature can be verified; or None."""
        last = self.innermost
        return last.inner if last.decrypted else None
