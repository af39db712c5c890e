"""The keys as lines of a table: searched, sorted, with what is to be said of each. No Qt."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from oidc_workbench.ui.bench import BenchState
from oidc_workbench.ui.panes.keys.naming import ROTATIONS, kind_of, use_of
from oidc_workbench.ui.panes.keys.notes import Note, worst
from oidc_workbench.workspace.key_record import KeyRecord

ORDERS: tuple[tuple[str, str], ...] = (
    ("created", "Newest first"),
    ("used", "Last used first"),
    ("label", "By label"),
    ("kid", "By kid"),
    ("kind", "By type"),
    ("client", "By client"),
    ("notes", "Findings first"),
    ("expiry", "Certificates that end first"),
)


class KeyLine(NamedTuple):
    """One key and what is known about it.

    Args:
        used_by: the names of the clients that authenticate with it.
        notes: what is to be said of it, worst first; None while that is not known yet.
        made_for: the client, or the provider, that it was made for.
    """

    record: KeyRecord
    used_by: tuple[str, ...] = ()
    notes: tuple[Note, ...] | None = None
    made_for: str = ""


@dataclass(frozen=True, slots=True)
class Inventory:
    """What of the table is in sight.

    Args:
        lines: as searched and sorted.
        total: how many there are without the search.
    """

    lines: tuple[KeyLine, ...] = ()
    total: int = 0
    wanted: str = ""
    order: str = "created"


def users_of(bench: BenchState) -> dict[str, tuple[str, ...]]:
    """Return the names of the clients that use each key, by ``key_id``."""
    names: dict[str, list[str]] = {}
    for client in bench.workspace.clients:
        if client.key_id:
            names.setdefault(client.key_id, []).append(client.name)
    return {key_id: tuple(found) for key_id, found in names.items()}


def take_stock(
    bench: BenchState,
    notes: Mapping[str, tuple[Note, ...]],
    wanted: str,
    order: str,
) -> Inventory:
    """Make the lines.

    Args:
        bench: holds keys and clients.
        notes: by ``key_id``, as far as they are known.
        wanted: words that all have to stand in a line.
        order: one of :data:`ORDERS`.
    """
    users, workspace = users_of(bench), bench.workspace
    names = {one.key: one.name for one in workspace.clients}
    names |= {one.provider_id: one.name for one in workspace.providers}
    words = wanted.lower().split()
    every = (
        KeyLine(
            record,
            users.get(record.key_id, ()),
            notes.get(record.key_id),
            names.get(record.client_key or record.provider_id, ""),
        )
        for record in bench.keys
    )
    lines = [line for line in every if not words or _matches(line, words)]
    return Inventory(tuple(_sorted(lines, order)), len(bench.keys), wanted, order)


def _matches(line: KeyLine, words: list[str]) -> bool:
    key = line.record
    said = (note.words for note in line.notes or ())
    parts = (
        key.label, key.kid, key.thumbprint, key.alg, kind_of(key), use_of(key), key.origin,
        ROTATIONS[key.rotation], *line.used_by, line.made_for, *said,
    )  # fmt: skip
    text = " ".join(parts).lower()
    return all(word in text for word in words)


def _sorted(lines: Iterable[KeyLine], order: str) -> list[KeyLine]:
    return sorted(lines, key=_RANKS.get(order, _label))


def _label(line: KeyLine) -> tuple[object, ...]:
    return (line.record.label.casefold(),)


def _end(line: KeyLine) -> float:
    ends = [note.until for note in line.notes or () if note.until]
    return min(ends, default=float("inf"))


def _clients(line: KeyLine) -> tuple[object, ...]:
    return (not line.used_by, " ".join(line.used_by).casefold(), *_label(line))


_RANKS: dict[str, Callable[[KeyLine], tuple[object, ...]]] = {
    "created": lambda line: (-line.record.created_at,),
    "used": lambda line: (-line.record.last_used_at, -line.record.created_at),
    "kid": lambda line: (line.record.kid.casefold(),),
    "kind": lambda line: (kind_of(line.record), *_label(line)),
    "client": _clients,
    "notes": lambda line: (worst(line.notes or ()), *_label(line)),
    "expiry": lambda line: (_end(line), *_label(line)),
}
