"""What stops a decryption before any key is touched; all of it stands in the token's header."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from oidc_workbench.jose import base64url
from oidc_workbench.jose.decryption_outcome import DecryptionStatus
from oidc_workbench.jose.encryption_algorithms import (
    CONTENT_ENCRYPTION,
    KEY_MANAGEMENT,
    ContentEncryption,
    KeyManagement,
    is_direct,
)
from oidc_workbench.jose.ephemeral_key import why_epk_invalid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oidc_workbench.jose.jwe_parts import JweParts, JweRecipient
    from oidc_workbench.jose.limits import Limits

_REFUSED, _UNSUPPORTED = DecryptionStatus.REFUSED, DecryptionStatus.UNSUPPORTED
MIN_SALT = 8
"""Octets of a PBES2 salt input (RFC 7518 §4.8.1.1)."""
FEW_ITERATIONS = 1000
"""PBES2 iterations below which one is warned (RFC 7518 §4.8.1.2)."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a token is not decrypted; ``rule`` judges it, where there is such a rule."""

    status: DecryptionStatus
    reason: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """What the caller allows: algorithms by name (all known ones when empty), and limits."""

    algorithms: tuple[str, ...]
    encryptions: tuple[str, ...]
    limits: Limits


def refusal(parts: JweParts, recipient: JweRecipient, policy: Policy) -> Refusal | None:
    """Return why nothing is decrypted for a recipient, or None when keys may be tried."""
    if recipient.problem:
        return Refusal(_REFUSED, recipient.problem)
    head = recipient.head
    return (
        _name(head, "alg", KEY_MANAGEMENT, policy.algorithms)
        or _name(head, "enc", CONTENT_ENCRYPTION, policy.encryptions)
        or _critical(head)
        or _zip(parts.protected, head)
        or _sizes(parts, recipient, CONTENT_ENCRYPTION[str(head["enc"])])
        or _management(head, KEY_MANAGEMENT[str(head["alg"])], policy.limits)
    )


def why_pbes2_refused(head: Mapping[str, object], most: int) -> str:
    """Say why PBES2 parameters are out of bounds (RFC 7518 §4.8.1); empty when they are not."""
    count, salt = head.get("p2c"), base64url.decode_strictly(head.get("p2s"))
    if not isinstance(count, int) or isinstance(count, bool) or count < 1:
        return 'The iteration count "p2c" is missing or is not a positive integer.'
    if count > most:
        return f'The iteration count "p2c" exceeds {most:,}; deriving the key would take too long.'
    if salt is None or len(salt) < MIN_SALT:
        return f'The salt "p2s" is missing, is not base64url or is shorter than {MIN_SALT} octets.'
    return ""


def notes_on(head: Mapping[str, object]) -> tuple[str, ...]:
    """Name what is weak about a token that may be decrypted."""
    notes: list[str] = []
    if head.get("alg") == "RSA1_5":
        notes.append("RSA1_5 is open to Bleichenbacher's attack; use RSA-OAEP-256 or ECDH-ES.")
    count = head.get("p2c")
    is_derived = str(head.get("alg")).startswith("PBES2")
    if is_derived and isinstance(count, int) and count < FEW_ITERATIONS:
        notes.append(f'The iteration count "p2c" is {count}; less than {FEW_ITERATIONS} is weak.')
    if "zip" in head:
        notes.append("The plaintext was compressed before encryption, which can leak it.")
    return tuple(notes)


def _shown(text: object) -> str:
    """Names come from strangers: escaped and cut short."""
    return f'"{str(text)[:40].encode("ascii", "backslashreplace").decode("ascii")}"'


def _name(
    head: Mapping[str, object],
    name: str,
    known: Mapping[str, KeyManagement] | Mapping[str, ContentEncryption],
    allowed: tuple[str, ...],
) -> Refusal | None:
    value = head.get(name)
    if not isinstance(value, str):
        return Refusal(_UNSUPPORTED, f'The header parameter "{name}" is missing or not a string.')
    if allowed and value not in allowed:
        return Refusal(_REFUSED, f"The {name} {_shown(value)} is not on the list of those allowed.")
    if value not in known:
        return Refusal(_UNSUPPORTED, f"The {name} {_shown(value)} cannot be decrypted here.")
    return None


def _critical(head: Mapping[str, object]) -> Refusal | None:
    if "crit" not in head:
        return None
    names = head["crit"]
    if not isinstance(names, list) or not names or not all(isinstance(one, str) for one in names):
        return Refusal(_UNSUPPORTED, 'The header "crit" is not an array of names.')
    said = f"The critical header parameter {_shown(names[0])} is not understood here."
    return Refusal(_UNSUPPORTED, said)


def _zip(protected: Mapping[str, object], head: Mapping[str, object]) -> Refusal | None:
    if "zip" not in head:
        return None
    if "zip" not in protected:
        said = 'The header parameter "zip" is not integrity protected.'
        return Refusal(_REFUSED, said, "jwe-zip")
    if head["zip"] != "DEF":
        said = f"The compression {_shown(head['zip'])} is not known here."
        return Refusal(_UNSUPPORTED, said, "jwe-zip")
    return None


def _sizes(parts: JweParts, recipient: JweRecipient, enc: ContentEncryption) -> Refusal | None:
    for name, octets, needed in (
        ("iv", parts.iv, enc.iv_octets),
        ("tag", parts.tag, enc.tag_octets),
    ):
        if len(octets) != needed:
            said = f'The part "{name}" has {len(octets)} octets; {enc.name} needs {needed}.'
            return Refusal(_REFUSED, said)
    direct = is_direct(KEY_MANAGEMENT[str(recipient.head["alg"])])
    if direct and recipient.encrypted_key:
        return Refusal(_REFUSED, "It has an encrypted key, which its algorithm has no use for.")
    if not direct and not recipient.encrypted_key:
        return Refusal(_REFUSED, "The encrypted key is empty.")
    if direct and len(parts.recipients) > 1:
        return Refusal(_REFUSED, "A key that is used directly has one recipient only.")
    return None


def _management(head: Mapping[str, object], alg: KeyManagement, limits: Limits) -> Refusal | None:
    if alg.family == "password":
        why = why_pbes2_refused(head, limits.p2c)
        return Refusal(_REFUSED, why, "jwe-p2c") if why else None
    if alg.family == "ecdh":
        why = why_epk_invalid(head.get("epk"))
        if why:
            return Refusal(_REFUSED, why, "jwe-epk-invalid")
        return _octets(head, {"apu": None, "apv": None})
    return _octets(head, {"iv": 12, "tag": 16}) if alg.family == "gcm-key-wrap" else None


def _octets(head: Mapping[str, object], sizes: Mapping[str, int | None]) -> Refusal | None:
    """Each of the parameters must be base64url; one without a size may be missing."""
    for name, size in sizes.items():
        value = base64url.decode_strictly(head.get(name, "" if size is None else None))
        if value is None or (size is not None and len(value) != size):
            return Refusal(_REFUSED, f'The header parameter "{name}" is missing or malformed.')
    return None
