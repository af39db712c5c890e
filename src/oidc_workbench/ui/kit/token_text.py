"""The token as coloured parts, and where its claims stand in it. No Qt in here."""

from dataclasses import dataclass, field
from typing import Literal

from oidc_workbench.jose.reading import JsonDocument, Member, Reading, Segment, TokenForm

PartTone = Literal["header", "payload", "signature", "neutral"]
_TONES: dict[str, PartTone] = {
    "header": "header",
    "payload": "payload",
    "ciphertext": "payload",
    "signature": "signature",
    "tag": "signature",
}
_KEEP = 4
_COMPACT = (TokenForm.JWS_COMPACT, TokenForm.JWE_COMPACT, TokenForm.BROKEN)


@dataclass(frozen=True, slots=True)
class TokenPart:
    """One labelled part of a token.

    Args:
        separator: what follows it in the text (a dot, or nothing).
        secret: hidden unless the person asks: it is what makes the token usable.
    """

    name: str
    text: str = field(repr=False)
    tone: PartTone = "neutral"
    separator: str = ""
    secret: bool = False

    @property
    def masked(self) -> str:
        """The part with its middle left out."""
        if len(self.text) <= 3 * _KEEP:
            return "…redacted…" if self.text else ""
        return f"{self.text[:_KEEP]}…redacted…{self.text[-_KEEP:]}"


@dataclass(frozen=True, slots=True)
class Highlight:
    """Characters of one part, from ``start`` up to ``end``."""

    part: int
    start: int
    end: int


def parts_of(reading: Reading) -> tuple[TokenPart, ...]:
    """Cut a token into its parts; what has no segments is one part."""
    if reading.form not in _COMPACT or not reading.segments:
        if not reading.token:
            return ()
        opaque = reading.form is TokenForm.OPAQUE
        return (TokenPart("opaque token" if opaque else "token", reading.token, secret=opaque),)
    last = len(reading.segments) - 1
    return tuple(
        TokenPart(
            segment.name.replace("_", " "),
            segment.raw,
            _TONES.get(segment.name, "neutral"),
            "" if index == last else ".",
            segment.name in {"signature", "tag"},
        )
        for index, segment in enumerate(reading.segments)
    )


def highlight_of(reading: Reading, place: str) -> Highlight | None:
    """Where a place (``payload.aud``, ``signature``) stands in the token's text.

    Base64url carries three octets in four characters (RFC 4648 §5), so the first and last
    character may carry some bits of their neighbours too.
    """
    if reading.form not in _COMPACT:
        return None
    root, _, path = place.partition(".")
    for index, segment in enumerate(reading.segments):
        if segment.name != root:
            continue
        member = _member(_document(reading, root), path) if path else None
        if member is None:
            return Highlight(index, 0, len(segment.raw))
        start, end = member.span.start * 4 // 3, -(-member.span.end * 4 // 3)
        return Highlight(index, start, min(end, len(segment.raw)))
    return None


def place_at(reading: Reading, part: int, offset: int) -> str:
    """The place that a character of a part belongs to: a member, else the whole part."""
    segment: Segment = reading.segments[part]
    document = _document(reading, segment.name)
    if document is None:
        return segment.name
    octet = offset * 3 // 4
    named = document.named.members
    holding = [m for m in named if m.span.start <= octet < m.span.end]
    path = max((m.path for m in holding), key=len, default=())
    # A name stands before its value, so what lies between two values belongs to the later one.
    following = min((m for m in named if m.span.start > octet), key=_start, default=None)
    if following is not None and following.path[:-1] == path and not _is_leaf(path, named):
        path = following.path
    return ".".join((segment.name, *map(str, path)))


def _start(member: Member) -> int:
    return member.span.start


def _is_leaf(path: tuple[str | int, ...], members: tuple[Member, ...]) -> bool:
    return bool(path) and not any(m.path[:-1] == path for m in members)


def _document(reading: Reading, root: str) -> JsonDocument | None:
    return {"header": reading.header, "payload": reading.payload}.get(root)


def _member(document: JsonDocument | None, path: str) -> Member | None:
    """The member at a dotted path, or the nearest one above it (``aud`` for ``aud.0``)."""
    if document is None:
        return None
    number = document.named.number_of(path)
    if number >= 0:
        return document.named.members[number]
    best: Member | None = None
    for member in document.members:
        dotted = ".".join(map(str, member.path))
        fits = path == dotted or path.startswith((f"{dotted}.", f"{dotted}["))
        if fits and (best is None or len(member.path) >= len(best.path)):
            best = member
    return best


@dataclass(frozen=True, slots=True)
class Run:
    """Cells in a row, one character each: a label, or the text of one part.

    Args:
        first: the cell it begins at, counted from the token's beginning.
        masked: shows less than the part holds.
    """

    first: int
    text: str = field(repr=False)
    part: int
    label: bool = False
    masked: bool = False

    @property
    def end(self) -> int:
        """The cell after the last one."""
        return self.first + len(self.text)


def lay_out(
    parts: tuple[TokenPart, ...], labels: tuple[int, ...], columns: int, *, reveal: bool
) -> tuple[Run, ...]:
    """Place labels and texts one after the other; a label never breaks over two lines.

    Args:
        parts: the token's parts.
        labels: how many cells each part's label takes.
        columns: how many cells a line has.
        reveal: show the secret parts too.
    """
    runs: list[Run] = []
    at = 0
    for index, (part, cells) in enumerate(zip(parts, labels, strict=True)):
        if at % columns + cells > columns:
            at += columns - at % columns
        runs.append(Run(at, " " * cells, index, label=True))
        masked = part.secret and not reveal
        text = (part.masked if masked else part.text) + part.separator
        runs.append(Run(at + cells, text, index, masked=masked))
        at = runs[-1].end
    return tuple(runs)
