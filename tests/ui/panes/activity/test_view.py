import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fakes.panes import FakePane
from fakes.steps import exchange
from oidc_workbench.exchange import Exchange
from oidc_workbench.ui.bench import Event
from oidc_workbench.ui.panes.activity.view import ActivityPane
from oidc_workbench.ui.theme import ThemeManager
from ui.panes.accessible import nameless

TOKEN = "https://as.example/token"
JWKS = "https://as.example/jwks"


class Bed:
    def __init__(self, qtbot: QtBot) -> None:
        self.around, self._qtbot = FakePane(), qtbot
        self.pane = ActivityPane(self.around.context)
        qtbot.addWidget(self.pane)
        self.pane.resize(1080, 740)
        self.pane.show()
        qtbot.waitExposed(self.pane)

    def record(self, *urls: str) -> None:
        for url in urls:
            self.around.bench.record(exchange(url, "POST" if url == TOKEN else "GET"))
        self.settle()

    def settle(self) -> None:
        """The table is filled once the event loop has turned."""
        self._qtbot.waitUntil(lambda: not self.pane._later.isActive())


@pytest.fixture
def bed(qtbot: QtBot, themed: ThemeManager) -> Bed:
    del themed
    return Bed(qtbot)


def test_an_empty_log_leads_to_a_sign_in(bed: Bed) -> None:
    assert bed.pane.log.empty.isVisible()
    assert not bed.pane.log.clear.isEnabled()
    assert nameless(bed.pane) == []
    bed.pane.log.empty.button.click()
    assert bed.around.shown == ["user_login"]


def test_a_row_shows_its_exchange_and_stays_chosen_while_more_come(bed: Bed) -> None:
    bed.record(JWKS, TOKEN)
    QTest.keyClick(bed.pane.log.table, Qt.Key.Key_Down)
    bed.settle()
    chosen = bed.pane.presenter.state.selected
    assert isinstance(chosen, Exchange)
    assert chosen.request.url == TOKEN
    assert bed.pane.detail.view.isVisible()
    bed.record(JWKS)
    assert bed.pane.presenter.state.selected is chosen
    assert bed.pane.log.table.currentIndex().row() == 1


def test_the_filter_narrows_the_log_and_says_when_nothing_is_left(bed: Bed) -> None:
    bed.record(JWKS, TOKEN)
    QTest.keyClicks(bed.pane.log.search, "post")
    bed.settle()
    assert bed.pane.log.header.title.text() == "Requests and responses · 1 of 2"
    QTest.keyClicks(bed.pane.log.search, " 500")
    bed.settle()
    assert bed.pane.log.note.isVisible()
    assert not bed.pane.log.table.isVisible()


def test_an_exchange_is_copied_as_curl(bed: Bed) -> None:
    bed.record(TOKEN)
    QTest.keyClick(bed.pane.log.table, Qt.Key.Key_Down)
    bed.settle()
    bed.pane.detail.curl.click()
    assert QApplication.clipboard().text().startswith("curl ")
    assert TOKEN in QApplication.clipboard().text()


def test_clearing_leaves_the_empty_page(bed: Bed) -> None:
    bed.record(JWKS)
    bed.pane.log.clear.click()
    bed.settle()
    assert bed.around.bench.state.exchanges == ()
    assert bed.pane.log.empty.isVisible()
    assert bed.pane.detail.empty.isVisible()


def test_what_was_done_on_this_machine_has_a_line_and_no_exchange(bed: Bed) -> None:
    bed.record(TOKEN)
    bed.around.bench.log(Event(bed.around.world.clock.now() + 60, "key exported", "Batch, kid 1."))
    bed.settle()
    QTest.keyClick(bed.pane.log.table, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    bed.settle()
    assert "Batch, kid 1." in bed.pane.detail.summary.text()
    assert not bed.pane.detail.view.isVisible()
    assert not bed.pane.detail.curl.isVisible()
