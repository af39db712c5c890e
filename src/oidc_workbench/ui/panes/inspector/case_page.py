"""The page of a case that was saved without its token."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.buttons import Button
from oidc_workbench.ui.kit.card import Card
from oidc_workbench.ui.kit.exchange_view import MonoBlock
from oidc_workbench.ui.kit.labels import Text
from oidc_workbench.ui.kit.layouts import column


class CasePage(QWidget):
    """Shows a verdict as it was judged then."""

    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        card = Card("Saved case")
        self.close_button = Button("Close", self.closed.emit, name="Close the case")
        card.header.add(self.close_button)
        self.note = Text(wrap=True)
        self.text = MonoBlock("The saved verdict", most=0)
        card.add(self.note)
        card.add(self.text, 1)
        self.setLayout(column(card, margin=theme.LARGE))

    def show_case(self, note: str, text: str) -> None:
        """Show a case."""
        self.note.setText(note)
        if text != self.text.toPlainText():
            self.text.show_text(text)
