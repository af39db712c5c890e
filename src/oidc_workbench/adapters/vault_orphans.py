"""Which entries of index and keyring do not belong together, and what can be done about each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from oidc_workbench.adapters.key_index import IndexDocument
from oidc_workbench.adapters.vault_entries import (
    KEY_ENTRY,
    SECRET_ORPHAN,
    entry_of,
    key_entry,
    orphan_id,
    spare_of,
)
from oidc_workbench.ports import Orphan, OrphanSide, Repair, RepairChoice
from oidc_workbench.workspace.key_record import KeyRecord, SecretRecord

What = Literal["key", "secret"]
Errand = Literal["store", "adopt", "delete"]
_HANGING: dict[Errand, str] = {
    "store": "The keyring was asked to store the {} and has not answered yet; what it stores late"
    " is taken out again.",
    "adopt": "The keyring was asked for the {} and has not answered yet.",
    "delete": "The keyring was asked to delete the {} and has not answered yet.",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look at index and keyring has shown.

    Args:
        entries: the names of our entries; None where the keyring does not list them.
        missing: entries that were not there when they were used; for keyrings without a list.
        foreign: ids of torn keys whose entry holds another, whole key.
        hanging: of what was given up, though not by the keyring yet: its orphan id, and what is
            being done about it.
    """

    document: IndexDocument
    entries: frozenset[str] | None = None
    missing: frozenset[str] = frozenset()
    foreign: frozenset[str] = frozenset()
    hanging: Mapping[str, Errand] = field(default_factory=dict)

    def has(self, entry: str) -> bool | None:
        """Tell whether an entry is there; None when that is not known."""
        if self.entries is not None:
            return entry in self.entries
        return False if entry in self.missing else None


def orphans_of(seen: Seen) -> tuple[Orphan, ...]:
    """Name every orphan, in the order of their ids."""
    found = [*_of_keys(seen), *_of_secrets(seen), *_without_line(seen)]
    return tuple(sorted(found, key=lambda one: one.orphan_id))


def _of_keys(seen: Seen) -> Iterator[Orphan]:
    for record in seen.document.keys:
        orphan = _of_line(seen, record.key_id, "key", record, key_entry(record.key_id))
        if orphan is not None:
            yield orphan


def _of_secrets(seen: Seen) -> Iterator[Orphan]:
    for record in seen.document.secrets:
        orphan = _of_line(seen, SECRET_ORPHAN + record.ref, "secret", record, entry_of(record))
        if orphan is not None:
            yield orphan


def _of_line(
    seen: Seen, one_id: str, what: What, record: KeyRecord | SecretRecord, entry: str
) -> Orphan | None:
    label = record.label or one_id.removeprefix(SECRET_ORPHAN)
    if one_id in seen.hanging:
        words = _HANGING[seen.hanging[one_id]].format(f"{what} “{label}”")
        return Orphan(one_id, what, OrphanSide.PENDING, label, words)
    if record.presence == "unwanted":
        words = (
            f"Storing the {what} “{label}” was cancelled; what reached the keyring all the same"
            " is deleted once it is unlocked."
        )
        return Orphan(one_id, what, OrphanSide.PENDING, label, words, (_delete(what),))
    there = seen.has(entry)
    if record.presence == "pending":
        return _pending(one_id, what, label, there)
    if there is False:
        words = f"The {what} “{label}” is no longer in the keyring; only its line is left."
        return Orphan(one_id, what, OrphanSide.INDEX, label, words, (_forget(what),))
    return _torn(seen, one_id, label) if record.presence == "torn" else None


def _pending(one_id: str, what: What, label: str, there: bool | None) -> Orphan:
    begin = f"Storing the {what} “{label}” was interrupted"
    if there is False:
        words = f"{begin} before it reached the keyring."
        choices: tuple[RepairChoice, ...] = (_forget(what),)
    elif there:
        words, choices = f"{begin}; the keyring has it.", (_finish(what), _delete(what))
    else:
        words = f"{begin}; whether the keyring has it is not known."
        choices = (_finish(what), _delete(what))
    return Orphan(one_id, what, OrphanSide.PENDING, label, words, choices)


def _torn(seen: Seen, key_id: str, label: str) -> Orphan:
    choices = (_delete("key"), _forget("key", and_the_entry_stays=True))
    if key_id not in seen.foreign:
        words = f"The private key of “{label}” in the keyring is damaged."
        return Orphan(key_id, "key", OrphanSide.TORN, label, words, choices)
    words = f"The keyring's entry of “{label}” holds another key."
    return Orphan(key_id, "key", OrphanSide.TORN, label, words, (_exchange(), *choices))


def _without_line(seen: Seen) -> Iterator[Orphan]:
    document = seen.document
    lines = {key_entry(one.key_id) for one in document.keys}
    lines |= {name for one in document.secrets for name in (entry_of(one), spare_of(one))}
    for entry in (seen.entries or frozenset()) - lines:
        what: What = "key" if entry.startswith(KEY_ENTRY) else "secret"
        one_id = orphan_id(entry)
        label = one_id.removeprefix(SECRET_ORPHAN)
        words = f"The keyring holds a {what} ({label}) that the list does not know."
        yield Orphan(one_id, what, OrphanSide.KEYRING, label, words, (_adopt(what), _delete(what)))


def _adopt(what: What) -> RepairChoice:
    anew = "under its thumbprint" if what == "key" else "under its reference"
    return RepairChoice(
        Repair.ADOPT,
        "Take it into the list",
        f"It is listed again {anew}, without what was noted of it; it can be deleted later.",
        is_final=False,
    )


def _finish(what: What) -> RepairChoice:
    return RepairChoice(
        Repair.ADOPT,
        "Keep it",
        f"The entry is checked, and the {what} is used from then on; it can be deleted later.",
        is_final=False,
    )


def _exchange() -> RepairChoice:
    return RepairChoice(
        Repair.ADOPT,
        "List the key that is there",
        "The line shows the key of the entry from then on; what it shows now is lost for good.",
        is_final=True,
    )


def _forget(what: What, *, and_the_entry_stays: bool = False) -> RepairChoice:
    left = " The entry stays in the keyring." if and_the_entry_stays else ""
    return RepairChoice(
        Repair.FORGET_LINE,
        "Forget the line",
        f"What is noted of the {what} is lost for good.{left}",
        is_final=True,
    )


def _delete(what: What) -> RepairChoice:
    return RepairChoice(
        Repair.DELETE_ENTRY,
        f"Delete the {what}",
        f"The {what} and what is noted of it are deleted for good.",
        is_final=True,
    )
