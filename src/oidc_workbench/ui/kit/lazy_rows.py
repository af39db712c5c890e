"""Rows that are made when they come into sight."""

from collections.abc import Callable, Sequence
from typing import overload

from oidc_workbench.ui.kit.painted_row import PaintedRow

_MOST_KEPT = 512


class LazyRows(Sequence[PaintedRow]):
    """Rows of a list that may be very long: each is made when it is first looked at.

    Args:
        make: makes the row of a number.
        find: gives the number of the first row that points to a place, -1 when there is none;
            without it all rows are made to find one.
    """

    def __init__(
        self,
        count: int,
        make: Callable[[int], PaintedRow],
        find: Callable[[str], int] | None = None,
    ) -> None:
        self._count, self._make, self.find = count, make, find
        self._made: dict[int, PaintedRow] = {}

    def __len__(self) -> int:
        """How many rows there are."""
        return self._count

    @overload
    def __getitem__(self, number: int) -> PaintedRow: ...
    @overload
    def __getitem__(self, number: slice) -> tuple[PaintedRow, ...]: ...
    def __getitem__(self, number: int | slice) -> PaintedRow | tuple[PaintedRow, ...]:
        """Make a row, or some."""
        if isinstance(number, slice):
            return tuple(self[n] for n in range(*number.indices(self._count)))
        place = number + self._count if number < 0 else number
        if not 0 <= place < self._count:
            raise IndexError(number)
        if place not in self._made:
            if len(self._made) >= _MOST_KEPT:
                self._made.clear()
            self._made[place] = self._make(place)
        return self._made[place]


def number_of(rows: Sequence[PaintedRow], place: str) -> int:
    """Return the number of the first row that points to a place; -1 when there is none."""
    if isinstance(rows, LazyRows) and rows.find is not None:
        return rows.find(place)
    return next((number for number, row in enumerate(rows) if row.place == place), -1)
