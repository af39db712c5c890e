"""One request or response in full, redacted; the secrets show only while a button is held."""

from PySide6.QtGui import QFontMetrics, QResizeEvent, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from oidc_workbench.exchange import Exchange
from oidc_workbench.redaction.exchanges import redacted, redacted_request
from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.buttons import Button, CopyButton
from oidc_workbench.ui.kit.exchange_text import request_text, response_text
from oidc_workbench.ui.kit.labels import label
from oidc_workbench.ui.kit.layouts import column, row
from oidc_workbench.ui.kit.secret_field import HoldButton
from oidc_workbench.ui.theme import Size


def curl_of(exchange: Exchange) -> str:
    """Return the request as a curl command without its secrets."""
    from oidc_workbench.report.curl import as_curl

    return as_curl(redacted_request(exchange.request))


class MonoBlock(QPlainTextEdit):
    """A read-only block of text that a machine reads, as high as its text up to a limit.

    Args:
        most: the most lines it is high; 0 lets the layout decide.
    """

    def __init__(self, name: str, most: int = 18) -> None:
        super().__init__()
        self._most = most
        self.setProperty("kind", "mono")
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setFont(theme.font(mono=True))
        self.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self.setAccessibleName(name)
        if most:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_text(self, text: str) -> None:
        """Show a text."""
        self.setPlainText(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the height to the new width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if not self._most:
            return
        lines, block = 0, self.document().begin()
        while block.isValid() and lines < self._most:
            # Blocks are broken into lines when first asked for their place.
            self.document().documentLayout().blockBoundingRect(block)
            lines += max(1, block.layout().lineCount())
            block = block.next()
        lines = min(self._most, max(1, lines))
        frame = 2 * theme.px(theme.SMALL) + 8
        height = QFontMetrics(self.font()).lineSpacing() * lines + frame
        if self.height() != height:
            self.setFixedHeight(height)


class ExchangeView(QWidget):
    """Shows a request and its response, one or both.

    Args:
        most: the most lines each is high; 0 lets the layout decide.
        beside: the response stands beside the request instead of below it.
    """

    def __init__(self, most: int = 18, *, beside: bool = False) -> None:
        super().__init__()
        self._exchange: Exchange | None = None
        self._request, self._response = MonoBlock("Request", most), MonoBlock("Response", most)
        self._request_title, self._response_title = label("Request"), label("Response")
        self._reveal = HoldButton("Hold to reveal secrets", name="Hold to reveal secrets")
        self._reveal.held.connect(self._show)
        both = row(gap=theme.MEDIUM) if beside else column(gap=theme.TINY)
        for title, block in (
            (self._request_title, self._request),
            (self._response_title, self._response),
        ):
            side = column(title, gap=theme.TINY)
            side.addWidget(block, 0 if most else 1)
            both.addLayout(side, 0 if most else 1)
        self._foot = row(self._reveal, stretch=True)
        box = column(gap=theme.SMALL)
        box.addLayout(both, 0 if most else 1)
        box.addLayout(self._foot)
        self.setLayout(box)

    def add_action(self, widget: QWidget) -> None:
        """Put a button beside the one that reveals."""
        self._foot.insertWidget(self._foot.count() - 1, widget)

    def show_exchange(
        self, exchange: Exchange, *, request: bool = True, response: bool = True
    ) -> None:
        """Show an exchange, or one side of it."""
        self._exchange = exchange
        for widget in (self._request, self._request_title):
            widget.setVisible(request)
        for widget in (self._response, self._response_title):
            widget.setVisible(response)
        self._show(False)

    def _show(self, reveal: bool) -> None:
        if self._exchange is None:
            return
        shown = self._exchange if reveal else redacted(self._exchange)
        self._request.show_text(request_text(shown.request))
        answer = response_text(shown.response) if shown.response else f"None: {shown.error}"
        self._response.show_text(answer)


class ExchangeButtons(QWidget):
    """Request, Response, Copy as curl; the first two open the exchange in place."""

    def __init__(self, exchange: Exchange, step: str = "") -> None:
        super().__init__()
        self._exchange = exchange
        self._view: ExchangeView | None = None
        of = f" of {step}" if step else ""
        self.request = Button("Request", name=f"Request{of}")
        self.response = Button("Response", name=f"Response{of}")
        for button in (self.request, self.response):
            button.setCheckable(True)
            button.setFont(theme.font(Size.LABEL))
            button.toggled.connect(lambda _on: self._toggle())
        self.response.setEnabled(exchange.response is not None)
        curl = CopyButton(lambda: curl_of(self._exchange), "Copy as curl", name=f"Copy as curl{of}")
        curl.setFont(theme.font(Size.LABEL))
        curl.setFixedHeight(self.request.sizeHint().height())
        buttons = row(self.request, self.response, curl, gap=6, stretch=True)
        self._box = column(buttons, gap=6)
        self.setLayout(self._box)

    def _toggle(self) -> None:
        request, response = self.request.isChecked(), self.response.isChecked()
        if self._view is None:
            self._view = ExchangeView()
            self._box.addWidget(self._view)
        self._view.setVisible(request or response)
        self._view.show_exchange(self._exchange, request=request, response=response)
