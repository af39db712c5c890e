"""What an encrypted token consists of, whatever serialisation it came in (RFC 7516 §7)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from oidc_workbench.jose.base64url import NONCANONICAL
from oidc_workbench.jose.reading import TokenForm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oidc_workbench.jose.reading import Defect, Reading, RecipientEntry

# A member with one of these can still be said to be one thing only.
_HARMLESS = {NONCANONICAL}


@dataclass(frozen=True, slots=True)
class JweRecipient:
    """One recipient: its header with everything that applies to it, and its encrypted key."""

    head: Mapping[str, object] = field(repr=False)
    encrypted_key: bytes = field(repr=False)
    problem: str = ""


@dataclass(frozen=True, slots=True)
class JweParts:
    """An encrypted token taken apart.

    Args:
        protected: the members that are protected against change.
        associated: the additional authenticated data (RFC 7516 §5.1 step 14).
    """

    protected: Mapping[str, object] = field(repr=False)
    associated: bytes = field(repr=False)
    iv: bytes = field(repr=False)
    ciphertext: bytes = field(repr=False)
    tag: bytes = field(repr=False)
    recipients: tuple[JweRecipient, ...]


def parts_of(reading: Reading) -> JweParts | str:
    """Take an encrypted token apart; a sentence about why it can't be."""
    problem = next((_said(one) for one in reading.defects if _matters(one, reading.form)), "")
    if problem:
        return problem
    by_name = {segment.name: segment for segment in reading.segments}
    octets = {name: segment.octets or b"" for name, segment in by_name.items()}
    missing = next((one for one in ("ciphertext", "iv", "tag") if not octets.get(one)), "")
    if missing and missing != "ciphertext":
        return f'The token is not complete: its part "{missing}" is empty or missing.'
    header = by_name.get("header")
    associated = header.raw if header else ""
    if "aad" in by_name:
        associated += f".{by_name['aad'].raw}"
    if reading.form is TokenForm.JWE_COMPACT:
        recipients: tuple[JweRecipient, ...] = (
            JweRecipient(reading.head, octets.get("encrypted_key", b"")),
        )
    else:
        recipients = tuple(_recipient(reading, one) for one in reading.recipients)
        if len({str(one.head.get("enc")) for one in recipients}) > 1:
            # There is one ciphertext for all of them (RFC 7516 §7.2.1).
            return "Its recipients disagree about how the content is encrypted."
    return JweParts(
        reading.head,
        associated.encode("ascii", "replace"),
        octets.get("iv", b""),
        octets.get("ciphertext", b""),
        octets.get("tag", b""),
        recipients,
    )


def _matters(defect: Defect, form: TokenForm) -> bool:
    """What is wrong around a compact token is not wrong with the token."""
    if form is TokenForm.JWE_COMPACT and not defect.segment:
        return False
    # That it is no compact token is said of the whole, without a segment.
    is_general = defect.code == "jwt-json-serialization" and not defect.segment
    return not is_general and defect.code not in _HARMLESS


def _said(defect: Defect) -> str:
    where = f"The {defect.segment} is malformed. " if defect.segment else ""
    return f"{where}{defect.message}"


def _recipient(reading: Reading, entry: RecipientEntry) -> JweRecipient:
    """Join the three headers, whose names must be disjoint (RFC 7516 §7.2.1)."""
    heads = (reading.head, reading.unprotected, entry.header)
    joined = {name: value for head in heads for name, value in head.items()}
    octets = (entry.encrypted_key.octets if entry.encrypted_key else None) or b""
    problem = ""
    if len(joined) != sum(len(head) for head in heads):
        problem = "Its headers say one thing twice: their names must be disjoint."
    return JweRecipient(joined, octets, problem)
