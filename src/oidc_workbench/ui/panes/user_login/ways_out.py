"""What a person can do while the flow waits for the browser."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.buttons import Button, CopyButton
from oidc_workbench.ui.kit.labels import Text, label
from oidc_workbench.ui.kit.layouts import column, row
from oidc_workbench.ui.panes.user_login.state import Waiting


class WaysOut(QWidget):
    """Open the page again, copy its address, or paste the address the browser ended at."""

    open_again = Signal()
    pasted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._address = ""
        again = Button("Open the page again", self.open_again.emit)
        copy = CopyButton(lambda: self._address, "Copy the address")
        self.url = QLineEdit()
        self.url.setFont(theme.font(mono=True))
        self.url.setPlaceholderText("http://127.0.0.1:…/callback?code=…&state=…")
        self.url.setAccessibleName("Callback URL")
        # The code in it is worth a token until it is redeemed, so it is not shown.
        self.url.setEchoMode(QLineEdit.EchoMode.Password)
        self.url.returnPressed.connect(self._hand_in)
        use = Button("Use this URL", self._hand_in)
        self._problem = Text(ink="error", wrap=True)
        hint = label("The browser is on another machine? Paste the URL it ended at:", wrap=True)
        line = row(self.url, use, gap=6)
        line.setStretch(0, 1)
        buttons = row(again, copy, gap=6, stretch=True)
        self.setLayout(column(buttons, hint, line, self._problem, gap=6))
        self._problem.hide()

    def show_waiting(self, waiting: Waiting) -> None:
        """Show the address and what is wrong with what was pasted."""
        self._address = waiting.address
        self._problem.setText(waiting.problem)
        self._problem.setVisible(bool(waiting.problem))

    def _hand_in(self) -> None:
        text = self.url.text()
        self.url.clear()
        self.pasted.emit(text)
