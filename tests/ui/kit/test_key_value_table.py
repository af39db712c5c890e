from pytestqt.qtbot import QtBot

from oidc_workbench.ui.kit.chip import Chip
from oidc_workbench.ui.kit.key_value_table import KeyValue, KeyValueTable
from oidc_workbench.ui.kit.labels import MonoText, Text


def texts(table: KeyValueTable) -> list[str]:
    """What stands in it, line by line; what was taken out of the layout does not."""
    layout = table.layout()
    assert layout is not None
    items = [layout.itemAt(place) for place in range(layout.count())]
    widgets = [item.widget() for item in items if item is not None]
    return [
        widget.text() if isinstance(widget, Text | MonoText) else _chips(widget)
        for widget in widgets
    ]


def _chips(widget: object) -> str:
    assert hasattr(widget, "findChildren")
    return " ".join(chip.accessibleName() or chip.text() for chip in widget.findChildren(Chip))


def test_other_values_of_the_same_kind_keep_their_labels(qtbot: QtBot) -> None:
    table = KeyValueTable([KeyValue("kid", "one"), KeyValue("made", "today", mono=False)])
    qtbot.addWidget(table)
    labels = table.findChildren(Text)
    table.show_rows([KeyValue("kid", "two"), KeyValue("created", "now", mono=False)])
    assert texts(table) == ["kid", "two", "created", "now"]
    assert table.findChildren(Text) == labels


def test_a_value_of_another_kind_gets_widgets_of_its_kind(qtbot: QtBot) -> None:
    table = KeyValueTable([KeyValue("aud", "one"), KeyValue("state", "ok", tone="ok")])
    qtbot.addWidget(table)
    table.show_rows([KeyValue("aud", ("one", "two")), KeyValue("state", "bad", tone="error")])
    assert texts(table) == ["aud", "one two", "state", "bad"]
    table.show_rows([KeyValue("aud", ("one", "three")), KeyValue("state", "bad", tone="error")])
    assert texts(table) == ["aud", "one three", "state", "bad"]


def test_fewer_and_more_rows_are_all_that_is_there(qtbot: QtBot) -> None:
    table = KeyValueTable([KeyValue("a", "1"), KeyValue("b", "2")])
    qtbot.addWidget(table)
    table.show_rows([KeyValue("a", "1")])
    assert texts(table) == ["a", "1"]
    table.show_rows([KeyValue("a", "1"), KeyValue("b", "2"), KeyValue("c", "3")])
    assert texts(table) == ["a", "1", "b", "2", "c", "3"]
