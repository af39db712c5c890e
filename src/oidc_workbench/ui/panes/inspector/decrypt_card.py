"""The card that opens an encrypted token."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabBar

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.busy import BusyIndicator
from oidc_workbench.ui.kit.buttons import Button
from oidc_workbench.ui.kit.card import Card
from oidc_workbench.ui.kit.fields import ChoiceField, Form
from oidc_workbench.ui.kit.file_dialogs import ask_open
from oidc_workbench.ui.kit.inline_message import InlineMessage
from oidc_workbench.ui.kit.labels import Text
from oidc_workbench.ui.kit.layouts import row
from oidc_workbench.ui.kit.secret_field import SecretField
from oidc_workbench.ui.panes.inspector.decryption_means import (
    CLIENT_SECRET,
    PASSWORD,
    PRIVATE,
    SYMMETRIC,
    DecryptState,
    Given,
)
from oidc_workbench.ui.panes.inspector.layers import Layer

_NAMES = {
    PRIVATE: ("Key", "PEM, JWK or JWK Set with the private part"),
    SYMMETRIC: ("Key", "text, base64url, hexadecimal, or a JWK"),
    PASSWORD: ("Password", ""),
    CLIENT_SECRET: ("Secret", "the secret that the client shares with the provider"),
}


class DecryptCard(Card):
    """Asks what to decrypt with; what is given is masked, and forgotten with the token."""

    given = Signal(object)
    loaded = Signal(str, object)

    def __init__(self) -> None:
        super().__init__("Encrypted")
        self._for: tuple[str, ...] = ()
        self.how = Text(ink="muted")
        self.forget = Button("Forget the key", name="Forget the key and close the token again")
        self.header.add(self.how)
        self.header.add(self.forget)
        self.opened = InlineMessage()
        self.problem = InlineMessage()
        self.way = ChoiceField("Decrypt with", (), self._chosen)
        self.secret = SecretField("decryption key")
        self.passphrase = SecretField("passphrase of the private key")
        self.passphrase.forget("only for an encrypted PEM")
        self.decrypt = Button("Decrypt", self._give, name="Decrypt the token")
        self.load = Button("Load a file", self._load, name="Load a private key from a file")
        self.busy = BusyIndicator()
        self.secret.edit.returnPressed.connect(self._give)
        self.form = Form()
        for name, field in (
            ("With", self.way), ("Key", self.secret), ("Passphrase", self.passphrase),
        ):  # fmt: skip
            self.form.add(name, field)
        for widget in (self.opened, self.problem, self.form, self.busy):
            self.add(widget)
        self.body.addLayout(row(self.decrypt, self.load, gap=theme.SMALL, stretch=True))

    def show_state(self, state: DecryptState) -> None:
        """Show how the decryption stands."""
        fresh = (state.how, state.likely)
        self.way.show_entries(state.ways)
        if self._for != fresh or not self.way.value():
            self._for = fresh
            self.way.show_value(state.likely)
        self.how.setText(state.how)
        self.forget.setVisible(state.has_key)
        self.opened.say(state.opened, " ".join(state.notes), "ok")
        self.problem.say("" if state.busy else state.problem, tone="error")
        self.busy.say(state.busy)
        for widget in (self.form, self.decrypt, self.load):
            widget.setVisible(not state.opened)
        for widget in (self.form, self.decrypt, self.load):
            widget.setEnabled(not state.busy)
        self._chosen()

    def _chosen(self) -> None:
        way = self.way.value()
        typed = _NAMES.get(way)
        self.form.show_row(self.secret, typed is not None)
        self.form.show_row(self.passphrase, way == PRIVATE)
        self.load.setVisible(way == PRIVATE and not self.form.isHidden())
        if typed is not None:
            self.secret.edit.setPlaceholderText(typed[1])

    def _give(self) -> None:
        secret = self.secret.secret() if self.way.value() in _NAMES else None
        self.given.emit(Given(self.way.value(), secret, self.passphrase.secret()))

    def clear(self) -> None:
        """Take out what was typed."""
        self.secret.forget()
        self.passphrase.forget("only for an encrypted PEM")

    def _load(self) -> None:
        ask_open(self, "Load a private key", "Keys (*.pem *.key *.jwk *.json)", self._picked)

    def _picked(self, path: str) -> None:
        self.loaded.emit(path, self.passphrase.secret())


class LayerSwitch(QTabBar):
    """Chooses the layer of the token that is in front."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__(drawBase=False, expanding=False)
        self._ids: tuple[str, ...] = ()
        self.setAccessibleName("Layers of the token")
        self.setFont(theme.font(weight=500))
        self.setUsesScrollButtons(False)
        self.currentChanged.connect(self._turn)

    def show_layers(self, layers: tuple[Layer, ...], front: str) -> None:
        """Offer layers without telling anybody."""
        blocked = self.blockSignals(True)
        ids = tuple(layer.id for layer in layers)
        if ids != self._ids:
            self._ids = ids
            while self.count():
                self.removeTab(0)
            for layer in layers:
                self.addTab(layer.title)
        if front in ids:
            self.setCurrentIndex(ids.index(front))
        self.blockSignals(blocked)
        self.setVisible(bool(layers))

    def _turn(self, index: int) -> None:
        if 0 <= index < len(self._ids):
            self.chosen.emit(self._ids[index])
