import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.exchange import HttpRequest, HttpResponse
from oidc_workbench.ui.kit.busy import BusyIndicator, Spinner
from oidc_workbench.ui.kit.buttons import PrimaryButton
from oidc_workbench.ui.kit.chip import Chip, ChipRow
from oidc_workbench.ui.kit.choice import ChoiceBox
from oidc_workbench.ui.kit.claim_table import ClaimRow, ClaimTable
from oidc_workbench.ui.kit.confirm import Confirmation
from oidc_workbench.ui.kit.empty_state import EmptyState
from oidc_workbench.ui.kit.exchange_text import SHOWN, duration, request_text, response_text
from oidc_workbench.ui.kit.form import Form
from oidc_workbench.ui.kit.inline_message import InlineMessage
from oidc_workbench.ui.kit.labels import MonoText, Text
from oidc_workbench.ui.kit.layouts import TwoColumns
from oidc_workbench.ui.kit.painted_row import Column, place_columns


def test_texts_from_outside_are_never_html(qtbot: QtBot) -> None:
    text = Text("<img src=x>")
    qtbot.addWidget(text)
    assert text.textFormat() is Qt.TextFormat.PlainText


def test_a_long_machine_text_breaks_anywhere(qtbot: QtBot) -> None:
    text = MonoText("x" * 400)
    qtbot.addWidget(text)
    assert text.heightForWidth(200) > 3 * text.heightForWidth(4000)


def test_chips_go_on_in_the_next_line_and_keep_to_the_width(qtbot: QtBot) -> None:
    row = ChipRow([Chip(f"scope-number-{n}") for n in range(12)] + [Chip("x" * 900, mono=True)])
    qtbot.addWidget(row)
    layout = row.layout()
    assert layout is not None
    assert layout.heightForWidth(300) > layout.heightForWidth(3000)
    layout.setGeometry(QRect(0, 0, 400, 600))
    assert all(chip.geometry().right() <= 400 for chip in row.findChildren(Chip))


def test_a_chip_s_mark_is_said_in_words(qtbot: QtBot) -> None:
    chip = Chip("nonce", "error", marked=True)
    qtbot.addWidget(chip)
    assert chip.accessibleName() == "failed: nonce"
    assert chip.text() != "nonce"


def test_a_message_says_what_happened_and_what_to_do(qtbot: QtBot) -> None:
    message = InlineMessage(action="Try again", closable=True)
    qtbot.addWidget(message)
    assert message.isHidden()
    message.show_error(WorkbenchError("x", "It failed.", "Try again."))
    assert message.accessibleName() == "error: It failed. Try again."
    with qtbot.waitSignal(message.acted):
        message.action.click()
    message.show_error(None)
    assert message.isHidden()
    assert message.message == ""


def test_an_empty_state_has_one_sentence_and_one_button(qtbot: QtBot) -> None:
    pressed: list[str] = []
    state = EmptyState("Nothing", "It is empty.", "Fill it", lambda: pressed.append("x"))
    qtbot.addWidget(state)
    assert len(state.findChildren(PrimaryButton)) == 1
    QTest.keyClick(state.button, Qt.Key.Key_Return)
    assert pressed == ["x"]


def test_a_spinner_keeps_no_timer_while_hidden(qtbot: QtBot) -> None:
    busy = BusyIndicator()
    qtbot.addWidget(busy)
    spinner = busy.findChild(Spinner)
    assert spinner is not None
    busy.say("Working")
    assert spinner._timer.isActive()
    with qtbot.waitSignal(busy.cancelled):
        busy.cancel.click()
    busy.say("")
    assert not spinner._timer.isActive()


def test_a_question_offers_the_way_back_first(qtbot: QtBot) -> None:
    question = Confirmation()
    qtbot.addWidget(question)
    host = QWidget()
    qtbot.addWidget(host)
    question.setParent(host)
    host.show()
    question.ask("Delete it?", "There is no undo.")
    assert question._keep.hasFocus() or host.focusWidget() is question._keep
    with qtbot.waitSignal(question.declined):
        QTest.keyClick(question._keep, Qt.Key.Key_Return)
    question.ask("", "")
    assert question.isHidden()


def test_a_form_says_what_is_wrong_at_the_field(qtbot: QtBot) -> None:
    form, field = Form(), QLineEdit()
    qtbot.addWidget(form)
    form.add("issuer", "Issuer", field, "Exactly as written.")
    form.show()
    form.show_problems([("issuer", "This is no URL.")])
    assert field.accessibleDescription() == "This is no URL."
    assert field.property("wrong") is True
    form.show_problems([])
    assert field.accessibleDescription() == "Exactly as written."
    form.show_field("issuer", False)
    assert field.isHidden()


def test_a_choice_is_by_value_and_the_wheel_changes_nothing(qtbot: QtBot) -> None:
    box = ChoiceBox([("a", "First"), ("b", "Second")])
    qtbot.addWidget(box)
    box.choose("b")
    box.set_choices([("b", "Second"), ("c", "Third")])
    assert box.value() == "b"
    box.choose("gone")
    assert box.value() == "b"


def test_claims_share_a_selection_by_place(qtbot: QtBot) -> None:
    table = ClaimTable()
    qtbot.addWidget(table)
    table.resize(500, 300)
    table.show_claims(
        [ClaimRow("payload.aud", "aud", "x", "whom it is for"), ClaimRow("payload.exp", "exp", "1")]
    )
    chosen: list[str] = []
    table.place_selected.connect(chosen.append)
    assert table.select_place("payload.exp")
    assert not table.select_place("payload.nope")
    assert chosen == ["payload.exp"]


def test_two_columns_fold_in_a_narrow_pane(qtbot: QtBot) -> None:
    columns = TwoColumns(QWidget(), QWidget())
    qtbot.addWidget(columns)
    columns.show()
    found = []
    for width in (1080, 560, 1080):
        columns.resize(width, 500)
        found.append(columns.folded)
    assert found == [False, True, False]


def test_folding_columns_stand_below_their_neighbour() -> None:
    columns = (Column(60), Column(), Column(120, fold=True))
    wide, narrow = place_columns(columns, 600, 400), place_columns(columns, 300, 400)
    assert not wide[2].below
    assert narrow[2].below
    assert narrow[2].left == narrow[1].left
    assert all(slot.left + slot.width <= 600 for slot in wide)


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.0003, "0.3 ms"), (0.014, "14 ms"), (6.2, "6.2 s")]
)
def test_durations_are_short(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_a_form_body_has_one_parameter_to_a_line() -> None:
    headers = (("Content-Type", "application/x-www-form-urlencoded"),)
    text = request_text(HttpRequest("POST", "https://x/t", headers, b"a=1&b=two%20words"))
    assert text.splitlines()[-2:] == ["a=1", "&b=two words"]


def test_a_body_that_is_no_json_is_shown_as_it_stands() -> None:
    headers = (("Content-Type", "application/json"),)
    assert response_text(HttpResponse(200, headers, b"{oops")).endswith("{oops")


def test_a_huge_body_is_counted_not_laid_out() -> None:
    text = response_text(HttpResponse(200, (), b"x" * (SHOWN + 1500)))
    assert "1,500 more octets" in text
    assert len(text) < SHOWN + 200
