"""How the activity pane looks: the log, and the chosen exchange in full."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from oidc_workbench.exchange import Exchange
from oidc_workbench.ui import theme
from oidc_workbench.ui.bench import Event
from oidc_workbench.ui.kit.buttons import Button, CopyButton
from oidc_workbench.ui.kit.card import Card
from oidc_workbench.ui.kit.empty_state import EmptyState
from oidc_workbench.ui.kit.exchange_text import summary
from oidc_workbench.ui.kit.exchange_view import ExchangeView, curl_of
from oidc_workbench.ui.kit.form import line
from oidc_workbench.ui.kit.labels import Text
from oidc_workbench.ui.kit.layouts import column
from oidc_workbench.ui.pane import PaneContext
from oidc_workbench.ui.panes.activity.presenter import ActivityPresenter, ActivityState
from oidc_workbench.ui.panes.activity.table import ActivityTable


def build(context: PaneContext) -> QWidget:
    """Make the pane."""
    return ActivityPane(context)


class ActivityPane(QWidget):
    """Log at the left, detail at the right."""

    def __init__(self, context: PaneContext) -> None:
        super().__init__()
        self.log, self.detail = _Log(), _Detail()
        self.log.empty.button.clicked.connect(lambda _on: context.show_pane("user_login"))
        box = column(self.log, self.detail, gap=theme.LARGE, margin=theme.LARGE)
        box.setStretch(0, 4)
        box.setStretch(1, 5)
        self.setLayout(box)
        # Many exchanges may come at once; the table is filled once per turn of the event loop.
        self._state = ActivityState()
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._show)
        self.presenter = ActivityPresenter(context, self)
        self.log.search.textChanged.connect(self.presenter.filter)
        self.log.clear.clicked.connect(lambda _on: self.presenter.clear())
        self.log.table.selectionModel().currentRowChanged.connect(
            lambda index, _before: self.presenter.select(index.row())
        )
        self._show()

    def show_state(self, state: ActivityState) -> None:
        """Show a state soon."""
        self._state = state
        self._later.start()

    def _show(self) -> None:
        self.log.show_state(self._state)
        self.detail.show_state(self._state)


class _Log(Card):
    """The table with its filter."""

    def __init__(self) -> None:
        super().__init__("Requests and responses", flush=True)
        self.search = line("Filter: host, purpose, status …")
        self.search.setAccessibleName("Filter")
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(theme.px(230))
        self.clear = Button("Clear", icon="trash", name="Clear the log")
        self.header.add(self.search)
        self.header.add(self.clear)
        self.table = ActivityTable()
        self.note = Text("Nothing matches the filter.", ink="muted")
        self.note.setContentsMargins(*[theme.px(14)] * 4)
        self.empty = EmptyState(
            "Nothing sent yet",
            "Every request that this program sends, and every one that the browser carries for "
            "it, is listed here for as long as the program runs.",
            "Run a sign-in",
            icon="activity",
        )
        for widget in (self.table, self.empty):
            self.add(widget, 1)
        self.add(self.note)

    def show_state(self, state: ActivityState) -> None:
        self.table.rows.replace(state.rows)
        self.table.setVisible(bool(state.rows))
        self.empty.setVisible(not state.total)
        self.note.setVisible(bool(state.total) and not state.rows)
        self.clear.setEnabled(bool(state.total))
        shown = f"{len(state.rows)} of {state.total}" if state.wanted else str(state.total)
        self.header.set_title(f"Requests and responses · {shown}")


class _Detail(Card):
    """One exchange, or one event."""

    def __init__(self) -> None:
        super().__init__("Exchange")
        self._state = ActivityState()
        self.curl = CopyButton(self._curl, "Copy as curl")
        self.header.add(self.curl)
        self.summary = Text(weight=500, wrap=True)
        self.channel = Text(ink="muted", wrap=True)
        self.view = ExchangeView(most=0, beside=True)
        self.empty = EmptyState(
            "No request chosen",
            "Choose a request to see all of it: headers and body, with its secrets masked.",
            icon="activity",
        )
        for widget in (self.summary, self.channel):
            self.add(widget)
        self._rest = QWidget()
        self.add(self.view, 1)
        self.add(self.empty, 1)
        self.add(self._rest, 1)

    def show_state(self, state: ActivityState) -> None:
        before, self._state = self._state, state
        chosen = state.selected
        exchange = chosen if isinstance(chosen, Exchange) else None
        for widget in (self.summary, self.channel):
            widget.setVisible(chosen is not None)
        self.view.setVisible(exchange is not None)
        self.curl.setVisible(exchange is not None)
        self._rest.setVisible(isinstance(chosen, Event))
        self.empty.setVisible(chosen is None)
        if isinstance(chosen, Event):
            self.summary.setText(f"{chosen.kind}: {chosen.text}")
            self.channel.setText("Done on this machine; nothing was sent.")
        if exchange is None or exchange is before.selected:
            return
        self.summary.setText(f"{exchange.request.purpose or 'request'}: {summary(exchange)}")
        sent = "Carried by the browser." if exchange.channel == "front" else "Sent by this program."
        self.channel.setText(f"{sent} {exchange.tls}".strip())
        has_answer = exchange.response is not None or bool(exchange.error)
        self.view.show_exchange(exchange, response=has_answer)

    def _curl(self) -> str:
        chosen = self._state.selected
        return curl_of(chosen) if isinstance(chosen, Exchange) else ""
