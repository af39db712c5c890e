from pytestqt.qtbot import QtBot

from fakes.panes import FakePane
from oidc_workbench.ui.bench import BenchState
from oidc_workbench.ui.panes.keys.view import KeysPane
from oidc_workbench.ui.theme import ThemeManager
from oidc_workbench.workspace.profile import Workspace


def test_without_a_key_it_teaches_and_offers_to_make_one(
    qtbot: QtBot, themed: ThemeManager
) -> None:
    del themed
    pane = KeysPane(FakePane(BenchState(Workspace())).context)
    qtbot.addWidget(pane)
    pane.show()
    assert pane.table.note.isVisible()
    assert not pane.table.list.isVisible()
    assert not pane.table.copy_all.isEnabled()
    assert pane.detail.empty.isVisible()
    assert not pane.detail.parts.isVisible()
    assert not pane.detail.delete.isVisible()
    assert pane.maker.go.isEnabled()
