"""An icon that stands alone."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QLabel

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit import icons


class TintedIcon(QLabel):
    """An icon on its own, in the colour of a tone, which it keeps when the theme changes."""

    def __init__(self, name: str, tone: theme.Tone = "neutral", size: int = 16) -> None:
        super().__init__()
        self._name, self._tone, self._size = name, tone, size
        self.set_icon(name, tone)

    def set_icon(self, name: str, tone: theme.Tone) -> None:
        """Show another icon, or another tone."""
        self._name, self._tone = name, tone
        self.setPixmap(icons.pixmap(name, theme.current().ink(tone).name(), self._size))

    def changeEvent(self, event: QEvent) -> None:
        """Tint it anew when the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.set_icon(self._name, self._tone)
