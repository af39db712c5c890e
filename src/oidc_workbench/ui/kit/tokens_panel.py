"""The tokens of a run: verdict, lifetime, what can be done with each; and calling an API."""

from functools import partial
from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from oidc_workbench.secret import Secret
from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.buttons import Button
from oidc_workbench.ui.kit.card import Card, Rule
from oidc_workbench.ui.kit.chip import Chip, ChipRow, ChipTone
from oidc_workbench.ui.kit.fields import ChoiceField, LineField
from oidc_workbench.ui.kit.follow_ups import METHODS, ApiCall, Method
from oidc_workbench.ui.kit.inline_message import InlineMessage
from oidc_workbench.ui.kit.labels import Text, label
from oidc_workbench.ui.kit.layouts import FlowLayout, clear, column, row
from oidc_workbench.ui.kit.secret_field import SecretText
from oidc_workbench.ui.kit.token_actions import ACTIONS, TITLES, Action, ApiAnswer
from oidc_workbench.ui.kit.token_card import TITLES as CARD_TITLES
from oidc_workbench.ui.kit.token_card import TokenCard
from oidc_workbench.ui.theme import Size

KINDS = ("id_token", "access_token", "refresh_token")


class TokenRow(QWidget):
    """One token; built once and then shown anew."""

    acted = Signal(object, str)

    def __init__(self, kind: str, actions: tuple[Action, ...]) -> None:
        super().__init__()
        self._card: TokenCard | None = None
        self._title = Text(weight=600)
        self._title.setFixedWidth(_title_width())
        self._chips = ChipRow()
        self._summary = Text()
        # In another ink, since it follows with nothing in between, on the same line or the next.
        self._expiry = Text(ink="muted")
        self._secret = SecretText(what=kind.replace("_", " "))
        self.buttons: dict[str, Button] = {}
        first, *others = actions
        head = row(self._told(), self._button(first), gap=theme.SMALL)
        head.setStretch(0, 1)
        body = column(head, gap=6)
        if others:
            body.addLayout(self._others(others))
        outer = row(gap=theme.MEDIUM)
        outer.setContentsMargins(*(theme.px(n) for n in (14, 8, 12, 8)))
        outer.addWidget(self._title, 0, Qt.AlignmentFlag.AlignTop)
        outer.addLayout(body, 1)
        self.setLayout(outer)
        self._secret.setVisible(kind == "refresh_token")

    def _told(self) -> QWidget:
        told, flow = _flowing(gap=6)
        for widget in (self._chips, self._summary, self._expiry, self._secret):
            flow.addWidget(widget)
        self._secret.setMinimumWidth(theme.px(190))
        return told

    def _others(self, actions: list[Action]) -> QHBoxLayout:
        line = row(gap=theme.TINY)
        for action in actions:
            line.addWidget(self._button(action))
            self.buttons[action].setFont(theme.font(Size.LABEL))
        line.addStretch(1)
        return line

    def _button(self, action: Action) -> Button:
        button = Button(TITLES[action], partial(self._act, action))
        self.buttons[action] = button
        return button

    def show_card(self, card: TokenCard, *, now: float, busy: bool) -> None:
        """Show a token; only what changed is made anew."""
        before, self._card = self._card, card
        if before != card:
            self._title.setText(card.title)
            chips = [Chip(text, cast("ChipTone", tone)) for text, tone in card.chips]
            self._chips.show_chips(chips)
            self._chips.setVisible(bool(chips))
            self._summary.setText(card.summary)
            self._secret.set_secret(Secret(card.token.text))
            verdict = ", ".join(text for text, _ in card.chips)
            self.setAccessibleName(f"{card.title}: {verdict} {card.summary}")
        expiry = card.expiry(now)
        self._expiry.setText(expiry)
        self._expiry.set_ink("error" if expiry == "expired" else "muted")
        for action, button in self.buttons.items():
            button.setEnabled(action == "inspect" or not busy)
            button.setAccessibleName(f"{button.text()} the {card.title}")

    def _act(self, action: Action) -> None:
        if self._card is not None:
            self.acted.emit(self._card, action)


def _title_width() -> int:
    metrics = QFontMetrics(theme.font(weight=600))
    return max(metrics.horizontalAdvance(title) for title in CARD_TITLES.values()) + 2


