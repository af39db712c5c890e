"""The lists of providers and of the selected provider's clients."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.buttons import Button
from oidc_workbench.ui.kit.card import Card
from oidc_workbench.ui.kit.confirm import Confirmation
from oidc_workbench.ui.kit.labels import Text
from oidc_workbench.ui.kit.layouts import column, row
from oidc_workbench.ui.kit.painted_list import PaintedList
from oidc_workbench.ui.kit.painted_row import Column, PaintedRow, Piece
from oidc_workbench.ui.panes.provider.state import ProviderState
from oidc_workbench.workspace.profile import Client, Provider


class ProviderList(Card):
    """The providers; the chosen one is chosen for the whole program."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__("Providers", flush=True)
        self.add_button = Button("Add", icon="plus", name="Add a provider")
        self.practice = Button("Use the practice provider", icon="play")
        self.header.add(self.add_button)
        self.list = PaintedList((Column(),), "Providers", whole=True, most=230)
        self.list.place_selected.connect(self.chosen)
        self.add(self.list)
        self.note = Text(
            "A provider is the authorization server that issues your tokens. Add yours by its "
            "issuer, or begin with the one inside this program.",
            ink="muted",
            wrap=True,
        )
        self.note.setContentsMargins(*[theme.px(14)] * 4)
        self.add(self.note)
        foot = row(self.practice, stretch=True)
        foot.setContentsMargins(*(theme.px(n) for n in (14, 8, 14, 12)))
        self._foot = QWidget()
        self._foot.setLayout(foot)
        self.add(self._foot)

    def show_state(self, state: ProviderState) -> None:
        """Show the providers."""
        rows = tuple(map(_provider, state.providers))
        if rows != self.list.rows():
            self.list.show_rows(rows)
        self.list.select_row(_place(state.providers, state.selected))
        self.list.setVisible(bool(rows))
        self.note.setVisible(not rows)
        self._foot.setVisible(not state.practice_runs)
        self.practice.setEnabled(not state.busy)


class ClientList(Card):
    """The clients of the selected provider."""

    chosen = Signal(str)
    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__("Clients", flush=True)
        self.add_button = Button("Add", icon="plus", name="Add a client")
        self.edit = Button("", icon="edit", name="Edit the client")
        self.delete = Button("", icon="trash", name="Delete the client")
        for button in (self.add_button, self.edit, self.delete):
            self.header.add(button)
        self.confirmation = Confirmation()
        self.list = PaintedList((Column(), Column(70, right=True)), "Clients")
        self.list.place_selected.connect(self.chosen)
        self.list.place_activated.connect(self.opened)
        self.note = Text(ink="muted", wrap=True)
        self.note.setContentsMargins(*[theme.px(14)] * 4)
        asked = column(self.confirmation)
        asked.setContentsMargins(*(theme.px(n) for n in (10, 8, 10, 0)))
        self.body.addLayout(asked)
        self.add(self.note)
        self.add(self.list, 1)
        self.body.addStretch(0)

    def show_state(self, state: ProviderState) -> None:
        """Show the clients."""
        name = state.selected.name if state.selected else ""
        self.header.set_title(f"Clients at {name}" if name else "Clients")
        rows = tuple(map(_client, state.clients))
        if rows != self.list.rows():
            self.list.show_rows(rows)
        keys = [c.key for c in state.clients]
        self.list.select_row(keys.index(state.client.key) if state.client else -1)
        self.list.setVisible(bool(rows))
        self.note.setVisible(not rows)
        self.note.setText(
            "Add the client that the provider registered for you."
            if name
            else "Choose a provider first."
        )
        own = state.client is not None and not state.client.practice
        self.add_button.setEnabled(state.selected is not None)
        self.edit.setEnabled(state.client is not None)
        self.delete.setEnabled(own)
        self._ask(state)

    def _ask(self, state: ProviderState) -> None:
        client = state.client if state.asking == "client" else None
        self.confirmation.ask(
            f"Delete the client {client.name}?" if client else "",
            "Its secret leaves the vault; the registration at the provider stays as it is.",
        )


def _place(providers: tuple[Provider, ...], selected: Provider | None) -> int:
    return providers.index(selected) if selected in providers else -1


def _provider(provider: Provider) -> PaintedRow:
    pieces = [Piece(0, provider.name, "title"), Piece(0, provider.issuer, "mono-muted")]
    return PaintedRow(tuple(pieces), f"{provider.name}, {provider.issuer}", provider.provider_id)


def _client(client: Client) -> PaintedRow:
    who = "person" if client.actor == "user" else "service"
    method = "public, PKCE" if client.auth_method == "none" else client.auth_method
    pieces = (
        Piece(0, client.name, "title"),
        Piece(0, client.client_id, "mono-muted"),
        Piece(0, method, "muted"),
        Piece(1, who, "chip", "neutral"),
    )
    said = f"{client.name}, {client.client_id}, for a {who}, {method}"
    return PaintedRow(pieces, said, client.key)
