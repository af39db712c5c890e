"""What the flows need from the world, as interfaces; the adapters provide them.

The small ones stand here, the others in files of their own; this is the index of all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from oidc_workbench.exchange import Exchange, HttpRequest
from oidc_workbench.ports.callback_listener import Callback, CallbackListener, ListenerFactory
from oidc_workbench.ports.jwks_host import JwksHost, JwksVisit
from oidc_workbench.ports.key_reader import KeyReader
from oidc_workbench.ports.orphan import Orphan, OrphanSide, Repair, RepairChoice
from oidc_workbench.ports.practice_provider import (
    PracticeClient,
    PracticeInfo,
    PracticeProvider,
)
from oidc_workbench.ports.vault import KeyVault, VaultState, VaultStatus, VaultTier
from oidc_workbench.ports.workspace_store import LoadedWorkspace, WorkspaceStore
from oidc_workbench.workspace.profile import Provider

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
