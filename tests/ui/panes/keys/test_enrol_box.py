from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from oidc_workbench.flows.step import Step, StepState
from oidc_workbench.ui.kit.flow_run import Phase, RunState
from oidc_workbench.ui.kit.layouts import scrolled
from oidc_workbench.ui.panes.keys.enrol_box import EnrolBox
from oidc_workbench.ui.panes.keys.enrolling import EnrolState
from oidc_workbench.ui.panes.keys.state import KeysState
from oidc_workbench.ui.theme import ThemeManager
from oidc_workbench.workspace.key_record import KeyRecord
from ui.panes.keys.bed import PROVIDERS

KEY = KeyRecord("one", "one", "k1", "EC", "ES256", "print", 1.0)
IDLE = KeysState(selected=KEY, enrolling=EnrolState(PROVIDERS[0]))
RUNNING = RunState(Phase.RUNNING)
READY = replace(IDLE, enrolling=EnrolState(PROVIDERS[0], run=RUNNING, ready=True))


@pytest.fixture
def box(qtbot: QtBot, themed: ThemeManager) -> EnrolBox:
    del themed
    box = EnrolBox()
    qtbot.addWidget(box)
    box.show()
    return box


def test_the_first_press_prepares_what_the_form_says(box: EnrolBox, qtbot: QtBot) -> None:
    box.show_state(IDLE)
    QTest.keyClicks(box.name, "Fresh")
    with qtbot.waitSignal(box.prepared) as told, qtbot.assertNotEmitted(box.sent):
        box.go.click()
    assert told.args
    assert told.args[0].name == "Fresh"


def test_the_second_press_sends_it(box: EnrolBox, qtbot: QtBot) -> None:
    box.show_state(READY)
    assert box.go.text() == "Register"
    with qtbot.waitSignal(box.sent), qtbot.assertNotEmitted(box.prepared):
        box.go.click()


def test_what_was_prepared_can_no_longer_be_edited_but_given_up(
    box: EnrolBox, qtbot: QtBot
) -> None:
    box.show_state(READY)
    assert not box.name.isEnabled()
    with qtbot.waitSignal(box.cancelled):
        box.cancel.click()
    box.show_state(IDLE)
    assert box.name.isEnabled()
    assert not box.cancel.isVisible()


def test_why_nothing_can_be_prepared_meanwhile_is_said(box: EnrolBox) -> None:
    box.show_state(IDLE)
    assert not box.why_not.isVisible()
    elsewhere = EnrolState(PROVIDERS[0], run=RUNNING, why_not="One is being registered elsewhere.")
    box.show_state(replace(IDLE, enrolling=elsewhere))
    assert box.why_not.isVisible()
    assert box.why_not.text() == "One is being registered elsewhere."
    assert not box.go.isEnabled()
    assert box.cancel.isVisible()


@pytest.mark.parametrize("lines", [4, 80])
def test_what_waits_to_be_sent_comes_into_sight(
    qtbot: QtBot, themed: ThemeManager, lines: int
) -> None:
    del themed
    box = EnrolBox()
    area = scrolled(box)
    qtbot.addWidget(area)
    area.resize(420, 320)
    area.show()
    box.show_state(IDLE)
    facts = tuple((f"fact {n}", "value") for n in range(lines))
    step = Step("prepare", "Prepare the registration", "why", StepState.WAITING, facts)
    run = replace(RUNNING, steps=(step,))
    box.show_state(replace(IDLE, enrolling=EnrolState(PROVIDERS[0], run=run, ready=True)))
    view = box.steps.view("prepare")
    assert view is not None
    qtbot.waitUntil(lambda: 0 <= view.mapTo(area.viewport(), QPoint()).y() < 200)
    assert box.go.mapTo(box, QPoint()).y() > view.mapTo(box, QPoint()).y()
