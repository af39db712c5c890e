"""What index and keyring disagree about, and what a person may choose to do about it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class OrphanSide(StrEnum):
    """Where an orphan is known."""

    INDEX = "index"
    """The index has its line, the keyring no entry: the private part is gone."""
    KEYRING = "keyring"
    """The keyring has its entry, the index no line: nobody can use it."""
    TORN = "torn"
    """Both have it, but the entry is damaged or holds another key."""
    PENDING = "pending"
    """Storing it was interrupted, or the keyring has not answered yet."""


class Repair(StrEnum):
    """How an orphan is repaired."""

    ADOPT = "adopt"
    """Make the index say what the entry holds; the entry is left as it is."""
    FORGET_LINE = "forget-line"
    """Take the line out of the index; an entry is left as it is."""
    DELETE_ENTRY = "delete-entry"
    """Delete the entry, and the line if there is one."""


@dataclass(frozen=True, slots=True)
class RepairChoice:
    """One way to repair an orphan.

    Args:
        words: for a button.
        effect: one sentence: what it does, and whether it can be taken back.
        is_final: it cannot be taken back.
    """

    how: Repair
    words: str
    effect: str
    is_final: bool


@dataclass(frozen=True, slots=True)
class Orphan:
    """Something that index and keyring disagree about.

    Args:
        orphan_id: what :meth:`KeyVault.repair` takes.
        label: what a person called it, or what else identifies it; empty when nothing is known.
        words: one sentence: what is the matter.
        choices: the recommended one first; empty while nothing can be done but wait.
    """

    orphan_id: str
    what: Literal["key", "secret"]
    side: OrphanSide
    label: str
    words: str
    choices: tuple[RepairChoice, ...] = ()
