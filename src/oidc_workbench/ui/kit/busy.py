"""Work that goes on: what it is, that it moves, and how to stop it."""

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.buttons import Button
from oidc_workbench.ui.kit.labels import Text
from oidc_workbench.ui.kit.layouts import row


class Spinner(QWidget):
    """A turning arc; it keeps no timer while it can't be seen."""

    def __init__(self) -> None:
        super().__init__()
        self._angle = 0
        self._timer = QTimer(self, interval=80)
        self._timer.timeout.connect(self._turn)
        self.setFixedSize(QSize(theme.px(16), theme.px(16)))
        self.setAccessibleName("working")

    def _turn(self) -> None:
        self._angle = (self._angle - 30) % 360
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to turn."""
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop turning."""
        super().hideEvent(event)
        self._timer.stop()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the arc."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(theme.current().ink("info"), 2, Qt.PenStyle.SolidLine)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        edge = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        painter.drawArc(edge, self._angle * 16, 270 * 16)


class BusyIndicator(QWidget):
    """A spinner, what is going on, and Cancel; hidden while nothing goes on."""

    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._text = Text(ink="muted", wrap=True)
        self.cancel = Button("Cancel", self.cancelled.emit)
        line = row(Spinner(), self._text, self.cancel, gap=10)
        line.setStretch(1, 1)
        self.setLayout(line)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.hide()

    def say(self, text: str) -> None:
        """Show what is going on; an empty text hides it."""
        self._text.setText(text)
        self.setAccessibleName(text)
        self.cancel.setAccessibleName(f"Cancel: {text}")
        self.setVisible(bool(text))
