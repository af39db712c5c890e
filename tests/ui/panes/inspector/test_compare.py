from dataclasses import replace

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from fakes.panes import FakePane
from fakes.steps import WORKSPACE, access_token
from oidc_workbench.ui.bench import BenchState
from oidc_workbench.ui.panes.inspector.view import InspectorPane
from oidc_workbench.ui.theme import ThemeManager
from ui.panes.accessible import nameless

FIRST, SECOND = access_token(), access_token(scope="orders:read email")


@pytest.fixture
def pane(qtbot: QtBot, themed: ThemeManager) -> InspectorPane:
    del themed
    state = BenchState(WORKSPACE, "p1", "c1", tokens=(FIRST, SECOND), to_inspect=FIRST)
    made = InspectorPane(FakePane(replace(state)).context)
    qtbot.addWidget(made)
    made.resize(1080, 740)
    made.show()
    made.tables.tabs.setCurrentIndex(4)
    return made


def test_an_empty_comparison_teaches(pane: InspectorPane) -> None:
    compare = pane.tables.compare
    assert "own iat" in compare.summary.text()
    assert not compare.list.isVisible()
    assert nameless(compare) == []


def test_another_token_of_the_session_is_set_beside(pane: InspectorPane) -> None:
    pane.tables.compare.run_chosen.emit(1)
    assert "the second also allows email" in pane.tables.compare.summary.text()
    rows = pane.tables.compare.list.rows()
    assert rows[0].place == "payload.scope"
    assert "same in both" in rows[-1].said
    pane.tables.compare.list.select_place("payload.scope")
    assert pane.presenter.state.selected == "payload.scope"
    assert pane.tables.tabs.currentIndex() == 4


def test_a_pasted_token_is_set_beside_and_stays_for_the_next_one(pane: InspectorPane) -> None:
    QGuiApplication.clipboard().setText(SECOND.text)
    pane.tables.compare.paste.click()
    assert "email" in pane.tables.compare.summary.text()
    pane.presenter.choose_run(1)
    assert "same token twice" in pane.tables.compare.summary.text()
    QGuiApplication.clipboard().clear()


def test_an_empty_clipboard_is_said(pane: InspectorPane) -> None:
    QGuiApplication.clipboard().clear()
    pane.tables.compare.paste.click()
    assert "clipboard is empty" in pane.tables.compare.summary.text()
