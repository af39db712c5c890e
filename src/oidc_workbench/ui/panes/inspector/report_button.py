"""The menu of reports and cases."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog

from oidc_workbench.ui.kit.report_menu import ReportMenu
from oidc_workbench.ui.panes.inspector.reports import CASE_SUFFIX


class ReportButton(ReportMenu):
    """Asks where to, then tells what to save or to open."""

    case_saved = Signal(str, bool)
    case_opened = Signal(str)

    def __init__(self) -> None:
        super().__init__("token-report", "Report: copy, save, open a case")
        menu = self.entries
        menu.addSeparator()
        for title, whole in (("Save case, redacted …", False), ("Save case with token …", True)):
            menu.addAction(title).triggered.connect(partial(self._save_case, whole))
        menu.addAction("Open case …").triggered.connect(lambda _on: self.open_case())

    def open_case(self) -> None:
        """Ask which case to open."""
        dialog = self.dialog("Open a case", QFileDialog.AcceptMode.AcceptOpen)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([f"Cases (*{CASE_SUFFIX})", "All files (*)"])
        dialog.fileSelected.connect(self.case_opened)
        dialog.open()

    def _save_case(self, whole: bool, _on: bool = False) -> None:
        dialog = self.dialog("Save the case", QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(f"token{CASE_SUFFIX}")
        dialog.fileSelected.connect(lambda path: self.case_saved.emit(path, whole))
        dialog.open()
