"""The menu of reports and cases."""

from functools import partial

from PySide6.QtCore import Signal

from oidc_workbench.ui.kit.file_dialogs import ask_open, ask_save
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
        ask_open(self, "Open a case", f"Cases (*{CASE_SUFFIX})", self.case_opened.emit)

    def _save_case(self, whole: bool, _on: bool = False) -> None:
        def chosen(path: str) -> None:
            self.case_saved.emit(path, whole)

        ask_save(self, "Save the case", f"token{CASE_SUFFIX}", chosen)
