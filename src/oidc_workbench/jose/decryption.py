"""Decrypt a token with keys of one's own (RFC 7516 §5.2); every refusal is a value that says why.

cryptography recovers the content encryption key and joserfc decrypts the content. Whatever fails
once a key is tried gives one and the same answer, so that nobody learns from it what failed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from oidc_workbench.jose.decryption_outcome import Decryption, DecryptionStatus
from oidc_workbench.jose.decryption_refusals import Policy, notes_on, refusal
from oidc_workbench.jose.decryption_selection import select_for_decryption
from oidc_workbench.jose.encryption_algorithms import (
    CONTENT_ENCRYPTION,
    KEY_MANAGEMENT,
    ContentEncryption,
)
from oidc_workbench.jose.ephemeral_key import why_epk_invalid
from oidc_workbench.jose.inflation import TooLargeError, inflate
from oidc_workbench.jose.json_scanner import scan
from oidc_workbench.jose.jwe_parts import parts_of
from oidc_workbench.jose.key_recovery import RecoveryError, recover_key
from oidc_workbench.jose.limits import DEFAULT_LIMITS
from oidc_workbench.jose.reader import read
from oidc_workbench.jose.reading import TokenForm

if TYPE_CHECKING:
    from oidc_workbench.jose.decryption_key import DecryptionKey
    from oidc_workbench.jose.jwe_parts import JweParts, JweRecipient
    from oidc_workbench.jose.limits import Limits
    from oidc_workbench.jose.reading import JsonDocument, Reading

__all__ = ["Decryption", "DecryptionStatus", "decrypt"]

_S = DecryptionStatus
_ENCRYPTED = (TokenForm.JWE_COMPACT, TokenForm.JWE_JSON)
_FAILED = "The token could not be decrypted with the key."
# The best news first: what a token with several recipients is answered with.
_ORDER = (_S.DECRYPTED, _S.FAILED, _S.REFUSED, _S.NO_KEY, _S.UNSUPPORTED)
_TOKEN = re.compile(rb"\s*eyJ[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]*){2}(?:(?:\.[A-Za-z0-9_-]*){2})?\s*")


def decrypt(
    reading: Reading,
    keys: tuple[DecryptionKey, ...],
    *,
    algorithms: tuple[str, ...] = (),
    encryptions: tuple[str, ...] = (),
    limits: Limits = DEFAULT_LIMITS,
) -> Decryption:
    """Decrypt a JWE in any serialisation, and the tokens inside it. Never raises.

    Args:
        reading: what :func:`~oidc_workbench.jose.reader.read` made of the token.
        keys: what may be tried; a key's own ``alg``, ``use`` and ``key_ops`` are respected.
        algorithms: the "alg" names allowed; empty for every one known here.
        encryptions: the "enc" names allowed; empty for every one known here.
        limits: how far to go with a stranger's token.
    """
    return _Decrypting(keys, Policy(algorithms, encryptions, limits)).decrypt(reading, 1)


@dataclass(slots=True)
class _Decrypting:
    """Decrypts one token with all that is nested in it."""

    keys: tuple[DecryptionKey, ...]
    policy: Policy
    derived: int = 0

    def decrypt(self, reading: Reading, depth: int) -> Decryption:
        if reading.form not in _ENCRYPTED:
            return Decryption(_S.UNSUPPORTED, "The token is not encrypted.")
        if depth > self.policy.limits.nested_tokens:
            said = f"Tokens nest deeper than {self.policy.limits.nested_tokens} levels."
            return Decryption(_S.REFUSED, said, rule="limit-size-depth")
        parts = parts_of(reading)
        if isinstance(parts, str):
            return _named(Decryption(_S.REFUSED, parts), reading.head)
        if not parts.recipients:
            return Decryption(_S.REFUSED, "The token has no recipient.")
        found: list[Decryption] = []
        for recipient in parts.recipients:
            found.append(self._recipient(parts, recipient))
            if found[-1].decrypted:
                break
        best = min(found, key=lambda one: _ORDER.index(one.status))
        return self._looked_into(best, depth) if best.decrypted else best

    def _recipient(self, parts: JweParts, recipient: JweRecipient) -> Decryption:
        head = recipient.head
        refused = refusal(parts, recipient, self.policy)
        if refused is not None:
            return _named(Decryption(refused.status, refused.reason, rule=refused.rule), head)
        alg, enc = KEY_MANAGEMENT[str(head["alg"])], CONTENT_ENCRYPTION[str(head["enc"])]
        chosen = select_for_decryption(self.keys, head.get("kid"), alg, enc)
        if not chosen.keys:
            return _named(Decryption(_S.NO_KEY, chosen.reason, key=chosen.refused), head)
        found = Decryption(_S.FAILED, _FAILED)
        for key in chosen.keys:
            found = _named(self._try(parts, recipient, key), head)
            if found.status is not _S.FAILED:
                break
        if found.status is _S.FAILED and len(chosen.keys) > 1:
            said = f"The token could not be decrypted with any of the {len(chosen.keys)} keys."
            return replace(found, reason=said, key=chosen.keys[0])
        return found

    def _try(self, parts: JweParts, recipient: JweRecipient, key: DecryptionKey) -> Decryption:
        head = recipient.head
        alg, enc = KEY_MANAGEMENT[str(head["alg"])], CONTENT_ENCRYPTION[str(head["enc"])]
        if alg.family == "ecdh" and (why := why_epk_invalid(head["epk"], key.public.crv)):
            return Decryption(_S.REFUSED, why, rule="jwe-epk-invalid", key=key)
        if alg.family == "password":
            self.derived += 1
            if self.derived > self.policy.limits.passwords:
                said = f"More than {self.policy.limits.passwords} passwords are not tried."
                return Decryption(_S.REFUSED, said, rule="jwe-p2c")
        try:
            content_key: bytes | None = recover_key(key, recipient, alg, enc)
        except RecoveryError:
            content_key = None
        plaintext = _open(parts, enc, content_key)
        if plaintext is None:
            return Decryption(_S.FAILED, _FAILED, key=key)
        return self._opened(plaintext, head.get("zip") == "DEF", key)

    def _opened(self, octets: bytes, compressed: bool, key: DecryptionKey) -> Decryption:
        limit = self.policy.limits.inflated_octets
        try:
            plaintext = inflate(octets, limit) if compressed else octets
        except TooLargeError:
            said = f"The compressed plaintext grows beyond {limit:,} octets."
            return Decryption(_S.REFUSED, said, rule="jwe-zip", key=key)
        except ValueError:
            return Decryption(_S.FAILED, _FAILED, key=key)
        said = f"The token was decrypted with {_shown(key.name)}."
        return Decryption(_S.DECRYPTED, said, key=key, plaintext=plaintext)

    def _looked_into(self, found: Decryption, depth: int) -> Decryption:
        plaintext = found.plaintext or b""
        if not _TOKEN.fullmatch(plaintext):
            return replace(found, payload=_object(plaintext))
        inner = read(plaintext.decode("ascii"), self.policy.limits)
        nested = self.decrypt(inner, depth + 1) if inner.form in _ENCRYPTED else None
        return replace(found, inner=inner, nested=nested)


def _named(found: Decryption, head: object) -> Decryption:
    """Add what the header says to an outcome."""
    members = head if isinstance(head, dict) else {}
    alg, enc, kid = (members.get(name) for name in ("alg", "enc", "kid"))
    return replace(
        found,
        alg=alg if isinstance(alg, str) else "",
        enc=enc if isinstance(enc, str) else "",
        kid=kid if isinstance(kid, str) else "",
        notes=notes_on(members),
    )


def _open(parts: JweParts, enc: ContentEncryption, content_key: bytes | None) -> bytes | None:
    from cryptography.exceptions import InvalidTag
    from joserfc import jwa
    from joserfc.errors import JoseError

    model = next(one for one in jwa.JWE_ENC_MODELS if one.name == enc.name)
    # Without a key the content is tried with a random one, so that it fails in the same way and
    # after the same time (RFC 7516 §11.5, against Bleichenbacher's attack).
    chosen = model.generate_cek() if content_key is None else content_key
    try:
        opened = model.decrypt(parts.ciphertext, parts.tag, chosen, parts.iv, parts.associated)
    except (JoseError, InvalidTag, ValueError):
        return None
    return None if content_key is None else opened


def _object(plaintext: bytes) -> JsonDocument | None:
    document, _ = scan(plaintext, "payload")
    return document if document.is_json and isinstance(document.value, dict) else None


def _shown(name: str) -> str:
    return f'"{name[:60].encode("ascii", "backslashreplace").decode("ascii")}"'
