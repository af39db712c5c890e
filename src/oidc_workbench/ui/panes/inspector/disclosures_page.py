"""The page of an SD-JWT: its checks, and every disclosure with its place."""

from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.labels import Text
from oidc_workbench.ui.kit.layouts import column
from oidc_workbench.ui.kit.painted_list import PaintedList
from oidc_workbench.ui.kit.painted_row import Column, PaintedRow, Piece
from oidc_workbench.ui.panes.inspector.disclosing import Check, Disclosed, DisclosureRow
from oidc_workbench.ui.panes.inspector.state import InspectorState

_COLUMNS = (Column(112), Column(), Column(138, right=True, fold=True))


class DisclosuresPage(QWidget):
    """A list; a disclosure leads to its claim."""

    place_selected = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._shown: Disclosed | None = None
        self.summary = Text(wrap=True, select=True)
        self.list = PaintedList(_COLUMNS, "Disclosures", fold_below=420)
        self.list.place_activated.connect(self.place_selected)
        top = column(self.summary)
        top.setContentsMargins(*(theme.px(n) for n in (14, 10, 14, 10)))
        box = column(gap=0)
        box.addLayout(top)
        box.addWidget(self.list, 1)
        self.setLayout(box)
        self.setFocusProxy(self.list)

    def show_state(self, state: InspectorState) -> None:
        """Show what is disclosed."""
        if state.disclosed is None or state.disclosed is self._shown:
            return
        self._shown = state.disclosed
        self.summary.setText(state.disclosed.summary)
        self.list.show_rows(_rows(state.disclosed))


def _rows(shown: Disclosed) -> Iterator[PaintedRow]:
    for message in shown.defects:
        pieces = (Piece(0, "error", "chip", "error"), Piece(1, message))
        yield PaintedRow(pieces, f"Error: {message}")
    yield from map(_check, shown.checks)
    yield from map(_disclosure, shown.rows)


def _check(check: Check) -> PaintedRow:
    pieces = [Piece(0, check.name, "title")]
    if check.why:
        pieces.append(Piece(1, check.why, "muted"))
    pieces.append(Piece(2, check.words, "chip", check.tone))
    return PaintedRow(tuple(pieces), f"{check.name}: {check.words}. {check.why}".strip())


def _disclosure(one: DisclosureRow) -> PaintedRow:
    pieces = [Piece(0, one.name, "title"), Piece(1, one.value, "mono")]
    if one.why:
        pieces.append(Piece(1, one.why, "muted"))
    if one.place:
        pieces.append(Piece(1, f"at {one.place}", "muted"))
    pieces += [
        Piece(1, f"salt {one.salt or 'none'}", "mono-muted"),
        Piece(1, f"digest {one.digest}", "mono-muted"),
        Piece(2, one.mark, "chip", one.tone),
    ]
    where = f" at {one.place}" if one.place else ""
    said = f"{one.name}: {one.value}{where}, {one.mark}. {one.why}"
    return PaintedRow(tuple(pieces), said.strip(), one.place)
