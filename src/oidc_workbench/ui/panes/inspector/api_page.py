"""The page that shows how an API would answer."""

from http import HTTPStatus

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from oidc_workbench.rules.api_answer import ApiAnswer
from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.exchange_view import MonoBlock
from oidc_workbench.ui.kit.labels import Text
from oidc_workbench.ui.kit.layouts import column

_UNKNOWN = (
    "The verdict is undecided, so the answer is not known. An API that can't decide must refuse."
)


class ApiPage(QWidget):
    """An HTTP answer, and why it is this one."""

    def __init__(self) -> None:
        super().__init__()
        self._answer: ApiAnswer | None = None
        self.why = Text(wrap=True, select=True)
        self.answer = MonoBlock("The answer of an API", most=0)
        box = column(self.why, self.answer, gap=theme.SMALL, margin=14)
        box.setStretch(1, 1)
        self.setLayout(box)

    def show_answer(self, answer: ApiAnswer | None) -> None:
        """Show an answer, or that there is none; it is written when it is looked at."""
        self._answer = answer
        if self.isVisible():
            self._write(answer)

    def showEvent(self, event: QShowEvent) -> None:
        """Write the answer now that it is looked at."""
        self._write(self._answer)
        super().showEvent(event)

    def _write(self, answer: ApiAnswer | None) -> None:
        self.why.setText(answer.why if answer else _UNKNOWN)
        self.answer.setVisible(answer is not None)
        if answer is not None:
            self.answer.show_text(http_text(answer))


def http_text(answer: ApiAnswer) -> str:
    """The answer as it goes over the wire (RFC 9112 §4), the header on lines of its own."""
    lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}"]
    if answer.challenge:
        lines.append(f"WWW-Authenticate: {answer.challenge}")
    if answer.body:
        lines += ["Content-Type: application/json", "", answer.body]
    return "\n".join(lines)
