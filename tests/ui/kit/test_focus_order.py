import pytest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from oidc_workbench.ui.kit.buttons import Button
from oidc_workbench.ui.kit.focus_order import chain_after, show_opened
from oidc_workbench.ui.kit.secret_field import SecretField
from ui.tab_stops import tab_stops


class Late(QWidget):
    """A card with all that makes the order hard: labels, and a field that hands its focus on."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.secret, self.last = QLineEdit(), SecretField(), QLineEdit()
        box = QVBoxLayout(self)
        for widget in (QLabel("one"), self.first, QLabel("two"), self.secret, self.last):
            box.addWidget(widget)

    @property
    def stops(self) -> list[QWidget]:
        reveal = self.secret.findChild(Button)
        assert reveal is not None
        return [self.first, self.secret.edit, reveal, self.last]


class Window(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.head, self.opener, self.below = QWidget(), Button("Open"), QLineEdit()
        head = QVBoxLayout(self.head)
        head.addWidget(self.opener)
        head.addWidget(QLabel("a head"))
        self.box = QVBoxLayout(self)
        self.box.addWidget(self.head)
        self.box.addWidget(self.below)

    def insert(self) -> Late:
        late = Late()
        self.box.insertWidget(1, late)
        chain_after(self.head, late)
        late.show()
        return late


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    window = Window()
    qtbot.addWidget(window)
    window.show()
    return window


def test_tab_goes_through_a_late_widget_where_it_is_seen(qtbot: QtBot, window: Window) -> None:
    late = window.insert()
    assert tab_stops(qtbot, window.opener) == [*late.stops, window.below]


def test_one_that_comes_later_still_goes_before_it(qtbot: QtBot, window: Window) -> None:
    below, above = window.insert(), window.insert()
    assert tab_stops(qtbot, window.opener) == [*above.stops, *below.stops, window.below]


def test_what_hid_when_the_late_one_came_keeps_its_place(qtbot: QtBot, window: Window) -> None:
    hidden = Button("Later")
    layout = window.head.layout()
    assert layout is not None
    layout.addWidget(hidden)
    hidden.hide()
    chain_after(window.opener, hidden)
    late = window.insert()
    assert tab_stops(qtbot, window.opener) == [*late.stops, window.below]
    hidden.show()
    assert tab_stops(qtbot, window.opener) == [hidden, *late.stops, window.below]


def test_a_field_that_hands_its_focus_on_still_does(window: Window) -> None:
    secret = window.insert().secret
    window.activateWindow()
    secret.setFocus()
    assert secret.focusProxy() is secret.edit
    assert window.focusWidget() is secret.edit


def test_closing_gives_the_focus_back_to_what_opened_it(qtbot: QtBot, window: Window) -> None:
    late = window.insert()
    window.activateWindow()
    late.last.setFocus()
    qtbot.waitUntil(late.last.hasFocus)
    show_opened(late, False, window.opener)
    assert not late.isVisible()
    assert QApplication.focusWidget() is window.opener


def test_closing_leaves_a_focus_that_is_elsewhere(qtbot: QtBot, window: Window) -> None:
    late = window.insert()
    window.activateWindow()
    window.below.setFocus()
    qtbot.waitUntil(window.below.hasFocus)
    show_opened(late, False, window.opener)
    assert QApplication.focusWidget() is window.below
    show_opened(late, True, window.opener)
    assert late.isVisible()
    assert QApplication.focusWidget() is window.below
