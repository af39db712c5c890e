from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from fakes.panes import FakePane
from fakes.steps import ID_CLAIMS, NOW, WORKSPACE, access_token, id_token, signed
from oidc_workbench.ui.bench import BenchState
from oidc_workbench.ui.panes.inspector.view import InspectorPane
from oidc_workbench.ui.theme import ThemeManager
from ui.panes.accessible import nameless

SELECTED = BenchState(WORKSPACE, "p1", "c1")


class Bed:
    def __init__(self, qtbot: QtBot, state: BenchState = SELECTED) -> None:
        self.around = FakePane(state)
        self.pane = InspectorPane(self.around.context)
        qtbot.addWidget(self.pane)
        self.pane.resize(1080, 740)
        self.pane.show()
        qtbot.waitExposed(self.pane)


@pytest.fixture
def empty(qtbot: QtBot, themed: ThemeManager) -> Bed:
    del themed
    return Bed(qtbot)


@pytest.fixture
def bed(qtbot: QtBot, themed: ThemeManager) -> Bed:
    del themed
    token = access_token(aud="https://billing.example/")
    return Bed(qtbot, replace(SELECTED, tokens=(token,), to_inspect=token))


def test_an_empty_inspector_teaches_and_leads_on(empty: Bed) -> None:
    pane = empty.pane
    assert pane.empty.isVisible()
    assert not pane.token.isVisible()
    pane.practise.click()
    assert empty.around.shown == ["user_login"]


