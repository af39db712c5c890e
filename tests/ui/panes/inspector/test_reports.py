from dataclasses import replace

import anyio
import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from fakes.panes import FakeJob, FakePane
from fakes.steps import WORKSPACE, access_token, id_token
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ui.bench import BenchState
from oidc_workbench.ui.panes.inspector.view import InspectorPane
from oidc_workbench.ui.theme import ThemeManager
from ui.panes.accessible import nameless

SELECTED = BenchState(WORKSPACE, "p1", "c1")


class Bed:
    def __init__(self, qtbot: QtBot) -> None:
        self.token = access_token(aud="https://billing.example/")
        state = replace(SELECTED, tokens=(self.token, id_token()), to_inspect=self.token)
        self.around = FakePane(state)
        self.pane = InspectorPane(self.around.context)
        qtbot.addWidget(self.pane)
        self.pane.resize(1080, 740)
        self.pane.show()

    def finish(self) -> None:
        """Do what the last job of the loop has to do."""
        job: FakeJob = self.around.runner.runs[-1]

        async def work() -> object:
            return await job.work()

        job.finish(anyio.run(work))

    def save(self, name: str, path: str, *, reveal: bool = False) -> str:
        self.pane.report.saved.emit(name, path, reveal)
        self.finish()
        return self.around.files.kept[path].decode()


@pytest.fixture
def bed(qtbot: QtBot, themed: ThemeManager) -> Bed:
    del themed
    return Bed(qtbot)


@pytest.mark.parametrize("name", ["markdown", "html", "json", "sarif"])
def test_every_format_is_saved_without_signature_and_persons(bed: Bed, name: str) -> None:
    text = bed.save(name, f"/r.{name}")
    assert bed.token.text.rpartition(".")[2] not in text
    assert "alice-1" not in text
    assert "at-aud-resource" in text
    assert "/r." in bed.pane.notice.message
    assert bed.pane.notice.isVisible()


def test_persons_are_shown_only_when_asked(bed: Bed) -> None:
    assert not bed.pane.report.reveal.isChecked()
    assert "alice-1" in bed.save("json", "/r.json", reveal=True)


def test_a_copied_report_is_redacted_and_says_so(bed: Bed) -> None:
    bed.pane.report.copied.emit()
    text = QGuiApplication.clipboard().text()
    assert text.startswith("# Token report")
    assert "alice-1" not in text
    assert "stand-ins" in bed.pane.notice.accessibleName()
    QGuiApplication.clipboard().clear()


def test_what_can_not_be_saved_is_said_in_place(bed: Bed) -> None:
    bed.pane.report.saved.emit("json", "/r.json", False)
    bed.around.runner.runs[-1].fail(WorkbenchError("file-not-written", "No room.", "Make some."))
    assert bed.pane.notice.message == "No room."


def test_a_whole_case_opens_with_the_same_verdict(bed: Bed) -> None:
    bed.pane.report.case_saved.emit("/a.case.json", True)
    bed.finish()
    before = bed.pane.verdict.accessibleName()
    bed.pane.presenter.clear()
    bed.pane.report.case_opened.emit("/a.case.json")
    bed.finish()
    assert bed.pane.verdict.accessibleName() == before
    assert "Judged again" in bed.pane.notice.accessibleName()
    assert bed.pane.presenter.state.form.issuer == "https://as.example"


def test_a_redacted_case_shows_the_verdict_of_then_and_never_a_token(bed: Bed) -> None:
    bed.pane.report.case_saved.emit("/b.case.json", False)
    bed.finish()
    assert bed.token.text.rpartition(".")[2] not in bed.around.files.kept["/b.case.json"].decode()
    bed.pane.report.case_opened.emit("/b.case.json")
    bed.finish()
    assert bed.pane.case.isVisible()
    assert "Rejected" in bed.pane.case.text.toPlainText()
    assert "can't be verified" in bed.pane.case.note.text()
    assert nameless(bed.pane.case) == []
    bed.pane.case.close_button.click()
    assert bed.pane.empty.isVisible()


def test_a_file_that_is_no_case_is_refused_in_place(bed: Bed) -> None:
    bed.around.files.kept["/c"] = b"{}"
    bed.pane.presenter.clear()
    bed.pane.report.case_opened.emit("/c")
    bed.finish()
    assert "can't be opened" in bed.pane.empty_notice.message


def test_the_menu_asks_where_to_without_stopping_the_window(bed: Bed) -> None:
    entries = [action.text() for action in bed.pane.report.menu().actions() if action.text()]
    assert entries[0] == "Copy as Markdown"
    next(a for a in bed.pane.report.menu().actions() if "JSON" in a.text()).trigger()
    dialog = bed.pane.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit("/somewhere/r.json")
    bed.finish()
    assert "/somewhere/r.json" in bed.around.files.kept
    dialog.close()


def test_an_api_would_refuse_this_token_and_says_how(bed: Bed) -> None:
    tabs = bed.pane.findings.tabs
    api = [tabs.tabText(n) for n in range(tabs.count())].index("API")
    tabs.setCurrentIndex(api)
    assert bed.pane.api.isVisible()
    text = bed.pane.api.answer.toPlainText()
    assert text.startswith("HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer error=")
    bed.pane.presenter.choose_run(1)  # an ID token is for no API
    assert not tabs.isTabVisible(api)
    assert tabs.currentIndex() == 0
    assert not bed.pane.api.isVisible()
