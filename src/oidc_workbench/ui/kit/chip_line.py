"""Chips and the words between them, painted as one: they change with every token."""

from collections.abc import Iterable
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAction,
    QColor,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.chip import MARKS, SAID, WIDEST, ChipTone, paint_chip
from oidc_workbench.ui.kit.clipboard import copy_text
from oidc_workbench.ui.theme import Size

_GAP, _SIDE, _ABOVE = 6, 7, 1


class Bit(NamedTuple):
    """A chip, or a plain word between chips.

    Args:
        tone: None for a plain word; neutral for a value that a machine reads.
    """

    text: str
    tone: ChipTone | None = None

    @property
    def shown(self) -> str:
        """The text with the mark of its tone."""
        return MARKS.get(self.tone or "", "") + self.text

    @property
    def said(self) -> str:
        """The text with its mark in words, for screen readers."""
        mark = SAID.get(self.tone or "", "")
        return f"{mark}: {self.text}" if mark else self.text


class _Placed(NamedTuple):
    bit: Bit
    shown: str
    box: QRectF
    start: QPointF  # of the text, on its base line


class ChipLine(QWidget):
    """Chips and words that flow into as many lines as they need; they can be copied as a text."""

    def __init__(self) -> None:
        super().__init__()
        self._bits: tuple[Bit, ...] = ()
        self._by_width: dict[int, list[_Placed]] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        copy = QAction("Copy", self)
        copy.triggered.connect(self._copy)
        self.addAction(copy)

    def show_bits(self, bits: Iterable[Bit]) -> None:
        """Replace what is shown."""
        wanted = tuple(bits)
        if wanted == self._bits:
            return
        self._bits = wanted
        self._by_width.clear()
        self.setAccessibleName(", ".join(bit.said for bit in wanted))
        self.updateGeometry()
        self.update()

    def bits(self) -> tuple[Bit, ...]:
        """Return what is shown."""
        return self._bits

    def hasHeightForWidth(self) -> bool:
        """The height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines at a width."""
        return round(max((p.box.bottom() for p in self._place(width)), default=0.0))

    def sizeHint(self) -> QSize:
        """All in one line, as far as a window is wide."""
        wide = theme.px(900)
        right = max((p.box.right() for p in self._place(wide)), default=0.0)
        return QSize(round(right), self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        """As wide as the widest chip may be."""
        return QSize(theme.px(120), theme.px(20))

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and font."""
        super().changeEvent(event)
        self._by_width.clear()
        self.update()

    def event(self, event: QEvent) -> bool:
        """Tell the whole text of a chip that is cut."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = QPointF(event.pos())
            placed = self._place(self.width())
            cut = (p for p in placed if p.shown != p.bit.shown and p.box.contains(at))
            QToolTip.showText(event.globalPos(), next((p.bit.text for p in cut), ""), self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the chips."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for placed in self._place(self.width()):
            tone = placed.bit.tone
            if tone is not None:
                paint_chip(painter, placed.box, tone)
            painter.setFont(_font(placed.bit))
            painter.setPen(_ink(tone))
            painter.drawText(placed.start, placed.shown)

    def _copy(self) -> None:
        copy_text(" ".join(bit.text for bit in self._bits))

    def _place(self, width: int) -> list[_Placed]:
        if width not in self._by_width:
            self._by_width[width] = _flow(self._bits, width)
        return self._by_width[width]


def _flow(bits: tuple[Bit, ...], width: int) -> list[_Placed]:
    """Place bits side by side, each in the middle of its line."""
    gap, side = theme.px(_GAP), theme.px(_SIDE)
    room = float(min(theme.px(WIDEST), max(width - 2 * side - 1, 1)))
    fonts = (theme.font(), theme.font(mono=True), theme.font(Size.LABEL, 600))
    height = round(max(QFontMetricsF(font).height() for font in fonts)) + 2 * theme.px(_ABOVE)
    left = top = 0.0
    placed: list[_Placed] = []
    for bit in bits:
        metrics = QFontMetricsF(_font(bit))
        shown = metrics.elidedText(bit.shown, Qt.TextElideMode.ElideMiddle, room)
        inside = 0 if bit.tone is None else side
        across = metrics.horizontalAdvance(shown) + 1 + 2 * inside
        if left and left + across > width:
            left, top = 0.0, top + height + gap
        base = top + (height - metrics.height()) / 2 + metrics.ascent()
        box = QRectF(left, top, across, height)
        placed.append(_Placed(bit, shown, box, QPointF(left + inside, base)))
        left += across + gap
    return placed


def _font(bit: Bit) -> QFont:
    if bit.tone is None:
        return theme.font()
    if bit.tone == "neutral":
        return theme.font(mono=True)
    return theme.font(Size.LABEL, 600)


def _ink(tone: ChipTone | None) -> QColor:
    now = theme.current()
    if tone is None:
        return QColor(now.colours.muted)
    return QColor(now.colours.text) if tone == "neutral" else now.ink(tone)
