import pytest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from oidc_workbench.ui.kit.buttons import Button
from oidc_workbench.ui.theme import ThemeManager


class Window(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.button, self.first, self.second = Button("Go"), QLineEdit(), QLineEdit()
        box = QVBoxLayout(self)
        for widget in (self.button, self.first, self.second):
            box.addWidget(widget)


@pytest.fixture
def window(qtbot: QtBot, themed: ThemeManager) -> Window:
    del themed
    window = Window()
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    window.button.setFocus()
    qtbot.waitUntil(window.button.hasFocus)
    return window


def test_a_button_that_is_busy_for_a_while_gets_the_focus_back(window: Window) -> None:
    window.button.setEnabled(False)
    assert window.first.hasFocus()
    window.button.setEnabled(True)
    assert window.button.hasFocus()


def test_the_focus_stays_where_a_person_moved_it(window: Window) -> None:
    window.button.setEnabled(False)
    window.second.setFocus()
    window.button.setEnabled(True)
    assert window.second.hasFocus()


def test_a_button_without_the_focus_takes_none(window: Window) -> None:
    window.second.setFocus()
    window.button.setEnabled(False)
    window.button.setEnabled(True)
    assert window.second.hasFocus()
