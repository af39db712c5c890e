"""Labelled fields for forms that are read as they are typed."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QSizePolicy, QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.labels import label


class LineField(QLineEdit):
    """One line of text.

    Args:
        name: the accessible name.
        edited: called with every change that the person makes.
        mono: for what a machine reads.
    """

    def __init__(
        self,
        name: str,
        edited: Callable[[], object],
        *,
        placeholder: str = "",
        mono: bool = True,
    ) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        if mono:
            self.setFont(theme.font(mono=True))
        self.textEdited.connect(lambda _text: edited())

    def show_text(self, text: str) -> None:
        """Show a value, without moving the cursor of someone who types that very value."""
        if text != self.text():
            self.setText(text)
            self.setCursorPosition(0)


class ChoiceField(QComboBox):
    """One of several values, each with its own words.

    Args:
        name: the accessible name.
        entries: values and the words for them.
        chosen: called when the person chose.
    """

    def __init__(
        self, name: str, entries: Iterable[tuple[str, str]], chosen: Callable[[], object]
    ) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumContentsLength(8)
        policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self.setSizeAdjustPolicy(policy)
        self._entries: tuple[tuple[str, str], ...] = ()
        self.show_entries(entries)
        self.activated.connect(lambda _index: chosen())

    def show_entries(self, entries: Iterable[tuple[str, str]]) -> None:
        """Offer other values; the chosen one stays where it can."""
        fresh = tuple(entries)
        if fresh == self._entries:
            return
        before, self._entries = self.value(), fresh
        self.clear()
        for value, words in fresh:
            self.addItem(words, value)
        self.show_value(before)

    def value(self) -> str:
        """The chosen value; empty when there is none."""
        return str(self.currentData() or "")

    def show_value(self, value: str) -> None:
        """Show a value as the chosen one; none is shown when it is not on offer."""
        index = next((i for i, (known, _) in enumerate(self._entries) if known == value), -1)
        self.setCurrentIndex(index)


class Form(QWidget):
    """Names at the left, fields at the right, in a grid that keeps them aligned."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(theme.MEDIUM))
        self._grid.setVerticalSpacing(theme.px(6))
        self._grid.setColumnStretch(1, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def add(self, name: str, field: QWidget) -> None:
        """Add a row; the name is the field's buddy."""
        line = self._grid.rowCount()
        title = label(name)
        title.setBuddy(field)
        self._grid.addWidget(title, line, 0, Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(field, line, 1)

    def show_row(self, field: QWidget, shown: bool) -> None:
        """Show or hide a row."""
        index = self._grid.indexOf(field)
        if index < 0:
            return
        line = self._grid.getItemPosition(index)[0]  # type: ignore[index]  # a tuple of four numbers; the stub says object
        item = self._grid.itemAtPosition(line, 0)
        title = item.widget() if item is not None else None
        if title is not None:
            title.setVisible(shown)
        field.setVisible(shown)
