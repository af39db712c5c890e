"""Chips: a few words in a tone, told apart by a mark as well as by colour."""

from collections.abc import Iterable
from typing import Literal

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.labels import Text
from oidc_workbench.ui.kit.layouts import FlowLayout, clear
from oidc_workbench.ui.theme import Size, Tone

ChipTone = Literal["neutral", "ok", "warning", "error", "info"]
MARKS = {"ok": "✓ ", "warning": "! ", "error": "✕ "}
WIDEST = 300  # pixels at 100 % that the text of a chip takes at most
SAID = {"ok": "passed", "warning": "warning", "error": "failed"}


class Chip(Text):
    """A tag.

    Args:
        marked: puts the tone's mark (✓ ! ✕) in front.
        mono: for what a machine reads, such as a scope.
    """

    def __init__(
        self, text: str, tone: ChipTone = "neutral", *, marked: bool = False, mono: bool = False
    ) -> None:
        weight = 400 if tone == "neutral" else 600
        super().__init__("", Size.BODY if mono else Size.LABEL, weight, mono=mono)
        self.setProperty("chip", tone)
        self.setFont(theme.font(Size.BODY if mono else Size.LABEL, weight, mono=mono))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        words = (MARKS.get(tone, "") if marked else "") + text
        room = theme.px(WIDEST)
        shown = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, room)
        self.setText(shown)
        if shown != words:
            self.setToolTip(text)
        said = SAID.get(tone, "") if marked else ""
        self.setAccessibleName(f"{said}: {text}" if said else text)


def paint_chip(painter: QPainter, box: QRectF, tone: Tone) -> None:
    """Draw a chip's ground; in high contrast, where grounds say nothing, with an outline."""
    now = theme.current()
    pen = QPen(QColor(now.colours.line) if tone == "neutral" else now.ink(tone), now.line_width)
    painter.setPen(pen if now.contrast else Qt.PenStyle.NoPen)
    painter.setBrush(now.ground(tone))
    painter.drawRoundedRect(box, 4, 4)


class ChipRow(QWidget):
    """Chips that flow into as many lines as they need."""

    def __init__(self, chips: Iterable[QWidget] = ()) -> None:
        super().__init__()
        self._flow = FlowLayout(self, gap=6)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.show_chips(chips)

    def show_chips(self, chips: Iterable[QWidget]) -> None:
        """Replace the chips."""
        clear(self._flow)
        for chip in chips:
            self._flow.addWidget(chip)
        self.updateGeometry()
