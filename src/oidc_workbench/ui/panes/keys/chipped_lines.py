"""Sentences with a chip in front of each, aligned in two columns."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.chip import Chip, ChipTone
from oidc_workbench.ui.kit.labels import Text
from oidc_workbench.ui.kit.layouts import clear


class ChippedLines(QWidget):
    """Takes no room while it has no lines."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(theme.SMALL))
        self._grid.setVerticalSpacing(theme.px(6))
        self._grid.setColumnStretch(1, 1)
        self.hide()

    def show_lines(self, lines: Iterable[tuple[str, ChipTone, str]]) -> None:
        """Replace the lines: the chip's words, its tone, the sentence."""
        clear(self._grid)
        count = 0
        for words, tone, sentence in lines:
            text = Text(sentence, wrap=True, select=True)
            self._grid.addWidget(Chip(words, tone), count, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(text, count, 1)
            count += 1
        self.setVisible(bool(count))
