from dataclasses import replace

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from oidc_workbench.exchange import FORM, Exchange, HttpRequest, HttpResponse
from oidc_workbench.flows.step import Step, StepCheck, StepState
from oidc_workbench.ui.kit.buttons import CopyButton
from oidc_workbench.ui.kit.exchange_view import ExchangeButtons, MonoBlock
from oidc_workbench.ui.kit.stepper import Stepper

SECRET = "abcdefgh-secret-code-1234"
EXCHANGE = Exchange(
    HttpRequest(
        "POST",
        "https://as.example/token",
        (("Content-Type", FORM),),
        f"grant_type=authorization_code&code={SECRET}".encode(),
        "redeem the code",
    ),
    HttpResponse(200, (("Content-Type", "application/json"),), b'{"a":1,"a":2}', "OK"),
    1_700_000_000.0,
    0.031,
)
WAITING = Step(
    "wait",
    "Wait for the answer",
    "Why.",
    StepState.WAITING,
    message="The browser is open.",
    hint="Sign in there.",
    deadline=1_700_000_090.0,
)
DONE = Step(
    "redeem",
    "Redeem the code",
    "Why.",
    StepState.DONE,
    (("client_id", "app"),),
    (StepCheck("scope as asked", True), StepCheck("lives 24 h", False, "Too long.")),
    (EXCHANGE,),
    elapsed=0.031,
)


def shown(qtbot: QtBot, *steps: Step, upcoming: tuple[tuple[str, str], ...] = ()) -> Stepper:
    stepper = Stepper()
    qtbot.addWidget(stepper)
    stepper.resize(600, 700)
    stepper.show()
    stepper.show_steps(steps, upcoming)
    return stepper


def texts(stepper: Stepper) -> str:
    return "\n".join(block.toPlainText() for block in stepper.findChildren(MonoBlock))


def test_every_step_says_its_number_title_and_state(qtbot: QtBot) -> None:
    stepper = shown(qtbot, DONE, WAITING, upcoming=(("Judge the tokens", ""),))
    names = [view.accessibleName() for view in stepper.views.values()]
    assert names == [
        "Step 1: Redeem the code, done",
        "Step 2: Wait for the answer, waiting",
    ]
    assert stepper._upcoming[0].accessibleName() == "Step 3: Judge the tokens, not begun"


def test_a_waiting_step_counts_down_and_can_be_cancelled(qtbot: QtBot) -> None:
    stepper = shown(qtbot, WAITING)
    stepper.show_time(1_700_000_000.0)
    view = stepper.view("wait")
    assert view is not None
    assert view._left.text() == "waiting, 1:30 left"
    stepper.show_time(1_700_000_999.0)
    assert view._left.text() == "waiting, 0:00 left"
    with qtbot.waitSignal(stepper.cancel_requested):
        view._cancel.click()


def test_a_failed_step_stays_open_with_what_to_do(qtbot: QtBot) -> None:
    failed = replace(WAITING, state=StepState.FAILED, message="It was refused.", hint="Try again.")
    stepper = shown(qtbot, failed)
    view = stepper.view("wait")
    assert view is not None
    assert not view._message.isHidden()
    assert "It was refused." in view._message.accessibleName()
    assert "Try again." in view._message.accessibleName()
    assert view._wait.isHidden()


def test_a_later_snapshot_replaces_the_earlier_in_place(qtbot: QtBot) -> None:
    stepper = shown(qtbot, replace(DONE, state=StepState.RUNNING, exchanges=()))
    view = stepper.view("redeem")
    stepper.show_steps((DONE,))
    assert stepper.view("redeem") is view
    assert view is not None
    assert view.accessibleName().endswith("done")


def test_another_run_begins_anew(qtbot: QtBot) -> None:
    stepper = shown(qtbot, DONE, WAITING)
    stepper.show_steps((WAITING,))
    assert list(stepper.views) == ["wait"]


def test_an_exchange_opens_in_place_without_its_secrets(qtbot: QtBot) -> None:
    stepper = shown(qtbot, DONE)
    buttons = stepper.findChild(ExchangeButtons)
    assert buttons is not None
    buttons.request.click()
    assert "POST https://as.example/token" in texts(stepper)
    assert SECRET not in texts(stepper)
    buttons.response.click()
    assert texts(stepper).count('"a"') == 2, "duplicate members are both shown"


def test_the_curl_command_keeps_the_secret_out(qtbot: QtBot) -> None:
    stepper = shown(qtbot, DONE)
    curl = next(b for b in stepper.findChildren(CopyButton) if "curl" in b.text())
    curl.click()
    copied = QApplication.clipboard().text()
    assert copied.startswith("curl")
    assert SECRET not in copied
    assert curl.text() == "Copied"


def test_one_step_is_marked_at_a_time(qtbot: QtBot) -> None:
    stepper = shown(qtbot, DONE, WAITING)
    stepper.mark("wait")
    assert [view._marked for view in stepper.views.values()] == [False, True]
    stepper.mark("nothing")
    assert not any(view._marked for view in stepper.views.values())
