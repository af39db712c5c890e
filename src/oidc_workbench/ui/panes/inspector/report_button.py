"""The menu of reports and cases."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QDir, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from oidc_workbench.ui.kit.buttons import Button
from oidc_workbench.ui.panes.inspector.reports import CASE_SUFFIX, FORMATS


class ReportButton(Button):
    """Asks where to, then tells what to save or to open.

    Attributes:
        reveal: the entry that shows whom the token is about; off unless the person asks.
    """

    copied = Signal()
    saved = Signal(str, str, bool)
    case_saved = Signal(str, bool)
    case_opened = Signal(str)

    def __init__(self) -> None:
        super().__init__("Report", icon="chevron-down", name="Report: copy, save, open a case")
        self._folder = QDir.homePath()
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        menu.addAction("Copy as Markdown").triggered.connect(lambda _on: self.copied.emit())
        menu.addSeparator()
        for name, title, suffix in FORMATS:
            action = menu.addAction(f"Save as {title} …")
            action.triggered.connect(partial(self._save, name, suffix))
        self.reveal = QAction("Show whom it is about", menu, checkable=True)
        self.reveal.setToolTip("Otherwise persons have stand-ins. Secrets are left out either way.")
        menu.addAction(self.reveal)
        menu.addSeparator()
        for title, whole in (("Save case, redacted …", False), ("Save case with token …", True)):
            menu.addAction(title).triggered.connect(partial(self._save_case, whole))
        menu.addAction("Open case …").triggered.connect(lambda _on: self.open_case())
        self.setMenu(menu)

    def open_case(self) -> None:
        """Ask which case to open."""
        dialog = self._dialog("Open a case", QFileDialog.AcceptMode.AcceptOpen)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([f"Cases (*{CASE_SUFFIX})", "All files (*)"])
        dialog.fileSelected.connect(self.case_opened)
        dialog.open()

    def _save(self, name: str, suffix: str, _on: bool = False) -> None:
        dialog = self._dialog("Save the report", QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(f"token-report{suffix}")
        dialog.fileSelected.connect(
            lambda path: self.saved.emit(name, path, self.reveal.isChecked())
        )
        dialog.open()

    def _save_case(self, whole: bool, _on: bool = False) -> None:
        dialog = self._dialog("Save the case", QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(f"token{CASE_SUFFIX}")
        dialog.fileSelected.connect(lambda path: self.case_saved.emit(path, whole))
        dialog.open()

    def _dialog(self, title: str, mode: QFileDialog.AcceptMode) -> QFileDialog:
        window: QWidget = self.window()
        dialog = QFileDialog(window, title, self._folder)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(mode)
        dialog.fileSelected.connect(self._remember)
        return dialog

    def _remember(self, path: str) -> None:
        self._folder = str(Path(path).parent)
