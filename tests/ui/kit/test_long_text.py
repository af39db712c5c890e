from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from oidc_workbench.ui.kit.long_text import LongText


@pytest.fixture
def text(qtbot: QtBot) -> LongText:
    widget = LongText("Decoded")
    qtbot.addWidget(widget)
    return widget


def numbered(count: int, taken: list[int]) -> Iterator[str]:
    for number in range(count):
        taken.append(number)
        yield f"line {number}"


def test_the_first_lines_are_there_at_once_and_all_of_them_later(
    text: LongText, qtbot: QtBot
) -> None:
    taken: list[int] = []
    text.show_lines(numbered(60_000, taken))
    assert text.toPlainText().startswith("line 0\nline 1\n")
    assert len(taken) < 60_000
    assert not text.is_whole
    qtbot.waitUntil(lambda: text.is_whole)
    assert text.toPlainText().splitlines() == [f"line {n}" for n in range(60_000)]


def test_it_stays_at_the_top_while_more_is_written(text: LongText, qtbot: QtBot) -> None:
    text.resize(300, 200)
    text.show()
    text.show_lines(numbered(30_000, []))
    qtbot.waitUntil(lambda: text.is_whole)
    assert text.verticalScrollBar().value() == 0
    assert text.textCursor().position() == 0


def test_other_lines_take_the_place_of_those_under_way(text: LongText, qtbot: QtBot) -> None:
    taken: list[int] = []
    text.show_lines(numbered(60_000, taken))
    before = len(taken)
    text.show_lines(["another"])
    qtbot.waitUntil(lambda: text.is_whole)
    assert text.toPlainText() == "another"
    assert len(taken) == before
    text.show_lines([])
    assert text.toPlainText() == ""


def test_a_line_too_long_to_be_laid_out_goes_on_in_the_next(text: LongText, qtbot: QtBot) -> None:
    text.show_lines(["x" * 50_000])
    qtbot.waitUntil(lambda: text.is_whole)
    lines = text.toPlainText().splitlines()
    assert "".join(lines) == "x" * 50_000
    assert max(map(len, lines)) <= 2_000
