"""A list view that lays out only what can be seen, however many rows there are."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QRect,
    Qt,
)
from PySide6.QtGui import QRegion, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QListView

from oidc_workbench.ui.kit.painted_rows import Index, RowsModel
from oidc_workbench.ui.kit.row_heights import RowHeights

_MOST_PASSES = 4


class SeenRow(NamedTuple):
    """A row that can be seen, and where its top is in the viewport."""

    number: int
    top: int
    height: int


class RowView(QListView):
    """Places rows of different heights below each other; their heights are asked for when seen.

    Qt's own list asks every row for its height before it paints the first, and lays all of them
    out once more whenever a scroll bar comes or goes. Screen readers still find a list.

    Args:
        height_of: how high a row is at the present width, in pixels.
    """

    def __init__(self, height_of: Callable[[int], int]) -> None:
        super().__init__()
        self._height_of = height_of
        self._heights = RowHeights()
        self._learning = False
        self._model = RowsModel(self)
        self.setModel(self._model)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)

    def guess_heights(self, guess: int) -> None:
        """Forget the heights of all rows; until a row is seen it is taken to be ``guess`` high."""
        self._heights = RowHeights(len(self._model.rows), guess)

    def learn(self) -> None:
        """Ask the rows that can be seen for their heights, and fit the scroll bar to them."""
        if self._learning or not self.isVisible():
            return
        self._learning = True
        try:
            # Rows that prove lower than guessed let more rows come into sight.
            for _ in range(_MOST_PASSES):
                if not self._learn_once():
                    break
        finally:
            self._learning = False

    def _learn_once(self) -> bool:
        bar, heights = self.verticalScrollBar(), self._heights
        offset = start = bar.value()
        number = heights.at(offset)
        top, before = heights.top(number), heights.total
        while number < len(heights) and top < offset + self.viewport().height():
            grown = self._height_of(number) - heights[number]
            if grown:
                heights[number] += grown
                # What is below a row that begins above the edge stays where it is.
                offset += grown if top < offset and start else 0
            top += heights[number]
            number += 1
        self._fit_bar()
        bar.setValue(offset)
        return heights.total != before or bar.value() != start

    def _fit_bar(self) -> None:
        bar, height = self.verticalScrollBar(), self.viewport().height()
        bar.setPageStep(height)
        bar.setRange(0, max(0, self._heights.total - height))

    def seen(self, area: QRect) -> Iterator[SeenRow]:
        """Return the rows that lie in a part of the viewport, from the top."""
        offset = self.verticalOffset()
        number = self._heights.at(area.top() + offset)
        top = self._heights.top(number) - offset
        while number < len(self._heights) and top <= area.bottom():
            height = self._heights[number]
            yield SeenRow(number, top, height)
            top += height
            number += 1

    # What Qt asks a view

    def doItemsLayout(self) -> None:
        """Fit the scroll bar; there is nothing else to lay out in advance."""
        QAbstractItemView.doItemsLayout(self)

    def updateGeometries(self) -> None:
        """Fit the scroll bar."""
        self.learn()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """See more or less."""
        QAbstractItemView.resizeEvent(self, event)
        self.learn()

    def showEvent(self, event: QShowEvent) -> None:
        """Lay out what can be seen now."""
        super().showEvent(event)
        self.learn()

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        """Lay out what came into sight."""
        self.learn()
        self.viewport().update()

    def horizontalOffset(self) -> int:
        """Rows are as wide as the view."""
        return 0

    def verticalOffset(self) -> int:
        """How far it is scrolled, in pixels."""
        return self.verticalScrollBar().value()

    def visualRect(self, index: Index) -> QRect:
        """Where a row is."""
        number = index.row()
        if not index.isValid() or number >= len(self._heights):
            return QRect()
        top = self._heights.top(number) - self.verticalOffset()
        return QRect(0, top, self.viewport().width(), self._heights[number])

    def indexAt(self, point: QPoint) -> QModelIndex:
        """Return the row at a point of the viewport."""
        y = point.y() + self.verticalOffset()
        return self._model.index(self._heights.at(y) if 0 <= y < self._heights.total else -1)

    def isIndexHidden(self, _index: Index) -> bool:
        """No row is hidden."""
        return False

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Scroll as little as needed, so that a row can be seen."""
        number, bar, height = index.row(), self.verticalScrollBar(), self.viewport().height()
        if not index.isValid() or number >= len(self._heights):
            return
        self._heights[number] = self._height_of(number)
        top = self._heights.top(number) - bar.value()
        to_top = hint == QAbstractItemView.ScrollHint.PositionAtTop
        if top < 0 or to_top or self._heights[number] >= height:
            self._go_to(number, 0)
        elif top + self._heights[number] > height:
            self._go_to(number, height - self._heights[number])

    def _go_to(self, number: int, top: int) -> None:
        """Scroll so that a row begins at a distance from the top of the viewport."""
        bar, above = self.verticalScrollBar(), number
        room = top
        while above > 0 and room > 0:  # what comes into sight above it
            above -= 1
            self._heights[above] = self._height_of(above)
            room -= self._heights[above]
        self._fit_bar()
        bar.setValue(self._heights.top(number) - top)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, _modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Go from row to row, over headings."""
        ways, last = QAbstractItemView.CursorAction, len(self._heights) - 1
        current = self.currentIndex().row()
        if action == ways.MoveEnd:
            return self._nearest(last, -1)
        if current < 0 or action == ways.MoveHome:
            return self._nearest(0, 1)
        if action in (ways.MoveUp, ways.MovePrevious):
            return self._nearest(current - 1, -1)
        if action in (ways.MoveDown, ways.MoveNext):
            return self._nearest(current + 1, 1)
        if action in (ways.MovePageUp, ways.MovePageDown):
            page = self.viewport().height() * (-1 if action == ways.MovePageUp else 1)
            goal = self._heights.at(max(0, self._heights.top(current) + page))
            back = 1 if action == ways.MovePageUp else -1
            return self._nearest(goal if goal != current else current - back, back)
        return self.currentIndex()

    def _nearest(self, number: int, step: int) -> QModelIndex:
        """The first row from a number on that can be selected; else the present one."""
        for other in range(number, len(self._heights) if step > 0 else -1, step):
            if 0 <= other < len(self._heights) and not self._model.rows[other].heading:
                return self._model.index(other)
        return self.currentIndex()

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Select the row that was pointed at."""
        index = self.indexAt(rect.center())
        chosen = QItemSelection(index, index) if index.isValid() else QItemSelection()
        self.selectionModel().select(chosen, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """Where the selected rows are."""
        region = QRegion()
        for index in selection.indexes():
            region += self.visualRect(index)
        return region
