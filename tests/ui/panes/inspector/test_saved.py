import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from fakes.panes import FakePane
from fakes.steps import WORKSPACE, access_token
from oidc_workbench.ui.bench import BenchState
from oidc_workbench.ui.panes.inspector.view import InspectorPane
from oidc_workbench.ui.theme import ThemeManager
from oidc_workbench.workspace.document import from_json, to_json


class Bed:
    def __init__(self, qtbot: QtBot) -> None:
        token = access_token()
        state = BenchState(WORKSPACE, "p1", "c1", tokens=(token,), to_inspect=token)
        self.around = FakePane(state)
        self.pane = InspectorPane(self.around.context)
        qtbot.addWidget(self.pane)
        self.pane.resize(1080, 740)
        self.pane.show()
        self.pane.judge.click()

    def save(self, name: str) -> None:
        row = self.pane.editor.saved
        row.name.setFocus()
        row.name.clear()
        QTest.keyClicks(row.name, name)
        QTest.keyClick(row.name, Qt.Key.Key_Return)


@pytest.fixture
def bed(qtbot: QtBot, themed: ThemeManager) -> Bed:
    del themed
    return Bed(qtbot)


def test_an_expectation_is_saved_kept_and_chosen_again(bed: Bed) -> None:
    row, editor = bed.pane.editor.saved, bed.pane.editor
    assert not row.choice.isEnabled()
    bed.save("Orders API")
    workspace = bed.around.bench.state.workspace
    assert from_json(to_json(workspace)).expectations == workspace.expectations
    editor.audiences.setText("https://billing.example/")
    editor.audiences.textEdited.emit("")
    assert "Rejected" in bed.pane.verdict.accessibleName()
    row.choice.setCurrentIndex(1)
    row.choice.activated.emit(1)
    assert "Accepted" in bed.pane.verdict.accessibleName()
    assert editor.audiences.text() == "https://api.example/"


def test_neither_nonce_nor_keys_nor_secret_are_kept(bed: Bed) -> None:
    editor = bed.pane.editor
    editor.nonce.setText("n-0S6_WzA2Mj")
    editor.nonce.textEdited.emit("")
    bed.save("With nonce")
    kept = to_json(bed.around.bench.state.workspace)
    assert b"With nonce" in kept
    assert b"n-0S6_WzA2Mj" not in kept


def test_a_second_one_of_that_name_takes_its_place_and_it_can_be_removed(bed: Bed) -> None:
    bed.save("Orders API")
    bed.save("Orders API")
    assert list(bed.pane.presenter.state.saved) == ["Orders API"]
    row = bed.pane.editor.saved
    row.choice.setCurrentIndex(1)
    row.choice.activated.emit(1)
    row.remove.click()
    assert list(bed.pane.presenter.state.saved) == []
    assert not row.remove.isEnabled()


def test_a_name_of_blanks_is_refused_in_place(bed: Bed) -> None:
    bed.pane.editor.saved.saved.emit("  ")
    assert "name" in bed.pane.notice.message
    assert bed.around.bench.state.workspace.expectations == ()


def test_that_no_scope_is_required_can_be_ticked_saved_and_chosen_again(bed: Bed) -> None:
    row, editor = bed.pane.editor.saved, bed.pane.editor
    editor.scopes.clear()
    editor.scopes.textEdited.emit("")
    assert not editor.no_scopes.isChecked()
    editor.no_scopes.click()
    assert not editor.scopes.isEnabled()
    bed.save("No scope")
    editor.no_scopes.click()
    assert editor.scopes.isEnabled()
    row.choice.setCurrentIndex(1)
    row.choice.activated.emit(1)
    assert editor.no_scopes.isChecked()
    assert bed.pane.presenter.state.form.no_scopes
