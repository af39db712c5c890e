"""Texts that break anywhere, set off values, or are cut to one line."""

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import (
    QAction,
    QColor,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.text import Ink, Text, label
from oidc_workbench.ui.theme import Size

__all__ = ["Ink", "MarkedText", "MonoText", "Text", "break_lines", "label"]


class MarkedText(Text):
    """A wrapping sentence in which ``backticks`` set off what a machine reads.

    Only backticks mean anything; everything else is shown as it stands.
    """

    def __init__(self, text: str = "", size: Size = Size.BODY, *, ink: Ink = "") -> None:
        super().__init__("", size, ink=ink, wrap=True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Show another sentence."""
        from html import escape

        family = theme.font(mono=True).family()
        parts = text.split("`")
        shown = "".join(
            f"<span style=\"font-family:'{escape(family)}'\">{_breakable(part)}</span>"
            if index % 2
            else escape(part)
            for index, part in enumerate(parts)
        )
        self.setText(shown)
        self.setAccessibleName(text.replace("`", ""))


def _breakable(text: str) -> str:
    from html import escape

    # A long URL may break after its punctuation.
    return "".join(escape(char) + ("&#8203;" if char in "/&?=.,-_" else "") for char in text)


class MonoText(QWidget):
    """A text that a machine reads: monospace, breaks anywhere, or is elided to one line.

    Args:
        elide: show one line, cut in the middle; the whole is in the tooltip and can be copied.
    """

    def __init__(self, text: str = "", *, elide: bool = False, size: Size = Size.BODY) -> None:
        super().__init__()
        self._text, self._elide = text, elide
        self.setFont(theme.font(size, mono=True))
        across = QSizePolicy.Policy.Ignored if elide else QSizePolicy.Policy.Preferred
        down = QSizePolicy.Policy.Fixed if elide else QSizePolicy.Policy.Preferred
        policy = QSizePolicy(across, down)
        policy.setHeightForWidth(not elide)
        self.setSizePolicy(policy)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        copy = QAction("Copy", self)
        copy.triggered.connect(self._copy)
        self.addAction(copy)
        self.set_text(text)

    def text(self) -> str:
        """Return the whole text."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show another text."""
        self._text = text
        self.setAccessibleName(text)
        self.setToolTip(text if self._elide and len(text) < 2000 else "")
        self.updateGeometry()
        self.update()

    def colour(self) -> QColor:
        """Return the colour of the text."""
        return self.palette().text().color()

    def _copy(self) -> None:
        from oidc_workbench.ui.kit.clipboard import copy_text

        copy_text(self._text)

    def hasHeightForWidth(self) -> bool:
        """A wrapped text is higher when it is narrower."""
        return not self._elide

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines at a width."""
        return self._lay_out(width)[1] + self.contentsMargins().top()

    def sizeHint(self) -> QSize:
        """Prefer one line for each line of the text."""
        metrics = QFontMetrics(self.font())
        lines = self._text.split("\n")[:200]
        width = max(metrics.horizontalAdvance(line) for line in lines) + 2
        height = metrics.lineSpacing() * len(lines) + self.contentsMargins().top()
        return QSize(min(width, 900), height)

    def minimumSizeHint(self) -> QSize:
        """A few characters wide."""
        metrics = QFontMetrics(self.font())
        return QSize(metrics.horizontalAdvance("M") * 8, metrics.lineSpacing())

    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette."""
        super().changeEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the lines."""
        painter = QPainter(self)
        painter.setPen(self.colour())
        if self._elide:
            metrics, mode = QFontMetrics(self.font()), Qt.TextElideMode.ElideMiddle
            line = metrics.elidedText(self._text.replace("\n", " "), mode, self.width())
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, line)
        else:
            for layout, top in self._lay_out(self.width())[0]:
                layout.draw(painter, QPointF(0, top + self.contentsMargins().top()))

    def _lay_out(self, width: int) -> tuple[list[tuple[QTextLayout, float]], int]:
        modes = QTextOption.WrapMode
        placed: list[tuple[QTextLayout, float]] = []
        top = 0.0
        for text in self._text.split("\n"):
            layout = QTextLayout(text or " ", self.font())
            option = QTextOption()
            # Qt would break a key identifier after a hyphen; only blanks are places to break.
            spaced = " " in text
            option.setWrapMode(modes.WrapAtWordBoundaryOrAnywhere if spaced else modes.WrapAnywhere)
            layout.setTextOption(option)
            height = break_lines(layout, width)
            placed.append((layout, top))
            top += height
        return placed, round(top)


def break_lines(layout: QTextLayout, width: float) -> float:
    """Break a text into lines of a width; returns their height."""
    height = 0.0
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, height))
        height += line.height()
    layout.endLayout()
    return height
