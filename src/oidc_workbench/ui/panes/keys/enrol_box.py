"""Dynamic registration: the form, and the steps with what the server answered."""

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.buttons import Button, PrimaryButton
from oidc_workbench.ui.kit.choice import ChoiceBox
from oidc_workbench.ui.kit.form import Form, line
from oidc_workbench.ui.kit.inline_message import InlineMessage
from oidc_workbench.ui.kit.labels import Text
from oidc_workbench.ui.kit.layouts import column, row
from oidc_workbench.ui.kit.secret_field import SecretField
from oidc_workbench.ui.kit.stepper import Stepper
from oidc_workbench.ui.kit.stepper_follow import follow_newest
from oidc_workbench.ui.panes.keys.enrolling import EnrolDraft
from oidc_workbench.ui.panes.keys.run_problem import show_problem
from oidc_workbench.ui.panes.keys.state import KeysState

if TYPE_CHECKING:
    from oidc_workbench.workspace.profile import Actor

_ACTORS = (("service", "A service by itself"), ("user", "A person signs in"))
_NONE = ("", "none, or typed below")


class EnrolBox(QWidget):
    """Registers a new client with the selected key at the selected provider."""

    prepared = Signal(object, object)
    sent = Signal()
    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._ready = False
        self.title = Text("Register by dynamic registration", weight=600, wrap=True)
        why = Text(
            "Reads the provider's metadata first, and shows the registration (RFC 7591) before "
            "it is sent. Where the provider offers none, nothing is sent.",
            ink="muted",
            wrap=True,
        )
        self.name, self.actor = line("the key's label"), ChoiceBox(_ACTORS)
        self.scopes = line("as the provider gives them", mono=True)
        self.token, self.typed = ChoiceBox([_NONE]), SecretField("an initial access token")
        self.form = Form(110)
        self.form.add("name", "Client name", self.name)
        self.form.add("actor", "Who acts", self.actor)
        self.form.add("scopes", "Scopes", self.scopes)
        self.form.add("token", "Initial token", self.token)
        self.form.add(
            "typed",
            "New token",
            self.typed,
            "Kept in the vault once it was accepted. Open servers need none.",
        )
        self.token.chosen.connect(lambda _ref: self._fit())
        self.go = PrimaryButton("Prepare", self._press)
        self.cancel = Button("Cancel", self.cancelled.emit, name="Cancel the registration")
        self.steps = Stepper(scrolls=False)
        self.why_not = Text(wrap=True)
        self.problem = InlineMessage()
        # Below the steps, since what is to be sent is looked at first.
        self._buttons = QWidget()
        self._buttons.setLayout(row(self.go, self.cancel, gap=theme.SMALL, stretch=True))
        box = column(self.title, why, self.form, self.steps, gap=theme.SMALL)
        for widget in (self.why_not, self.problem, self._buttons):
            box.addWidget(widget)
        self.setLayout(box)

    def show_state(self, state: KeysState) -> None:
        """Show where it would be registered, and how that goes."""
        enrolling = state.enrolling
        provider = enrolling.provider
        where = f" at {provider.name}" if provider else ""
        self.title.setText(f"Register a client{where} by dynamic registration")
        self.token.set_choices([_NONE, *enrolling.tokens])
        self.form.show_field("token", bool(enrolling.tokens))
        self._fit()
        busy = enrolling.run.busy
        fits = state.selected is not None and state.selected.use == "sig"
        can_prepare = provider is not None and fits and not busy and not state.work.busy
        self._ready = enrolling.ready
        self.form.setEnabled(not busy)
        self.go.setEnabled(enrolling.ready or can_prepare)
        words = "Register" if enrolling.ready else "Prepare"
        self.go.setText(words)
        self.go.setAccessibleName(f"{words} the registration" if words == "Prepare" else words)
        self.cancel.setVisible(busy)
        self.why_not.setText(enrolling.why_not)
        self.why_not.setVisible(bool(enrolling.why_not))
        show_problem(self.problem, enrolling.run.problem)
        self.steps.setVisible(bool(enrolling.run.steps))
        self.steps.show_steps(enrolling.run.steps)
        follow_newest(self.steps, enrolling.run, self._buttons)

    def forget_passwords(self) -> None:
        """Empty the field with the token."""
        self.typed.forget()

    def _fit(self) -> None:
        self.form.show_field("typed", not self.token.value())

    def _press(self) -> None:
        if self._ready:
            self.sent.emit()
            return
        actor = cast("Actor", self.actor.value())
        draft = EnrolDraft(self.name.text(), actor, self.scopes.text(), self.token.value())
        token = None if self.token.value() else self.typed.secret()
        self.typed.forget()
        self.prepared.emit(draft, token)
