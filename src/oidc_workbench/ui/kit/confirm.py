"""Asks in place before something is deleted for good."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.buttons import Button, DangerButton
from oidc_workbench.ui.kit.labels import Text
from oidc_workbench.ui.kit.layouts import column, row


class Confirmation(QFrame):
    """A question with a way back and a way on; hidden until it is asked."""

    confirmed = Signal()
    declined = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "message-error")
        self._question = Text(weight=600, wrap=True)
        self._detail = Text(wrap=True)
        self._go = DangerButton("Delete", self.confirmed.emit, icon="trash")
        self._keep = Button("Keep it", self.declined.emit)
        box = column(
            self._question, self._detail, row(self._go, self._keep, stretch=True), gap=theme.SMALL
        )
        box.setContentsMargins(*(theme.px(n) for n in (12, 10, 12, 10)))
        self.setLayout(box)
        self.hide()

    def ask(self, question: str, detail: str, go: str = "Delete") -> None:
        """Ask; an empty question hides it. The way back has the focus."""
        if not question:
            self.hide()
            return
        self._question.setText(question)
        self._detail.setText(detail)
        self._go.setText(go)
        self._go.setAccessibleName(f"{go}: {question}")
        self.setAccessibleName(f"{question} {detail}")
        if self.isHidden():
            self.show()
            self._keep.setFocus()
