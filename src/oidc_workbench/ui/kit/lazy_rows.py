"""Rows that are made when they come into sight."""

from collections.abc import Callable, Sequence
from typing import overload

from oidc_workbench.ui.kit.painted_row import PaintedRow


class LazyRows(Sequence[PaintedRow]):
    """As many rows as there are things, each made when it is first asked for.

    Args:
        count: how many.
        make: makes the row of a number.
    """

    def __init__(self, count: int, make: Callable[[int], PaintedRow]) -> None:
        self._count, self._make = count, make
        self._made: dict[int, PaintedRow] = {}

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, number: int) -> PaintedRow: ...

    @overload
    def __getitem__(self, number: slice) -> tuple[PaintedRow, ...]: ...

    def __getitem__(self, number: int | slice) -> PaintedRow | tuple[PaintedRow, ...]:
        if isinstance(number, slice):
            return tuple(self[one] for one in range(*number.indices(self._count)))
        if not 0 <= number < self._count:
            raise IndexError(number)
        if number not in self._made:
            self._made[number] = self._make(number)
        return self._made[number]
