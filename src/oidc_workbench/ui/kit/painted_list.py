"""A list of painted rows: arrow keys move, Enter goes to the place that a row points to."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
    SignalInstance,
)
from PySide6.QtGui import QAction, QColor, QKeySequence, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.clipboard import copy_text
from oidc_workbench.ui.kit.lazy_rows import LazyRows
from oidc_workbench.ui.kit.painted_row import Column, LaidOutRow, PaintedRow, Slot, place_columns

Index = QModelIndex | QPersistentModelIndex


class _Rows(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: Sequence[PaintedRow] = ()

    def replace(self, rows: Sequence[PaintedRow]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        wanted = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        return self.rows[index.row()].said if role in wanted else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.rows[index.row()].heading:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class _Painter(QStyledItemDelegate):
    def __init__(self, view: "PaintedList") -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        fixed = theme.px(self._view.row_height)
        return QSize(0, fixed or self._view.laid_out(index.row()).height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        laid_out = self._view.laid_out(index.row())
        rect = QRectF(option.rect)
        state = option.state
        now = theme.current()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._view.row_height:
            painter.setClipRect(rect)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, now.ground("info"))
            painter.fillRect(QRectF(rect.left(), rect.top(), 3, rect.height()), now.ink("info"))
        elif laid_out.row.tone is not None:
            painter.fillRect(rect, now.ground(laid_out.row.tone))
        if index.row():
            painter.fillRect(QRectF(0, rect.top(), rect.width(), now.line_width), _line())
        laid_out.paint(painter, rect.topLeft())
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(now.ink("info"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        painter.restore()


def _line() -> QColor:
    return QColor(theme.current().colours.line)


class _Head(QWidget):
    """The names of the columns; they stay while the rows scroll."""

    def __init__(self, view: "PaintedList", row: PaintedRow) -> None:
        super().__init__(view)
        self._view, self._row = view, row

    def laid_out(self) -> LaidOutRow:
        slots = self._view.slots()
        # A column that stands below its neighbour needs no name of its own.
        own = tuple(piece for piece in self._row.pieces if not slots[piece.column].below)
        return LaidOutRow(self._row._replace(pieces=own), slots)

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        self.laid_out().paint(painter, QPointF(0, 0))
        width = theme.current().line_width
        painter.fillRect(QRectF(0, self.height() - width, self.width(), width), _line())


class PaintedList(QListView):
    """Rows in columns.

    Args:
        name: the accessible name of the list.
        fold_below: the width in pixels at 100 % below which folding columns move down.
        head: the names of the columns; none are shown when it is None.
        whole: it is as high as all its rows and leaves scrolling to what is around it.
        most: with ``whole``, the most pixels at 100 % that it is high; then it scrolls after all.
        row_height: of every row, in pixels at 100 %; then only rows in sight are laid out.
    """

    place_activated = Signal(str)
    place_selected = Signal(str)

    def __init__(
        self,
        columns: tuple[Column, ...],
        name: str,
        fold_below: int = 0,
        head: PaintedRow | None = None,
        *,
        whole: bool = False,
        most: int = 0,
        row_height: int = 0,
    ) -> None:
        super().__init__()
        self._columns, self._fold_below = columns, fold_below
        self._laid_out: dict[int, LaidOutRow] = {}
        self._width = -1
        self._whole, self._most = whole, most
        self.row_height = row_height
        self.setUniformItemSizes(bool(row_height))
        self._rows = _Rows(self)
        self.setModel(self._rows)
        self.setItemDelegate(_Painter(self))
        self.setAccessibleName(name)
        self._behave()
        if whole and not most:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._head = _Head(self, head) if head else None
        if self._head:
            self.setViewportMargins(0, self._head.laid_out().height, 0, 0)

    def _behave(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(theme.px(24))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.activated.connect(lambda index: self._tell(self.place_activated, index))
        self.selectionModel().currentChanged.connect(
            lambda index, _before: self._tell(self.place_selected, index)
        )
        copy = QAction("Copy", self, shortcut=QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self._copy)
        self.addAction(copy)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def show_rows(self, rows: Iterable[PaintedRow]) -> None:
        """Replace the rows; lazy ones stay so."""
        self._laid_out.clear()
        self._rows.replace(rows if isinstance(rows, LazyRows) else tuple(rows))
        self._fit()

    def rows(self) -> Sequence[PaintedRow]:
        """Return what is shown."""
        return self._rows.rows

    def select_place(self, place: str) -> bool:
        """Select the first row that points to a place; False when there is none."""
        for number, row in enumerate(self._rows.rows):
            if row.place == place:
                index = self._rows.index(number)
                self.setCurrentIndex(index)
                self.scrollTo(index)
                return True
        self.clearSelection()
        return False

    def slots(self) -> list[Slot]:
        """Return where the columns stand now."""
        return place_columns(self._columns, self.viewport().width(), self._fold_below)

    def laid_out(self, number: int) -> LaidOutRow:
        """Return a row as laid out for the present width."""
        if self._width != self.viewport().width():
            self._laid_out.clear()
            self._width = self.viewport().width()
        if number not in self._laid_out:
            self._laid_out[number] = LaidOutRow(self._rows.rows[number], self.slots())
        return self._laid_out[number]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the rows anew for the new width."""
        super().resizeEvent(event)
        if self._head:
            height = self._head.laid_out().height
            self._head.setGeometry(0, 0, self.width(), height)
            if self.viewportMargins().top() != height:
                self.setViewportMargins(0, height, 0, 0)
        self.scheduleDelayedItemsLayout()
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange):
            self._laid_out.clear()
            self.viewport().update()

    def _fit(self) -> None:
        if self._whole:
            numbers = range(len(self._rows.rows))
            head = self.viewportMargins().top()
            height = head + sum(self.laid_out(number).height for number in numbers)
            height += 2 * theme.current().line_width
            height = min(height, theme.px(self._most)) if self._most else height
            if self.height() != height:
                self.setFixedHeight(height)

    def select_row(self, number: int) -> None:
        """Select a row by its number without telling anybody; -1 selects none."""
        self.selectionModel().blockSignals(True)
        index = self._rows.index(number)
        if index.isValid():
            self.setCurrentIndex(index)
        else:
            self.clearSelection()
        self.selectionModel().blockSignals(False)
        self.viewport().update()

    def _tell(self, signal: SignalInstance, index: QModelIndex) -> None:
        if index.isValid() and (place := self._rows.rows[index.row()].place):
            signal.emit(place)

    def _copy(self) -> None:
        index = self.currentIndex()
        if index.isValid():
            copy_text(self._rows.rows[index.row()].said)
