from dataclasses import replace
from itertools import takewhile

import anyio
import pytest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from fakes.panes import FakeJob, FakePane
from fakes.steps import WORKSPACE, access_token
from jose.encrypting import encrypted, public_of
from oidc_workbench.jose.key_generation import generate_encryption_key
from oidc_workbench.ui.bench import BenchState
from oidc_workbench.ui.kit.labels import Text
from oidc_workbench.ui.panes.inspector.case_page import CasePage
from oidc_workbench.ui.panes.inspector.decrypt_card import DecryptCard
from oidc_workbench.ui.panes.inspector.forge_card import ForgeCard
from oidc_workbench.ui.panes.inspector.judge_editor import JudgeEditor
from oidc_workbench.ui.panes.inspector.view import InspectorPane
from oidc_workbench.ui.theme import ThemeManager
from oidc_workbench.workspace.profile import SavedExpectation
from ui.tab_stops import tab_stops


class Bed:
    """A pane between two buttons, as it stands between the parts of the window."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.token = access_token(aud="https://billing.example/")
        state = BenchState(WORKSPACE, "p1", "c1", tokens=(self.token,), to_inspect=self.token)
        self.around = FakePane(state)
        self.pane = InspectorPane(self.around.context)
        self.before, self.after = QPushButton("before"), QPushButton("after")
        self.window = QWidget()
        box = QVBoxLayout(self.window)
        for widget in (self.before, self.pane, self.after):
            box.addWidget(widget)
        qtbot.addWidget(self.window)
        self.window.resize(1400, 1000)
        self.window.show()
        qtbot.waitExposed(self.window)

    def tabbed(self, start: QWidget) -> list[QWidget]:
        """Where Tab goes from a widget on."""
        return tab_stops(self.qtbot, start)

    def finish(self) -> None:
        """Do what the last job of the loop has to do."""
        job: FakeJob = self.around.runner.runs[-1]

        async def work() -> object:
            return await job.work()

        job.finish(anyio.run(work))

    def open_case(self) -> CasePage:
        """Save the token in front without itself, and open what was saved."""
        self.pane.presenter.paste(self.token.text)
        self.pane.report.case_saved.emit("/a.case.json", False)
        self.finish()
        self.pane.report.case_opened.emit("/a.case.json")
        self.finish()
        return self.pane.case

    def paste_encrypted(self) -> DecryptCard:
        public = public_of(generate_encryption_key("ECDH-ES P-256"))
        self.pane.presenter.paste(encrypted(self.token.text, public, "ECDH-ES", cty="JWT"))
        card = self.pane.late.decrypt
        assert card is not None
        return card


@pytest.fixture
def bed(qtbot: QtBot, themed: ThemeManager) -> Bed:
    del themed
    return Bed(qtbot)


@pytest.fixture
def pane(bed: Bed) -> InspectorPane:
    return bed.pane


def test_a_token_is_shown_without_what_nobody_opened(pane: InspectorPane) -> None:
    assert pane.token.isVisible()
    for card in (JudgeEditor, ForgeCard, CasePage):
        assert pane.findChildren(card) == []


def test_an_editor_is_made_once(pane: InspectorPane) -> None:
    for _ in range(4):
        pane.judge.click()
        pane.token.edit.click()
    assert len(pane.findChildren(JudgeEditor)) == 1
    assert len(pane.findChildren(ForgeCard)) == 1


def test_the_editor_begins_with_what_was_expected_before_it_was_opened(pane: InspectorPane) -> None:
    form = replace(pane.presenter.state.form, issuer="https://other.example", leeway="7")
    pane.presenter.judge_as(form)
    pane.judge.click()
    assert pane.editor.issuer.text() == "https://other.example"
    assert pane.editor.leeway.text() == "7"


def test_the_editor_begins_with_what_could_not_be_read(pane: InspectorPane) -> None:
    pane.presenter.judge_as(replace(pane.presenter.state.form, keys="no key"))
    pane.judge.click()
    assert pane.editor.keys.toPlainText() == "no key"
    told = [text.text() for text in pane.editor.findChildren(Text) if text.isVisible()]
    assert any("No key can be used" in text for text in told)


def test_the_editor_begins_with_the_expectations_that_are_saved(bed: Bed) -> None:
    kept = (SavedExpectation("Orders API", "p1"), SavedExpectation("Mail API", "p1"))
    bed.around.bench.change(workspace=replace(WORKSPACE, expectations=kept))
    bed.pane.judge.click()
    choice = bed.pane.editor.saved.choice
    assert choice.isEnabled()
    offered = [choice.itemText(n) for n in range(1, choice.count())]
    assert sorted(offered) == ["Mail API", "Orders API"]


def test_each_editor_opens_below_what_opens_it(pane: InspectorPane) -> None:
    pane.judge.click()
    pane.token.edit.click()
    assert _order(pane.right)[:2] == [pane.verdict, pane.editor]
    assert [one for one in _order(pane.left) if one] == [pane.token, pane.forge, pane.tables]


def test_a_case_opens_and_closes_on_a_page_that_is_made_once(bed: Bed) -> None:
    for _ in range(2):
        page = bed.open_case()
        assert bed.pane.findChildren(CasePage) == [page]
        assert page.isVisible()
        assert "Rejected" in page.text.toPlainText()
        assert not bed.pane.token.isVisible()
        page.close_button.click()
        assert not page.isVisible()
        assert page.text.toPlainText() == ""
        assert bed.pane.empty.isVisible()


# The keyboard


def test_tab_goes_from_the_verdict_through_the_editor_to_the_times(bed: Bed) -> None:
    pane = bed.pane
    pane.judge.click()
    stops = bed.tabbed(pane.judge)
    stops = stops[stops.index(pane.editor.saved.name) :]
    inside = _inside(stops, pane.editor)
    assert inside[:3] == [pane.editor.saved.name, pane.editor.purpose, pane.editor.issuer]
    assert inside[-1] is pane.editor.keys
    assert pane.editor.secret.edit in inside
    assert stops[len(inside)] is pane.ruler
    assert not _inside(bed.tabbed(pane.token.text), pane.editor)


def test_tab_goes_from_the_token_through_what_is_signed_anew_to_the_claims(bed: Bed) -> None:
    pane = bed.pane
    pane.token.edit.click()
    stops = bed.tabbed(pane.token.text)
    inside = _inside(stops, pane.forge)
    fields = [pane.forge.header_text, pane.forge.claims_text, pane.forge.signer, pane.forge.sign]
    assert inside == fields
    assert stops[len(inside)] is pane.tables.tabs


@pytest.mark.parametrize("forged_first", [True, False])
def test_tab_goes_through_what_decrypts_before_what_is_signed_anew(
    bed: Bed, forged_first: bool
) -> None:
    pane = bed.pane
    if not forged_first:
        bed.paste_encrypted()
        pane.presenter.paste(bed.token.text)
    pane.token.edit.click()
    card = bed.paste_encrypted()
    stops = bed.tabbed(pane.token.text)
    inside = _inside(stops, card)
    assert {card.way, card.secret.edit, card.decrypt} <= {*inside}
    signing = _inside(stops[len(inside) :], pane.forge)
    assert signing[0] is pane.forge.header_text
    assert stops[len(inside) + len(signing)] is pane.tables.tabs


def test_tab_goes_through_a_case_where_the_pane_is(bed: Bed) -> None:
    page = bed.open_case()
    assert bed.tabbed(bed.before) == [page.close_button, page.text, bed.after]


def test_tab_goes_from_the_outcomes_over_the_report_to_the_list(bed: Bed) -> None:
    findings = bed.pane.findings
    stops = bed.tabbed(findings.tabs)
    assert stops[:3] == [bed.pane.report, findings.list, bed.after]


def test_closing_an_editor_gives_the_focus_back_to_its_button(bed: Bed) -> None:
    pane = bed.pane
    pane.judge.click()
    pane.token.edit.click()
    for button, field in (
        (pane.judge, pane.editor.audiences), (pane.token.edit, pane.forge.claims_text),
    ):  # fmt: skip
        bed.window.activateWindow()
        field.setFocus()
        bed.qtbot.waitUntil(field.hasFocus)
        button.toggle()
        assert not field.isVisible()
        assert QApplication.focusWidget() is button


def _order(box: QVBoxLayout) -> list[QWidget | None]:
    items = (box.itemAt(place) for place in range(box.count()))
    return [item.widget() for item in items if item is not None]


def _inside(stops: list[QWidget], card: QWidget) -> list[QWidget]:
    """The first of the stops, as far as they are in a card."""
    return list(takewhile(card.isAncestorOf, stops))
