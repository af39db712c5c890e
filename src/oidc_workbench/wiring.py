"""Picks the real adapters for window and command line; imports them when they are first used."""

from typing import TYPE_CHECKING

from oidc_workbench.ports import (
    Clock,
    FlowPorts,
    HttpSender,
    KeyVault,
    ListenerFactory,
    PracticeInfo,
    Record,
    Services,
    WorkspaceStore,
)
from oidc_workbench.workspace.profile import Provider

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
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
    "joserfc.jwk",
    "joserfc.jws",
    "httpx",
    "truststore",
    "oidc_workbench.adapters.httpx_sender",
    "oidc_workbench.adapters.loopback_listener",
    "oidc_workbench.adapters.keyring_backend",
    "oidc_workbench.rules.inspection",
    "oidc_workbench.jose.decryption",
    "oidc_workbench.jose.certificates",
    "oidc_workbench.report.registration_pack",
    "keyring.core",
)


def services(
    *, record: Record, session_vault: bool = False, browser_command: str | None = None
) -> Services:
    """Build everything a face of the program needs from the world; cheap, opens nothing.

    Args:
        record: told of every request that this program sends and of those a flow's browser
            carried; called on the event loop's thread.
        session_vault: begin with keeping new keys and client secrets in memory also where a keyring
            works; see ``KeyVault.prefer``.
        browser_command: what to open pages with instead of the system's choice (see ``$BROWSER``).
    """
    from oidc_workbench.adapters.chosen_files import ChosenFiles
    from oidc_workbench.adapters.clock import SystemClock
    from oidc_workbench.adapters.jwks_server import JwksServer
    from oidc_workbench.adapters.key_reader import ChildKeyReader
    from oidc_workbench.adapters.randomness import SystemRandomness
    from oidc_workbench.adapters.recording_vault import RecordingVault
    from oidc_workbench.practice.server import PracticeServer

    clock, random = SystemClock(), SystemRandomness()
    vault = _vault(clock, session_vault=session_vault)
    flow_vault = RecordingVault(vault)

    def ports_for(provider: Provider) -> FlowPorts:
        from oidc_workbench.adapters.system_browser import SystemBrowser

        sender, listen = _sender(provider, record, clock), _listeners(clock)
        browser = SystemBrowser(browser_command)
        return FlowPorts(sender, clock, random, browser, listen, flow_vault, record)

    practice = PracticeServer(clock, random)
    return Services(
        ports_for,
        vault,
        _store(),
        practice,
        clock,
        random,
        ChosenFiles(),
        ChildKeyReader(clock),
        JwksServer(clock, random),
    )


def practice_server(*, port: int = 0) -> "AbstractContextManager[PracticeInfo]":
    """Return the practice provider alone, which runs without an event loop inside the context.

    Args:
        port: 0 for any free one; a busy one raises WorkbenchError ``port-busy`` on entering.
    """
    from oidc_workbench.adapters.clock import SystemClock
    from oidc_workbench.adapters.randomness import SystemRandomness
    from oidc_workbench.practice.server import PracticeServer

    return PracticeServer(SystemClock(), SystemRandomness(), port=port)


def preload() -> None:
    """Import the heavy modules, for idle time; may run in a worker thread."""
    from importlib import import_module

    for name in _HEAVY:
        import_module(name)
    _rehearse()


def _rehearse() -> None:
    """Judge an example once: what is imported and compiled on first use is then there."""
    from oidc_workbench.jose.example import EXAMPLE_JWS, EXAMPLE_KEYS
    from oidc_workbench.jose.jwk_set import read_key_set
    from oidc_workbench.jose.key_set import KeySource
    from oidc_workbench.rules.expectation import Expectation, Purpose
    from oidc_workbench.rules.inspection import inspect

    keys = read_key_set(EXAMPLE_KEYS, KeySource("supplied", "an example"))
    for purpose in Purpose:  # each has its own plan of rules
        inspect(EXAMPLE_JWS, Expectation(purpose), (keys,), now=0.0)


def _sender(provider: Provider, record: Record, clock: Clock) -> HttpSender:
    from oidc_workbench.adapters.httpx_sender import HttpxSender
    from oidc_workbench.adapters.recording_sender import RecordingSender

    return RecordingSender(HttpxSender(provider, clock), record, clock)


def _listeners(clock: Clock) -> ListenerFactory:
    from oidc_workbench.adapters.loopback_listener import LoopbackListener

    def listen(redirect_uri: str) -> LoopbackListener:
        return LoopbackListener(redirect_uri, clock)

    return listen


def _vault(clock: Clock, *, session_vault: bool) -> KeyVault:
    from oidc_workbench.adapters.key_index import KeyIndex
    from oidc_workbench.adapters.keyring_vault import KeyringVault
    from oidc_workbench.adapters.session_vault import SessionVault
    from oidc_workbench.adapters.vault import TieredVault

    keyring = KeyringVault(KeyIndex(key_index_path), clock=clock)
    return TieredVault(keyring, SessionVault(clock), prefer_session=session_vault)


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
