"""The one set of icons: 16 px line drawings, tinted with a colour of the theme."""

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from oidc_workbench.ui import theme

_FOLDER = Path(__file__).parent.parent.parent / "resources" / "icons"
_STROKE = b"#000000"
_CLEAR = QColor(0, 0, 0, 0)


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
    image.fill(_CLEAR)
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
    return QIcon(_with_gap(pixmap(name, colour), gap))


def _with_gap(drawn: QPixmap, gap: int) -> QPixmap:
    if not gap:
        return drawn
    ratio = drawn.devicePixelRatio()
    wide = QPixmap(drawn.width() + round(theme.px(gap) * ratio), drawn.height())
    wide.setDevicePixelRatio(ratio)
    wide.fill(_CLEAR)
    painter = QPainter(wide)
    painter.drawPixmap(0, 0, drawn)
    painter.end()
    return wide
