"""A button with a menu of report formats; asks where to, and tells what to save."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QDir, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from oidc_workbench.ui.kit.buttons import Button

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
        self._file, self._folder = file, QDir.homePath()
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
        dialog = self.dialog("Save the report", QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(f"{self._file}{suffix}")
        dialog.fileSelected.connect(
            lambda path: self.saved.emit(kind, path, self.reveal.isChecked())
        )
        dialog.open()

    def dialog(self, title: str, mode: QFileDialog.AcceptMode) -> QFileDialog:
        """Make a dialog that begins in the folder that was used last."""
        window: QWidget = self.window()
        dialog = QFileDialog(window, title, self._folder)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(mode)
        dialog.fileSelected.connect(self._remember)
        return dialog

    def _remember(self, path: str) -> None:
        self._folder = str(Path(path).parent)
