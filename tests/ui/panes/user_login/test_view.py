import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from fakes.panes import FakeJob, FakePane
from fakes.steps import (
    ISSUER,
    NOW,
    WORKSPACE,
    access_token,
    exchange,
    id_token,
    refresh_token,
    step,
    token_steps,
)
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.flows.step import StepState
from oidc_workbench.ui.bench import BenchState
from oidc_workbench.ui.kit.labels import MonoText, Text
from oidc_workbench.ui.panes.user_login.view import LoginPane
from oidc_workbench.ui.theme import ThemeManager
from oidc_workbench.workspace.profile import Workspace
from ui.panes.accessible import nameless


class Bed:
    def __init__(self, qtbot: QtBot, state: BenchState) -> None:
        self.around = FakePane(state)
        self.pane = LoginPane(self.around.context)
        qtbot.addWidget(self.pane)
        self.pane.resize(1080, 740)
        self.pane.show()
        qtbot.waitExposed(self.pane)

    @property
    def job(self) -> FakeJob:
        return self.around.runner.streams[-1]

    def wait_for_browser(self) -> None:
        self.pane.start.click()
        page = exchange(f"{ISSUER}/authorize?state=s", front=True)
        self.job.give(step("browser", exchanges=(page,)))
        waits = step("callback", StepState.WAITING, message="Waiting.", deadline=NOW + 300)
        self.job.give(waits)

    def sign_in(self) -> None:
        self.pane.start.click()
        self.job.give(*token_steps(id_token(), access_token(), refresh_token()))
        self.job.finish()


@pytest.fixture
def bed(qtbot: QtBot, themed: ThemeManager) -> Bed:
    del themed
    return Bed(qtbot, BenchState(WORKSPACE, "p1", "c1"))


def test_without_a_provider_it_offers_one(qtbot: QtBot, themed: ThemeManager) -> None:
    del themed
    bed = Bed(qtbot, BenchState(Workspace()))
    assert bed.pane.problem.isVisible()
    assert not bed.pane.start.isEnabled()
    bed.pane.problem.action.click()
    assert len(bed.around.runner.runs) == 1


def test_every_control_says_what_it_is(bed: Bed) -> None:
    bed.pane.options.click()
    assert nameless(bed.pane) == []
    bed.wait_for_browser()
    assert nameless(bed.pane) == []
    bed.pane.cancel.click()
    bed.sign_in()
    assert nameless(bed.pane) == []


def test_there_is_one_primary_button_and_it_says_what_comes(bed: Bed) -> None:
    assert bed.pane.start.text() == "Sign in"
    bed.sign_in()
    assert bed.pane.start.text() == "Sign in again"
    assert bed.pane.start.isEnabled()


def test_options_are_folded_until_wanted(bed: Bed) -> None:
    assert not bed.pane.form.isVisible()
    bed.pane.options.click()
    assert bed.pane.form.isVisible()
    bed.pane.form.scopes.selectAll()
    QTest.keyClicks(bed.pane.form.scopes, "openid")
    assert bed.pane.presenter.state.options.scopes == "openid"


def test_while_it_waits_the_ways_out_stand_below_the_step(bed: Bed, qtbot: QtBot) -> None:
    bed.wait_for_browser()
    fields = [f for f in bed.pane.findChildren(QLineEdit) if f.accessibleName() == "Callback URL"]
    (field,) = fields
    qtbot.waitUntil(field.isVisible)
    assert bed.pane.cancel.isVisible()
    QTest.keyClicks(field, "nonsense")
    QTest.keyClick(field, Qt.Key.Key_Return)
    waiting = bed.pane.presenter.state.waiting
    assert waiting is not None
    assert waiting.problem
    assert not field.text()
    bed.pane.cancel.click()
    assert not bed.pane.cancel.isVisible()
    assert bed.job.is_cancelled


def test_arrows_of_the_diagram_and_steps_lead_to_each_other(bed: Bed) -> None:
    bed.wait_for_browser()
    diagram = bed.pane.diagram.diagram
    assert "Browser sends Provider: GET /authorize" in diagram.accessibleDescription()
    for _ in range(3):
        QTest.keyClick(diagram, Qt.Key.Key_Down)
    QTest.keyClick(diagram, Qt.Key.Key_Return)
    assert bed.pane.presenter.state.selected.endswith(".browser")


def test_the_diagram_is_saved_as_svg_with_its_words(bed: Bed) -> None:
    bed.sign_in()
    card = bed.pane.diagram
    svg = card.diagram.svg().decode()
    assert svg.startswith("<?xml")
    assert "Workbench sends Provider: POST /token" in svg
    card.svg_made.emit("run.svg", svg.encode())
    bed.around.runner.runs[-1].finish(None)
    assert card.message.message == "Saved to run.svg."
    card.svg_made.emit("/nowhere/run.svg", svg.encode())
    bed.around.runner.runs[-1].fail(WorkbenchError("file-not-written", "No such folder.", "Go."))
    assert card.message.message == "No such folder."


def test_tokens_appear_with_what_can_be_done(bed: Bed) -> None:
    assert not bed.pane.tokens.isVisible()
    bed.sign_in()
    rows = bed.pane.tokens.rows
    assert all(row.isVisible() for row in rows.values())
    assert rows["id_token"].accessibleName() == "ID token: accepted alice-1"
    rows["access_token"].buttons["inspect"].click()
    assert bed.around.shown == ["inspector"]


def test_how_long_a_token_lives_is_told_in_another_ink_than_what_it_is(bed: Bed) -> None:
    bed.sign_in()
    row = bed.pane.tokens.rows["access_token"]
    inks = {text.text(): text.property("tone") or "" for text in row.findChildren(Text)}
    assert inks["JWT, at+jwt"] == ""
    assert inks["expires in 4:50"] == "muted"
    bed.around.tick(300)
    inks = {text.text(): text.property("tone") or "" for text in row.findChildren(Text)}
    assert inks["expired"] == "error"


def test_no_secret_is_on_screen(bed: Bed) -> None:
    bed.sign_in()
    secret = refresh_token().text
    for widget in bed.pane.findChildren(QWidget):
        shown = widget.text() if isinstance(widget, QLabel | MonoText) else ""
        assert secret not in (shown, widget.accessibleName(), widget.toolTip())


def test_an_address_is_called_by_keyboard(bed: Bed) -> None:
    bed.sign_in()
    bed.pane.tokens.api.url.setText("https://api.example/orders")
    QTest.keyClick(bed.pane.tokens.api.url, Qt.Key.Key_Return)
    bed.job.give(step("call", StepState.FAILED, message="No scope.", hint="Ask for it."))
    bed.job.finish()
    answer = bed.pane.presenter.state.api_answer
    assert answer is not None
    assert not answer.accepted


def test_a_pane_that_goes_away_ends_its_run(qtbot: QtBot, themed: ThemeManager) -> None:
    del themed
    around = FakePane(BenchState(WORKSPACE, "p1", "c1"))
    pane = LoginPane(around.context)
    pane.start.click()
    pane.deleteLater()
    qtbot.waitUntil(lambda: around.runner.streams[0].is_cancelled)
    assert not around.is_watched
