from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from oidc_workbench.ui.kit.chip_line import ChipLine
from oidc_workbench.ui.kit.key_value_table import KeyValue, KeyValueTable
from oidc_workbench.ui.kit.labels import MonoText, Text


def texts(table: KeyValueTable) -> list[str]:
    """What stands in it, line by line; what was taken out of the layout does not."""
    layout = table.layout()
    assert layout is not None
    items = [layout.itemAt(place) for place in range(layout.count())]
    return [_text(item.widget()) for item in items if item is not None]


def _text(widget: object) -> str:
    if isinstance(widget, ChipLine):
        return " ".join(bit.text for bit in widget.bits())
    assert isinstance(widget, Text | MonoText)
    return widget.text()


def widgets(table: KeyValueTable) -> list[QWidget]:
    """What stands in its cells, line by line."""
    return [one for one in table.findChildren(QWidget) if one.parent() is table]


def test_other_values_of_the_same_kind_keep_their_labels(qtbot: QtBot) -> None:
    first = [KeyValue("kid", "one"), KeyValue("made", "today", mono=False), KeyValue("aud", ("a",))]
    table = KeyValueTable(first)
    qtbot.addWidget(table)
    before = widgets(table)
    assert [type(one) for one in before[1::2]] == [MonoText, Text, ChipLine]
    table.show_rows(
        [KeyValue("kid", "two"), KeyValue("created", "now", mono=False), KeyValue("to", ("b", "c"))]
    )
    assert texts(table) == ["kid", "two", "created", "now", "to", "b c"]
    assert widgets(table) == before


def test_a_value_of_another_kind_gets_a_widget_of_its_kind(qtbot: QtBot) -> None:
    table = KeyValueTable([KeyValue("aud", "one"), KeyValue("state", "ok", mono=False)])
    qtbot.addWidget(table)
    for shown in (("one", "two"), ("one", "three"), "one"):
        table.show_rows([KeyValue("aud", shown), KeyValue("state", "bad", mono=False)])
        said = shown if isinstance(shown, str) else " ".join(shown)
        assert texts(table) == ["aud", said, "state", "bad"]


def test_fewer_and_more_rows_are_all_that_is_there(qtbot: QtBot) -> None:
    table = KeyValueTable([KeyValue("a", "1"), KeyValue("b", "2")])
    qtbot.addWidget(table)
    table.show_rows([KeyValue("a", "1")])
    assert texts(table) == ["a", "1"]
    table.show_rows([KeyValue("a", "1"), KeyValue("b", "2"), KeyValue("c", "3")])
    assert texts(table) == ["a", "1", "b", "2", "c", "3"]
