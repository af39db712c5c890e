"""What goes on at a page, and how it ended."""

from PySide6.QtWidgets import QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.busy import BusyIndicator
from oidc_workbench.ui.kit.inline_message import InlineMessage
from oidc_workbench.ui.kit.layouts import column
from oidc_workbench.ui.panes.keys.desk import Place, Work


class WorkStrip(QWidget):
    """Shows the work of one place; takes no room while there is none.

    Attributes:
        busy: the indicator with Cancel.
        message: how it ended.
    """

    def __init__(self, place: Place) -> None:
        super().__init__()
        self._place = place
        self._told: Work | None = None
        self.busy, self.message = BusyIndicator(), InlineMessage(closable=True)
        self.setLayout(column(self.busy, self.message, gap=theme.SMALL))
        self.hide()

    def show_work(self, work: Work) -> None:
        """Show what goes on here, or nothing."""
        mine = work.place == self._place
        self.busy.say(work.busy if mine else "")
        told = work.told if mine else None
        if told is None:
            self.message.clear()
        elif work is not self._told:
            self.message.say(told.message, told.hint, told.tone)
        self._told = work
        self.setVisible(mine and bool(work.busy or told))
