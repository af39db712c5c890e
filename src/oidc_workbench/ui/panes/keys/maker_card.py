"""Makes keys and shared secrets."""

from PySide6.QtCore import Qt, Signal

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.buttons import Button, PrimaryButton
from oidc_workbench.ui.kit.card import Card
from oidc_workbench.ui.kit.choice import ChoiceBox
from oidc_workbench.ui.kit.form import Form, line
from oidc_workbench.ui.kit.labels import Text
from oidc_workbench.ui.kit.layouts import row
from oidc_workbench.ui.panes.keys.kinds import NO_ALG, USES, algorithms_for_kind, kinds_for
from oidc_workbench.ui.panes.keys.making import KeyDraft
from oidc_workbench.ui.panes.keys.owners import NOBODY
from oidc_workbench.ui.panes.keys.state import KeysState
from oidc_workbench.ui.panes.keys.work_strip import WorkStrip


class MakerCard(Card):
    """A form: what for, which kind, and what it is called."""

    made = Signal(object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__("New key")
        self.use, self.kind, self.alg = ChoiceBox(USES), ChoiceBox(), ChoiceBox()
        self.label, self.kid = line("as you like to call it"), line("its thumbprint", mono=True)
        self.owner = ChoiceBox([NOBODY])
        self.form = form = Form(90)
        form.add("use", "Use", self.use)
        form.add("kind", "Kind", self.kind)
        form.add(
            "alg", "Algorithm", self.alg, "Stated in the JWK, so that it is used for no other."
        )
        form.add("label", "Label", self.label)
        form.add("kid", "kid", self.kid, "How a server tells it from your other keys.")
        form.add("owner", "For", self.owner)
        self.go = PrimaryButton("Make the key", self._make, icon="plus")
        self.back = Button("Back", self.left.emit)
        self.work = WorkStrip("make")
        note = Text(
            "The private part goes straight into the vault and never leaves it by itself.",
            ink="muted",
            wrap=True,
        )
        for widget in (form, self.work):
            self.add(widget)
        self.body.addLayout(row(self.go, self.back, gap=theme.SMALL, stretch=True))
        self.add(note)
        self.body.addStretch(1)
        self._connect()
        self._fit_kinds()

    def _connect(self) -> None:
        self.use.chosen.connect(lambda _value: self._fit_kinds())
        self.kind.chosen.connect(lambda _value: self._fit_algorithms())
        for field in (self.label, self.kid):
            field.returnPressed.connect(self.go.click)

    def draft(self) -> KeyDraft:
        """Return what the form says."""
        return KeyDraft(
            self.use.value(), self.kind.value(), self.alg.value(), self.kid.text(),
            self.label.text(), self.owner.value(),
        )  # fmt: skip

    def show_state(self, state: KeysState) -> None:
        """Offer the clients, and show what goes on."""
        self.owner.set_choices([NOBODY, *state.owners])
        self.work.show_work(state.work)
        self.go.setEnabled(not state.work.busy)
        self.back.setVisible(bool(state.inventory.total or state.secrets.total))

    def begin(self, client_key: str) -> None:
        """Empty the form for another key."""
        for field in (self.label, self.kid):
            field.clear()
        self.owner.choose(client_key)
        self.use.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make(self) -> None:
        self.made.emit(self.draft())

    def _fit_kinds(self) -> None:
        self.kind.set_choices(kinds_for(self.use.value()))
        noun = "secret" if self.use.value() == "secret" else "key"
        self.go.setText(f"Make the {noun}")
        self.go.setAccessibleName(f"Make the {noun}")
        self._fit_algorithms()

    def _fit_algorithms(self) -> None:
        offered = algorithms_for_kind(self.use.value(), self.kind.value())
        self.alg.set_choices([*((alg, alg) for alg in offered), ("", NO_ALG)])
        self.alg.setCurrentIndex(0)
