"""The rail of panes at the left: icon, name, shortcut."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
)

from oidc_workbench.ui import theme
from oidc_workbench.ui.frame_label import FrameLabel
from oidc_workbench.ui.kit import icons
from oidc_workbench.ui.pane import PaneEntry
from oidc_workbench.ui.theme import Size

WIDTH = 208


class RailButton(QPushButton):
    """One pane."""

    def __init__(self, entry: PaneEntry, number: int) -> None:
        super().__init__(entry.title)
        self._entry = entry
        self.setProperty("kind", "rail")
        self.setCheckable(True)
        self.toggled.connect(lambda _on: self._tint())
        self.setAccessibleName(entry.title)
        self.setAccessibleDescription(f"Ctrl+{number}")
        self.setToolTip(f"{entry.title} (Ctrl+{number})")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFont(theme.font())
        hint = FrameLabel(f"Ctrl {number}", Size.LABEL)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, theme.px(10), 0)
        line.addStretch(1)
        line.addWidget(hint)
        self._tint()

    def sizeHint(self) -> QSize:
        """All alike."""
        return QSize(theme.px(WIDTH - 16), theme.px(35))

    def changeEvent(self, event: QEvent) -> None:
        """Tint the icon anew when the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()

    def _tint(self) -> None:
        colours = theme.current().colours
        ink = colours.info if self.isChecked() else colours.muted
        self.setIcon(icons.icon(self._entry.icon, ink, gap=6))
        self.setIconSize(QSize(theme.px(16 + 6), theme.px(16)))


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
