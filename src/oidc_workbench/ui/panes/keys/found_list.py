"""The keys that were found in a file, each with a check box, its names and what is said of it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.card import Rule
from oidc_workbench.ui.kit.form import line
from oidc_workbench.ui.kit.labels import Text, label
from oidc_workbench.ui.kit.layouts import clear, column, row, scrolled
from oidc_workbench.ui.panes.keys.chipped_lines import ChippedLines
from oidc_workbench.ui.panes.keys.found_key import FoundKey

_MOST = 25  # entries that are shown; a person can't look through more before storing them


class FoundList(QWidget):
    """One entry for each key."""

    chosen = Signal(int, bool)
    renamed = Signal(int, str, str)

    def __init__(self) -> None:
        super().__init__()
        self._entries: dict[int, FoundEntry] = {}
        self._shown: tuple[tuple[int, str], ...] = ()
        inner = QWidget()
        self._box = column(gap=theme.SMALL)
        inner.setLayout(self._box)
        self.setLayout(column(scrolled(inner)))

    @property
    def entries(self) -> tuple["FoundEntry", ...]:
        """What is shown, in order."""
        return tuple(self._entries.values())

    def show_found(self, found: tuple[FoundKey, ...], problems: dict[int, str]) -> None:
        """Show what was found; entries stay as long as it is the same file."""
        same = tuple((one.number, one.what) for one in found)
        if same != self._shown:
            self._shown = same
            self._build(found)
        for one in found:
            if one.number in self._entries:
                self._entries[one.number].show_found(one, problems.get(one.number, ""))

    def _build(self, found: tuple[FoundKey, ...]) -> None:
        clear(self._box)
        self._entries = {}
        for one in found[:_MOST]:
            entry = FoundEntry(one)
            entry.chosen.connect(self.chosen)
            entry.renamed.connect(self.renamed)
            self._entries[one.number] = entry
            if one.number:
                self._box.addWidget(Rule())
            self._box.addWidget(entry)
        left = len(found) - _MOST
        if left > 0:
            more = f"And {left} more, which are stored as they are where they can be."
            self._box.addWidget(Text(more, ink="muted", wrap=True))
        self._box.addStretch(1)


class FoundEntry(QFrame):
    """One key."""

    chosen = Signal(int, bool)
    renamed = Signal(int, str, str)

    def __init__(self, found: FoundKey) -> None:
        super().__init__()
        self._number = found.number
        self.check = QCheckBox(found.what)
        self.check.setFont(theme.font(weight=600))
        self.check.setAccessibleName(f"Store {found.what} {found.place}".strip())
        self.check.setEnabled(found.storable)
        self.check.clicked.connect(lambda on: self.chosen.emit(self._number, on))
        self.label, self.kid = line("label"), line("kid", mono=True)
        self.label.setText(found.label)
        self.kid.setText(found.kid)
        self.label.setAccessibleName(f"Label of key {found.number + 1}")
        self.kid.setAccessibleName(f"kid of key {found.number + 1}")
        for field in (self.label, self.kid):
            field.textEdited.connect(self._rename)
        self._problem = label("", ink="error", wrap=True)
        self._arrange(found)

    def _arrange(self, found: FoundKey) -> None:
        head = row(self.check, gap=theme.SMALL)
        head.addStretch(1)
        head.addWidget(label(found.place))
        names = row(self.label, self.kid, gap=theme.SMALL)
        self._names = QWidget()
        self._names.setLayout(names)
        box = column(gap=theme.TINY)
        box.addLayout(head)
        remarks = ChippedLines()
        remarks.show_lines((r.word, r.tone, r.text) for r in found.remarks)
        box.addWidget(remarks)
        box.addWidget(self._names)
        box.addWidget(self._problem)
        self.setLayout(box)

    def show_found(self, found: FoundKey, problem: str) -> None:
        """Show whether it is chosen, and what is wrong with its names."""
        self.check.setChecked(found.chosen)
        self._names.setVisible(found.chosen)
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))

    def _rename(self, _text: str) -> None:
        self.renamed.emit(self._number, self.label.text(), self.kid.text())
