"""What happened and what to do, said in place instead of in a dialog."""

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QSizePolicy

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.buttons import Button, QuietButton
from oidc_workbench.ui.kit.labels import Text
from oidc_workbench.ui.kit.layouts import column, row
from oidc_workbench.ui.kit.tinted_icon import TintedIcon

if TYPE_CHECKING:
    from oidc_workbench.errors import WorkbenchError

MessageTone = Literal["error", "warning", "info", "ok"]
_ICONS = {"error": "warning", "warning": "warning", "info": "info", "ok": "check"}


class InlineMessage(QFrame):
    """A message in a tone: what happened, what to do; hidden while there is none.

    Args:
        action: the text of a button that does what the hint says; empty for none.
        closable: the person can dismiss it.
    """

    acted = Signal()

    def __init__(self, *, action: str = "", closable: bool = False) -> None:
        super().__init__()
        self._icon = TintedIcon("info")
        self._icon.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._message = Text(weight=500, wrap=True, select=True)
        self._hint = Text(wrap=True, select=True)
        texts = column(self._message, self._hint, gap=2)
        line = row(self._icon, texts, gap=10)
        line.setContentsMargins(*(theme.px(n) for n in (12, 9, 10, 9)))
        line.setStretch(1, 1)
        self.action = Button(action, self.acted.emit)
        if action:
            line.addWidget(self.action, 0, Qt.AlignmentFlag.AlignTop)
        else:
            self.action.setParent(self)
            self.action.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.action.hide()
        if closable:
            close = QuietButton("", self.clear, icon="close", name="Dismiss this message")
            line.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.setLayout(line)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.hide()

    @property
    def message(self) -> str:
        """What it says now; empty while it is hidden."""
        return "" if self.isHidden() else self._message.text()

    def say(self, message: str, hint: str = "", tone: MessageTone = "info") -> None:
        """Show a message; an empty one hides it."""
        if not message:
            self.clear()
            return
        self._message.setText(message)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self.setProperty("kind", f"message-{tone}")
        self.style().unpolish(self)
        self.style().polish(self)
        self._icon.set_icon(_ICONS[tone], tone)
        self.setAccessibleName(f"{tone}: {message} {hint}".strip())
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def show_error(self, error: "WorkbenchError | None") -> None:
        """Show an error with its hint, or hide when there is none."""
        if error is None:
            self.clear()
        else:
            self.say(error.message, error.hint, "error")

    def clear(self) -> None:
        """Hide it."""
        self.hide()
