"""The one set of icons: 16 px line drawings, tinted with a colour of the theme."""

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QLabel

from oidc_workbench.ui import theme

_FOLDER = Path(__file__).parent.parent.parent / "resources" / "icons"
_STROKE = b"#000000"


def pixmap(name: str, colour: str = "", size: int = 16, ratio: float = 2.0) -> QPixmap:
    """Draw an icon in a colour, by default that of muted text.

    Args:
        name: a file in ``resources/icons``.
        colour: as ``#RRGGBB``.
        size: in logical pixels at 100 %; scaled with the interface font.
        ratio: device pixels per logical pixel; twice is crisp on every screen.
    """
    return _draw(name, colour or theme.current().colours.muted, theme.px(size), ratio)


@lru_cache(maxsize=256)
def _draw(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer

    drawing = (_FOLDER / f"{name}.svg").read_bytes()
    tinted = drawing.replace(_STROKE, QColor(colour).name().encode("ascii"))
    image = QPixmap(round(size * ratio), round(size * ratio))
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(tinted)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return image


def icon(name: str, colour: str = "", gap: int = 0) -> QIcon:
    """Make an icon for a button.

    Args:
        name: a file in ``resources/icons``.
        colour: as ``#RRGGBB``.
        gap: empty pixels at 100 % at its right, before the button's text.
    """
    drawn = pixmap(name, colour)
    if not gap:
        return QIcon(drawn)
    ratio = drawn.devicePixelRatio()
    wide = QPixmap(drawn.width() + round(theme.px(gap) * ratio), drawn.height())
    wide.setDevicePixelRatio(ratio)
    wide.fill(Qt.GlobalColor.transparent)
    painter = QPainter(wide)
    painter.drawPixmap(0, 0, drawn)
    painter.end()
    return QIcon(wide)


class TintedIcon(QLabel):
    """An icon on its own, in the colour of a tone, which it keeps when the theme changes."""

    def __init__(self, name: str, tone: theme.Tone = "neutral", size: int = 16) -> None:
        super().__init__()
        self._name, self._tone, self._size = name, tone, size
        self.set_icon(name, tone)

    def set_icon(self, name: str, tone: theme.Tone) -> None:
        """Show another icon, or another tone."""
        self._name, self._tone = name, tone
        self.setPixmap(pixmap(name, theme.current().ink(tone).name(), self._size))

    def changeEvent(self, event: QEvent) -> None:
        """Tint it anew when the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.set_icon(self._name, self._tone)
