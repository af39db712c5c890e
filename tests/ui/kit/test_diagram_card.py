from pathlib import Path

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QFileDialog, QScrollArea
from pytestqt.qtbot import QtBot

from oidc_workbench.ui.kit.diagram_card import DiagramCard
from oidc_workbench.ui.kit.report_menu import ReportMenu
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


def test_the_diagram_is_saved_where_the_person_says_from_the_folder_used_last(
    qtbot: QtBot, tmp_path: Path
) -> None:
    card = DiagramCard()
    qtbot.addWidget(card)
    card.show_sequence(Sequence(("you",), (Arrow("s", "you", "you", "GET /"),)), "")
    card.export.click()
    first = card.findChildren(QFileDialog)[-1]
    assert first.defaultSuffix() == "svg"
    with qtbot.waitSignal(card.svg_made) as told:
        first.fileSelected.emit(str(tmp_path / "kept.svg"))
    assert told.args
    assert (told.args[0], b"<svg" in told.args[1]) == (str(tmp_path / "kept.svg"), True)
    report = ReportMenu("run-report")
    qtbot.addWidget(report)
    next(a for a in report.entries.actions() if "JSON" in a.text()).trigger()
    dialog = report.findChildren(QFileDialog)[-1]
    assert dialog.directory().path() == str(tmp_path)
