"""One secret: what is known of it, and its value while a button is held."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from oidc_workbench.secret import Secret
from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.buttons import Button
from oidc_workbench.ui.kit.card import Card
from oidc_workbench.ui.kit.confirm import Confirmation
from oidc_workbench.ui.kit.empty_state import EmptyState
from oidc_workbench.ui.kit.human_time import date_and_clock
from oidc_workbench.ui.kit.key_value_table import KeyValue, KeyValueTable
from oidc_workbench.ui.kit.labels import MonoText, Text
from oidc_workbench.ui.kit.layouts import column, row
from oidc_workbench.ui.kit.secret_field import DOTS, HoldButton, SecretCopyButton
from oidc_workbench.ui.panes.keys.naming import SECRET_KINDS, secret_name, used_words
from oidc_workbench.ui.panes.keys.owners import Owner, owner_words
from oidc_workbench.ui.panes.keys.state import KeysState
from oidc_workbench.ui.panes.keys.work_strip import WorkStrip
from oidc_workbench.workspace.key_record import SecretRecord


class SecretCard(Card):
    """The selected secret."""

    held = Signal(bool)
    copied = Signal()
    replaced = Signal()
    asked = Signal()

    def __init__(self) -> None:
        super().__init__("Secret")
        self.replace = Button("Replace", self.replaced.emit, icon="edit")
        self.delete = Button("", self.asked.emit, icon="trash", name="Delete the secret")
        self.header.add(self.replace)
        self.header.add(self.delete)
        self.confirmation = Confirmation()
        self.facts = KeyValueTable(name_width=90)
        self.value = MonoText(DOTS)
        self.value.setAccessibleName("secret, masked")
        self.reveal = HoldButton("Hold to reveal", name="Hold to reveal the secret")
        self.reveal.held.connect(self.held)
        self.copy = SecretCopyButton(self._ask_copy, name="Copy the secret")
        self.work = WorkStrip("secret")
        buttons = row(self.reveal, self.copy, gap=theme.SMALL, stretch=True)
        note = Text(
            "It is loaded from the vault when you ask for it. A copy leaves the clipboard after "
            "30 seconds.",
            ink="muted",
            wrap=True,
        )
        self._parts = QWidget()
        box = column(self.confirmation, self.facts, self.value, gap=theme.MEDIUM)
        box.addLayout(buttons)
        for widget in (note, self.work):
            box.addWidget(widget)
        box.addStretch(1)
        self._parts.setLayout(box)
        self.empty = EmptyState(
            "No secret chosen",
            "A secret is shared with the provider, so either side can lose it; a private key is "
            "the better proof where the provider takes one.",
            icon="shield",
        )
        self.add(self._parts, 1)
        self.add(self.empty, 1)

    def show_state(self, state: KeysState) -> None:
        """Show what is known of the secret."""
        record = state.secrets.selected
        self._parts.setVisible(record is not None)
        self.empty.setVisible(record is None)
        for button in (self.replace, self.delete):
            button.setVisible(record is not None)
        self.work.show_work(state.work)
        if record is None:
            self.header.set_title("Secret")
            return
        self.header.set_title(secret_name(record, state.secrets.used_by))
        self.facts.show_rows(_facts(record, state))
        used_by = ", ".join(state.secrets.used_by)
        lost = f"{used_by} can't authenticate without it. " if used_by else ""
        self.confirmation.ask(
            f"Delete {secret_name(record)} for good?" if state.secrets.asking else "",
            f"{lost}The secret can't be had again; there is no undo.",
        )

    def show_secret(self, secret: Secret | None) -> None:
        """Show the value, or its mask."""
        self.value.set_text(secret.reveal() if secret else DOTS)
        self.value.setAccessibleName("secret, shown" if secret else "secret, masked")

    def copy_secret(self, secret: Secret) -> None:
        """Put the value into the clipboard for a while."""
        self.copy.take(secret.reveal())

    def _ask_copy(self) -> str:
        self.copied.emit()
        return ""  # it is loaded from the vault first, and comes by copy_secret


def _facts(record: SecretRecord, state: KeysState) -> list[KeyValue]:
    stored = f"{date_and_clock(record.created_at)} UTC" if record.created_at else "unknown"
    owner = owner_words(state.owners, Owner(record.provider_id, record.client_key))
    clients = ", ".join(state.secrets.used_by) or owner
    facts = [
        KeyValue("kind", SECRET_KINDS[record.kind], mono=False),
        KeyValue("for", clients or "none", mono=False),
        KeyValue("stored", stored, mono=False),
        KeyValue("used", used_words(record.last_used_at, state.now), mono=False),
    ]
    if record.alg:
        facts.append(KeyValue("alg", record.alg))
    if record.kid:
        facts.append(KeyValue("kid", record.kid))
    if record.bits:
        facts.append(KeyValue("size", f"{record.bits} bits", mono=False))
    return facts