def test_pasting_needs_no_mouse(empty: Bed) -> None:
    QGuiApplication.clipboard().setText(access_token().text)
    empty.pane.setFocus()
    QTest.keyClick(empty.pane, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert empty.pane.token.isVisible()
    assert "Undecided" in empty.pane.verdict.accessibleName()
    QGuiApplication.clipboard().clear()


def test_every_control_says_what_it_is(bed: Bed) -> None:
    bed.pane.judge.click()
    assert nameless(bed.pane) == []


def test_the_verdict_is_said(bed: Bed) -> None:
    assert bed.pane.verdict.accessibleName().startswith("Verdict: Rejected")


def test_the_token_says_its_parts_and_hides_the_signature(bed: Bed) -> None:
    said = bed.pane.token.text.accessibleDescription()
    assert "header" in said
    assert "signature, 86 characters, hidden" in said


def test_a_finding_leads_to_its_claim_in_table_and_text(bed: Bed) -> None:
    findings = bed.pane.findings.list
    findings.setFocus()
    findings.setCurrentIndex(findings.model().index(0, 0))
    QTest.keyClick(findings, Qt.Key.Key_Return)
    assert bed.pane.presenter.state.selected == "payload.aud"
    table = bed.pane.tables.claims.list
    assert table.rows()[table.currentIndex().row()].place == "payload.aud"
    assert table.hasFocus()
    assert bed.pane.presenter.state.highlight is not None
    assert "RFC 7519 §4.1.3" in bed.pane.tables.detail.text()


def test_a_claim_marks_its_finding(bed: Bed) -> None:
    bed.pane.tables.claims.list.select_place("payload.aud")
    findings = bed.pane.findings.list
    assert findings.rows()[findings.currentIndex().row()].place == "payload.aud"


def test_a_character_of_the_token_marks_its_claim(bed: Bed) -> None:
    text = bed.pane.token.text
    QTest.keyClick(text, Qt.Key.Key_Right)
    assert bed.pane.presenter.state.selected == "payload"
    text.picked.emit(1, 8)
    assert bed.pane.presenter.state.selected == "payload.iss"


def test_header_findings_turn_to_the_header(bed: Bed) -> None:
    bed.pane.presenter.select("header.alg")
    assert bed.pane.tables.tabs.tabText(bed.pane.tables.tabs.currentIndex()) == "Header"


def test_a_second_on_the_clock_keeps_selection_and_place(bed: Bed) -> None:
    table = bed.pane.tables.claims.list
    table.select_place("payload.exp")
    before = table.verticalScrollBar().value()
    bed.around.tick(5)
    assert bed.pane.presenter.state.selected == "payload.exp"
    assert table.rows()[table.currentIndex().row()].place == "payload.exp"
    assert table.verticalScrollBar().value() == before


def test_the_ruler_judges_at_another_time_by_keyboard(bed: Bed) -> None:
    ruler = bed.pane.ruler
    assert not bed.pane.now.isVisible()
    QTest.keyClick(ruler, Qt.Key.Key_Right)
    times = bed.pane.presenter.state.times
    assert times is not None
    assert times.judged_at > NOW
    assert bed.pane.now.isVisible()
    QTest.keyClick(ruler, Qt.Key.Key_Escape)
    times = bed.pane.presenter.state.times
    assert times is not None
    assert times.follows


def test_the_expectation_is_edited_in_place(bed: Bed) -> None:
    assert not bed.pane.editor.isVisible()
    bed.pane.judge.click()
    field = bed.pane.editor.audiences
    field.selectAll()
    QTest.keyClicks(field, "https://billing.example/")
    assert "Accepted" in bed.pane.verdict.accessibleName()


def test_the_signature_shows_only_while_held(bed: Bed) -> None:
    reveal = bed.pane.token.reveal
    QTest.mousePress(reveal, Qt.MouseButton.LeftButton)
    shown = [bed.pane.presenter.state.reveal]
    QTest.mouseRelease(reveal, Qt.MouseButton.LeftButton)
    shown.append(bed.pane.presenter.state.reveal)
    assert shown == [True, False]


def test_a_token_of_a_run_is_in_the_menu(bed: Bed) -> None:
    bed.pane.token.clear.click()
    assert bed.pane.empty.isVisible()
    bed.pane.empty_runs.chosen.emit(0)
    assert bed.pane.verdict.isVisible()


def test_a_token_of_a_megabyte_can_be_shown(bed: Bed) -> None:
    claims: dict[str, object] = {f"claim-{n}": "x" * 100 for n in range(8000)}
    bed.pane.presenter.paste(signed(claims))
    bed.pane.repaint()
    assert len(bed.pane.presenter.state.parts[0].text) > 1_000_000
    bed.pane.token.text.verticalScrollBar().setValue(5000)
    assert "limit-size-depth" in bed.pane.findings.list.rows()[0].said


def test_the_last_of_many_claims_is_reached_like_the_first(bed: Bed, qtbot: QtBot) -> None:
    claims: dict[str, object] = {f"c{n}": n for n in range(900)}
    bed.pane.presenter.paste(signed(claims))
    table = bed.pane.tables.claims.list
    QTest.keyClick(table, Qt.Key.Key_End)
    assert bed.pane.presenter.state.selected == "payload.c899"
    assert table.viewport().rect().contains(table.visualRect(table.currentIndex()))
    bed.pane.tables.tabs.setCurrentIndex(3)
    qtbot.waitUntil(lambda: bed.pane.tables.raw.is_whole)
    assert '"c899": 899' in bed.pane.tables.raw.toPlainText()


def test_a_rehearsal_leaves_what_was_there(empty: Bed, bed: Bed) -> None:
    empty.pane.rehearse()
    assert empty.pane.empty.isVisible()
    assert empty.pane.presenter.state.is_empty
    headline, rows = bed.pane.verdict.accessibleName(), bed.pane.findings.list.rows()
    bed.pane.rehearse()
    assert bed.pane.verdict.accessibleName() == headline
    assert bed.pane.findings.list.rows() == rows


def test_an_id_token_without_keys_can_be_stated_to_come_over_tls(empty: Bed) -> None:
    pane = empty.pane
    pane.presenter.paste(id_token().text)
    form = pane.presenter.state.form
    pane.presenter.judge_as(replace(form, nonce=str(ID_CLAIMS["nonce"])))
    assert "Undecided" in pane.verdict.accessibleName()
    pane.judge.click()
    pane.editor.direct.click()
    said = pane.verdict.accessibleName()
    assert "Accepted as an ID token, signature not checked" in said
    verdict = pane.presenter.state.verdict
    assert verdict is not None
    assert "You state that it came straight from the token endpoint over TLS" in verdict.reason
    assert [link.text for link in verdict.chain] == ["signature not checked"]
    pane.editor.purpose.show_value("access-token")
    pane.editor.purpose.activated.emit(0)
    assert "Accepted" not in pane.verdict.accessibleName()
    assert not pane.editor.direct.isVisible()
    assert not pane.presenter.state.form.from_token_endpoint


def test_while_a_token_is_judged_no_older_verdict_stays(bed: Bed, qtbot: QtBot) -> None:
    bed.around.runner.holds = True
    bed.pane.presenter.paste(signed({"iss": "x", "filler": "x" * 20_000}))
    assert "Rejected" in bed.pane.verdict.accessibleName()  # of the token that is still shown
    qtbot.waitUntil(lambda: "judging" in bed.pane.verdict.accessibleName())
    assert bed.pane.token.isVisible()
    assert not bed.pane.ruler.isVisible()
    assert list(bed.pane.findings.list.rows()) == []
    assert list(bed.pane.tables.claims.list.rows()) == []
    bed.around.runner.finish(bed.around.runner.computes[-1])
    assert "judging" not in bed.pane.verdict.accessibleName()
    assert bed.pane.ruler.isVisible()
    assert bed.pane.findings.tabs.tabText(0).startswith("Findings ")


def test_the_raw_texts_are_those_of_the_token_in_front(bed: Bed) -> None:
    tables = bed.pane.tables
    tables.tabs.setCurrentIndex(3)
    assert "https://billing.example/" in tables.raw.toPlainText()
    bed.pane.presenter.paste("no-token-at-all")
    assert tables.raw.toPlainText() == "Nothing in this token could be decoded."
    bed.pane.presenter.paste(signed({"iss": "another"}))
    assert "another" in tables.raw.toPlainText()
    tables.tabs.setCurrentIndex(0)
    bed.pane.token.clear.click()
    assert tables.raw.toPlainText() == ""
    bed.pane.presenter.paste("no-token-at-all")
    tables.tabs.setCurrentIndex(3)
    assert tables.raw.toPlainText() == "Nothing in this token could be decoded."
