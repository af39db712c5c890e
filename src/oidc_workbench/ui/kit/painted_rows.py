"""What a painted list shows: rows, made when they are looked at, as a model for Qt."""

from collections.abc import Callable, Sequence
from typing import overload

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from oidc_workbench.ui.kit.painted_row import PaintedRow

Index = QModelIndex | QPersistentModelIndex
_MOST_KEPT = 512


class LazyRows(Sequence[PaintedRow]):
    """Rows of a list that may be very long: each is made when it is first looked at.

    Args:
        make: makes the row of a number.
        find: gives the number of the first row that points to a place; -1 when there is none.
    """

    def __init__(
        self, count: int, make: Callable[[int], PaintedRow], find: Callable[[str], int]
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
    if isinstance(rows, LazyRows):
        return rows.find(place)
    return next((number for number, row in enumerate(rows) if row.place == place), -1)


class RowsModel(QAbstractListModel):
    """Rows, said in words."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: Sequence[PaintedRow] = ()

    def replace(self, rows: Sequence[PaintedRow]) -> None:
        """Show other rows; nothing is selected then."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the row in words."""
        wanted = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        return self.rows[index.row()].said if role in wanted else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings can't be selected."""
        if self.rows[index.row()].heading:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
