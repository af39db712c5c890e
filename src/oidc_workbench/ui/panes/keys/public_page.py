"""What may be known of the key: its findings, its facts, its public side to copy or save."""

from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.buttons import Button, CopyButton
from oidc_workbench.ui.kit.choice import ChoiceBox
from oidc_workbench.ui.kit.exchange_view import MonoBlock
from oidc_workbench.ui.kit.file_dialogs import ask_save, file_name
from oidc_workbench.ui.kit.human_time import date_and_clock
from oidc_workbench.ui.kit.key_value_table import KeyValue, KeyValueTable
from oidc_workbench.ui.kit.labels import Text, label
from oidc_workbench.ui.kit.layouts import column, row
from oidc_workbench.ui.panes.keys.naming import ORIGINS, kind_of, use_of, used_words
from oidc_workbench.ui.panes.keys.note_list import NoteList
from oidc_workbench.ui.panes.keys.owners import Owner, owner_words
from oidc_workbench.ui.panes.keys.public_side import FORMS
from oidc_workbench.ui.panes.keys.state import KeysState
from oidc_workbench.ui.panes.keys.use_offer import use_offer
from oidc_workbench.ui.panes.keys.work_strip import WorkStrip


class PublicPage(QWidget):
    """Everything on it is safe to send."""

    saved = Signal(str, str)
    used = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._state = KeysState()
        self.work = WorkStrip("public")
        self.notes = NoteList()
        self.facts = KeyValueTable(name_width=90)
        self.use = Button(
            "", self.used.emit, icon="link", name="Let the client authenticate with it"
        )
        self.use_note = Text(ink="muted", wrap=True)
        self.form = ChoiceBox([(name, words) for name, words, _suffix in FORMS])
        self.form.setAccessibleName("Form of the public key")
        self.form.setMinimumContentsLength(10)
        self.form.chosen.connect(lambda _name: self._show_text())
        self.text = MonoBlock("Public key", most=40)
        self.copy = CopyButton(self.text.toPlainText, "Copy", name="Copy the public key")
        self.save = Button("Save", self._save, name="Save the public key")
        top = row(self.form, self.save, self.copy, gap=theme.SMALL)
        top.setStretch(0, 1)
        box = column(self.work, self.notes, self.facts, gap=theme.MEDIUM)
        box.addLayout(row(self.use, stretch=True))
        box.addWidget(self.use_note)
        box.addLayout(top)
        box.addWidget(self.text)
        box.addWidget(label("Public: safe to send."))
        box.addStretch(1)
        box.setContentsMargins(*(theme.px(n) for n in (14, 12, 14, 14)))
        self.setLayout(box)

    def show_state(self, state: KeysState) -> None:
        """Show the selected key."""
        before, self._state = self._state, state
        self.work.show_work(state.work)
        self.notes.show_notes(state.notes)
        key = state.selected
        if key is None:
            return
        if (before.selected, before.used_by, before.now) != (key, state.used_by, state.now):
            self.facts.show_rows(_facts(state))
        self._show_offer(state)
        if before.public != state.public:
            offered = [(n, words) for n, words, _suffix in FORMS if _is_there(state, n)]
            self.form.set_choices(offered)
            self._show_text()

    def _show_offer(self, state: KeysState) -> None:
        offer = use_offer(state.client, state.selected)
        self.use.setVisible(offer is not None)
        self.use.setEnabled(not state.work.busy)
        self.use_note.setVisible(bool(offer and offer.note))
        if offer is not None:
            self.use.setText(offer.words)
            self.use.setAccessibleName(offer.words)
            self.use_note.setText(offer.note)

    def _show_text(self) -> None:
        public, name = self._state.public, self.form.value()
        self.text.show_text(public.form(name) or public.problem if name else "")

    def _save(self) -> None:
        key, name = self._state.selected, self.form.value()
        suffix = next(suffix for form, _words, suffix in FORMS if form == name)
        if key is not None:
            offered = file_name(key.label, suffix)
            ask_save(self, "Save the public key", offered, lambda path: self.saved.emit(name, path))


def _is_there(state: KeysState, form: str) -> bool:
    return form != "certificate" or bool(state.public.certificate)


def _facts(state: KeysState) -> Iterator[KeyValue]:
    key = state.selected
    if key is None:
        return
    yield KeyValue("kid", key.kid)
    yield KeyValue("thumbprint", key.thumbprint)
    yield KeyValue(
        "type", f"{kind_of(key)} · {key.alg or 'no alg stated'} · for {use_of(key)}", mono=False
    )
    made = f"{date_and_clock(key.created_at)} UTC, {ORIGINS[key.origin]}"
    yield KeyValue("created", made, mono=False)
    yield KeyValue("last used", used_words(key.last_used_at, state.now), mono=False)
    belongs = owner_words(state.owners, Owner(key.provider_id, key.client_key))
    yield KeyValue("used by", ", ".join(state.used_by) or "no client yet", mono=False)
    if belongs and not state.used_by:
        yield KeyValue("made for", belongs, mono=False)
