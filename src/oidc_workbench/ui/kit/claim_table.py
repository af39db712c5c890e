"""Claims that explain themselves: name, value, meaning."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from oidc_workbench.ui.kit.lazy_rows import LazyRows
from oidc_workbench.ui.kit.painted_list import PaintedList
from oidc_workbench.ui.kit.painted_row import Column, PaintedRow, Piece
from oidc_workbench.ui.theme import Tone


class ClaimRow(NamedTuple):
    """One claim, as often as it stands in the token.

    Args:
        place: ``payload.aud``; the selection shared with raw text and findings.
        value: as a machine reads it; ``chips`` instead for scopes and audiences.
        human: the value in human form (a time, a name), or empty.
        meaning: what the claim says, in a few words, with its source.
        tone: set when a finding points here.
    """

    place: str
    name: str
    value: str
    meaning: str = ""
    human: str = ""
    chips: tuple[str, ...] = ()
    tone: Tone | None = None


_COLUMNS = (Column(92), Column(share=3), Column(share=2, fold=True))
_HEAD = PaintedRow(
    (Piece(0, "claim", "small"), Piece(1, "value", "small"), Piece(2, "meaning", "small")), ""
)


class ClaimTable(QWidget):
    """A table of claims, one row each; Enter goes to the place."""

    place_activated = Signal(str)
    place_selected = Signal(str)

    def __init__(self, name: str = "Claims") -> None:
        super().__init__()
        self.list = PaintedList(_COLUMNS, name, fold_below=360, head=_HEAD)
        self.list.place_activated.connect(self.place_activated)
        self.list.place_selected.connect(self.place_selected)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.list)

    def show_claims(self, claims: Iterable[ClaimRow]) -> None:
        """Replace the claims."""
        self.list.show_rows(map(_painted, claims))

    def show_lazily(
        self,
        count: int,
        make: Callable[[int], ClaimRow],
        find: Callable[[str], int],
        *,
        same: bool = False,
    ) -> None:
        """Show claims that are made when they are looked at.

        Args:
            count: how many there are.
            make: makes the claim of a number.
            find: gives the number of the first claim at a place; -1 when there is none.
            same: they are the same claims said anew, so selection and place stay.
        """
        rows = LazyRows(count, lambda number: _painted(make(number)), find)
        self.list.show_rows(rows, same=same)

    def select_place(self, place: str) -> bool:
        """Select the claim at a place; False when it is not here."""
        return self.list.select_place(place)


def _painted(claim: ClaimRow) -> PaintedRow:
    pieces = [Piece(0, claim.name, "title")]
    pieces += [Piece(1, chip, "mono-chip") for chip in claim.chips]
    if claim.human:
        pieces += [Piece(1, claim.human), Piece(1, claim.value, "mono-muted")]
    elif not claim.chips:
        pieces.append(Piece(1, claim.value, "mono"))
    if claim.meaning:
        pieces.append(Piece(2, claim.meaning, "muted"))
    said = f"{claim.name}: {claim.human or ', '.join(claim.chips) or claim.value}. {claim.meaning}"
    return PaintedRow(tuple(pieces), said.strip(), claim.place, claim.tone)
