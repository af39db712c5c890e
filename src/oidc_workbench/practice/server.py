"""The practice provider running on loopback, as window and command line use it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ports import Clock, PracticeClient, PracticeInfo, Randomness
from oidc_workbench.practice.settings import Misbehaviour, PracticeSettings
from oidc_workbench.workspace.profile import DEFAULT_REDIRECT_URI

if TYPE_CHECKING:
    from oidc_workbench.practice.authority import Authority
    from oidc_workbench.practice.core import PracticeCore
    from oidc_workbench.practice.loopback import LoopbackServer
    from oidc_workbench.practice.refusal import RefusalNote
    from oidc_workbench.practice.registry import RegisteredClient


class PracticeServer:
    """Implements :class:`oidc_workbench.ports.PracticeProvider`; also a sync context manager.

    Args:
        port: 0 takes any free one.
    """

    def __init__(
        self,
        clock: Clock,
        random: Randomness,
        settings: PracticeSettings | None = None,
        port: int = 0,
    ) -> None:
        self._clock = clock
        self._random = random
        self._settings = settings
        self._port = port
        self._running: tuple[LoopbackServer, PracticeCore] | None = None

    async def start(self) -> PracticeInfo:
        """Start it, or return the running one.

        Raises:
            WorkbenchError: ``port-busy``, ``port-invalid``.
        """
        import asyncio

        return await asyncio.to_thread(self.start_sync)

    async def register_key(self, client_id: str, public_jwk: dict[str, object]) -> None:
        """Register a public key with one of its clients.

        Raises:
            WorkbenchError: ``practice-not-running``, ``practice-client-unknown``,
                ``practice-key-refused``.
        """
        import asyncio

        await asyncio.to_thread(self.register_key_sync, client_id, public_jwk)

    async def stop(self) -> None:
        """Stop it; every socket is closed when this returns."""
        import asyncio

        await asyncio.to_thread(self.stop_sync)

    def start_sync(self, port: int | None = None) -> PracticeInfo:
        """Start it, or return the running one.

        Raises:
            WorkbenchError: ``port-busy``, ``port-invalid``.
        """
        from oidc_workbench.practice.core import PracticeCore
        from oidc_workbench.practice.key_fetch import fetch_keys

        if self._running is None:
            server = _bind(self._port if port is None else port)
            issuer = f"http://127.0.0.1:{server.server_port}"

            def fetch(url: str) -> bytes:
                with server.core_at_rest():
                    return fetch_keys(url)

            core = PracticeCore(issuer, self._clock, self._random, self._settings, fetch=fetch)
            server.serve(core.handle)
            self._running = (server, core)
        return _info(self._running[1].authority)

    def stop_sync(self) -> None:
        """Stop it; every socket is closed and every thread gone when this returns."""
        if self._running is not None:
            server, self._running = self._running[0], None
            server.close()

    def register_key_sync(self, client_id: str, public_jwk: Mapping[str, object]) -> None:
        """Register a public key; see :meth:`register_key`."""
        server, core = self._need()
        with server.core_lock:
            core.register_key(client_id, public_jwk)

    def misbehave(self, *faults: Misbehaviour) -> None:
        """Switch these faults on and all others off."""
        server, core = self._need()
        with server.core_lock:
            core.misbehave(*faults)

    def rotate(self, stage: str = "") -> None:
        """Take the next step of a key rotation (``publish``, ``switch``, ``retire``).

        Raises:
            WorkbenchError: ``practice-rotation-order`` when another stage is due.
        """
        from oidc_workbench.practice.refusal import Refusal

        server, core = self._need()
        try:
            with server.core_lock:
                core.rotate(stage)
        except Refusal as refusal:
            raise WorkbenchError(
                "practice-rotation-order", refusal.description, "Take the stages in their order."
            ) from None

    @property
    def refusals(self) -> "tuple[RefusalNote, ...]":
        """The latest refusals, the newest last."""
        server, core = self._need()
        with server.core_lock:
            return core.refusals

    def __enter__(self) -> PracticeInfo:
        return self.start_sync()

    def __exit__(self, *_exc: object) -> None:
        self.stop_sync()

    def _need(self) -> "tuple[LoopbackServer, PracticeCore]":
        if self._running is None:
            raise WorkbenchError(
                "practice-not-running",
                "The practice provider is not running.",
                "Start it first.",
            )
        return self._running


def _bind(port: int) -> "LoopbackServer":
    from oidc_workbench.practice.loopback import LoopbackServer

    if not 0 <= port <= 65535:
        raise WorkbenchError(
            "port-invalid",
            f"{port} is no port: ports go from 0 to 65535.",
            "Choose another port, or 0 for any free one.",
        )
    try:
        return LoopbackServer(port)
    except OSError:
        raise WorkbenchError(
            "port-busy",
            f"The practice provider can't listen on port {port} of 127.0.0.1: another program "
            "has it, or the system does not allow it.",
            "Choose another port, or 0 for any free one.",
        ) from None


def _info(authority: "Authority") -> PracticeInfo:
    api = f"{authority.issuer}/api"
    clients = tuple(_client(authority.issuer, client) for client in authority.clients.values())
    needs_token = authority.settings.registration == "token"
    return PracticeInfo(
        authority.issuer,
        api,
        api,
        clients,
        f"{authority.issuer}/register",
        authority.initial_access_token if needs_token else None,
    )


def _client(issuer: str, client: "RegisteredClient") -> PracticeClient:
    from oidc_workbench.practice.registration import registration_uri

    return PracticeClient(
        client.name,
        client.client_id,
        client.auth_method,
        client.scopes,
        next(iter(client.resources), ""),
        client.secret,
        client.actor,
        DEFAULT_REDIRECT_URI if client.redirect_uris else "",
        registration_uri(issuer, client) if client.registration_token else "",
        client.registration_token,
    )
