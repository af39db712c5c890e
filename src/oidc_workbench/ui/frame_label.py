"""Labels of the window's frame, made without what is dear to load.

Touching the namespace ``PySide6.QtCore.Qt`` makes Python classes of its hundred enumerations, a
fifth of the time in which a bare window appears, and so does every call with an overload that
takes one of them (``QPainter.setPen``). What the window needs for its first paint does without:
it sets such values as properties and leaves painting and colours to the stylesheet.
"""

from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QLabel

from oidc_workbench.ui import theme
from oidc_workbench.ui.theme import Size

_PLAIN_TEXT = 0  # Qt.TextFormat.PlainText
_RIGHT = 0x0002 | 0x0080  # Qt.AlignmentFlag.AlignRight | AlignVCenter


class FrameLabel(QLabel):
    """One line of plain text, muted unless told otherwise.

    Args:
        ink: a tone of the stylesheet; empty for the normal text colour.
        right: the text stands at the right.
        shrinks: it is elided rather than pushing the window wide.
    """

    def __init__(
        self,
        text: str = "",
        size: Size = Size.BODY,
        weight: int = 400,
        *,
        ink: str = "muted",
        right: bool = False,
        shrinks: bool = False,
    ) -> None:
        super().__init__()
        self.setProperty("textFormat", _PLAIN_TEXT)
        if ink:
            self.setProperty("tone", ink)
        if right:
            self.setProperty("alignment", _RIGHT)
        self._shrinks, self._whole = shrinks, text
        if shrinks:
            self.setMinimumWidth(1)
        self.setFont(theme.font(size, weight))
        self.setText(text)

    def setText(self, text: str) -> None:
        """Say something else."""
        self._whole = text
        if self._shrinks:
            self.setAccessibleName(text)
        super().setText(text)
        if self.isVisible():  # else it has no width of its own yet
            self._fit()

    def text(self) -> str:
        """Return what is said, also where not all of it is shown."""
        return self._whole

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        """As wide as all of it, so that it grows again when there is room."""
        hint = super().sizeHint()
        if self._shrinks:
            hint.setWidth(self.fontMetrics().horizontalAdvance(self._whole) + 1)
        return hint

    def _fit(self) -> None:
        if self._shrinks:
            super().setText(elided(self._whole, self.fontMetrics(), self.contentsRect().width()))


def elided(text: str, metrics: QFontMetrics, width: int) -> str:
    """Cut a text at its right where it does not fit."""
    if metrics.horizontalAdvance(text) <= width:
        return text
    from PySide6.QtCore import Qt

    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
