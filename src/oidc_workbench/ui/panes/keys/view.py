"""How the keys pane looks: keys at the left, what is given to a provider at the right."""

from datetime import UTC, datetime

from PySide6.QtWidgets import QTabBar, QVBoxLayout, QWidget

from oidc_workbench.ports import VaultState, VaultStatus, VaultTier
from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.busy import BusyIndicator
from oidc_workbench.ui.kit.buttons import Button, CopyButton, PrimaryButton
from oidc_workbench.ui.kit.card import Card
from oidc_workbench.ui.kit.choice import ChoiceBox
from oidc_workbench.ui.kit.confirm import Confirmation
from oidc_workbench.ui.kit.empty_state import EmptyState
from oidc_workbench.ui.kit.exchange_view import MonoBlock
from oidc_workbench.ui.kit.form import Form, line
from oidc_workbench.ui.kit.inline_message import InlineMessage
from oidc_workbench.ui.kit.key_value_table import KeyValue, KeyValueTable
from oidc_workbench.ui.kit.labels import Text
from oidc_workbench.ui.kit.layouts import TwoColumns, column, row
from oidc_workbench.ui.kit.painted_list import PaintedList
from oidc_workbench.ui.kit.painted_row import Column, PaintedRow, Piece
from oidc_workbench.ui.pane import PaneContext
from oidc_workbench.ui.panes.keys.presenter import KeysPresenter
from oidc_workbench.ui.panes.keys.state import KINDS, KeysState
from oidc_workbench.workspace.key_record import KeyRecord

_COLUMNS = (
    Column(share=5),
    Column(60),
    Column(52),
    Column(110),
    Column(share=4, fold=True),
)
_HEAD = PaintedRow(
    tuple(
        Piece(number, name, "small")
        for number, name in enumerate(("label and kid", "type", "alg", "created", "thumbprint"))
    ),
    "",
)


def build(context: PaneContext) -> QWidget:
    """Make the pane."""
    return KeysPane(context)


class KeysPane(QWidget):
    """Table and form at the left, the selected key at the right."""

    def __init__(self, context: PaneContext) -> None:
        super().__init__()
        self.table, self.maker, self.detail = _Keys(), _Maker(), _Detail()
        # In one column the pane scrolls rather than squeezing its cards.
        self.table.setMinimumHeight(theme.px(260))
        left = QWidget()
        stack = column(self.table, self.maker, gap=theme.LARGE)
        stack.setStretch(0, 1)
        left.setLayout(stack)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(TwoColumns(left, self.detail, (3, 2)))
        self.presenter = presenter = KeysPresenter(context, self)
        self.table.list.place_selected.connect(presenter.select)
        self.table.refresh.clicked.connect(lambda _on: presenter.ask_vault())
        self.maker.go.clicked.connect(lambda _on: presenter.generate(*self.maker.values()))
        self.maker.busy.cancelled.connect(presenter.cancel)
        self.detail.delete.clicked.connect(lambda _on: presenter.ask(True))
        self.detail.confirmation.confirmed.connect(presenter.delete)
        self.detail.confirmation.declined.connect(lambda: presenter.ask(False))

    def show_state(self, state: KeysState) -> None:
        """Show a state."""
        self.table.show_state(state)
        self.maker.show_state(state)
        self.detail.show_state(state)


class _Keys(Card):
    """The table of keys, with the vault's state above it."""

    def __init__(self) -> None:
        super().__init__("Keys", flush=True)
        self._jwks = ""
        self.refresh = Button("Look again", icon="refresh", name="Ask the vault again")
        self.copy_all = CopyButton(lambda: self._jwks, "Copy all as JWKS")
        self.header.add(self.copy_all)
        self.header.add(self.refresh)
        self.vault = InlineMessage()
        self._held = column(self.vault)
        self.body.addLayout(self._held)
        self.list = PaintedList(_COLUMNS, "Keys", fold_below=560, head=_HEAD)
        self.note = Text(ink="muted", wrap=True)
        self.note.setContentsMargins(*[theme.px(14)] * 4)
        self.note.setText("No key yet. Make one below; it never leaves the vault.")
        self.add(self.note)
        self.add(self.list, 1)
        self.body.addStretch(0)

    def show_state(self, state: KeysState) -> None:
        from oidc_workbench.ui.panes.keys.public_side import jwks_text

        self._jwks = jwks_text(state.keys)
        rows = tuple(map(_row, state.keys))
        if rows != self.list.rows():
            self.list.show_rows(rows)
        self.list.select_row(state.keys.index(state.selected) if state.selected else -1)
        self.list.setVisible(bool(rows))
        self.note.setVisible(not rows)
        self.copy_all.setEnabled(bool(rows))
        _say_vault(self.vault, state.vault)
        around = (0, 0, 0, 0) if self.vault.isHidden() else (12, 12, 12, 4)
        self._held.setContentsMargins(*(theme.px(n) for n in around))


