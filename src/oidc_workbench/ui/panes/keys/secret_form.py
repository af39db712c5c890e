"""The form for a secret: a new one, or another value for one that is there."""

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.buttons import Button, PrimaryButton
from oidc_workbench.ui.kit.card import Card
from oidc_workbench.ui.kit.choice import ChoiceBox
from oidc_workbench.ui.kit.form import Form, line
from oidc_workbench.ui.kit.labels import Text
from oidc_workbench.ui.kit.layouts import row
from oidc_workbench.ui.kit.secret_field import SecretField
from oidc_workbench.ui.panes.keys.owners import NOBODY
from oidc_workbench.ui.panes.keys.secret_keeping import SecretDraft
from oidc_workbench.ui.panes.keys.state import KeysState
from oidc_workbench.ui.panes.keys.work_strip import WorkStrip
from oidc_workbench.workspace.key_record import SecretRecord

if TYPE_CHECKING:
    from oidc_workbench.workspace.key_record import SecretKind

_KINDS = (
    ("client-secret", "Client secret"),
    ("initial-access-token", "Initial access token (RFC 7591)"),
    ("registration-access-token", "Registration access token (RFC 7592)"),
    ("symmetric-key", "Symmetric key (base64url)"),
)


class SecretForm(Card):
    """Takes a secret from the person into the vault."""

    saved = Signal(object, object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__("New secret")
        self._ref = ""
        self.kind, self.label = ChoiceBox(_KINDS), line("as you like to call it")
        self.owner = ChoiceBox([NOBODY])
        self.value = SecretField("secret")
        self.go = PrimaryButton("Store the secret", self._save, icon="check")
        self.work = WorkStrip("secret")
        form = Form(90)
        form.add("kind", "Kind", self.kind)
        form.add("label", "Label", self.label)
        form.add("owner", "For", self.owner)
        form.add("secret", "Secret", self.value, "It goes into the vault and nowhere else.")
        for field in (self.label, self.value.edit):
            field.returnPressed.connect(self.go.click)
        note = Text(
            "To have a strong one made here instead, use New key with the use “Shared secret”.",
            ink="muted",
            wrap=True,
        )
        back = Button("Back", self.left.emit)
        for widget in (form, self.work):
            self.add(widget)
        self.body.addLayout(row(self.go, back, gap=theme.SMALL, stretch=True))
        self.add(note)
        self.body.addStretch(1)

    def show_state(self, state: KeysState) -> None:
        """Offer the clients, and show what goes on."""
        self.owner.set_choices([NOBODY, *state.owners])
        self.work.show_work(state.work)
        self.go.setEnabled(not state.work.busy)

    def begin(self, record: SecretRecord | None, client_key: str = "") -> None:
        """Empty the form; with a record it takes another value for that one."""
        self._ref = record.ref if record else ""
        self.header.set_title("Replace the secret" if record else "New secret")
        self.kind.choose(record.kind if record else "client-secret")
        self.kind.setEnabled(record is None)
        self.label.setText(record.label if record else "")
        self.owner.choose(record.client_key if record else client_key)
        self.forget_passwords()
        self.value.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget_passwords(self) -> None:
        """Empty the field with the secret."""
        self.value.forget("stored; it is replaced" if self._ref else "")

    def _save(self) -> None:
        kind = cast("SecretKind", self.kind.value())
        draft = SecretDraft(kind, self.label.text(), self.owner.value(), self._ref)
        self.saved.emit(draft, self.value.secret())
