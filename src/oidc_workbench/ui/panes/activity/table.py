"""The log as a table; the model is our own, since a proxy over Python rows is slow."""

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from oidc_workbench.ui import theme
from oidc_workbench.ui.panes.activity.rows import COLUMNS, ActivityRow

Index = QModelIndex | QPersistentModelIndex
_MONO = (2, 3, 4)
_WIDTHS = (96, 0, 78, 160, 290, 84, 84)


class ActivityModel(QAbstractTableModel):
    """The filtered rows, newest first."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: tuple[ActivityRow, ...] = ()
        self._body, self._mono = theme.font(), theme.font(mono=True)

    def replace(self, rows: tuple[ActivityRow, ...]) -> None:
        """Show other rows; new ones on top are inserted, so that the selection stays."""
        added = len(rows) - len(self.rows)
        if added > 0 and rows[added:] == self.rows:
            self.beginInsertRows(QModelIndex(), 0, added - 1)
            self.rows = rows
            self.endInsertRows()
        elif rows != self.rows:
            self.beginResetModel()
            self.rows = rows
            self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many exchanges are shown."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Always the same columns."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Name the columns."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text, font or colour."""
        row, column = self.rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            mark = "↗ " if row.front and column == 1 else ""
            return f"{mark}{row.cells[column]}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.said if column == 1 else row.cells[column]
        if role == Qt.ItemDataRole.FontRole:
            return self._font(column)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._colour(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return "Carried by the browser (front channel)" if row.front else row.cells[column]
        return None

    def _font(self, column: int) -> QFont:
        return self._mono if column in _MONO else self._body

    def _colour(self, row: ActivityRow, column: int) -> QColor | None:
        if column == 5 and row.failed:
            return theme.current().ink("error")
        return theme.current().ink("neutral") if column in (0, 6) else None


class ActivityTable(QTableView):
    """A plain table: one selected row, no grid, columns that share the width."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = ActivityModel(self)
        self.setModel(self.rows)
        self.setAccessibleName("Requests and responses")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.px(30))
        header = self.horizontalHeader()
        header.setFont(theme.font(theme.Size.LABEL))
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(theme.px(44))
        for column, width in enumerate(_WIDTHS):
            if width:
                header.resizeSection(column, theme.px(width))
            else:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
