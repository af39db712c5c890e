"""A button with a menu of report formats; asks where to, and tells what to save."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from oidc_workbench.ui.kit.buttons import Button
from oidc_workbench.ui.kit.file_dialogs import ask_save

# As report.formats has them, which would take long to load for a menu.
FORMATS: tuple[tuple[str, str, str], ...] = (
    ("markdown", "Markdown, for a ticket", ".md"),
    ("html", "Web page, for reading", ".html"),
    ("json", "JSON, for programs", ".json"),
    ("sarif", "SARIF, for scanners", ".sarif"),
)


class ReportMenu(Button):
    """Copies and saves reports.

    Args:
        file: the name of the file that is proposed, without suffix.
        name: the accessible name.

    Attributes:
        entries: the menu, for entries of one's own.
        reveal: the entry that shows whom it is about; off unless the person asks.
    """

    copied = Signal()
    saved = Signal(str, str, bool)

    def __init__(self, file: str, name: str = "Report: copy or save") -> None:
        super().__init__("Report", icon="chevron-down", name=name)
        self._file = file
        self.entries = QMenu(self)
        self.entries.setToolTipsVisible(True)
        self.entries.addAction("Copy as Markdown").triggered.connect(lambda _on: self.copied.emit())
        self.entries.addSeparator()
        for kind, title, suffix in FORMATS:
            action = self.entries.addAction(f"Save as {title} …")
            action.triggered.connect(partial(self._save, kind, suffix))
        self.reveal = QAction("Show whom it is about", self.entries, checkable=True)
        self.reveal.setToolTip("Otherwise persons have stand-ins. Secrets are left out either way.")
        self.entries.addAction(self.reveal)
        self.setMenu(self.entries)

    def _save(self, kind: str, suffix: str, _on: bool = False) -> None:
        def chosen(path: str) -> None:
            self.saved.emit(kind, path, self.reveal.isChecked())

        ask_save(self, "Save the report", f"{self._file}{suffix}", chosen)
