from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from oidc_workbench.ui.kit.choice import ChoiceBox
from oidc_workbench.ui.theme import ThemeManager


def test_every_choice_is_seen_at_once(qtbot: QtBot, themed: ThemeManager) -> None:
    del themed
    box = ChoiceBox((str(number), f"choice {number}") for number in range(12))
    qtbot.addWidget(box)
    box.show()
    box.showPopup()
    QApplication.processEvents()
    view = box.view()
    last = view.visualRect(box.model().index(11, 0))
    assert view.viewport().rect().contains(last)
    box.hidePopup()
