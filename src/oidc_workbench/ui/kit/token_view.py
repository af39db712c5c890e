"""The token itself: coloured, labelled parts, painted line by line, however long it is."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QFrame

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.clipboard import secret_clipboard
from oidc_workbench.ui.kit.token_text import Highlight, Run, TokenPart, lay_out
from oidc_workbench.ui.theme import Size

MOST_LINES = 12
_PATTERNS = {"header": Qt.PenStyle.SolidLine, "signature": Qt.PenStyle.DotLine}


class TokenView(QAbstractScrollArea):
    """Shows a token in monospace; every character is one cell, so places are arithmetic.

    Arrow keys left and right go from part to part; paste and drop hand in another token.
    """

    picked = Signal(int, int)
    pasted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._parts: tuple[TokenPart, ...] = ()
        self._highlight: Highlight | None = None
        self._reveal = False
        self._runs: tuple[Run, ...] = ()
        self._columns = 0
        self._current = 0
        self._measure()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Token")
        self.setAcceptDrops(True)
        self.viewport().setAutoFillBackground(False)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)

    def show_token(
        self, parts: tuple[TokenPart, ...], highlight: Highlight | None, *, reveal: bool
    ) -> None:
        """Show a token, one place of it, and its secret parts or not."""
        changed = (parts, reveal) != (self._parts, self._reveal)
        moved = highlight != self._highlight
        self._parts, self._highlight, self._reveal = parts, highlight, reveal
        if changed:
            self._lay_out()
            self._describe()
        if moved and highlight is not None:
            self._current = highlight.part
            self._scroll_to(highlight)
        if changed or moved:
            self.viewport().update()

    # Laying out

    def _cell(self) -> float:
        return self._size[0]

    def _line(self) -> float:
        return self._size[1]

    def _measure(self) -> None:
        self._font = theme.font(mono=True)
        metrics = QFontMetricsF(self._font)
        self._size = (metrics.horizontalAdvance("M"), metrics.height() + theme.px(4))
        self._base = theme.px(4) / 2 + metrics.ascent()

    def _lay_out(self) -> None:
        self._measure()
        usable = self.viewport().width() - 2 * theme.px(14)
        self._columns = max(8, int(usable / self._cell()))
        labels = tuple(self._label_cells(part) for part in self._parts)
        self._runs = lay_out(self._parts, labels, self._columns, reveal=self._reveal)
        cells = self._runs[-1].end if self._runs else 1
        self._fit(-(-cells // self._columns))

    def _label_cells(self, part: TokenPart) -> int:
        width = QFontMetricsF(theme.font(Size.LABEL)).horizontalAdvance(part.name)
        return int((width + theme.px(14)) / self._cell()) + 1

    def _fit(self, lines: int) -> None:
        shown = min(lines, MOST_LINES)
        height = round(shown * self._line()) + 2 * theme.px(10)
        self.setFixedHeight(height)
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, lines - shown))
        bar.setPageStep(shown)
        # A scroll bar takes no width away that the lines were counted with.
        many = lines > shown
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAlwaysOn if many else policy.ScrollBarAlwaysOff
        )

    def _describe(self) -> None:
        told = [
            f"{part.name}, {len(part.text)} characters"
            + (", hidden" if part.secret and not self._reveal else "")
            for part in self._parts
        ]
        self.setAccessibleDescription("; ".join(told) or "No token yet. Paste one.")

    def _scroll_to(self, highlight: Highlight) -> None:
        run = next((r for r in self._runs if r.part == highlight.part and not r.label), None)
        if run is None or run.masked:
            return
        line = (run.first + highlight.start) // self._columns
        bar = self.verticalScrollBar()
        if not bar.value() <= line < bar.value() + bar.pageStep():
            bar.setValue(line)

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the lines that can be seen."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        first = self.verticalScrollBar().value()
        for row in range(first, first + MOST_LINES + 1):
            self._paint_line(painter, row, theme.px(10) + (row - first) * self._line())
        if self.hasFocus():
            painter.setPen(QPen(theme.current().ink("info"), 2))
            area = QRectF(self.viewport().rect()).adjusted(2, 2, -2, -2)
            painter.drawRoundedRect(area, theme.CONTROL_RADIUS, theme.CONTROL_RADIUS)

    def _paint_line(self, painter: QPainter, row: int, top: float) -> None:
        begin, end = row * self._columns, (row + 1) * self._columns
        for run in self._runs:
            start, stop = max(run.first, begin), min(run.end, end)
            if start >= stop:
                continue
            left = theme.px(14) + (start - begin) * self._cell()
            area = QRectF(left, top, (stop - start) * self._cell(), self._line())
            if run.label:
                self._paint_label(painter, area, self._parts[run.part])
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
        part = self._parts[run.part]
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
        marked = self._highlight
        if marked is None or marked.part != run.part:
            return
        whole = run.masked
        first = 0 if whole else max(marked.start, start)
        last = len(run.text) if whole else min(marked.end, stop)
        first, last = max(first, start), min(last, stop)
        if first >= last:
            return
        cell = self._cell()
        box = QRectF(area.left() + (first - start) * cell, area.top(), (last - first) * cell, 0)
        box.setHeight(area.height())
        ink = theme.current().ink("info")
        ink.setAlphaF(0.22)
        painter.fillRect(box, ink)

    # What the person does

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell which character was pointed at."""
        row = int((event.position().y() - theme.px(10)) / self._line())
        column = int((event.position().x() - theme.px(14)) / self._cell())
        cell = (row + self.verticalScrollBar().value()) * self._columns
        cell += min(max(column, 0), self._columns - 1)
        for run in self._runs:
            if run.first <= cell < run.end:
                hidden = run.label or run.masked
                offset = len(self._parts[run.part].text) if hidden else cell - run.first
                self.picked.emit(run.part, offset)
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go from part to part; copy and paste act on the whole token."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if step and self._parts:
            part = min(max(self._current + step, 0), len(self._parts) - 1)
            self._current = part
            self.picked.emit(part, len(self._parts[part].text))
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit(QApplication.clipboard().text())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """Copy the whole token; as a secret, it leaves the clipboard after a while."""
        if self._parts:
            secret_clipboard().copy("".join(part.text + part.separator for part in self._parts))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take text."""
        if event.mimeData().hasText():
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Take text anywhere."""
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand in what was dropped."""
        self.pasted.emit(event.mimeData().text())
        event.acceptProposedAction()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the keys go here."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that they don't any more."""
        super().focusOutEvent(event)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew when the width changed."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._lay_out()

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(theme.px(380), self.height())

    def minimumSizeHint(self) -> QSize:
        """A few words wide."""
        return QSize(theme.px(200), theme.px(40))
