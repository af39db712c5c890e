"""The rows of the tables: painted, since there may be a thousand."""

from oidc_workbench.ui.kit.painted_row import Column, PaintedRow, Piece
from oidc_workbench.ui.panes.keys.inventory import KeyLine
from oidc_workbench.ui.panes.keys.naming import (
    ROTATIONS,
    SECRET_KINDS,
    day_of,
    kind_of,
    secret_name,
    short,
    use_of,
    used_words,
)
from oidc_workbench.workspace.key_record import SecretRecord

HEIGHT = 54  # pixels at 100 %: two lines of text, or two chips
_CHIPS = 2
COLUMNS = (
    Column(share=15, elide=True),
    Column(share=8, elide=True),
    Column(104, elide=True),  # "28 minutes ago"
    Column(share=10, elide=True),
    Column(108, elide=True),  # "cert ends soon"
)
SECRET_COLUMNS = (
    Column(share=5, elide=True),
    Column(share=5, elide=True),
    Column(94, elide=True),
    Column(90),
)


def head(*names: str) -> PaintedRow:
    """Name the columns."""
    return PaintedRow(tuple(Piece(n, name, "small") for n, name in enumerate(names)), "")


KEY_HEAD = head("label and kid", "type", "created", "used by", "notes")
SECRET_HEAD = head("label", "kind", "stored", "")


def key_row(line: KeyLine, now: float, in_memory: frozenset[str]) -> PaintedRow:
    """Paint a key: two lines in each column, and what is to be said of it."""
    key = line.record
    kind, use = kind_of(key), "enc" if key.use == "enc" else "sig"
    alg = key.alg or "no alg"
    pieces = (
        Piece(0, key.label, "title"),
        Piece(0, key.kid, "mono-muted"),
        Piece(1, kind),
        Piece(1, use if alg == kind else f"{alg} · {use}", "muted"),
        Piece(2, day_of(key.created_at)),
        Piece(2, used_words(key.last_used_at, now), "muted"),
        Piece(3, ", ".join(line.used_by) or _unused(line), "body" if line.used_by else "muted"),
        Piece(3, short(key.thumbprint), "mono-muted"),
        *_chips(line, in_memory),
    )
    return PaintedRow(pieces, _said(line, now), key.key_id)


def _chips(line: KeyLine, in_memory: frozenset[str]) -> list[Piece]:
    key = line.record
    chips = [Piece(4, note.words, "chip", note.tone) for note in line.notes or ()]
    if key.rotation:
        chips.insert(0, Piece(4, ROTATIONS[key.rotation], "chip", "info"))
    if key.key_id in in_memory:
        chips.append(Piece(4, "this session", "chip", "neutral"))
    if key.origin == "practice":
        chips.append(Piece(4, "practice", "chip", "neutral"))
    if key.presence == "pending":
        chips.append(Piece(4, "being stored", "chip", "warning"))
    if len(chips) > _CHIPS:
        more = len(chips) - _CHIPS + 1
        chips[_CHIPS - 1 :] = [Piece(4, f"{more} more", "chip", chips[_CHIPS - 1].tone)]
    return chips


def _unused(line: KeyLine) -> str:
    return f"for {line.made_for}" if line.made_for else "no client"


def _said(line: KeyLine, now: float) -> str:
    key = line.record
    parts = (
        key.label, f"kid {key.kid}", kind_of(key), key.alg or "no alg", use_of(key),
        f"created {day_of(key.created_at)}", f"used {used_words(key.last_used_at, now)}",
        f"used by {', '.join(line.used_by)}" if line.used_by else _unused(line),
        ROTATIONS[key.rotation] and f"rotation: {ROTATIONS[key.rotation]}",
        *(note.words for note in line.notes or ()),
    )  # fmt: skip
    return ", ".join(part for part in parts if part)


def secret_row(record: SecretRecord, used_by: tuple[str, ...], now: float) -> PaintedRow:
    """Paint a secret; of its value nothing is known here."""
    kind, users = SECRET_KINDS[record.kind], ", ".join(used_by)
    name = secret_name(record, used_by)
    detail = " · ".join(filter(None, (record.alg, f"{record.bits} bits" if record.bits else "")))
    pieces = [
        Piece(0, name, "title"),
        Piece(0, users or "no client", "muted"),
        Piece(1, kind),
        Piece(1, detail, "muted"),
        Piece(2, day_of(record.created_at) or "unknown"),
        Piece(2, used_words(record.last_used_at, now), "muted"),
        Piece(3, "••••••••", "mono-muted"),
    ]
    said = f"{name}, {kind}, used by {users or 'no client'}, masked"
    return PaintedRow(tuple(pieces), said, record.ref)
