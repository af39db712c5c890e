"""What the rules say of a step's documents: warnings and errors at once, notes on demand."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.buttons import Button
from oidc_workbench.ui.kit.chip import Chip, ChipTone
from oidc_workbench.ui.kit.labels import Text
from oidc_workbench.ui.kit.layouts import clear, column, row
from oidc_workbench.ui.theme import Size

if TYPE_CHECKING:
    from collections.abc import Iterable

    from oidc_workbench.rules.document_judging import DocumentInspection
    from oidc_workbench.rules.outcome import Finding

_TONES: dict[str, ChipTone] = {"error": "error", "warning": "warning", "info": "info"}


class StepFindings(QWidget):
    """Findings on requests, responses and metadata; nothing is shown where there are none."""

    def __init__(self) -> None:
        super().__init__()
        self._grave = column(gap=theme.TINY)
        self._notes = QWidget()
        self._note_lines = column(gap=theme.TINY)
        self._notes.setLayout(self._note_lines)
        self._more = Button("", self._toggle)
        self._more.setFont(theme.font(Size.LABEL))
        self.setLayout(column(self._grave, row(self._more, stretch=True), self._notes, gap=6))
        self._count = 0
        self._notes.hide()
        self._say()
        self.hide()

    def show_documents(self, documents: "Iterable[tuple[str, DocumentInspection]]") -> None:
        """Replace what is shown."""
        named = [(name, f) for name, seen in documents for f in seen.verdict.findings]
        notes = [pair for pair in named if pair[1].severity == "info"]
        clear(self._grave)
        clear(self._note_lines)
        for name, finding in named:
            lines = self._note_lines if finding.severity == "info" else self._grave
            lines.addWidget(_line(name, finding))
        self._count = len(notes)
        self._more.setVisible(bool(notes))
        self._say()
        self.setVisible(bool(named))

    def _toggle(self) -> None:
        self._notes.setVisible(self._notes.isHidden())
        self._say()

    def _say(self) -> None:
        notes = "1 note" if self._count == 1 else f"{self._count} notes"
        words = f"Hide {notes}" if not self._notes.isHidden() else f"Show {notes}"
        self._more.setText(words)
        self._more.setAccessibleName(f"{words} on what was sent and received")


def _line(name: str, finding: "Finding") -> QWidget:
    chip = Chip(finding.severity.value, _TONES[finding.severity.value])
    text = f"{finding.message} {finding.remedy}"
    words = Text(text, wrap=True, select=True)
    source = Text(f"{name} · {finding.rule} · {finding.clause}", ink="muted", wrap=True)
    line = row(gap=theme.SMALL)
    line.addWidget(chip, 0, Qt.AlignmentFlag.AlignTop)
    line.addLayout(column(words, source, gap=0), 1)
    widget = QWidget()
    widget.setLayout(line)
    widget.setAccessibleName(f"{finding.severity.value}: {text}")
    return widget
