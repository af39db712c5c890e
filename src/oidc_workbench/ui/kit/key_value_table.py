"""Names and values, aligned in two columns."""

from collections.abc import Iterable
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.chip_line import Bit, ChipLine
from oidc_workbench.ui.kit.labels import MonoText, Text
from oidc_workbench.ui.kit.layouts import clear


class KeyValue(NamedTuple):
    """One row.

    Args:
        value: a text; a tuple is shown as chips, of values that a machine reads.
        mono: whether a machine reads the text.
    """

    name: str
    value: str | tuple[str, ...]
    mono: bool = True


class KeyValueTable(QWidget):
    """A quiet table: names muted at the left, values at the right, both at their top.

    Args:
        rows: what it shows at first.
        name_width: pixels at 100 % for the names, so that several tables stand in one line.
    """

    def __init__(self, rows: Iterable[KeyValue] = (), *, name_width: int = 0) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(theme.LARGE))
        self._grid.setVerticalSpacing(theme.px(6))
        self._grid.setColumnStretch(1, 1)
        self._name_width = theme.px(name_width)
        self._shown: list[tuple[KeyValue, Text, QWidget]] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.show_rows(rows)

    def show_rows(self, rows: Iterable[KeyValue]) -> None:
        """Replace the rows; where only texts differ, the labels stay and get the new ones."""
        rows = list(rows)
        if [_shape(row) for row in rows] != [_shape(row) for row, *_ in self._shown]:
            self._build(rows)
            return
        for number, (row, (_before, name, value)) in enumerate(zip(rows, self._shown, strict=True)):
            name.setText(row.name)
            if isinstance(row.value, str):
                _tell(value, row.value)
            self._shown[number] = row, name, value

    def _build(self, rows: list[KeyValue]) -> None:
        clear(self._grid)
        self._shown = []
        for number, row in enumerate(rows):
            name, value = Text(row.name, ink="muted", wrap=bool(self._name_width)), _value(row)
            if self._name_width:
                name.setFixedWidth(self._name_width)
            self._grid.addWidget(name, number, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(value, number, 1)
            self._shown.append((row, name, value))


def _shape(row: KeyValue) -> tuple[object, ...]:
    """What the row's widgets are; chips are small, and made anew."""
    is_text = isinstance(row.value, str) and row.tone is None
    return ("text" if is_text else row.value), row.mono, row.tone


def _tell(value: QWidget, text: str) -> None:
    if isinstance(value, MonoText):
        value.set_text(text)
    elif isinstance(value, Text):
        value.setText(text)


def _value(entry: KeyValue) -> QWidget:
    if isinstance(entry.value, tuple):
        chips = ChipLine()
        chips.show_bits(Bit(text, "neutral") for text in entry.value)
        return chips
    if entry.mono:
        text = MonoText(entry.value)
        text.setContentsMargins(0, theme.px(1), 0, 0)  # its letters stand as low as the name's
        return text
    return Text(entry.value, wrap=True, select=True)
