"""A header or payload as rows that explain themselves. No Qt in here."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from oidc_workbench.jose.reading import JsonDocument, Member
from oidc_workbench.oauth.claim_names import ClaimName, ValueKind
from oidc_workbench.rules.claims import number
from oidc_workbench.rules.evidence import visible
from oidc_workbench.ui.kit.human_time import absolute, duration, relative

MAX_ROWS = 200
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


def claim_rows(
    root: str,
    document: JsonDocument | None,
    describe: Describe,
    now: float,
    tones: Mapping[str, str] | None = None,
) -> tuple[ClaimRow, ...]:
    """Every member of a header or payload, duplicates included, in the order written.

    Args:
        root: the document's place (``header``, ``payload``).
        document: the decoded segment; None gives no rows.
        describe: what a dotted path means, or None.
        now: seconds since the epoch, for times relative to it.
        tones: of the findings, by place.
    """
    members = [m for m in _members(document) if all(isinstance(part, str) for part in m.path)]
    times = Counter(member.path for member in members)
    told = tones or {}
    rows = tuple(
        _row(
            root,
            member,
            describe(".".join(map(str, member.path))),
            now=now,
            tones=told,
            duplicate=times[member.path] > 1,
        )
        for member in members[:MAX_ROWS]
    )
    left = len(members) - MAX_ROWS
    if left <= 0:
        return rows
    return (*rows, ClaimRow("", "…", 0, f"{left:,} more", "", meaning="see Raw"))


def _members(document: JsonDocument | None) -> Iterable[Member]:
    return document.members if document else ()


def _row(
    root: str,
    member: Member,
    known: ClaimName | None,
    *,
    now: float,
    tones: Mapping[str, str],
    duplicate: bool,
) -> ClaimRow:
    path = ".".join(map(str, member.path))
    kind = known.kind if known else ValueKind.PLAIN
    human, when = _human(member.path[-1], member.value, kind, now)
    meaning = when or (known.meaning if known else "a private name")
    return ClaimRow(
        place=f"{root}.{path}",
        name=visible(str(member.path[-1])),
        depth=len(member.path) - 1,
        value=written(member.value),
        json_type=json_type(member.value),
        human=human,
        chips=_chips(member.value, kind),
        meaning=meaning,
        source=known.source if known else "",
        tone=tones.get(f"{root}.{path}", ""),
        duplicate=duplicate,
    )


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
