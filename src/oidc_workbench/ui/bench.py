"""The bench: what all panes share, observable; one source of truth, changed in one place."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from oidc_workbench.workspace.profile import Client, Provider, Workspace

if TYPE_CHECKING:
    from oidc_workbench.exchange import Exchange
    from oidc_workbench.flows.step import ObtainedToken
    from oidc_workbench.ports import PracticeInfo, VaultStatus
    from oidc_workbench.workspace.key_record import KeyRecord, SecretRecord

MAX_EXCHANGES = 1000
MAX_EVENTS = 1000


class Event(NamedTuple):
    """Something the person did with a key or a secret that is worth a line in the log.

    Args:
        at: seconds since the epoch.
        kind: what was done, in a few words ("private key exported").
        text: one sentence on what was concerned and how; never holds a secret.
    """

    at: float
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class BenchState:
    """A snapshot of the bench.

    Args:
        provider_id, client_key: the profile that is selected; empty when none is.
        tokens: newest first.
        exchanges: oldest first, as recorded; redacted only where they are shown or leave.
        events: oldest first: what was done on this machine alone.
        notice: one sentence for the status bar, or empty.
        to_inspect: the token that another pane sent to the inspector last.
        forged: hashes of the tokens that were made here, which prove nothing wherever they appear.
    """

    workspace: Workspace
    provider_id: str = ""
    client_key: str = ""
    keys: tuple["KeyRecord", ...] = ()
    secrets: tuple["SecretRecord", ...] = ()
    tokens: tuple["ObtainedToken", ...] = ()
    exchanges: tuple["Exchange", ...] = ()
    events: tuple[Event, ...] = ()
    vault: "VaultStatus | None" = None
    practice: "PracticeInfo | None" = None
    notice: str = ""
    to_inspect: "ObtainedToken | None" = None
    forged: frozenset[str] = frozenset()

    @property
    def provider(self) -> Provider | None:
        """The selected provider."""
        every = self.workspace.providers
        return next((p for p in every if p.provider_id == self.provider_id), None)

    @property
    def client(self) -> Client | None:
        """The selected client."""
        return next((c for c in self.workspace.clients if c.key == self.client_key), None)

    @property
    def clients(self) -> tuple[Client, ...]:
        """The clients of the selected provider."""
        every = self.workspace.clients
        return tuple(c for c in every if c.provider_id == self.provider_id)

    @property
    def hosts(self) -> tuple[str, ...]:
        """Every host this program talked to, in the order of first contact."""
        return tuple(dict.fromkeys(e.request.host for e in self.exchanges if e.channel == "back"))

    def is_forged(self, text: str) -> bool:
        """Whether a token was made here."""
        return bool(self.forged) and _hash_of(text) in self.forged


def _hash_of(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


Watcher = Callable[[BenchState, BenchState], None]


class Bench:
    """Holds the state and tells watchers of every change, with the state before and after.

    Used on the GUI thread only; results of background work come back to that thread first.
    """

    def __init__(self, state: BenchState | None = None) -> None:
        self._state = state or BenchState(Workspace())
        self._watchers: list[Watcher] = []

    @property
    def state(self) -> BenchState:
        """The current snapshot."""
        return self._state

    def watch(self, watcher: Watcher) -> Callable[[], None]:
        """Call ``watcher(before, after)`` on every change; returns how to stop that."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    def change(self, **changes: object) -> None:
        """Replace fields of the state by name and tell the watchers."""
        before, self._state = self._state, replace(self._state, **changes)  # type: ignore[arg-type]  # names and types are those of BenchState, checked by the tests of each caller
        if before != self._state:
            for watcher in tuple(self._watchers):
                watcher(before, self._state)

    def select(self, provider_id: str, client_key: str = "") -> None:
        """Choose a profile; without a client the provider's first one is taken."""
        clients = [c.key for c in self._state.workspace.clients if c.provider_id == provider_id]
        key = client_key if client_key in clients else next(iter(clients), "")
        self.change(provider_id=provider_id, client_key=key)

    def record(self, exchange: "Exchange") -> None:
        """Append an exchange; the oldest go when there are too many."""
        self.change(exchanges=(*self._state.exchanges, exchange)[-MAX_EXCHANGES:])

    def log(self, event: Event) -> None:
        """Append an event; the oldest go when there are too many."""
        self.change(events=(*self._state.events, event)[-MAX_EVENTS:])

    def gain(self, tokens: Iterable["ObtainedToken"]) -> None:
        """Add tokens in front."""
        self.change(tokens=(*tokens, *self._state.tokens))

    def forge(self, text: str) -> None:
        """Remember that a token was made here, for as long as the program runs."""
        self.change(forged=self._state.forged | {_hash_of(text)})

    def inspect(self, token: "ObtainedToken") -> None:
        """Send a token to the inspector."""
        self.change(to_inspect=token)