class _Maker(Card):
    """Makes keys."""

    def __init__(self) -> None:
        super().__init__("Make a key")
        self.kind = ChoiceBox(KINDS)
        self.label, self.kid = line("as you like to call it"), line("its thumbprint", mono=True)
        form = Form(90)
        form.add("kind", "Kind", self.kind)
        form.add("label", "Label", self.label)
        form.add("kid", "kid", self.kid, "How the provider tells it from your other keys.")
        self.go = PrimaryButton("Make the key", icon="plus")
        self.busy, self.message = BusyIndicator(), InlineMessage()
        for widget in (form, self.message, self.busy):
            self.add(widget)
        self.body.addLayout(row(self.go, stretch=True))

    def values(self) -> tuple[str, str, str]:
        return self.kind.value(), self.label.text(), self.kid.text()

    def show_state(self, state: KeysState) -> None:
        self.busy.say(state.busy)
        self.message.show_error(state.error)
        self.go.setEnabled(not state.busy)


class _Detail(Card):
    """The public side of the selected key."""

    def __init__(self) -> None:
        super().__init__("Public key")
        self._state = KeysState()
        self.delete = Button("", icon="trash", name="Delete the key")
        self.header.add(self.delete)
        self.confirmation = Confirmation()
        self.facts = KeyValueTable(name_width=90)
        self.tabs = QTabBar(drawBase=False, expanding=False)
        self.tabs.setAccessibleName("Forms of the public key")
        self.tabs.setFont(theme.font(weight=500))
        for name in ("JWK", "JWKS", "PEM"):
            self.tabs.addTab(name)
        self.tabs.currentChanged.connect(lambda _index: self._show_text())
        self.text = MonoBlock("Public key", most=26)
        self.copy = CopyButton(self.text.toPlainText, "Copy", name="Copy the public key")
        self.empty = EmptyState(
            "No key chosen",
            "A service proves who it is with a private key. Its public side, shown here, is "
            "registered at the provider.",
            icon="key",
        )
        self.parts = QWidget()
        foot = row(Text("Public: safe to send.", ink="muted"), gap=8)
        foot.addStretch(1)
        foot.addWidget(self.copy)
        box = column(self.confirmation, self.facts, self.tabs, self.text, gap=theme.SMALL)
        box.addLayout(foot)
        box.addStretch(1)
        self.parts.setLayout(box)
        self.add(self.parts, 1)
        self.add(self.empty, 1)

    def show_state(self, state: KeysState) -> None:
        before, self._state = self._state, state
        key = state.selected
        self.parts.setVisible(key is not None)
        self.empty.setVisible(key is None)
        self.delete.setVisible(key is not None)
        self.header.set_title(key.label if key else "Public key")
        if key is None:
            return
        if (before.selected, before.used_by) != (key, state.used_by):
            self.facts.show_rows(_facts(key, state.used_by))
            self._show_text()
        self.delete.setEnabled(not state.busy)
        self.confirmation.ask(
            f"Delete {key.label} for good?" if state.asking else "", _loss(state.used_by)
        )

    def _show_text(self) -> None:
        texts = (self._state.jwk, self._state.jwks, self._state.pem)
        self.text.show_text(texts[self.tabs.currentIndex()])


def _row(key: KeyRecord) -> PaintedRow:
    pieces = [
        Piece(0, key.label, "title"),
        Piece(0, key.kid, "mono-muted"),
        Piece(1, _kind(key)),
        Piece(2, key.alg),
        Piece(3, _day(key), "muted"),
        Piece(4, key.thumbprint, "mono-muted"),
    ]
    if key.origin == "practice":
        pieces.insert(2, Piece(0, "practice", "chip", "neutral"))
    said = f"{key.label}, kid {key.kid}, {_kind(key)}, {key.alg}, created {_day(key)}"
    return PaintedRow(tuple(pieces), said, key.key_id)


def _kind(key: KeyRecord) -> str:
    return str(key.public_jwk.get("crv") or key.kty)


def _day(key: KeyRecord) -> str:
    return datetime.fromtimestamp(key.created_at, UTC).strftime("%Y-%m-%d")


def _facts(key: KeyRecord, used_by: tuple[str, ...]) -> list[KeyValue]:
    origins = {"generated": "made here", "imported": "imported", "practice": "practice provider"}
    when = datetime.fromtimestamp(key.created_at, UTC).strftime("%Y-%m-%d %H:%M UTC")
    return [
        KeyValue("kid", key.kid),
        KeyValue("thumbprint", key.thumbprint),
        KeyValue("made", f"{when}, {origins[key.origin]}", mono=False),
        KeyValue("used by", ", ".join(used_by) or "no client yet", mono=False),
    ]


def _loss(used_by: tuple[str, ...]) -> str:
    lost = "The private key can't be had again; there is no undo."
    if used_by:
        return f"{lost} {', '.join(used_by)} can't authenticate without it."
    return lost


def _say_vault(message: InlineMessage, vault: VaultStatus | None) -> None:
    if vault is None:
        message.clear()
    elif vault.tier is VaultTier.SESSION:
        message.say(
            "Keys are kept in memory only and are gone when you quit.", vault.detail, "warning"
        )
    elif vault.state is VaultState.LOCKED:
        message.say(
            f"The keyring is locked ({vault.backend}).",
            "Making, using or deleting a key brings up the system's unlock prompt.",
            "warning",
        )
    elif vault.orphans:
        message.say(
            f"{len(vault.orphans)} entries are known to the index or the keyring only.",
            "They can't be used; delete them here or in the system's keyring program.",
            "warning",
        )
    else:
        message.clear()
