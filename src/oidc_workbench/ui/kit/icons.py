"""The one set of icons: 16 px line drawings, tinted with a colour of the theme."""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QPixmap

from oidc_workbench.ui import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

_FOLDER = Path(__file__).parent.parent.parent / "resources" / "icons"
_STROKE = b'stroke="#000000"'
_SIZE = b'width="16" height="16"'


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
    drawing = (_FOLDER / f"{name}.svg").read_bytes()
    side = round(size * ratio)
    drawing = drawing.replace(_STROKE, b'stroke="%s"' % QColor(colour).name().encode("ascii"))
    image = QPixmap()
    image.loadFromData(drawing.replace(_SIZE, b'width="%d" height="%d"' % (side, side)), "SVG")
    image.setDevicePixelRatio(ratio)
    return image


def icon(name: str, colour: str = "", gap: int = 0) -> "QIcon":
    """Make an icon for a button.

    Args:
        name: a file in ``resources/icons``.
        colour: as ``#RRGGBB``.
        gap: empty pixels at 100 % at its right, before the button's text.
    """
    from PySide6.QtGui import QIcon

    return QIcon(_with_gap(pixmap(name, colour), gap))


def _with_gap(drawn: QPixmap, gap: int) -> QPixmap:
    if not gap:
        return drawn
    from PySide6.QtGui import QPainter

    ratio = drawn.devicePixelRatio()
    wide = QPixmap(drawn.width() + round(theme.px(gap) * ratio), drawn.height())
    wide.setDevicePixelRatio(ratio)
    wide.fill(QColor(0, 0, 0, 0))
    painter = QPainter(wide)
    painter.drawPixmap(0, 0, drawn)
    painter.end()
    return wide
