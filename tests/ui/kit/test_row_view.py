"""A list of rows is used by keyboard and mouse, and looks only at what can be seen."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.lazy_rows import LazyRows
from oidc_workbench.ui.kit.painted_list import PaintedList
from oidc_workbench.ui.kit.painted_row import Column, PaintedRow, Piece
from oidc_workbench.ui.theme import ThemeManager

MANY = 20_000
KEYS = Qt.Key


def row(number: int, *, lines: int = 1, heading: bool = False, text: str = "") -> PaintedRow:
    words = text or f"row {number}"
    pieces = tuple(Piece(0, words) for _ in range(lines))
    return PaintedRow(pieces, words, f"place.{number}", heading=heading)


class Made:
    """Rows of many sizes, and which of them somebody looked at."""

    def __init__(self, count: int = MANY) -> None:
        self.looked_at: set[int] = set()
        self.rows = LazyRows(count, self.make, lambda place: int(place.rpartition(".")[2]))

    def make(self, number: int) -> PaintedRow:
        self.looked_at.add(number)
        return row(number, lines=1 + number % 4)


def shown(qtbot: QtBot, rows: tuple[PaintedRow, ...] | LazyRows) -> PaintedList:
    view = PaintedList((Column(),), "Rows")
    qtbot.addWidget(view)
    view.resize(300, 200)
    view.show()
    view.show_rows(rows)
    return view


def on_screen(view: PaintedList) -> list[int]:
    return [seen.number for seen in view.seen(view.viewport().rect())]


def fills_the_view(view: PaintedList) -> bool:
    seen = list(view.seen(view.viewport().rect()))
    exact = all(view.laid_out(one.number).height == one.height for one in seen)
    last = seen[-1]
    return exact and seen[0].top <= 0 and last.top + last.height >= view.viewport().height()


def test_of_many_rows_only_what_is_on_screen_is_made(qtbot: QtBot) -> None:
    made = Made()
    view = shown(qtbot, made.rows)
    assert fills_the_view(view)
    assert len(made.looked_at) < 30


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_jump_shows_whole_rows_and_makes_none_on_the_way(qtbot: QtBot, share: float) -> None:
    made = Made()
    view = shown(qtbot, made.rows)
    bar = view.verticalScrollBar()
    bar.setValue(int(bar.maximum() * share))
    assert fills_the_view(view)
    assert len(made.looked_at) < 80


def test_the_last_row_is_reached_by_key_and_by_scroll_bar(qtbot: QtBot) -> None:
    view = shown(qtbot, Made().rows)
    QTest.keyClick(view, KEYS.Key_End)
    assert view.currentIndex().row() == MANY - 1
    assert view.viewport().rect().contains(view.visualRect(view.currentIndex()))
    QTest.keyClick(view, KEYS.Key_Home)
    assert view.verticalScrollBar().value() == 0
    for _ in range(4):  # each time more is known of how far it is
        view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    assert on_screen(view)[-1] == MANY - 1


def test_scrolling_back_over_unseen_rows_moves_nothing_that_is_on_screen(qtbot: QtBot) -> None:
    view = shown(qtbot, Made().rows)
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    for _ in range(40):
        kept = on_screen(view)[1]
        before = view.visualRect(view.model().index(kept, 0)).top()
        value = bar.value()
        bar.setValue(value - 7)
        after = view.visualRect(view.model().index(kept, 0)).top()
        assert after - before == 7


def test_arrows_pass_headings_and_pages_go_by_what_is_on_screen(qtbot: QtBot) -> None:
    rows = tuple(row(n, heading=n in (0, 2)) for n in range(60))
    view = shown(qtbot, rows)
    page = len(on_screen(view))
    steps = []
    for key in (KEYS.Key_Home, KEYS.Key_Down, KEYS.Key_Up, KEYS.Key_PageDown, KEYS.Key_PageUp):
        QTest.keyClick(view, key)
        steps.append(view.currentIndex().row())
    assert steps[:3] == [1, 3, 1]
    assert page - 3 <= steps[3] <= page + 1
    assert steps[4] == 1


def test_a_click_selects_the_row_under_it_and_tells_its_place(qtbot: QtBot) -> None:
    view = shown(qtbot, tuple(row(n, lines=1 + n % 3) for n in range(9)))
    told: list[str] = []
    view.place_selected.connect(told.append)
    spot = view.visualRect(view.model().index(2, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert told == ["place.2"]
    assert [index.row() for index in view.selectedIndexes()] == [2]
    below = QPoint(5, view.viewport().height() - 2)
    few = shown(qtbot, (row(0),))
    assert not few.indexAt(below).isValid()


def test_a_place_is_selected_and_brought_into_sight(qtbot: QtBot) -> None:
    view = shown(qtbot, Made().rows)
    assert view.select_place("place.7000")
    assert 7000 in on_screen(view)
    plain = shown(qtbot, (row(0), row(1)))
    assert not plain.select_place("place.9")
    assert not plain.selectedIndexes()


def test_rows_said_anew_keep_selection_and_scroll_position(qtbot: QtBot) -> None:
    view = shown(qtbot, tuple(row(n) for n in range(50)))
    view.select_place("place.20")
    at = view.verticalScrollBar().value()
    view.show_rows(tuple(row(n, text=f"anew {n}") for n in range(50)), same=True)
    assert view.currentIndex().row() == 20
    assert view.verticalScrollBar().value() == at
    assert view.rows()[20].said == "anew 20"
    view.show_rows(tuple(row(n) for n in range(50)))
    assert view.verticalScrollBar().value() == 0
    assert not view.currentIndex().isValid()


def test_a_scroll_bar_moves_no_text(qtbot: QtBot) -> None:
    view = shown(qtbot, (row(0, text="w" * 20),))
    few = view.slots()
    view.show_rows(tuple(row(n) for n in range(99)))
    qtbot.waitUntil(view.verticalScrollBar().isVisible)
    assert view.slots() == few


def test_a_narrower_list_breaks_its_rows_anew(qtbot: QtBot) -> None:
    view = shown(qtbot, tuple(row(n, text=f"{n} some words to break") for n in range(40)))
    wide = view.visualRect(view.model().index(0, 0)).height()
    view.resize(90, 200)
    assert view.visualRect(view.model().index(0, 0)).height() > wide
    assert fills_the_view(view)


def test_screen_readers_find_a_list_with_its_rows(qtbot: QtBot) -> None:
    view = shown(qtbot, tuple(row(n) for n in range(5)))
    found = QAccessible.queryAccessibleInterface(view)
    assert found.role() == QAccessible.Role.List
    assert found.childCount() == 5
    third = found.child(2)
    assert third.text(QAccessible.Text.Name) == "row 2"
    top = view.viewport().mapToGlobal(view.visualRect(view.model().index(2, 0)).topLeft())
    assert QRect(third.rect()).topLeft() == top


def test_a_list_that_is_whole_is_as_high_as_its_rows(qtbot: QtBot) -> None:
    view = PaintedList((Column(),), "Rows", whole=True)
    qtbot.addWidget(view)
    view.resize(300, 10)
    view.show_rows((row(0), row(1, lines=3)))
    inner = sum(view.laid_out(n).height for n in range(2))
    assert view.height() == inner + 2 * theme.current().line_width


def test_rows_without_an_index_are_looked_through_for_a_place(qtbot: QtBot) -> None:
    view = shown(qtbot, LazyRows(40, row))
    assert view.select_place("place.30")
    assert view.currentIndex().row() == 30
    assert not view.select_place("place.40")


def test_rows_of_a_fixed_height_are_set_off_by_lines_and_stay_inside_them(qtbot: QtBot) -> None:
    view = PaintedList((Column(),), "Rows", row_height=20)
    qtbot.addWidget(view)
    view.resize(300, 100)
    view.show()
    view.show_rows(tuple(row(n, lines=4) for n in range(5)))
    image = view.viewport().grab().toImage()
    height, line = theme.px(20), theme.current().colours.line.lower()
    across = [QColor(image.pixel(250, y)).name() for y in range(image.height())]
    assert [y for y, colour in enumerate(across) if colour == line] == [
        height * number for number in range(1, 5)
    ]
    assert [one.height for one in view.seen(view.viewport().rect())] == [height] * 5


def test_a_chip_has_an_outline_where_grounds_say_nothing(
    qtbot: QtBot, themes: ThemeManager, qapp: QApplication
) -> None:
    del themes
    ThemeManager(qapp, "light", contrast=True)
    view = PaintedList((Column(),), "Rows")
    qtbot.addWidget(view)
    view.resize(200, 60)
    view.show()
    view.show_rows((PaintedRow((Piece(0, "", "chip", "error"),), "said"),))
    image = view.grab().toImage()
    ink = QColor(theme.current().colours.error).name()
    points = ((x, y) for x in range(image.width()) for y in range(image.height()))
    assert any(image.pixelColor(*point).name() == ink for point in points)
