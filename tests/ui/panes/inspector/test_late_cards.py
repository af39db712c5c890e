from dataclasses import replace

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from fakes.panes import FakePane
from fakes.steps import WORKSPACE, access_token
from oidc_workbench.ui.bench import BenchState
from oidc_workbench.ui.panes.inspector.case_page import CasePage
from oidc_workbench.ui.panes.inspector.forge_card import ForgeCard
from oidc_workbench.ui.panes.inspector.judge_editor import JudgeEditor
from oidc_workbench.ui.panes.inspector.view import InspectorPane
from oidc_workbench.ui.theme import ThemeManager


@pytest.fixture
def pane(qtbot: QtBot, themed: ThemeManager) -> InspectorPane:
    del themed
    token = access_token(aud="https://billing.example/")
    state = BenchState(WORKSPACE, "p1", "c1", tokens=(token,), to_inspect=token)
    made = InspectorPane(FakePane(state).context)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


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


def test_each_editor_opens_below_what_opens_it(pane: InspectorPane) -> None:
    pane.judge.click()
    pane.token.edit.click()
    assert _order(pane.right)[:2] == [pane.verdict, pane.editor]
    assert [one for one in _order(pane.left) if one] == [pane.token, pane.forge, pane.tables]


def _order(box: QVBoxLayout) -> list[QWidget | None]:
    items = (box.itemAt(place) for place in range(box.count()))
    return [item.widget() for item in items if item is not None]
