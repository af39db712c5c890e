"""What the flows need from the world, as small interfaces; the adapters provide them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, Self

from oidc_workbench.exchange import Exchange, HttpRequest
from oidc_workbench.ports.jwks_host import JwksHost, JwksVisit
from oidc_workbench.ports.key_reader import KeyReader
from oidc_workbench.ports.orphan import Orphan, OrphanSide, Repair, RepairChoice
from oidc_workbench.ports.vault import KeyVault, VaultState, VaultStatus, VaultTier
from oidc_workbench.ports.workspace_store import LoadedWorkspace, WorkspaceStore
from oidc_workbench.secret import Secret
from oidc_workbench.workspace.profile import Actor, AuthMethod, Provider

__all__ = [
    "Browser",
    "Callback",
    "CallbackListener",
    "Clock",
    "Files",
    "FlowPorts",
    "HttpSender",
    "JwksHost",
    "JwksVisit",
    "KeyReader",
    "KeyVault",
    "ListenerFactory",
    "LoadedWorkspace",
    "Orphan",
    "OrphanSide",
    "PortsFor",
    "PracticeClient",
    "PracticeInfo",
    "PracticeProvider",
    "Randomness",
    "Record",
    "Repair",
    "RepairChoice",
    "Services",
    "VaultState",
    "VaultStatus",
    "VaultTier",
    "WorkspaceStore",
]


class HttpSender(Protocol):
    """Sends one request and returns the exchange with its response.

    Never follows a redirect, never sends to a plain-http host other than loopback unless the
    provider's profile consents, reads at most 1 MiB, and gives up after a deadline.

    Raises:
        WorkbenchError: when no response could be had (``issuer-unreachable``, ``tls-failed``,
            ``timed-out``, ``plain-http-refused`` …).
    """

    async def send(self, request: HttpRequest) -> Exchange:
        """Send it and wait for the whole response."""
        ...


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> float:
        """Seconds since the epoch."""
        ...

    def elapsed(self) -> float:
        """Seconds on a clock that never jumps, for durations."""
        ...


class Randomness(Protocol):
    """The only source of unguessable values."""

    def octets(self, count: int) -> bytes:
        """Return that many cryptographically random octets."""
        ...


class Browser(Protocol):
    """The person's own browser (RFC 8252 §4)."""

    async def open(self, url: str) -> None:
        """Show the page.

        Raises:
            WorkbenchError: ``browser-not-opened``; the hint says how to go on by hand.
        """
        ...


@dataclass(frozen=True, slots=True)
class Callback:
    """One request that reached the loopback listener and may be the authorization response.

    Args:
        url: the full URL as requested, with its query.
        body: the form of a ``form_post`` response, else empty.
    """

    url: str = field(repr=False)
    body: bytes = field(default=b"", repr=False)
    received_at: float = 0.0


class CallbackListener(Protocol):
    """Listens for the authorization response on loopback while a flow runs (RFC 8252 §7.3).

    An async context manager: on leaving, socket and connections are gone, whatever happened.
    """

    @property
    def redirect_uri(self) -> str:
        """The redirect URI to send, with the port that was bound."""
        ...

    async def receive(self, within: float = 300.0) -> Callback:
        """Wait for the next candidate; preconnects, prefetches and favicons never count.

        Args:
            within: seconds to wait.

        Raises:
            WorkbenchError: ``callback-timed-out`` when none came in that time.
        """
        ...

    def submit(self, url: str) -> None:
        """Hand in a callback URL that the person pasted; ``receive`` then returns it.

        May be called from any thread, and after the listener has closed (it then does nothing).
        """
        ...

    def answer(self, *, accepted: bool) -> None:
        """Tell the browser of the last candidate how it went: done, or still waiting."""
        ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(self, *exc: object) -> None: ...


class ListenerFactory(Protocol):
    """Opens a listener for one flow."""

    def __call__(self, redirect_uri: str) -> CallbackListener:
        """Prepare a listener for a redirect URI whose port may be 0 (any free one).

        The socket is bound on entering the context; a busy port then raises WorkbenchError
        ``port-busy`` with the port's number and, where the system tells, its owner.
        """
        ...


@dataclass(frozen=True, slots=True)
class PracticeClient:
    """A client that the practice provider knows, ready for the person's first run.

    Args:
        secret: for the methods that need one; of a throw-away server on loopback.
        actor: who acts: a person through this client, or the service itself.
        redirect_uri: for a person's sign-in; port 0 means any free one. Empty for services.
        registration_uri: where its registration is managed (RFC 7592), with the token for it.
    """

    name: str
    client_id: str
    auth_method: AuthMethod
    scopes: tuple[str, ...]
    resource: str
    secret: Secret | None = None
    actor: Actor = "user"
    redirect_uri: str = ""
    registration_uri: str = ""
    registration_token: Secret | None = None


@dataclass(frozen=True, slots=True)
class PracticeInfo:
    """The running practice provider.

    Args:
        initial_access_token: what registering a client takes; None when anybody may.
    """

    issuer: str
    api_url: str
    resource: str
    clients: tuple[PracticeClient, ...]
    registration_endpoint: str = ""
    initial_access_token: Secret | None = None


class PracticeProvider(Protocol):
    """The practice provider as seen by window and command line."""

    async def start(self) -> PracticeInfo:
        """Start it on a free loopback port (or return the running one)."""
        ...

    async def register_key(self, client_id: str, public_jwk: dict[str, object]) -> None:
        """Register a public key with one of its clients, as a person would at a real server."""
        ...

    async def stop(self) -> None:
        """Stop it; every socket is closed when this returns."""
        ...


Record = Callable[[Exchange], None]


@dataclass(frozen=True, slots=True)
class FlowPorts:
    """The world as a flow sees it.

    Args:
        record: told of the exchanges that the browser carried; the sender records its own.
    """

    http: HttpSender
    clock: Clock
    random: Randomness
    browser: Browser
    listen: ListenerFactory
    vault: KeyVault
    record: Record


class PortsFor(Protocol):
    """Makes the ports for talking to one provider: its CA file, proxy and consents."""

    def __call__(self, provider: Provider) -> FlowPorts:
        """Return ports whose sender follows the provider's profile."""
        ...


class Files(Protocol):
    """Files that the person chose in a dialog; reports and cases are saved to them.

    Raises:
        WorkbenchError: ``file-not-written``, ``file-not-read``.
    """

    async def save(self, path: str, data: bytes) -> None:
        """Write a file whole, or leave the old one untouched."""
        ...

    async def open(self, path: str, most: int) -> bytes:
        """Read a file, at most one octet more than ``most``."""
        ...


@dataclass(frozen=True, slots=True)
class Services:
    """Everything a face of the program (window or command line) needs from the world."""

    ports_for: PortsFor
    vault: KeyVault
    store: WorkspaceStore
    practice: PracticeProvider
    clock: Clock
    random: Randomness
    files: Files
    key_reader: KeyReader
    jwks_host: JwksHost
