"""A token laid out in cells of one character each, painted line by line, however long it is."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.token_text import Highlight, Run, TokenPart, lay_out
from oidc_workbench.ui.theme import Size

_MARGIN = 14
_PATTERNS = {"header": Qt.PenStyle.SolidLine, "signature": Qt.PenStyle.DotLine}


class TokenPicture:
    """How a token looks, and what stands where in it; every character is as wide as any other.

    Attributes:
        parts: the token's parts.
        highlight: the place that is set off, if any.
        line: the height of a line in pixels.
    """

    def __init__(self) -> None:
        self.parts: tuple[TokenPart, ...] = ()
        self.highlight: Highlight | None = None
        self._runs: tuple[Run, ...] = ()
        self._columns = 0
        self._measure()

    def lay_out(self, width: int, *, reveal: bool) -> int:
        """Break the token into lines, and return how many there are.

        Args:
            width: that of a line with its margins, in pixels.
            reveal: show the secret parts too.
        """
        self._measure()
        usable = width - 2 * theme.px(_MARGIN)
        self._columns = max(8, int(usable / self._cell))
        labels = tuple(self._label_cells(part) for part in self.parts)
        self._runs = lay_out(self.parts, labels, self._columns, reveal=reveal)
        cells = self._runs[-1].end if self._runs else 1
        return -(-cells // self._columns)

    def line_of(self, highlight: Highlight) -> int | None:
        """Return the line that a place begins in; None for one that is not shown."""
        run = next((r for r in self._runs if r.part == highlight.part and not r.label), None)
        if run is None or run.masked:
            return None
        return (run.first + highlight.start) // self._columns

    def character_at(self, row: int, x: float) -> tuple[int, int] | None:
        """Return part and offset of what stands in a line at a distance from the left, in pixels.

        The offset is the end of the part where no single character of it is shown.
        """
        column = int((x - theme.px(_MARGIN)) / self._cell)
        cell = row * self._columns + min(max(column, 0), self._columns - 1)
        for run in self._runs:
            if run.first <= cell < run.end:
                hidden = run.label or run.masked
                return run.part, len(self.parts[run.part].text) if hidden else cell - run.first
        return None

    def paint_line(self, painter: QPainter, row: int, top: float) -> None:
        """Paint a line with its upper edge at ``top``."""
        begin, end = row * self._columns, (row + 1) * self._columns
        for run in self._runs:
            start, stop = max(run.first, begin), min(run.end, end)
            if start >= stop:
                continue
            left = theme.px(_MARGIN) + (start - begin) * self._cell
            area = QRectF(left, top, (stop - start) * self._cell, self.line)
            if run.label:
                self._paint_label(painter, area, self.parts[run.part])
            else:
                self._paint_text(painter, area, run, start - run.first, stop - run.first)

    def _paint_label(self, painter: QPainter, area: QRectF, part: TokenPart) -> None:
        ink = theme.current().ink(part.tone)
        painter.setFont(theme.font(Size.LABEL))
        width = QFontMetricsF(painter.font()).horizontalAdvance(part.name) + theme.px(9)
        height = QFontMetricsF(painter.font()).height() + theme.px(1)
        top = area.top() + (area.height() - height) / 2
        box = QRectF(area.left() + 0.5, top, width, height)
        painter.setPen(QPen(ink, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 3, 3)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, part.name)

    def _paint_text(self, painter: QPainter, area: QRectF, run: Run, start: int, stop: int) -> None:
        part = self.parts[run.part]
        ink = theme.current().ink(part.tone)
        if part.tone == "neutral":
            ink = QColor(theme.current().colours.text)
        self._paint_highlight(painter, area, run, start, stop)
        painter.setFont(self._font)
        painter.setPen(ink)
        # From a point on the base line: a text placed in a rectangle is laid out once more.
        base = QPointF(area.left(), area.top() + self._base)
        painter.drawText(base, run.text[start:stop])
        style = _PATTERNS.get(part.tone)
        if style is not None:
            ink.setAlphaF(0.55)
            painter.setPen(QPen(ink, 1, style))
            bottom = area.bottom() - theme.px(2)
            painter.drawLine(QPointF(area.left(), bottom), QPointF(area.right(), bottom))

    def _paint_highlight(
        self, painter: QPainter, area: QRectF, run: Run, start: int, stop: int
    ) -> None:
        marked = self.highlight
        if marked is None or marked.part != run.part:
            return
        whole = run.masked
        first = 0 if whole else max(marked.start, start)
        last = len(run.text) if whole else min(marked.end, stop)
        first, last = max(first, start), min(last, stop)
        if first >= last:
            return
        cell = self._cell
        box = QRectF(area.left() + (first - start) * cell, area.top(), (last - first) * cell, 0)
        box.setHeight(area.height())
        ink = theme.current().ink("info")
        ink.setAlphaF(0.22)
        painter.fillRect(box, ink)

    def _measure(self) -> None:
        self._font = theme.font(mono=True)
        metrics = QFontMetricsF(self._font)
        self._cell = metrics.horizontalAdvance("M")
        self.line = metrics.height() + theme.px(4)
        self._base = theme.px(4) / 2 + metrics.ascent()

    def _label_cells(self, part: TokenPart) -> int:
        width = QFontMetricsF(theme.font(Size.LABEL)).horizontalAdvance(part.name)
        return int((width + theme.px(14)) / self._cell) + 1
