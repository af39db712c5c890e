"""What a painted list shows, as a model for Qt."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from oidc_workbench.ui.kit.painted_row import PaintedRow

Index = QModelIndex | QPersistentModelIndex


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
