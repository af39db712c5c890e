"""The sequence diagram of a run: drawn as it goes, each arrow linked with its step."""

from PySide6.QtCore import QBuffer, QIODevice, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.sequence import NAMES, Arrow, Sequence
from oidc_workbench.ui.theme import Size

_SIDE, _HEAD, _GAP, _ROW, _BOTTOM = 14, 24, 10, 24, 16
_LEAST = 4  # rows of lifeline to show before anything happened
_EMPTY = "Every message appears here as it is sent."


class SequenceDiagram(QWidget):
    """Lifelines and arrows; arrow keys go from message to message, Enter goes to its step."""

    step_selected = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._sequence = Sequence(())
        self._marked = ""
        self._current = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        self.setAccessibleName("What happened")
        self.setMouseTracking(True)

    def show_sequence(self, sequence: Sequence, marked: str) -> None:
        """Show the messages so far; those of the marked step stand out."""
        if (sequence, marked) == (self._sequence, self._marked):
            return
        taller = len(sequence.arrows) != len(self._sequence.arrows)
        self._sequence, self._marked = sequence, marked
        self._current = min(self._current, len(sequence.arrows) - 1)
        self.setAccessibleDescription(sequence.said)
        if taller:
            self.setMinimumHeight(self.sizeHint().height())
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """One row for each message."""
        rows = max(len(self._sequence.arrows), _LEAST)
        height = _SIDE + _HEAD + _GAP + rows * _ROW + _BOTTOM
        return QSize(theme.px(420), theme.px(height))

    def minimumSizeHint(self) -> QSize:
        """The actors need some room."""
        return QSize(theme.px(70 * len(self._sequence.actors)), self.sizeHint().height())

    # Where things stand

    @property
    def head_height(self) -> int:
        """The height of the row of actors, in pixels."""
        return theme.px(_SIDE + _HEAD + _GAP)

    def _slot(self) -> float:
        count = max(1, len(self._sequence.actors))
        return (self.width() - 2 * theme.px(_SIDE)) / count

    def _x(self, party: str) -> float:
        index = list(self._sequence.actors).index(party)  # type: ignore[arg-type]  # the party of an arrow is one of the actors
        return theme.px(_SIDE) + self._slot() * (index + 0.5)

    def _y(self, index: int) -> float:
        return self.head_height + theme.px(_ROW) * (index + 0.7)

    def rows_of(self, step_id: str) -> tuple[int, int] | None:
        """From where to where a step's arrows stand, in pixels; None when it has none."""
        rows = [i for i, arrow in enumerate(self._sequence.arrows) if arrow.step_id == step_id]
        if not rows:
            return None
        return round(self._y(rows[0])) - theme.px(_ROW), round(self._y(rows[-1])) + theme.px(_ROW)

    def _arrow_at(self, y: float) -> int:
        index = int((y - self.head_height) / theme.px(_ROW))
        return index if y >= self.head_height and index < len(self._sequence.arrows) else -1

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the diagram."""
        painter = QPainter(self)
        seen = self.visibleRegion().boundingRect()
        self.draw(painter, seen.top())
        if self.hasFocus() and self._current < 0:
            painter.setPen(QPen(theme.current().ink("info"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(seen).adjusted(2, 2, -2, -2), 6, 6)

    def draw(self, painter: QPainter, top: int = 0) -> None:
        """Draw on any device, as the export does.

        Args:
            painter: draws on it.
            top: where the visible part begins, in pixels; the actors stay in sight there.
        """
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for party in self._sequence.actors:
            self._draw_lifeline(painter, self._x(party))
        if not self._sequence.arrows:
            self._draw_empty(painter)
        for index, arrow in enumerate(self._sequence.arrows):
            self._draw_ground(painter, index, arrow)
            self._draw_arrow(painter, arrow, self._y(index))
        ground = QColor(theme.current().colours.surface)
        painter.fillRect(QRectF(0, top, self.width(), self.head_height), ground)
        for party in self._sequence.actors:
            self._draw_actor(painter, NAMES[party], self._x(party), top)

    def _draw_empty(self, painter: QPainter) -> None:
        painter.setFont(theme.font())
        width = QFontMetricsF(painter.font()).horizontalAdvance(_EMPTY) + theme.px(24)
        box = QRectF((self.width() - width) / 2, self._y(1), width, theme.px(28))
        painter.fillRect(box, QColor(theme.current().colours.surface))
        painter.setPen(QColor(theme.current().colours.muted))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, _EMPTY)

    def _draw_lifeline(self, painter: QPainter, x: float) -> None:
        painter.setPen(QPen(QColor(theme.current().colours.line), 1, Qt.PenStyle.DashLine))
        top = theme.px(_SIDE + _HEAD) - 2
        painter.drawLine(QPointF(x, top), QPointF(x, self.height() - theme.px(6)))

    def _draw_actor(self, painter: QPainter, name: str, x: float, top: int) -> None:
        colours = theme.current().colours
        width = min(float(theme.px(82)), self._slot() - theme.px(8))
        box = QRectF(x - width / 2, top + theme.px(_SIDE) - 2, width, theme.px(_HEAD))
        painter.setPen(QPen(QColor(colours.line), theme.current().line_width))
        painter.setBrush(QColor(colours.sunken))
        painter.drawRoundedRect(box, 5, 5)
        painter.setPen(QColor(colours.text))
        painter.setFont(theme.font(Size.LABEL, 500))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)

    def _draw_ground(self, painter: QPainter, index: int, arrow: Arrow) -> None:
        chosen = bool(self._marked) and arrow.step_id == self._marked
        focused = self.hasFocus() and index == self._current
        if not (chosen or focused):
            return
        top = self.head_height + theme.px(_ROW) * index
        area = QRectF(theme.px(4), top, self.width() - theme.px(8), theme.px(_ROW))
        if chosen:
            painter.fillRect(area, theme.current().ground("info"))
        if focused:
            painter.setPen(QPen(theme.current().ink("info"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 4, 4)

    def _draw_arrow(self, painter: QPainter, arrow: Arrow, y: float) -> None:
        ink = theme.current().ink(arrow.tone)
        start, end = self._x(arrow.source), self._x(arrow.target)
        self._draw_label(painter, arrow, (start + end) / 2, y)
        style = Qt.PenStyle.DashLine if arrow.answer else Qt.PenStyle.SolidLine
        painter.setPen(QPen(ink, 1.4, style))
        way = 1 if end > start else -1
        painter.drawLine(QPointF(start, y), QPointF(end - way * theme.px(6), y))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        head, half = theme.px(8), theme.px(4)
        corners = [QPointF(end, y), QPointF(end - way * head, y - half)]
        painter.drawPolygon(QPolygonF([*corners, QPointF(end - way * head, y + half)]))

    def _draw_label(self, painter: QPainter, arrow: Arrow, middle: float, y: float) -> None:
        painter.setFont(theme.font(Size.LABEL))
        metrics = QFontMetricsF(painter.font())
        room = self.width() - 2 * theme.px(4)
        text = metrics.elidedText(arrow.label, Qt.TextElideMode.ElideMiddle, room)
        width = metrics.horizontalAdvance(text)
        left = min(max(middle - width / 2, theme.px(4)), self.width() - width - theme.px(4))
        colours = theme.current().colours
        chosen = bool(self._marked) and arrow.step_id == self._marked
        ground = theme.current().ground("info") if chosen else QColor(colours.surface)
        box = QRectF(left - 2, y - metrics.height() - 2, width + 4, metrics.height())
        painter.fillRect(box, ground)
        error = arrow.tone == "error"
        painter.setPen(theme.current().ink("error") if error else QColor(colours.muted))
        painter.drawText(QPointF(left, y - metrics.descent() - 2), text)

    # What the person does

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the step of the arrow."""
        self._current = self._arrow_at(event.position().y())
        self._tell()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say the message under the pointer."""
        index = self._arrow_at(event.position().y())
        self.setToolTip(self._sequence.arrows[index].said if index >= 0 else "")
        shape = Qt.CursorShape.PointingHandCursor if index >= 0 else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from message to message."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step and self._sequence.arrows:
            last = len(self._sequence.arrows) - 1
            self._current = min(max(self._current + step, 0), last)
            self.setAccessibleDescription(self._sequence.arrows[self._current].said)
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._tell()
        else:
            super().keyPressEvent(event)

    def _tell(self) -> None:
        if 0 <= self._current < len(self._sequence.arrows):
            self.step_selected.emit(self._sequence.arrows[self._current].step_id)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the keys go here."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that they don't any more, and say the whole diagram again."""
        super().focusOutEvent(event)
        self.setAccessibleDescription(self._sequence.said)
        self.update()

    def svg(self) -> bytes:
        """Draw the diagram as SVG; Qt's module for that is loaded only now."""
        from PySide6.QtSvg import QSvgGenerator

        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        generator = QSvgGenerator()
        generator.setOutputDevice(buffer)
        generator.setSize(self.size())
        generator.setViewBox(self.rect())
        generator.setTitle("What happened")
        generator.setDescription(self._sequence.said)
        painter = QPainter(generator)
        painter.fillRect(self.rect(), QColor(theme.current().colours.surface))
        self.draw(painter)
        painter.end()
        return bytes(buffer.data().data())
