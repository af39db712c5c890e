from PySide6.QtGui import QFontMetricsF
from pytestqt.qtbot import QtBot

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.file_dialogs import file_name
from oidc_workbench.ui.kit.lazy_rows import LazyRows
from oidc_workbench.ui.kit.painted_list import PaintedList
from oidc_workbench.ui.kit.painted_row import Column, LaidOutRow, PaintedRow, Piece, place_columns

LONG = "a label that is far longer than its column could ever be"


def row(number: int) -> PaintedRow:
    return PaintedRow((Piece(0, f"row {number}", "title"),), f"row {number}", str(number))


def test_rows_out_of_sight_are_never_made(qtbot: QtBot) -> None:
    made: list[int] = []

    def make(number: int) -> PaintedRow:
        made.append(number)
        return row(number)

    table = PaintedList((Column(),), "Rows", row_height=50)
    qtbot.addWidget(table)
    table.resize(300, 400)
    table.show_rows(LazyRows(1000, make))
    table.show()
    table.grab()
    assert 0 < len(set(made)) < 30
    assert len(made) == len(set(made))
    assert table.verticalScrollBar().maximum() > 40_000


def test_lazy_rows_are_rows_like_others() -> None:
    rows = LazyRows(3, row)
    assert [one.place for one in rows] == ["0", "1", "2"]
    assert [one.place for one in rows[1:]] == ["1", "2"]
    assert row(2) in rows


def test_a_text_that_does_not_fit_takes_one_line_all_the_same(qtbot: QtBot) -> None:
    del qtbot
    one = PaintedRow((Piece(0, LONG, "title"),), LONG)
    cut = LaidOutRow(one, place_columns((Column(elide=True),), 150, 0))
    whole = LaidOutRow(one, place_columns((Column(),), 150, 0))
    line = QFontMetricsF(theme.font(weight=600)).height()
    assert cut.height < 2 * line + theme.px(2 * theme.SMALL)
    assert whole.height > cut.height


def test_a_file_is_named_after_what_a_person_called_it() -> None:
    assert file_name("Batch jobs / 2026", ".pem") == "Batch-jobs---2026.pem"
    assert file_name("../..", ".pem") == "key.pem"
    assert len(file_name("x" * 500, ".pem")) == 64
