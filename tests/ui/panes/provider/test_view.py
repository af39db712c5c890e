import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from fakes.panes import FakePane
from oidc_workbench.ui.bench import BenchState
from oidc_workbench.ui.panes.provider.view import ProviderPane
from oidc_workbench.ui.theme import ThemeManager
from oidc_workbench.workspace.profile import Provider, Workspace
from ui.panes.accessible import nameless

OWN = Provider("own", "Own", "https://as.example")


class Bed:
    def __init__(self, qtbot: QtBot, state: BenchState) -> None:
        self.around = FakePane(state)
        self.pane = ProviderPane(self.around.context)
        qtbot.addWidget(self.pane)
        self.pane.resize(1080, 740)
        self.pane.show()
        qtbot.waitExposed(self.pane)


@pytest.fixture
def empty(qtbot: QtBot, themed: ThemeManager) -> Bed:
    del themed
    return Bed(qtbot, BenchState(Workspace()))


def test_with_nothing_chosen_it_says_so_and_offers_nothing_that_can_t_work(empty: Bed) -> None:
    pane = empty.pane
    assert pane.providers.note.isVisible()
    assert pane.providers.practice.isEnabled()
    assert pane.clients.note.text() == "Choose a provider first."
    assert pane.detail.none.isVisible()
    assert not pane.detail.unread.isVisible()
    lists = (pane.clients.add_button, pane.clients.edit, pane.clients.delete)
    assert [button.isEnabled() for button in lists] == [False, False, False]
    details = (pane.detail.refresh, pane.detail.edit, pane.detail.delete)
    assert [button.isVisible() for button in details] == [False, False, False]
    assert nameless(pane) == []


def test_the_last_provider_gone_leaves_no_page_of_it(qtbot: QtBot, themed: ThemeManager) -> None:
    del themed
    bed = Bed(qtbot, BenchState(Workspace(providers=(OWN,)), "own"))
    assert bed.pane.detail.unread.isVisible()
    bed.around.bench.change(workspace=Workspace())
    bed.around.bench.select("")
    assert bed.pane.detail.none.isVisible()
    assert not bed.pane.detail.unread.isVisible()


def test_a_provider_that_was_not_read_offers_to_read_it(qtbot: QtBot, themed: ThemeManager) -> None:
    del themed
    bed = Bed(qtbot, BenchState(Workspace(providers=(OWN,)), "own"))
    assert bed.pane.detail.edit.isVisible()
    bed.pane.detail.unread.button.click()
    assert len(bed.around.runner.runs) == 1


def test_enter_saves_a_client_from_every_field(qtbot: QtBot, themed: ThemeManager) -> None:
    del themed
    bed = Bed(qtbot, BenchState(Workspace(providers=(OWN,)), "own"))
    bed.pane.clients.add_button.click()
    form = bed.pane.detail.client_form
    form.client_id.setText("my-job")
    form.method.choose("client_secret_basic")
    saved: list[object] = []
    form.saved.connect(lambda draft, _secret: saved.append(draft))
    typed = (form.name, form.client_id, form.secret.edit, form.redirect_uri, form.scopes)
    for field in (*typed, form.resource):
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert len(saved) == 6
