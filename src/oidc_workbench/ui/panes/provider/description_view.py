"""What a provider says of itself: metadata in groups, and its published keys."""

from collections.abc import Iterable

from PySide6.QtWidgets import QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.key_value_table import KeyValue, KeyValueTable
from oidc_workbench.ui.kit.labels import Text
from oidc_workbench.ui.kit.layouts import clear, column
from oidc_workbench.ui.kit.painted_list import PaintedList
from oidc_workbench.ui.kit.painted_row import Column, PaintedRow, Piece
from oidc_workbench.ui.panes.provider.state import Description, PublishedKey

_NAMES = 190
_COLUMNS = (Column(share=4), Column(96), Column(64), Column(44), Column(share=4, fold=True))
_HEAD = PaintedRow(
    tuple(
        Piece(number, name, "small")
        for number, name in enumerate(("kid", "type", "alg", "use", "thumbprint (SHA-256)"))
    ),
    "",
)


class DescriptionView(QWidget):
    """Groups below each other; the names stand in one line from group to group."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: Description | None = None
        self._box = column(gap=theme.SMALL)
        self.setLayout(self._box)

    def show_description(self, description: Description) -> bool:
        """Show it; returns False when it is on screen already, and nothing was made anew."""
        if description == self._shown:
            return False
        self._shown = description
        clear(self._box)
        for number, group in enumerate(description.groups):
            self._title(group.title, first=not number)
            rows = [KeyValue(f.name, f.value, f.mono) for f in group.facts]
            self._box.addWidget(KeyValueTable(rows, name_width=_NAMES))
            if not number:
                self._keys(description.keys)
        return True

    def _title(self, text: str, *, first: bool = False) -> None:
        if not first:
            self._box.addSpacing(theme.px(theme.SMALL))
        self._box.addWidget(Text(text, weight=600))

    def _keys(self, keys: Iterable[PublishedKey]) -> None:
        self._title("Published keys")
        rows = [_row(key) for key in keys]
        if rows:
            table = PaintedList(_COLUMNS, "Published keys", 420, _HEAD, whole=True)
            table.setProperty("boxed", "true")
            self._box.addWidget(table)
            table.show_rows(rows)
        else:
            self._box.addWidget(Text("None: no signature of it can be checked.", ink="warning"))


def _row(key: PublishedKey) -> PaintedRow:
    pieces = [
        Piece(0, key.kid or "no kid", "mono"),
        Piece(1, key.kind),
        Piece(2, key.alg or "any"),
        Piece(3, key.use or "any"),
        Piece(4, key.thumbprint, "mono-muted"),
    ]
    if key.problem:
        pieces.append(Piece(0, key.problem, "muted", "warning"))
    said = f"Key {key.kid or 'without kid'}, {key.kind} {key.alg}, {key.use}. {key.problem}"
    return PaintedRow(tuple(pieces), said.strip())
