"""The rail of panes at the left: icon, name, shortcut."""

from collections.abc import Iterable

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
)

from oidc_workbench.ui import theme
from oidc_workbench.ui.frame_label import FrameLabel
from oidc_workbench.ui.kit.tinted_icon import TintedIcon
from oidc_workbench.ui.pane import PaneEntry
from oidc_workbench.ui.theme import Size

WIDTH = 208


class RailButton(QPushButton):
    """One pane."""

    def __init__(self, entry: PaneEntry, number: int) -> None:
        super().__init__(entry.title)
        self.setProperty("kind", "rail")
        self.setCheckable(True)
        self.setAccessibleName(entry.title)
        self.setAccessibleDescription(f"Ctrl+{number}")
        self.setToolTip(f"{entry.title} (Ctrl+{number})")
        self.setFont(theme.font())
        # A label, since an icon of the button's own would load 150 names of system icons.
        icon = TintedIcon(entry.icon)
        self.toggled.connect(lambda on: icon.set_icon(entry.icon, "info" if on else "neutral"))
        line = QHBoxLayout(self)
        line.setContentsMargins(theme.px(10), 0, theme.px(10), 0)
        line.addWidget(icon)
        line.addStretch(1)
        line.addWidget(FrameLabel(f"Ctrl {number}", Size.LABEL))

    def sizeHint(self) -> QSize:
        """All alike."""
        return QSize(theme.px(WIDTH - 16), theme.px(35))


class Rail(QFrame):
    """The panes to choose from, in the order of the index."""

    chosen = Signal(str)

    def __init__(self, entries: Iterable[PaneEntry]) -> None:
        super().__init__()
        self.setObjectName("rail")
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
