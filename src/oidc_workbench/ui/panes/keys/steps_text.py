"""A page of steps, written by this program in Markdown, as high as its text."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextTable
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser

from oidc_workbench.ui import theme


class StepsText(QTextBrowser):
    """Headings, lists and code; nothing is fetched and no link is followed by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("Steps to register the key")
        self.setFont(theme.font())
        self.setOpenExternalLinks(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(0)
        self.document().setIndentWidth(theme.px(20))
        self.document().setDefaultFont(theme.font())
        self._shown = ""

    def show_markdown(self, text: str) -> None:
        """Show another page."""
        if text != self._shown:
            self._shown = text
            self.setMarkdown(text)
            self._restyle()
            self._fit()

    def _restyle(self) -> None:
        """Give headings, code and tables the type and the spacing of the pane."""
        document, block = self.document(), self.document().begin()
        while block.isValid():
            level = block.blockFormat().headingLevel()
            if level:
                _set_heading(QTextCursor(block), level)
            block = block.next()
        for frame in document.rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                _set_table(frame)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the height to the new width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.document().setTextWidth(self.viewport().width())
        height = round(self.document().size().height()) + 2
        if self.height() != height:
            self.setFixedHeight(height)


def _set_heading(cursor: QTextCursor, level: int) -> None:
    size = theme.Size.SECTION if level == 1 else theme.Size.BODY
    letters, lines = QTextCharFormat(), QTextBlockFormat()
    letters.setFont(theme.font(size, 600))
    letters.setProperty(QTextCharFormat.Property.FontSizeAdjustment, 0)
    lines.setTopMargin(theme.px(0 if level == 1 else theme.MEDIUM))
    lines.setBottomMargin(theme.px(theme.TINY))
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    cursor.mergeCharFormat(letters)
    cursor.mergeBlockFormat(lines)


def _set_table(table: QTextTable) -> None:
    shape = table.format()
    shape.setBorder(0)
    shape.setCellPadding(theme.px(3))
    shape.setCellSpacing(0)
    table.setFormat(shape)
    # Markdown has no table without a head; an empty one is only room.
    if not any(_cell_text(table, 0, column) for column in range(table.columns())):
        table.removeRows(0, 1)


def _cell_text(table: QTextTable, row: int, column: int) -> str:
    cell = table.cellAt(row, column)
    return cell.firstCursorPosition().block().text().strip()
