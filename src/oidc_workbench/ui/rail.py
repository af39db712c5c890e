"""The rail of panes at the left: icon, name, shortcut."""

from collections.abc import Iterable

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit import icons
from oidc_workbench.ui.pane import PaneEntry
from oidc_workbench.ui.theme import Size

WIDTH = 208


class RailButton(QPushButton):
    """One pane."""

    def __init__(self, entry: PaneEntry, number: int) -> None:
        super().__init__()
        self._entry, self._number = entry, number
        self.setProperty("kind", "rail")
        self.setCheckable(True)
        self.setAccessibleName(entry.title)
        self.setAccessibleDescription(f"Ctrl+{number}")
        self.setToolTip(f"{entry.title} (Ctrl+{number})")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """All alike."""
        return QSize(theme.px(WIDTH - 16), theme.px(35))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground, then icon, name and shortcut."""
        super().paintEvent(event)
        colours = theme.current().colours
        chosen = self.isChecked()
        ink = colours.info if chosen else colours.muted
        painter = QPainter(self)
        size = theme.px(16)
        painter.drawPixmap(
            QPoint(theme.px(10), (self.height() - size) // 2), icons.pixmap(self._entry.icon, ink)
        )
        area = self.rect().adjusted(theme.px(36), 0, -theme.px(10), 0)
        painter.setPen(ink)
        painter.setFont(theme.font(Size.LABEL))
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(area, right, f"Ctrl {self._number}")
        painter.setFont(theme.font(weight=600 if chosen else 400))
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(area, left, self._entry.title)


class Rail(QWidget):
    """The panes to choose from, in the order of the index."""

    chosen = Signal(str)

    def __init__(self, entries: Iterable[PaneEntry]) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(theme.px(WIDTH))
        self.setAccessibleName("Panes")
        self._group = QButtonGroup(self)
        self.buttons: dict[str, RailButton] = {}
        box = QVBoxLayout(self)
        box.setContentsMargins(*[theme.px(8)] * 4)
        box.setSpacing(theme.px(2))
        for number, entry in enumerate(entries, 1):
            button = self.buttons[entry.id] = RailButton(entry, number)
            button.clicked.connect(lambda _checked, name=entry.id: self.chosen.emit(name))
            self._group.addButton(button)
            box.addWidget(button)
        box.addStretch(1)

    def mark(self, pane_id: str) -> None:
        """Mark the pane that is in front."""
        self.buttons[pane_id].setChecked(True)
