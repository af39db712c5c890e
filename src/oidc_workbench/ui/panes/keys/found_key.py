"""One key that was found in a file, as the person sees it before it is stored. No Qt."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from oidc_workbench.jose.imported_keys import ImportedKey, Refusal


class Remark(NamedTuple):
    """A sentence about a found key, with a word for what it is."""

    tone: Literal["error", "warning", "info"]
    text: str
    word: str = ""


@dataclass(frozen=True, slots=True)
class FoundKey:
    """What was found.

    Args:
        number: its place in the list.
        what: type and format, for people.
        place: where in the file; empty when there is only one.
        storable: it can be stored as it is.
        remarks: warnings, and why it can't be stored.
        chosen: it will be stored.
    """

    number: int
    what: str
    place: str
    storable: bool
    remarks: tuple[Remark, ...] = ()
    chosen: bool = False
    label: str = ""
    kid: str = ""
    alg: str = ""


def described(number: int, key: "ImportedKey", known: Mapping[str, str]) -> FoundKey:
    """Describe a key that was read.

    Args:
        number: its place in the list.
        key: what the reader found.
        known: the labels of the vault's keys by thumbprint.
    """
    remarks = [Remark(w.severity, w.message, _WORDS[w.severity]) for w in key.warnings]
    twin = known.get(key.public.thumbprint, "") if key.public.thumbprint else ""
    can_mend = key.refusal is not None and key.refusal.code in MENDABLE
    if key.refusal is not None:
        why = _reason(key.refusal)
        tone: Literal["error", "warning"] = "warning" if can_mend else "error"
        remarks.insert(0, Remark(tone, why, "mend" if can_mend else "refused"))
    elif key.key is None:
        remarks.insert(
            0, Remark("info", "Only a public key: there is nothing to sign with.", "note")
        )
    if twin:
        remarks.insert(0, Remark("info", f"This key is in the vault already: {twin}.", "known"))
    storable = (key.storable or can_mend) and not twin
    bad = any(remark.tone == "error" for remark in remarks)
    return FoundKey(
        number,
        key.what,
        key.place,
        storable,
        tuple(remarks),
        storable and not bad and not can_mend,
        key.label,
        key.kid,
        key.alg,
    )


def _reason(refusal: "Refusal") -> str:
    if refusal.code.startswith("certificate-"):
        return f"{refusal.message} Chosen, the key is stored without it."
    if refusal.code == "key-alg-unfit":
        return f"{refusal.message} Chosen, it is stored for one that fits."
    return f"{refusal.message} {refusal.hint}".strip()


_WORDS = {"error": "serious", "warning": "warning", "info": "note"}
MENDABLE = (
    "key-kid-duplicate", "key-alg-unfit", "certificate-expired", "certificate-other-key",
)  # fmt: skip
"""Refusals that another kid, a fitting algorithm, or leaving the certificate away puts right."""
