"""Forms: labels and fields aligned, each with its help and what is wrong with it."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLineEdit, QSizePolicy, QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.labels import Text, label

_GAP = 5  # pixels at 100 % between a field and the next


class _Row:
    def __init__(self, caption: Text, field: QWidget, aid: Text, helps: str, gap: int) -> None:
        self.caption, self.field, self.aid, self.help = caption, field, aid, helps
        self.gap = gap  # the row of the grid below it, which sets it off from the next field

    def show_problem(self, problem: str) -> None:
        self.aid.setText(problem or self.help)
        self.aid.set_ink("error" if problem else "muted")
        self.aid.setVisible(not self.field.isHidden() and bool(problem or self.help))
        self.field.setAccessibleDescription(problem or self.help)
        if isinstance(self.field, QLineEdit) and self.field.property("wrong") != bool(problem):
            self.field.setProperty("wrong", bool(problem))
            self.field.style().unpolish(self.field)
            self.field.style().polish(self.field)


class Form(QWidget):
    """Two columns: what is asked, and the field with its help below."""

    def __init__(self, label_width: int = 130) -> None:
        super().__init__()
        self._rows: dict[str, _Row] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(theme.MEDIUM))
        self._grid.setVerticalSpacing(theme.px(3))
        self._grid.setColumnMinimumWidth(0, theme.px(label_width))
        self._grid.setColumnStretch(1, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def add(self, name: str, caption: str, field: QWidget, helps: str = "") -> None:
        """Add a field.

        Args:
            name: how problems call it.
            caption: also its accessible name.
            field: the widget to fill in.
            helps: one short sentence below it.
        """
        text = Text(caption, ink="muted")
        text.setBuddy(field)
        field.setAccessibleName(caption)
        aid = label(helps, wrap=True)
        line = self._grid.rowCount()
        self._grid.addWidget(text, line, 0, Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(field, line, 1)
        self._grid.addWidget(aid, line + 1, 1)
        self._grid.setRowMinimumHeight(line + 2, theme.px(_GAP))
        self._rows[name] = _Row(text, field, aid, helps, line + 2)
        self._rows[name].show_problem("")

    def show_problems(self, problems: Iterable[tuple[str, str]]) -> None:
        """Say what is wrong below each field, and go to the first wrong one."""
        found = dict(problems)
        for name, row in self._rows.items():
            row.show_problem(found.get(name, ""))
        first = next((row for name, row in self._rows.items() if name in found), None)
        if first is not None:
            first.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_field(self, name: str, shown: bool) -> None:
        """Show or hide a row."""
        row = self._rows[name]
        row.caption.setVisible(shown)
        row.field.setVisible(shown)
        row.aid.setVisible(shown and bool(row.aid.text()))
        self._grid.setRowMinimumHeight(row.gap, theme.px(_GAP) if shown else 0)


def line(placeholder: str = "", *, mono: bool = False) -> QLineEdit:
    """Make a line to type into."""
    edit = QLineEdit()
    edit.setPlaceholderText(placeholder)
    edit.setFont(theme.font(mono=mono))
    return edit
