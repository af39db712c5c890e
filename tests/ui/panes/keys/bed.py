"""The keys pane's presenter with everything around it, in one thread."""

from dataclasses import replace
from typing import TYPE_CHECKING

from fakes.panes import FakePane
from fakes.runner import ImmediateRunner
from oidc_workbench.jose.jwk import public_jwk
from oidc_workbench.jose.key_generation import generate_key
from oidc_workbench.jose.signing_key import SigningKey
from oidc_workbench.secret import Secret
from oidc_workbench.ui.bench import BenchState
from oidc_workbench.ui.panes.keys.presenter import KeysPresenter
from oidc_workbench.ui.panes.keys.state import KeysState
from oidc_workbench.workspace.key_record import KeyRecord
from oidc_workbench.workspace.profile import Client, Provider, Workspace

if TYPE_CHECKING:
    from collections.abc import Callable

PROVIDERS = (
    Provider("p", "Staging", "https://as.example"),
    Provider("q", "Live", "https://live.example"),
)
SERVICE = Client("c", "p", "Nightly", "nightly", "service", "private_key_jwt")


class Screen:
    def __init__(self) -> None:
        self.states: list[KeysState] = []
        self.secrets: list[Secret | None] = []
        self.copied: list[Secret] = []
        self.forgotten = 0
        self.shown: Callable[[KeysState], None] = lambda _state: None

    def show_state(self, state: KeysState) -> None:
        self.states.append(state)
        self.shown(state)

    def show_secret(self, secret: Secret | None) -> None:
        self.secrets.append(secret)

    def copy_secret(self, secret: Secret) -> None:
        self.copied.append(secret)

    def forget_passwords(self) -> None:
        self.forgotten += 1


class Bed:
    """With ``holds`` the jobs wait until a test ends them."""

    def __init__(self, *, holds: bool = False, state: BenchState | None = None) -> None:
        self.around = FakePane(state)
        self.bench, self.vault = self.around.bench, self.around.world.vault
        self.clock, self.files = self.around.world.clock, self.around.files
        context = self.around.context
        if holds:
            self.around.runner.holds = True
        else:
            context = context._replace(runner=ImmediateRunner())
        self.screen = Screen()
        self.presenter = KeysPresenter(context, self.screen)
        self.presenter.begin()

    @property
    def state(self) -> KeysState:
        return self.presenter.state

    @property
    def code(self) -> str:
        """The code of the error that is told."""
        return self.state.work.code

    @property
    def told(self) -> str:
        """What is told, with its hint."""
        told = self.state.work.told
        return f"{told.message} {told.hint}".strip() if told else ""

    def logged(self) -> list[str]:
        return [event.kind for event in self.bench.state.events]

    def know(self, *clients: Client) -> None:
        """Put clients, and two providers, on the bench, and select the first client."""
        workspace = replace(self.bench.state.workspace, providers=PROVIDERS, clients=clients)
        self.bench.change(workspace=workspace)
        if clients:
            self.bench.select(clients[0].provider_id, clients[0].key)

    def keep(self, key_id: str, kind: str = "P-256", **fields: object) -> SigningKey:
        """Put a key into the vault and on the bench, as if it had been there."""
        key = generate_key(kind, str(fields.pop("kid", "")))
        public = key.public
        record = KeyRecord(
            key_id, key_id, public.kid, public.kty, "ES256", public.thumbprint,
            self.clock.now(), "generated", public_jwk(public),
        )  # fmt: skip
        record = replace(record, **fields)  # type: ignore[arg-type]  # fields of KeyRecord
        self.vault.key_records[key_id], self.vault.keys[key_id] = record, key
        self.bench.change(keys=tuple(self.vault.key_records.values()))
        return key


def workspace_of(*clients: Client) -> Workspace:
    return Workspace(providers=PROVIDERS, clients=clients)
