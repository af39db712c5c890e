"""The dialog that shows a bug's report."""

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.buttons import Button, CopyButton
from oidc_workbench.ui.kit.exchange_view import MonoBlock
from oidc_workbench.ui.kit.labels import Text
from oidc_workbench.ui.kit.layouts import column, row
from oidc_workbench.ui.theme import Size

_MOST = 50_000  # characters; a bug that repeats itself need not be told for ever


class CrashDialog(QDialog):
    """What happened, and the report to copy; the window stays usable."""

    _open: ClassVar["CrashDialog | None"] = None

    def __init__(self, report: str) -> None:
        super().__init__(QApplication.activeWindow())
        self.report = report
        self.setWindowTitle("A mistake in the program")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(theme.px(720), theme.px(480))
        self._text = MonoBlock("Report", most=0)
        self._text.show_text(report)
        copy = CopyButton(lambda: self.report, "Copy the report")
        close = Button("Close", self.close)
        self.setLayout(
            column(
                Text("The program made a mistake", Size.SECTION, 600),
                Text(
                    "What you were doing may not have finished. Secrets were taken out of the "
                    "report below; read it before you send it to the project.",
                    wrap=True,
                ),
                self._text,
                row(copy, close, stretch=True),
                gap=theme.MEDIUM,
                margin=theme.LARGE,
            )
        )
        close.setFocus()

    @classmethod
    def tell(cls, report: str) -> None:
        """Show a report, in the dialog that is open already if there is one."""
        if cls._open is None:
            cls._open = cls(report)
            cls._open.destroyed.connect(cls._closed)
            cls._open.show()
        elif len(cls._open.report) < _MOST:
            cls._open.report += f"\n\n{report}"
            cls._open._text.show_text(cls._open.report)  # noqa: SLF001 - its own

    @classmethod
    def _closed(cls) -> None:
        cls._open = None
