"""Picks the real adapters for window and command line; imports them when they are first used."""

from typing import TYPE_CHECKING

from oidc_workbench.ports import (
    Clock,
    FlowPorts,
    KeyVault,
    PracticeInfo,
    PracticeProvider,
    Randomness,
    Record,
    Services,
    WorkspaceStore,
)
from oidc_workbench.workspace.profile import Provider

if TYPE_CHECKING:
    from pathlib import Path


APPLICATION = "oidc-workbench"
# What a first flow or inspection needs and a first paint does not, in the order of need.
_HEAVY = (
    "asyncio",
    "msgspec",
    "cryptography.x509",
    "cryptography.hazmat.primitives.asymmetric.rsa",
    "cryptography.hazmat.primitives.asymmetric.ec",
    "cryptography.hazmat.primitives.asymmetric.ed25519",
    "joserfc.jwt",
    "joserfc.jwk",
    "httpx",
    "truststore",
    "oidc_workbench.adapters.httpx_sender",
    "oidc_workbench.adapters.loopback_listener",
    "oidc_workbench.adapters.keyring_backend",
    "keyring.core",
)


def services(
    *, record: Record, session_vault: bool = False, browser_command: str | None = None
) -> Services:
    """Build everything a face of the program needs from the world; cheap, opens nothing.

    Args:
        record: told of every request that this program sends and of those a flow's browser
            carried; called on the event loop's thread.
        session_vault: keep new keys and client secrets in memory also where a keyring works.
        browser_command: what to open pages with instead of the system's choice (see ``$BROWSER``).
    """
    from oidc_workbench.adapters.clock import SystemClock
    from oidc_workbench.adapters.randomness import SystemRandomness

    clock, random, vault = SystemClock(), SystemRandomness(), _vault(session_vault=session_vault)

    def ports_for(provider: Provider) -> FlowPorts:
        return _flow_ports(provider, clock, random, vault, record, browser_command)

    return Services(ports_for, vault, _store(), _LazyPractice(), clock, random)


def preload() -> None:
    """Import the heavy modules, for idle time; may run in a worker thread."""
    from importlib import import_module

    for name in _HEAVY:
        import_module(name)


def _flow_ports(
    provider: Provider,
    clock: Clock,
    random: Randomness,
    vault: KeyVault,
    record: Record,
    browser_command: str | None,
) -> FlowPorts:
    from oidc_workbench.adapters.httpx_sender import HttpxSender
    from oidc_workbench.adapters.loopback_listener import LoopbackListener
    from oidc_workbench.adapters.recording_sender import RecordingSender
    from oidc_workbench.adapters.system_browser import SystemBrowser

    def listen(redirect_uri: str) -> LoopbackListener:
        return LoopbackListener(redirect_uri, clock)

    sender = RecordingSender(HttpxSender(provider, clock), record, clock)
    return FlowPorts(sender, clock, random, SystemBrowser(browser_command), listen, vault, record)


def _vault(*, session_vault: bool) -> KeyVault:
    from oidc_workbench.adapters.key_index import KeyIndex
    from oidc_workbench.adapters.keyring_vault import KeyringVault
    from oidc_workbench.adapters.session_vault import SessionVault
    from oidc_workbench.adapters.vault import TieredVault

    keyring = KeyringVault(KeyIndex(key_index_path))
    return TieredVault(keyring, SessionVault(), prefer_session=session_vault)


def _store() -> WorkspaceStore:
    from oidc_workbench.adapters.workspace_file import WorkspaceFile

    return WorkspaceFile(settings_path)


def settings_path() -> "Path":
    """Name the settings file of this user."""
    import platformdirs

    return platformdirs.user_config_path(APPLICATION, appauthor=False) / "workspace.json"


def key_index_path() -> "Path":
    """Name the index of this user's keys; data, as it must stay with the keyring."""
    import platformdirs

    return platformdirs.user_data_path(APPLICATION, appauthor=False) / "keys.json"


class _LazyPractice:
    """The practice provider, imported when it is first started."""

    def __init__(self) -> None:
        self._server: PracticeProvider | None = None

    async def start(self) -> PracticeInfo:
        """Start it, or return the running one."""
        return await self._real().start()

    async def register_key(self, client_id: str, public_jwk: dict[str, object]) -> None:
        """Register a public key with one of its clients."""
        await self._real().register_key(client_id, public_jwk)

    async def stop(self) -> None:
        """Stop it; never started is fine."""
        if self._server is not None:
            await self._server.stop()

    def _real(self) -> PracticeProvider:
        if self._server is None:
            from oidc_workbench.practice.server import PracticeServer

            self._server = PracticeServer()
        return self._server
