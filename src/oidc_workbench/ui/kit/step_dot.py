"""The mark of a step's state: a shape as well as a colour, with a name for screen readers."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from oidc_workbench.flows.step import StepState
from oidc_workbench.ui import theme
from oidc_workbench.ui.theme import Size, Tone

DOT = 22
_TONES: dict[StepState | None, Tone] = {
    StepState.RUNNING: "info",
    StepState.WAITING: "info",
    StepState.DONE: "ok",
    StepState.WARNING: "warning",
    StepState.FAILED: "error",
    None: "neutral",
}
_NAMES = {
    StepState.RUNNING: "running",
    StepState.WAITING: "waiting",
    StepState.DONE: "done",
    StepState.WARNING: "done, with a warning",
    StepState.FAILED: "failed",
    None: "not begun",
}


def state_name(state: StepState | None) -> str:
    """Say a state in words."""
    return _NAMES[state]


class StepDot(QWidget):
    """A disc with a check, an exclamation mark, a cross, a clock, dots, or a number."""

    def __init__(self, number: int, state: StepState | None = None) -> None:
        super().__init__()
        self._number, self._state = number, state
        self.setFixedSize(QSize(theme.px(DOT), theme.px(DOT)))
        self.set_state(state)

    def set_state(self, state: StepState | None) -> None:
        """Show another state; None is a step not begun, shown by its number."""
        self._state = state
        self.setAccessibleName(f"Step {self._number}: {state_name(state)}")
        self.setToolTip(state_name(state))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the disc and its mark."""
        tone = _TONES[self._state]
        now = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        disc = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self._state is not None or now.contrast:
            outline = QPen(now.ink(tone), 1) if now.contrast else Qt.PenStyle.NoPen
            painter.setPen(outline)
            painter.setBrush(now.ground(tone))
            painter.drawEllipse(disc)
        pen = QPen(now.ink(tone), 1.6 * now.scale)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        self._mark(painter)

    def _mark(self, painter: QPainter) -> None:
        unit = self.width() / 22

        def line(*points: tuple[float, float]) -> None:
            painter.drawPolyline(QPolygonF([QPointF(x * unit, y * unit) for x, y in points]))

        if self._state is StepState.DONE:
            line((7.2, 11.3), (9.9, 13.9), (14.8, 8.4))
        elif self._state is StepState.FAILED:
            line((8, 8), (14, 14))
            line((14, 8), (8, 14))
        elif self._state is StepState.WARNING:
            line((11, 6.4), (11, 12))
            line((11, 15.2), (11, 15.3))
        elif self._state is StepState.WAITING:
            painter.drawEllipse(QPointF(11 * unit, 11 * unit), 5 * unit, 5 * unit)
            line((11, 8.2), (11, 11.2), (13, 12.2))
        elif self._state is StepState.RUNNING:
            for left in (7, 11, 15):
                line((left, 11), (left + 0.1, 11))
        else:
            painter.setFont(theme.font(Size.BODY, 600))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, str(self._number))
