"""One of a few values, each with words for a person."""

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox

from oidc_workbench.ui import theme

_AT_ONCE = 16  # choices that are shown without scrolling


class ChoiceBox(QComboBox):
    """A drop-down over values; scrolling past it changes nothing."""

    chosen = Signal(str)

    def __init__(self, choices: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__()
        self.setFont(theme.font())
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        self.setMaxVisibleItems(_AT_ONCE)
        self.set_choices(choices)
        self.activated.connect(lambda _index: self.chosen.emit(self.value()))

    def set_choices(self, choices: Iterable[tuple[str, str]]) -> None:
        """Offer values with their words; the present value stays where it is still offered."""
        before = self.value()
        self.clear()
        for value, words in choices:
            self.addItem(words, value)
        self.choose(before)

    def value(self) -> str:
        """Return the chosen value; empty when there is none."""
        return str(self.currentData() or "")

    def choose(self, value: str) -> None:
        """Choose a value; the first one when it is not offered."""
        index = self.findData(value)
        self.setCurrentIndex(max(index, 0) if self.count() else -1)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to what scrolls around it."""
        event.ignore()
