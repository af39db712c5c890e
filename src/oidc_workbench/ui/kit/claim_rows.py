"""A header or payload as rows that explain themselves. No Qt in here."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import overload

from oidc_workbench.jose.reading import JsonDocument, Member
from oidc_workbench.oauth.claim_names import ClaimName, ValueKind
from oidc_workbench.rules.claims import number
from oidc_workbench.rules.evidence import visible
from oidc_workbench.ui.kit.human_time import absolute, duration, relative

MAX_VALUE = 4000
MAX_CHIPS = 24

_PHRASES = {"exp": ("expires", "expired"), "nbf": ("valid", "valid since"), "iat": ("", "issued")}
Describe = Callable[[str], ClaimName | None]


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One member of a header or payload.

    Args:
        place: where it stands, as findings name it (``payload.cnf.jkt``).
        depth: how deep it is nested; 0 at the top.
        value: the value as written, shortened when it is very long.
        human: the value in human form where that differs; empty otherwise.
        chips: its items, when it is a list or a set of scopes.
        meaning: a phrase; with times it says how far they lie from now.
        source: the standard that defines it; empty for a private name.
        tone: of the worst finding at this place (``error``, ``warning``, ``info``), or empty.
        duplicate: the same name stands more than once in its object.
    """

    place: str
    name: str
    depth: int
    value: str
    json_type: str
    human: str = ""
    chips: tuple[str, ...] = ()
    meaning: str = ""
    source: str = ""
    tone: str = ""
    duplicate: bool = False

    @property
    def shown(self) -> str:
        """The value as a person reads it."""
        return self.human or ", ".join(self.chips) or self.value


class ClaimRows(Sequence[ClaimRow]):
    """Every member of a header or payload as a row, made when it is looked at.

    Duplicates are included, in the order written; what stands in an array is part of the array.
    The members themselves are found by whoever asks for the first row or their number.

    Args:
        root: the document's place (``header``, ``payload``).
        document: the decoded segment; None gives no rows.
        describe: what a dotted path means, or None.
        now: seconds since the epoch, for times relative to it.
        tones: of the findings, by place.
    """

    def __init__(
        self,
        root: str = "",
        document: JsonDocument | None = None,
        describe: Describe = lambda _path: None,
        now: float = 0.0,
        tones: Mapping[str, str] | None = None,
    ) -> None:
        self._root, self._document, self._describe = root, document, describe
        self._now, self._tones = now, tones or {}

    def __len__(self) -> int:
        """How many members there are."""
        return len(self._document.named.members) if self._document else 0

    @overload
    def __getitem__(self, number: int) -> ClaimRow: ...
    @overload
    def __getitem__(self, number: slice) -> tuple[ClaimRow, ...]: ...
    def __getitem__(self, number: int | slice) -> ClaimRow | tuple[ClaimRow, ...]:
        """Make a row, or some."""
        if isinstance(number, slice):
            return tuple(self[n] for n in range(*number.indices(len(self))))
        if self._document is None:
            raise IndexError(number)
        return self._row(self._document.named.members[number], self._document)

    def find(self, place: str) -> int:
        """Return the number of the first row at a place; -1 when there is none."""
        root, _, path = place.partition(".")
        if root != self._root or self._document is None:
            return -1
        return self._document.named.number_of(path)

    def at(self, place: str) -> ClaimRow | None:
        """Return the row at a place."""
        number = self.find(place)
        return self[number] if number >= 0 else None

    def _row(self, member: Member, document: JsonDocument) -> ClaimRow:
        path = ".".join(map(str, member.path))
        known = self._describe(path)
        kind = known.kind if known else ValueKind.PLAIN
        human, when = _human(member.path[-1], member.value, kind, self._now)
        return ClaimRow(
            place=f"{self._root}.{path}",
            name=visible(str(member.path[-1])),
            depth=len(member.path) - 1,
            value=written(member.value),
            json_type=json_type(member.value),
            human=human,
            chips=_chips(member.value, kind),
            meaning=when or (known.meaning if known else "a private name"),
            source=known.source if known else "",
            tone=self._tones.get(f"{self._root}.{path}", ""),
            duplicate=member.path in document.named.repeated,
        )


def claim_rows(
    root: str,
    document: JsonDocument | None,
    describe: Describe,
    now: float,
    tones: Mapping[str, str] | None = None,
) -> ClaimRows:
    """The rows of a header or payload; see :class:`ClaimRows`."""
    return ClaimRows(root, document, describe, now, tones)


def _human(name: str | int, value: object, kind: ValueKind, now: float) -> tuple[str, str]:
    at = number({"value": value}, "value")
    if at is None or kind not in (ValueKind.TIME, ValueKind.DURATION):
        return "", ""
    if kind is ValueKind.DURATION:
        return duration(at), ""
    ahead, past = _PHRASES.get(str(name), ("", ""))
    phrase = f"{ahead if at > now else past} {relative(at, now)}".strip()
    return absolute(at, now), phrase


def _chips(value: object, kind: ValueKind) -> tuple[str, ...]:
    if kind is ValueKind.SCOPES and isinstance(value, str):
        value = value.split()
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return tuple(_cut(item) for item in value[:MAX_CHIPS])
    return ()


def written(value: object) -> str:
    """A JSON value as text: strings without quotes, everything else as JSON.

    Shortened when very long; characters that a screen hides are shown escaped.
    """
    if isinstance(value, str):
        return _cut(value)
    try:
        return _cut(_json(value))
    except (ValueError, RecursionError):  # an integer of thousands of digits, absurd nesting
        return f"({json_type(value)} too large to show)"


def _json(value: object) -> str:
    """A JSON value as text, only as far as it is shown."""
    text = ""
    for chunk in json.JSONEncoder(ensure_ascii=False).iterencode(value):
        text += chunk
        if len(text) > MAX_VALUE:
            break
    return text


def _cut(text: str) -> str:
    return visible(text if len(text) <= MAX_VALUE else f"{text[:MAX_VALUE]}…")


def json_type(value: object) -> str:
    """The JSON type of a value (RFC 8259 §3)."""
    if value is None:
        return "null"
    names = ((bool, "boolean"), (str, "string"), (int | float, "number"), (list, "array"))
    return next((name for kind, name in names if isinstance(value, kind)), "object")
