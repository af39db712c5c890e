"""A token's times on one line, and a handle that asks "and at this time?"."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.human_time import clock, date_and_clock, relative
from oidc_workbench.ui.kit.time_model import TimeModel
from oidc_workbench.ui.theme import Size

_SIDE, _ROW, _BAR = 18, 15, 6
_STEPS = 60.0


class TimeRuler(QWidget):
    """Draws ``auth_time``, ``iat``, ``nbf``, ``exp``, the leeway and the moment of judgement.

    Drag the handle or use the arrow keys (Page keys for larger steps) to judge at another time;
    Escape goes back to now.
    """

    judged_at = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._model: TimeModel | None = None
        self._bounds = (0.0, 1.0)
        self._dragging = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Judge at this time")
        self.setToolTip("Drag to judge at another time; Escape goes back to now")
        self.setCursor(Qt.CursorShape.SizeHorCursor)

    def show_times(self, model: TimeModel) -> None:
        """Show a token's times."""
        if model == self._model:
            return
        self._model = model
        if not self._dragging:
            self._bounds = model.bounds
        self.setAccessibleDescription(model.sentence)
        self.update()

    def sizeHint(self) -> QSize:
        """Labels above, the bar, the moment below."""
        return QSize(theme.px(360), theme.px(2 * _ROW + 46))

    def minimumSizeHint(self) -> QSize:
        """Narrow is still legible."""
        return QSize(theme.px(220), self.sizeHint().height())

    # From times to places and back

    def _x(self, at: float) -> float:
        first, last = self._bounds
        side, width = theme.px(_SIDE), self.width() - 2 * theme.px(_SIDE)
        share = (at - first) / (last - first)
        return side + min(max(share, 0.0), 1.0) * width

    def _at(self, x: float) -> float:
        first, last = self._bounds
        share = (x - theme.px(_SIDE)) / max(1, self.width() - 2 * theme.px(_SIDE))
        return float(round(first + min(max(share, 0.0), 1.0) * (last - first)))

    def _label(self, at: float) -> str:
        first, last = self._bounds
        same_day = first // 86400 == last // 86400
        return clock(at) if same_day else date_and_clock(at)

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ruler."""
        model = self._model
        if model is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = float(theme.px(2 * _ROW + 8))
        self._paint_bar(painter, model, top)
        self._paint_marks(painter, model, top)
        if not model.follows:
            self._paint_now(painter, model, top)
        self._paint_handle(painter, model, top)

    def _paint_bar(self, painter: QPainter, model: TimeModel, top: float) -> None:
        now, height = theme.current(), float(theme.px(_BAR))
        first, last = self._bounds
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(now.colours.line))
        track = QRectF(self._x(first), top, self._x(last) - self._x(first), height)
        painter.drawRoundedRect(track, height / 2, height / 2)
        if model.begins is None and model.ends is None:
            return
        begins = first if model.begins is None else model.begins
        ends = last if model.ends is None else model.ends
        accent = now.ink("info")
        for start, stop, brush in (
            (begins - model.leeway, begins, QBrush(accent, Qt.BrushStyle.BDiagPattern)),
            (begins, ends, QBrush(accent)),
            (ends, ends + model.leeway, QBrush(accent, Qt.BrushStyle.BDiagPattern)),
        ):
            if stop > start:
                width = max(self._x(stop) - self._x(start), 1.0)
                area = QRectF(self._x(start), top, width, height)
                painter.fillRect(area, QColor(now.colours.surface))
                painter.fillRect(area, brush)

    def _paint_marks(self, painter: QPainter, model: TimeModel, top: float) -> None:
        painter.setFont(theme.font(Size.LABEL))
        metrics = QFontMetricsF(painter.font())
        taken = [-1000.0, -1000.0]  # where the last label of each row ends
        pen = QPen(QColor(theme.current().colours.muted), theme.current().line_width)
        painter.setPen(pen)
        for name, at in sorted(model.marks, key=lambda mark: mark[1]):
            first, last = self._bounds
            arrow = "← " if at < first else "→ " if at > last else ""
            text = f"{arrow}{name} {self._label(at)}"
            width = metrics.horizontalAdvance(text)
            left = min(max(self._x(at) - width / 2, 2.0), self.width() - width - 2)
            row = 1 if left > taken[1] + theme.px(8) else 0
            taken[row] = left + width
            base = theme.px(_ROW) * (row + 1) - theme.px(3)
            painter.drawText(QPointF(left, base), text)
            x = self._x(at)
            painter.drawLine(QPointF(x, top - theme.px(5)), QPointF(x, top))

    def _paint_now(self, painter: QPainter, model: TimeModel, top: float) -> None:
        x = self._x(model.now)
        painter.setPen(QPen(QColor(theme.current().colours.muted), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, top - theme.px(4)), QPointF(x, top + theme.px(14)))

    def _paint_handle(self, painter: QPainter, model: TimeModel, top: float) -> None:
        ink = QColor(theme.current().colours.text)
        if self.hasFocus() or not model.follows:
            ink = theme.current().ink("info")
        x = self._x(model.judged_at)
        painter.setPen(QPen(ink, 2))
        painter.drawLine(QPointF(x, top - theme.px(6)), QPointF(x, top + theme.px(14)))
        if self.hasFocus():
            painter.setBrush(ink)
            painter.drawEllipse(QPointF(x, top + theme.px(_BAR) / 2), theme.px(4), theme.px(4))
        painter.setFont(theme.font(Size.LABEL, 600))
        text = self._handle_text(model)
        width = QFontMetricsF(painter.font()).horizontalAdvance(text)
        left = min(max(x - width / 2, 2.0), self.width() - width - 2)
        painter.drawText(QPointF(left, top + theme.px(28)), text)

    def _handle_text(self, model: TimeModel) -> str:
        first, last = self._bounds
        name = "now" if model.follows else "judged at"
        left = "← " if model.judged_at < first else "↔ "
        right = " →" if model.judged_at > last else ""
        ends = model.ends
        far = ""
        if right and ends is not None:
            far = f", {relative(model.judged_at, ends).removeprefix('in ')} after exp"
        return f"{left}{name} {self._label(model.judged_at)}{far}{right}"

    # What the person does

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to drag."""
        self._dragging = True
        self._ask(self._at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Judge while dragging."""
        if self._dragging:
            self._ask(self._at(event.position().x()))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go."""
        self._dragging = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the moment of judgement."""
        keys = Qt.Key
        steps = {
            keys.Key_Left: -1.0, keys.Key_Right: 1.0,
            keys.Key_PageDown: -10.0, keys.Key_PageUp: 10.0,
        }  # fmt: skip
        key = Qt.Key(event.key())
        if key == keys.Key_Escape and self._model is not None and not self._model.follows:
            self.judged_at.emit(None)
        elif key in steps and self._model is not None:
            first, last = self._bounds
            step = max(1.0, round((last - first) / _STEPS))
            at = self._model.judged_at + steps[key] * step
            self._ask(min(max(at, first), last))
        else:
            super().keyPressEvent(event)

    def _ask(self, at: float) -> None:
        if self._model is None or at != self._model.judged_at:
            self.judged_at.emit(at)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the keys go here."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that they don't any more."""
        super().focusOutEvent(event)
        self.update()
