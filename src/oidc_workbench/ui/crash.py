"""Bugs: a report without secrets that can be copied, and the program goes on."""

import sys
from collections.abc import Callable
from types import TracebackType

Show = Callable[[str], None]


def report_of(error: BaseException) -> str:
    """Write a report: versions and where it happened; secrets are taken out."""
    import platform
    import traceback

    from oidc_workbench.redaction.texts import redact_text

    lines = [
        f"OIDC workbench {program_version()}",
        f"Python {platform.python_version()} on {platform.platform()}",
        *_qt_version(),
        "",
        "".join(traceback.format_exception(error)),
    ]
    return redact_text("\n".join(lines))


def program_version() -> str:
    """Return this program's own version; empty where it runs uninstalled."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("oidc-workbench")
    except PackageNotFoundError:
        return ""


def _qt_version() -> list[str]:
    core = sys.modules.get("PySide6.QtCore")
    return [f"Qt {core.qVersion()}"] if core is not None else []


class CrashReporter:
    """Turns exceptions that nobody caught into one dialog.

    Args:
        show: shows a report; replaced in tests.
    """

    def __init__(self, show: Show | None = None) -> None:
        self._show = show or show_report

    def install(self) -> None:
        """Catch what is raised in slots and event handlers."""
        sys.excepthook = self._hook

    def report(self, error: BaseException) -> None:
        """Show a bug; also on standard error, where a terminal is watched."""
        text = report_of(error)
        if sys.stderr is not None:
            sys.stderr.write(text)
        self._show(text)

    def _hook(
        self,
        _kind: type[BaseException],
        error: BaseException,
        _trace: TracebackType | None,
    ) -> None:
        if isinstance(error, KeyboardInterrupt):
            _quit()
        else:
            self.report(error)


def _quit() -> None:
    from PySide6.QtWidgets import QApplication

    QApplication.quit()


def show_report(text: str) -> None:
    """Show a report in the one crash dialog; further ones are added below the first."""
    from oidc_workbench.ui.crash_dialog import CrashDialog

    CrashDialog.tell(text)
