"""Layouts: short ways to rows and columns, one that flows, one that folds to a single column."""

from typing import TypeVar

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QLayoutItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from oidc_workbench.ui import theme

BoxT = TypeVar("BoxT", bound=QBoxLayout)
FOLD_BELOW = 800  # a pane's width, in pixels at 100 %; with the rail a window of 1,000


def column(
    *items: QWidget | QLayout, gap: int = theme.SMALL, margin: int = 0, stretch: bool = False
) -> QVBoxLayout:
    """Stack items from the top; ``stretch`` leaves the rest of the height empty."""
    return _fill(QVBoxLayout(), items, gap, margin, stretch=stretch)


def row(
    *items: QWidget | QLayout, gap: int = theme.SMALL, margin: int = 0, stretch: bool = False
) -> QHBoxLayout:
    """Put items side by side; ``stretch`` leaves the rest of the width empty."""
    return _fill(QHBoxLayout(), items, gap, margin, stretch=stretch)


def _fill(
    box: BoxT, items: tuple[QWidget | QLayout, ...], gap: int, margin: int, *, stretch: bool
) -> BoxT:
    box.setSpacing(theme.px(gap))
    side = theme.px(margin)
    box.setContentsMargins(side, side, side, side)
    for item in items:
        if isinstance(item, QLayout):
            box.addLayout(item)
        else:
            box.addWidget(item)
    if stretch:
        box.addStretch(1)
    return box


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and let it go."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear(inner)
            inner.deleteLater()


def scrolled(content: QWidget) -> QScrollArea:
    """Let content scroll up and down where it does not fit."""
    content.setObjectName("plain")
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(content)
    return area


class FlowLayout(QLayout):
    """Puts items side by side and goes on in the next line when the width is used up."""

    def __init__(self, parent: QWidget | None = None, gap: int = theme.TINY) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = theme.px(gap)
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Take an item at the end."""
        self._items.append(item)

    def count(self) -> int:
        """How many items it has."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return an item, or None past the end."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Remove and return an item, or None past the end."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """It takes no more room than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """The height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines at a width."""
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Place the items."""
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        """All in one line, where there is room."""
        sizes = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(s.width() for s in sizes) + self._gap * max(0, len(sizes) - 1)
        return QSize(width, max((s.height() for s in sizes), default=0))

    def minimumSize(self) -> QSize:
        """As wide as the widest item."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _place(self, rect: QRect, *, move: bool) -> int:
        left, top, line = rect.x(), rect.y(), 0
        for item in self._items:
            if item.isEmpty():
                continue
            hint = item.sizeHint()
            hint.setWidth(min(hint.width(), max(rect.width(), item.minimumSize().width())))
            if left > rect.x() and left + hint.width() > rect.right() + 1:
                left, top, line = rect.x(), top + line + self._gap, 0
            if move:
                item.setGeometry(QRect(QPoint(left, top), hint))
            left, line = left + hint.width() + self._gap, max(line, hint.height())
        return top + line - rect.y()


class TwoColumns(QScrollArea):
    """Two columns that share the height; in a narrow pane one, and the whole scrolls.

    Args:
        left, right: each fills its column's height.
        shares: how the width is divided.
    """

    def __init__(self, left: QWidget, right: QWidget, shares: tuple[int, int] = (1, 1)) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        inner.setObjectName("plain")
        self._box = row(left, right, gap=theme.LARGE, margin=theme.LARGE)
        self._box.setStretch(0, shares[0])
        self._box.setStretch(1, shares[1])
        inner.setLayout(self._box)
        self.setWidget(inner)

    @property
    def folded(self) -> bool:
        """Whether there is one column only."""
        return self._box.direction() == QBoxLayout.Direction.TopToBottom

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold or unfold."""
        narrow = self.width() < theme.px(FOLD_BELOW)
        ways = QBoxLayout.Direction
        self._box.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)
        super().resizeEvent(event)
