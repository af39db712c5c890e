from PySide6.QtCore import QRect
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from oidc_workbench.ui.kit.diagram_card import DiagramCard
from oidc_workbench.ui.kit.sequence import Arrow, Sequence


def test_the_actors_of_a_long_diagram_stay_in_sight(qtbot: QtBot) -> None:
    card = DiagramCard()
    qtbot.addWidget(card)
    card.resize(420, 220)
    arrows = tuple(Arrow(f"s{n}", "workbench", "provider", f"GET /{n}") for n in range(30))
    card.show_sequence(Sequence(("you", "workbench", "provider"), arrows), "")
    card.show()
    qtbot.waitExposed(card)
    area = card.findChildren(QScrollArea)[0]
    head = QRect(0, 0, area.viewport().width(), card.diagram.head_height - 13)
    bar = area.verticalScrollBar()
    bar.setValue(0)
    at_first = area.viewport().grab(head).toImage()
    bar.setValue(bar.maximum())
    assert bar.value() > card.diagram.head_height
    assert area.viewport().grab(head).toImage() == at_first
