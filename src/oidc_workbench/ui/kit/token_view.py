"""The token itself, to be looked at, pointed at, copied and replaced."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QFrame

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.clipboard import secret_clipboard
from oidc_workbench.ui.kit.token_picture import TokenPicture
from oidc_workbench.ui.kit.token_text import Highlight, TokenPart

MOST_LINES = 12
_MARGIN = 10


class TokenView(QAbstractScrollArea):
    """Shows a token as coloured, labelled parts; a long one scrolls.

    Arrow keys left and right go from part to part; paste and drop hand in another token.
    """

    picked = Signal(int, int)
    pasted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._picture = TokenPicture()
        self._reveal = False
        self._current = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Token")
        self.setAcceptDrops(True)
        self.viewport().setAutoFillBackground(False)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)

    def show_token(
        self, parts: tuple[TokenPart, ...], highlight: Highlight | None, *, reveal: bool
    ) -> None:
        """Show a token, one place of it, and its secret parts or not."""
        picture = self._picture
        changed = (parts, reveal) != (picture.parts, self._reveal)
        moved = highlight != picture.highlight
        picture.parts, picture.highlight, self._reveal = parts, highlight, reveal
        if changed:
            self._lay_out()
            self._describe()
        if moved and highlight is not None:
            self._current = highlight.part
            self._scroll_to(highlight)
        if changed or moved:
            self.viewport().update()

    def _lay_out(self) -> None:
        self._fit(self._picture.lay_out(self.viewport().width(), reveal=self._reveal))

    def _fit(self, lines: int) -> None:
        shown = min(lines, MOST_LINES)
        height = round(shown * self._picture.line) + 2 * theme.px(_MARGIN)
        self.setFixedHeight(height)
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, lines - shown))
        bar.setPageStep(shown)
        # A scroll bar takes no width away that the lines were counted with.
        many = lines > shown
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAlwaysOn if many else policy.ScrollBarAlwaysOff
        )

    def _describe(self) -> None:
        told = [
            f"{part.name}, {len(part.text)} characters"
            + (", hidden" if part.secret and not self._reveal else "")
            for part in self._picture.parts
        ]
        self.setAccessibleDescription("; ".join(told) or "No token yet. Paste one.")

    def _scroll_to(self, highlight: Highlight) -> None:
        line = self._picture.line_of(highlight)
        if line is None:
            return
        bar = self.verticalScrollBar()
        if not bar.value() <= line < bar.value() + bar.pageStep():
            bar.setValue(line)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the lines that can be seen."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        first = self.verticalScrollBar().value()
        for row in range(first, first + MOST_LINES + 1):
            top = theme.px(_MARGIN) + (row - first) * self._picture.line
            self._picture.paint_line(painter, row, top)
        if self.hasFocus():
            painter.setPen(QPen(theme.current().ink("info"), 2))
            area = QRectF(self.viewport().rect()).adjusted(2, 2, -2, -2)
            painter.drawRoundedRect(area, theme.CONTROL_RADIUS, theme.CONTROL_RADIUS)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell which character was pointed at."""
        row = int((event.position().y() - theme.px(_MARGIN)) / self._picture.line)
        row += self.verticalScrollBar().value()
        found = self._picture.character_at(row, event.position().x())
        if found is not None:
            self.picked.emit(*found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go from part to part; copy and paste act on the whole token."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if step and self._picture.parts:
            part = min(max(self._current + step, 0), len(self._picture.parts) - 1)
            self._current = part
            self.picked.emit(part, len(self._picture.parts[part].text))
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit(QApplication.clipboard().text())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """Copy the whole token; as a secret, it leaves the clipboard after a while."""
        parts = self._picture.parts
        if parts:
            secret_clipboard().copy("".join(part.text + part.separator for part in parts))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take text."""
        if event.mimeData().hasText():
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Take text anywhere."""
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand in what was dropped."""
        self.pasted.emit(event.mimeData().text())
        event.acceptProposedAction()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the keys go here."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that they don't any more."""
        super().focusOutEvent(event)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew when the width changed."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._lay_out()

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(theme.px(380), self.height())

    def minimumSizeHint(self) -> QSize:
        """A few words wide."""
        return QSize(theme.px(200), theme.px(40))
