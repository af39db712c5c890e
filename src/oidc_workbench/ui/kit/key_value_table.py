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
        self._kinds: list[tuple[bool, bool]] = []
        self._labels: list[tuple[Text, QWidget]] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.show_rows(rows)

    def show_rows(self, rows: Iterable[KeyValue]) -> None:
        """Replace the rows; where only texts differ, the labels stay and get the new ones."""
        rows = list(rows)
        kinds = [(isinstance(row.value, tuple), row.mono) for row in rows]
        if kinds != self._kinds:
            self._build(kinds)
        for row, (name, value) in zip(rows, self._labels, strict=True):
            name.setText(row.name)
            _tell(value, row.value)

    def _build(self, kinds: list[tuple[bool, bool]]) -> None:
        clear(self._grid)
        self._kinds, self._labels = kinds, []
        for number, kind in enumerate(kinds):
            name, value = Text(ink="muted", wrap=bool(self._name_width)), _empty(*kind)
            if self._name_width:
                name.setFixedWidth(self._name_width)
            self._grid.addWidget(name, number, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(value, number, 1)
            self._labels.append((name, value))


def _empty(is_list: bool, mono: bool) -> QWidget:
    if is_list:
        return ChipLine()
    if mono:
        text = MonoText()
        text.setContentsMargins(0, theme.px(1), 0, 0)  # its letters stand as low as the name's
        return text
    return Text(wrap=True, select=True)


def _tell(widget: QWidget, value: str | tuple[str, ...]) -> None:
    if isinstance(widget, ChipLine):
        widget.show_bits(Bit(text, "neutral") for text in value)
    elif isinstance(widget, MonoText):
        widget.set_text(str(value))
    elif isinstance(widget, Text):
        widget.setText(str(value))