def _flowing(gap: int) -> tuple[QWidget, FlowLayout]:
    """A widget whose content goes on in the next line."""
    widget = QWidget()
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    widget.setSizePolicy(policy)
    return widget, FlowLayout(widget, gap=gap)


class TokensPanel(Card):
    """The tokens, and the API that the access token is for; hidden while there are none.

    Args:
        person: a person signed in, whom the provider can be asked about.
    """

    acted = Signal(object, str)
    called = Signal(object)
    step_selected = Signal(str)

    def __init__(self, *, person: bool) -> None:
        super().__init__("Tokens", flush=True)
        self.body.setSpacing(0)
        self.rows: dict[str, TokenRow] = {}
        self._rules: dict[str, Rule] = {}
        for kind in KINDS:
            actions = tuple(a for a in ACTIONS[kind] if person or a != "userinfo")
            self.rows[kind] = TokenRow(kind, actions)
            self.rows[kind].acted.connect(self.acted)
            self._rules[kind] = Rule()
            self.add(self.rows[kind])
            self.add(self._rules[kind])
        self.api = ApiPanel()
        self.api.called.connect(self.called)
        self.api.step_selected.connect(self.step_selected)
        self.add(self.api)
        self.body.addStretch(1)
        self.hide()

    def show_tokens(
        self,
        cards: tuple[TokenCard, ...],
        *,
        now: float,
        busy: bool,
    ) -> None:
        """Show the tokens; the API is offered when there is an access token."""
        known = {card.token.kind: card for card in cards}
        for kind, line in self.rows.items():
            card = known.get(kind)  # type: ignore[call-overload]  # the kinds are the token kinds
            line.setVisible(card is not None)
            self._rules[kind].setVisible(card is not None)
            if card is not None:
                line.show_card(card, now=now, busy=busy)
        self.api.setVisible("access_token" in known)
        self.api.setEnabled(not busy)
        self.setVisible(bool(cards))


class ApiPanel(QWidget):
    """Calls the practice API's endpoints, or an address that the person types."""

    called = Signal(object)
    step_selected = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._calls: tuple[ApiCall, ...] = ()
        self._answer: ApiAnswer | None = None
        self._offers, self._flow = _flowing(gap=6)
        self.method = ChoiceField("HTTP method", [(m, m) for m in METHODS], lambda: None)
        self.method.show_value("GET")
        self.method.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.url = LineField("Address of the API", self._typed, placeholder="https://api.example/")
        self.url.returnPressed.connect(self._call)
        self.button = Button("Call", self._call, name="Call this address")
        own = row(self.method, self.url, self.button, gap=6)
        own.setStretch(1, 1)
        self._message = InlineMessage(action="Show the step")
        self._message.acted.connect(self._show_step)
        title = label("Call the API with the access token")
        box = column(title, self._offers, own, self._message, gap=6)
        box.setContentsMargins(*(theme.px(n) for n in (14, 10, 14, 12)))
        self.setLayout(box)

    def show_calls(
        self, calls: tuple[ApiCall, ...], problem: str, answer: ApiAnswer | None
    ) -> None:
        """Offer endpoints and tell how the last call went."""
        if calls != self._calls:
            self._calls = calls
            clear(self._flow)
            for call in calls:
                self._flow.addWidget(self._offer(call))
            self._offers.setVisible(bool(calls))
        self._answer = answer
        if problem:
            self._message.say(problem, "", "warning")
        elif answer is None:
            self._message.clear()
        else:
            said = "Accepted: " if answer.accepted else "Refused: "
            if self._message.message != said + answer.message:
                self._message.say(
                    said + answer.message, answer.hint, "ok" if answer.accepted else "error"
                )
        self._message.action.setVisible(answer is not None and not problem)

    def _offer(self, call: ApiCall) -> Button:
        button = Button(call.label, lambda: self.called.emit(call), name=f"Call {call.label}")
        button.setFont(theme.font(Size.LABEL))
        button.setToolTip(call.note)
        button.setAccessibleDescription(call.note)
        return button

    def _typed(self) -> None:
        self._message.clear()

    def _call(self) -> None:
        self.called.emit(ApiCall(cast("Method", self.method.value()), self.url.text()))

    def _show_step(self) -> None:
        if self._answer is not None:
            self.step_selected.emit(self._answer.step_id)
