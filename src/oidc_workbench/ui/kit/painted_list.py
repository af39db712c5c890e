"""A list of painted rows: arrow keys move, Enter goes to the place that a row points to."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPointF, QRect, QRectF, Qt, Signal, SignalInstance
from PySide6.QtGui import QAction, QColor, QKeySequence, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.clipboard import copy_text
from oidc_workbench.ui.kit.lazy_rows import LazyRows, number_of
from oidc_workbench.ui.kit.painted_row import Column, LaidOutRow, PaintedRow, Slot, place_columns
from oidc_workbench.ui.kit.row_view import RowView, SeenRow

_MOST_KEPT = 256  # rows that stay laid out; a window shows some dozens


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


class PaintedList(RowView):
    """Rows in columns.

    Args:
        name: the accessible name of the list.
        fold_below: the width in pixels at 100 % below which folding columns move down.
        head: the names of the columns; none are shown when it is None.
        whole: it is as high as all its rows and leaves scrolling to what is around it.
        most: with ``whole``, the most pixels at 100 % that it is high; then it scrolls after all.
        row_height: of every row, in pixels at 100 %; 0 for rows as high as what is in them.
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
        super().__init__(self._height)
        self._row_height = row_height
        self._columns, self._fold_below = columns, fold_below
        self._laid_out: dict[PaintedRow, LaidOutRow] = {}
        self._width = -1
        self._whole, self._most = whole, most
        self.setAccessibleName(name)
        self._behave()
        if whole and not most:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._head = _Head(self, head) if head else None
        if self._head:
            self.setViewportMargins(0, self._head.laid_out().height, 0, 0)

    def _behave(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.verticalScrollBar().setSingleStep(theme.px(24))
        self.activated.connect(lambda index: self._tell(self.place_activated, index))
        self.selectionModel().currentChanged.connect(
            lambda index, _before: self._tell(self.place_selected, index)
        )
        copy = QAction("Copy", self, shortcut=QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self._copy)
        self.addAction(copy)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def show_rows(self, rows: Iterable[PaintedRow], *, same: bool = False) -> None:
        """Replace the rows.

        Args:
            rows: a tuple, or rows that are made when they are looked at.
            same: they are the same rows said anew, so selection and place stay.
        """
        taken = rows if isinstance(rows, tuple | LazyRows) else tuple(rows)
        if same and len(taken) == len(self._model.rows):
            self._say_anew(taken)
            return
        self._model.replace(taken)
        one_line = theme.px(theme.SMALL) * 2 + self.fontMetrics().height()
        self.guess_heights(theme.px(self._row_height) or one_line)
        self._fit()
        self.verticalScrollBar().setValue(0)
        self.executeDelayedItemsLayout()  # else it would come after the paint, and bring another

    def _say_anew(self, rows: Sequence[PaintedRow]) -> None:
        seen = [row.number for row in self.seen(self.viewport().rect())]
        changed = any(self._model.rows[number] != rows[number] for number in seen)
        self._model.rows = rows
        if changed:
            self._fit()
            self.learn()
            self.viewport().update()

    def rows(self) -> Sequence[PaintedRow]:
        """Return what is shown."""
        return self._model.rows

    def select_place(self, place: str) -> bool:
        """Select the first row that points to a place; False when there is none."""
        number = number_of(self._model.rows, place)
        if number < 0:
            self.clearSelection()
            return False
        index = self._model.index(number)
        self.setCurrentIndex(index)
        self.scrollTo(index)
        return True

    def select_row(self, number: int) -> None:
        """Select a row by its number without telling anybody; -1 selects none."""
        self.selectionModel().blockSignals(True)
        index = self._model.index(number)
        if index.isValid():
            self.setCurrentIndex(index)
        else:
            self.clearSelection()
        self.selectionModel().blockSignals(False)
        self.viewport().update()

    # Laying out

    def _across(self) -> int:
        # Where the scroll bar comes, it lies over the rows' own margin and moves no text.
        bar = self.verticalScrollBar()
        return self.viewport().width() + (bar.width() if bar.isVisibleTo(self) else 0)

    def slots(self) -> list[Slot]:
        """Return where the columns stand now."""
        return place_columns(self._columns, self._across(), self._fold_below)

    def laid_out(self, number: int) -> LaidOutRow:
        """Return a row as laid out for the present width."""
        across = self._across()
        if self._width != across or len(self._laid_out) > _MOST_KEPT:
            self._laid_out.clear()
            self._width = across
        row = self._model.rows[number]
        if row not in self._laid_out:
            self._laid_out[row] = LaidOutRow(row, self.slots())
        return self._laid_out[row]

    def _height(self, number: int) -> int:
        return theme.px(self._row_height) or self.laid_out(number).height

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the rows anew for the new width."""
        if self._head:
            height = self._head.laid_out().height
            self._head.setGeometry(0, 0, self.width(), height)
            if self.viewportMargins().top() != height:
                self.setViewportMargins(0, height, 0, 0)
        self._fit()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange):
            self._laid_out.clear()
            self.learn()
            self.viewport().update()

    def _fit(self) -> None:
        if self._whole:
            numbers = range(len(self._model.rows))
            head = self.viewportMargins().top()
            height = head + sum(map(self._height, numbers))
            height += 2 * theme.current().line_width
            height = min(height, theme.px(self._most)) if self._most else height
            if self.height() != height:
                self.setFixedHeight(height)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows that can be seen."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        selected = {index.row() for index in self.selectedIndexes()}
        for row in self.seen(event.rect()):
            self._paint_row(painter, row, selected=row.number in selected)

    def _paint_row(self, painter: QPainter, seen: SeenRow, *, selected: bool) -> None:
        laid_out, now = self.laid_out(seen.number), theme.current()
        rect = QRectF(QRect(0, seen.top, self.viewport().width(), seen.height))
        if selected:
            painter.fillRect(rect, now.ground("info"))
            painter.fillRect(QRectF(0, rect.top(), 3, rect.height()), now.ink("info"))
        elif laid_out.row.tone is not None:
            painter.fillRect(rect, now.ground(laid_out.row.tone))
        if seen.number:
            painter.fillRect(QRectF(0, rect.top(), rect.width(), now.line_width), _line())
        if self._row_height:
            painter.setClipRect(rect)
        laid_out.paint(painter, rect.topLeft())
        painter.setClipping(False)
        if self.hasFocus() and seen.number == self.currentIndex().row():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(now.ink("info"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))

    def _tell(self, signal: SignalInstance, index: QModelIndex) -> None:
        if index.isValid() and (place := self._model.rows[index.row()].place):
            signal.emit(place)

    def _copy(self) -> None:
        index = self.currentIndex()
        if index.isValid():
            copy_text(self._model.rows[index.row()].said)
