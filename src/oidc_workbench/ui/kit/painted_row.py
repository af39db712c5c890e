"""Rows of text in columns, laid out once per width and painted without a widget per cell."""

from typing import Literal, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QTextLayout, QTextOption

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.chip import paint_chip
from oidc_workbench.ui.kit.labels import break_lines
from oidc_workbench.ui.theme import Size, Tone

Style = Literal["title", "body", "muted", "small", "mono", "mono-muted", "chip", "mono-chip"]


class Column(NamedTuple):
    """One column.

    Args:
        width: in pixels at 100 %; 0 takes a share of what is left.
        share: how much of what is left.
        fold: in a narrow list, stands below the column before it.
        elide: each text takes one line; of what does not fit the end is left out, and the middle
            of what a machine reads.
    """

    width: int = 0
    share: int = 1
    right: bool = False
    fold: bool = False
    elide: bool = False


class Piece(NamedTuple):
    """One text in a row; the pieces of a column stand below each other, chips in a line."""

    column: int
    text: str
    style: Style = "body"
    tone: Tone | None = None


class PaintedRow(NamedTuple):
    """One row.

    Args:
        said: the whole row in words, for screen readers.
        place: where in the artefact it points (``payload.aud``).
        tone: colours the ground.
        heading: it can't be selected.
    """

    pieces: tuple[Piece, ...]
    said: str
    place: str = ""
    tone: Tone | None = None
    heading: bool = False


class Slot(NamedTuple):
    """Where a column stands at some width."""

    left: float
    width: float
    right: bool
    below: bool
    elide: bool = False


class _Drawn(NamedTuple):
    layout: QTextLayout
    at: QPointF
    piece: Piece
    box: QRectF | None


class LaidOutRow:
    """A row broken into lines for one width."""

    def __init__(self, row: PaintedRow, slots: list[Slot]) -> None:
        self.row = row
        pad = theme.px(theme.SMALL)
        self._drawn: list[_Drawn] = []
        bottoms = [float(pad)] * len(slots)
        for index, slot in enumerate(slots):
            pieces = [piece for piece in row.pieces if piece.column == index]
            top = bottoms[index - 1] + theme.px(2) if slot.below and pieces else float(pad)
            bottoms[index] = self._stack(pieces, slot, top) if pieces else top
        self.height = round(max(bottoms)) + pad

    def _stack(self, pieces: list[Piece], slot: Slot, top: float) -> float:
        left, line_bottom = slot.left, top
        for piece in pieces:
            if piece.style in ("chip", "mono-chip"):
                left, top, line_bottom = self._chip(piece, slot, left, top, line_bottom)
            else:
                top = self._text(piece, slot, line_bottom)
                left, line_bottom = slot.left, top
        return line_bottom

    def _text(self, piece: Piece, slot: Slot, top: float) -> float:
        if slot.elide:
            piece = piece._replace(text=_elided(piece, slot.width))
        layout = _layout(piece, right=slot.right)
        height = break_lines(layout, slot.width)
        self._drawn.append(_Drawn(layout, QPointF(slot.left, top), piece, None))
        return top + height

    def _chip(
        self, piece: Piece, slot: Slot, left: float, top: float, bottom: float
    ) -> tuple[float, float, float]:
        side, gap = theme.px(7), theme.px(theme.TINY)
        if slot.elide:
            piece = piece._replace(text=_elided(piece, slot.width - 2 * side))
        layout = _layout(piece, right=False)
        wanted = QFontMetricsF(layout.font()).horizontalAdvance(piece.text) + 1
        if left > slot.left and left + wanted + 2 * side > slot.left + slot.width:
            left, top = slot.left, bottom + gap
        width = min(wanted, slot.width - 2 * side)
        if slot.right and left == slot.left:
            left += slot.width - width - 2 * side
        height = break_lines(layout, width) + theme.px(3)
        box = QRectF(left, top, width + 2 * side, height)
        at = QPointF(left + side, top + theme.px(1))
        self._drawn.append(_Drawn(layout, at, piece, box))
        return box.right() + gap, top, max(bottom, box.bottom())

    def paint(self, painter: QPainter, origin: QPointF) -> None:
        """Draw the row with its top left corner at ``origin``."""
        for drawn in self._drawn:
            if drawn.box is not None:
                paint_chip(painter, drawn.box.translated(origin), drawn.piece.tone or "neutral")
            painter.setPen(_ink(drawn.piece))
            drawn.layout.draw(painter, origin + drawn.at)


def _ink(piece: Piece) -> QColor:
    if piece.tone is not None and piece.tone != "neutral":
        return theme.current().ink(piece.tone)
    colours = theme.current().colours
    return QColor(
        colours.muted if piece.style in ("muted", "small", "mono-muted") else colours.text
    )


def font_of(style: Style) -> QFont:
    """Return the font of a style."""
    if style == "title":
        return theme.font(weight=600)
    if style == "chip":
        return theme.font(Size.LABEL, 600)
    if style == "small":
        return theme.font(Size.LABEL)
    return theme.font(mono=style.startswith("mono"))


def _elided(piece: Piece, width: float) -> str:
    modes = Qt.TextElideMode
    mode = modes.ElideMiddle if piece.style.startswith("mono") else modes.ElideRight
    return QFontMetricsF(font_of(piece.style)).elidedText(piece.text, mode, width - 1)


def _layout(piece: Piece, *, right: bool) -> QTextLayout:
    option = QTextOption(Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft)
    modes = QTextOption.WrapMode
    mono = piece.style.startswith("mono")
    option.setWrapMode(modes.WrapAnywhere if mono else modes.WrapAtWordBoundaryOrAnywhere)
    layout = QTextLayout(piece.text.replace("\n", "\u2028"), font_of(piece.style))
    layout.setTextOption(option)
    return layout


def place_columns(columns: tuple[Column, ...], width: int, fold_below: int) -> list[Slot]:
    """Divide a width among columns; in a narrow list folding ones go below their neighbour."""
    edge, gap = theme.px(14), theme.px(12)
    folded = width < theme.px(fold_below)
    kept = [c for c in columns if not (folded and c.fold)]
    fixed = sum(theme.px(c.width) for c in kept) + gap * (len(kept) - 1) + 2 * edge
    shares = sum(c.share for c in kept if not c.width) or 1
    rest = max(float(width - fixed), 40.0)
    slots: list[Slot] = []
    left = float(edge)
    for column in columns:
        if folded and column.fold and slots:
            before = slots[-1]
            slots.append(Slot(before.left, before.width, False, True, column.elide))
            continue
        size = float(theme.px(column.width)) if column.width else rest * column.share / shares
        slots.append(Slot(left, size, column.right, below=False, elide=column.elide))
        left += size + gap
    return slots
