import sys

from pytestqt.qtbot import QtBot

from oidc_workbench.ui.crash import CrashReporter, report_of
from oidc_workbench.ui.crash_dialog import CrashDialog
from oidc_workbench.ui.theme import ThemeManager

TOKEN = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJlLXNpZ25hdHVyZQ"


def boom() -> BaseException:
    try:
        raise RuntimeError(f"Authorization: Bearer {TOKEN}")  # noqa: TRY301 - it needs a traceback
    except RuntimeError as error:
        return error


def test_a_report_says_where_and_keeps_secrets_out() -> None:
    report = report_of(boom())
    assert "RuntimeError" in report
    assert "test_crash.py" in report
    assert TOKEN.rpartition(".")[2] not in report


def test_the_hook_shows_what_nobody_caught(capsys: object) -> None:
    del capsys
    shown: list[str] = []
    reporter = CrashReporter(shown.append)
    before = sys.excepthook
    try:
        reporter.install()
        error = boom()
        sys.excepthook(type(error), error, error.__traceback__)
    finally:
        sys.excepthook = before
    assert len(shown) == 1


def test_one_dialog_holds_every_report(qtbot: QtBot, themes: ThemeManager) -> None:
    del themes
    CrashDialog.tell("first")
    dialog = CrashDialog._open
    assert dialog is not None
    assert not dialog.isModal()
    CrashDialog.tell("second")
    assert CrashDialog._open is dialog
    assert "first" in dialog.report
    assert "second" in dialog.report
    dialog.close()
    qtbot.waitUntil(lambda: CrashDialog._open is None)
