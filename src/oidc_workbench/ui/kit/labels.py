"""Texts that break anywhere, set off values, or are cut to one line."""

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import (
    QAction,
    QColor,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.text import Ink, Text, label
from oidc_workbench.ui.theme import Size

__all__ = ["Ink", "MarkedText", "MonoText", "Text", "break_lines", "label"]

_BREAKS = "/&?=.,-_"  # a long URL may break after its punctuation
_MAY_BREAK = "\u200b"


class _Broken(QWidget):
    """A text broken into lines; it is laid out once for each width that is asked about.

    Layouts ask for the height at several widths, again and again, and a paint asks once more.
    """

    def __init__(self, size: Size, *, mono: bool) -> None:
        super().__init__()
        self._text = ""
        self._laid_out: dict[int, tuple[list[tuple[QTextLayout, float]], int]] = {}
        self.setFont(theme.font(size, mono=mono))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def text(self) -> str:
        """Return the whole text."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show another text."""
        if text == self._text:
            return
        self._text = text
        self._laid_out.clear()
        self._say(text)
        self.updateGeometry()
        self.update()

    def _say(self, text: str) -> None:
        self.setAccessibleName(text)

    def colour(self) -> QColor:
        """Return the colour of the text."""
        return self.palette().text().color()

    def hasHeightForWidth(self) -> bool:
        """A wrapped text is higher when it is narrower."""
        return True

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
        """Follow font and palette."""
        super().changeEvent(event)
        self._laid_out.clear()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the lines."""
        painter = QPainter(self)
        painter.setPen(self.colour())
        for layout, top in self._lay_out(self.width())[0]:
            layout.draw(painter, QPointF(0, top + self.contentsMargins().top()))

    def _lay_out(self, width: int) -> tuple[list[tuple[QTextLayout, float]], int]:
        if width not in self._laid_out:
            placed: list[tuple[QTextLayout, float]] = []
            top = 0.0
            for layout in self._layouts():
                height = break_lines(layout, width)
                placed.append((layout, top))
                top += height
            self._laid_out[width] = placed, round(top)
        return self._laid_out[width]

    def _layouts(self) -> list[QTextLayout]:
        """One layout for each line of the text, not broken yet."""
        raise NotImplementedError


class MarkedText(_Broken):
    """A wrapping sentence in which ``backticks`` set off what a machine reads.

    Only backticks mean anything; everything else is shown as it stands.
    """

    def __init__(self, text: str = "", size: Size = Size.BODY, *, ink: Ink = "") -> None:
        super().__init__(size, mono=False)
        self._ink: Ink = ink
        self.set_text(text)

    def _say(self, text: str) -> None:
        self.setAccessibleName(text.replace("`", ""))

    def colour(self) -> QColor:
        """Return the colour of the text."""
        if not self._ink:
            return super().colour()
        return theme.current().ink("neutral" if self._ink == "muted" else self._ink)

    def _layouts(self) -> list[QTextLayout]:
        shown, marks = "", []
        for index, part in enumerate(self._text.split("`")):
            if index % 2:
                breakable = "".join(f"{c}{_MAY_BREAK}" if c in _BREAKS else c for c in part)
                marks.append((len(shown), len(breakable)))
                part = breakable  # noqa: PLW2901 - what is shown of it
            shown += part
        layout = QTextLayout(shown, self.font())
        layout.setTextOption(_wrapping(anywhere=False))
        layout.setFormats([_set_off(start, length) for start, length in marks])
        return [layout]


def _set_off(start: int, length: int) -> QTextLayout.FormatRange:
    mark, looks = QTextLayout.FormatRange(), QTextCharFormat()
    looks.setFontFamilies([theme.font(mono=True).family()])
    mark.start, mark.length, mark.format = start, length, looks
    return mark


class MonoText(_Broken):
    """A text that a machine reads: monospace, breaks anywhere, or is elided to one line.

    Args:
        elide: show one line, cut in the middle; the whole is in the tooltip and can be copied.
    """

    def __init__(self, text: str = "", *, elide: bool = False, size: Size = Size.BODY) -> None:
        super().__init__(size, mono=True)
        self._elide = elide
        if elide:
            self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        copy = QAction("Copy", self)
        copy.triggered.connect(self._copy)
        self.addAction(copy)
        self.set_text(text)

    def _say(self, text: str) -> None:
        super()._say(text)
        self.setToolTip(text if self._elide and len(text) < 2000 else "")

    def _copy(self) -> None:
        from oidc_workbench.ui.kit.clipboard import copy_text

        copy_text(self._text)

    def hasHeightForWidth(self) -> bool:
        """A wrapped text is higher when it is narrower."""
        return not self._elide

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lines."""
        if not self._elide:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setPen(self.colour())
        metrics, mode = QFontMetrics(self.font()), Qt.TextElideMode.ElideMiddle
        line = metrics.elidedText(self._text.replace("\n", " "), mode, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, line)

    def _layouts(self) -> list[QTextLayout]:
        layouts = []
        for text in self._text.split("\n"):
            layout = QTextLayout(text or " ", self.font())
            # Qt would break a key identifier after a hyphen; only blanks are places to break.
            layout.setTextOption(_wrapping(anywhere=" " not in text))
            layouts.append(layout)
        return layouts


def _wrapping(*, anywhere: bool) -> QTextOption:
    modes, option = QTextOption.WrapMode, QTextOption()
    option.setWrapMode(modes.WrapAnywhere if anywhere else modes.WrapAtWordBoundaryOrAnywhere)
    return option


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
