"""Listens on loopback for the authorization response, and for nothing else (RFC 8252 §7.3).

A browser sends more than one request: preconnects that stay silent, favicons, prefetches, and
pages of other flows. Each connection is served on its own, under its own time limit, and only a
request that can be the response ever reaches the flow.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Self

from oidc_workbench.adapters import callback_pages as pages
from oidc_workbench.adapters.http_request_reader import (
    HEAD_CAP,
    BrowserRequest,
    RefusedRequestError,
    read_request,
)
from oidc_workbench.adapters.loopback_sockets import (
    PortBusyError,
    bind_loopback,
    close_servers,
    port_busy,
    read_redirect_uri,
)
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ports import Callback, Clock

_MOST_CONNECTIONS = 64


@dataclass(frozen=True, slots=True)
class ListenerLimits:
    """Time limits in seconds.

    Args:
        request: a connection's time to bring a whole request.
        decision: how long a browser waits for the flow's judgement before it gets a neutral page.
        farewell: how long a closing listener lets answers that are being written get out.
    """

    request: float = 15.0
    decision: float = 20.0
    farewell: float = 1.0


@dataclass(slots=True, eq=False)
class _Candidate:
    callback: Callback
    page: "asyncio.Future[bytes]" = field(repr=False)

    def decide(self, page: bytes) -> None:
        if not self.page.done():
            self.page.set_result(page)


class LoopbackListener:
    """The CallbackListener port on real sockets.

    Args:
        redirect_uri: plain http to 127.0.0.1, [::1] or localhost; port 0 for any free one.
    """

    def __init__(
        self, redirect_uri: str, clock: Clock, *, limits: ListenerLimits | None = None
    ) -> None:
        self._address = read_redirect_uri(redirect_uri)
        self._port = self._address.port
        self._clock = clock
        self._limits = limits or ListenerLimits()
        self._queue: asyncio.Queue[_Candidate] = asyncio.Queue()
        self._last: _Candidate | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._servers: list[asyncio.Server] = []
        self._connections: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self._answering: set[asyncio.Task[None]] = set()

    @property
    def redirect_uri(self) -> str:
        """The redirect URI to send, with the port that was bound."""
        query = f"?{self._address.query}" if self._address.query else ""
        return f"{self._origin}{self._address.path}{query}"

    @property
    def _origin(self) -> str:
        return f"http://{self._address.authority(self._port)}"

    async def __aenter__(self) -> Self:
        try:
            sockets = bind_loopback(self._address)
        except PortBusyError as busy:
            raise await asyncio.to_thread(port_busy, busy.port) from None
        self._loop = asyncio.get_running_loop()
        self._port = sockets[0].getsockname()[1]
        try:
            for one in sockets:
                server = await asyncio.start_server(self._connected, sock=one, limit=HEAD_CAP)
                self._servers.append(server)
        except BaseException:
            for server in self._servers:
                server.close()
            for one in sockets:
                one.close()
            raise
        return self

    async def __aexit__(self, *exc: object) -> None:
        self._loop = None
        try:
            await close_servers(self._servers)
        finally:
            await self._end_connections()

    async def _end_connections(self) -> None:
        waiting = [self._last] if self._last else []
        while not self._queue.empty():
            waiting.append(self._queue.get_nowait())
        for candidate in waiting:
            candidate.decide(pages.UNDECIDED)
        try:
            if self._answering:
                await asyncio.wait(self._answering, timeout=self._limits.farewell)
        finally:
            await self._destroy_connections()

    async def _destroy_connections(self) -> None:
        tasks = list(self._connections)
        for task, writer in self._connections.items():
            task.cancel()
            writer.transport.abort()
        # Waited for, so that no task and no socket outlives the listener.
        await asyncio.gather(*tasks, return_exceptions=True)

    async def receive(self, within: float = 300.0) -> Callback:
        """Wait for the next candidate.

        Raises:
            WorkbenchError: ``callback-timed-out``.
        """
        try:
            async with asyncio.timeout(within):
                self._last = await self._queue.get()
        except TimeoutError:
            raise WorkbenchError(
                "callback-timed-out",
                f"No answer came back from the browser within {within:.3g} seconds.",
                "Start the sign-in again, or paste the callback URL from the browser's address"
                " bar.",
            ) from None
        return self._last.callback

    def submit(self, url: str) -> None:
        """Hand in a callback URL that the person pasted; from any thread, also when closed."""
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._enqueue, url.strip(), b"")

    def answer(self, *, accepted: bool) -> None:
        """Tell the browser of the last candidate how it went: done, or still waiting."""
        if self._last is not None:
            self._last.decide(pages.ACCEPTED if accepted else pages.STILL_WAITING)

    def _enqueue(self, url: str, body: bytes) -> _Candidate:
        page = asyncio.get_running_loop().create_future()
        candidate = _Candidate(Callback(url, body, self._clock.now()), page)
        self._queue.put_nowait(candidate)
        return candidate

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None or self._loop is None or len(self._connections) >= _MOST_CONNECTIONS:
            writer.transport.abort()
            return
        self._connections[task] = writer
        try:
            await self._serve(task, reader, writer)
        except (OSError, TimeoutError, asyncio.CancelledError):
            # The browser went away, or never spoke, or the listener closes: there is nobody to
            # tell. Only the listener cancels, and asyncio reports a cancelled task as a fault.
            pass
        finally:
            self._connections.pop(task, None)
            self._answering.discard(task)
            writer.close()

    async def _serve(
        self, task: "asyncio.Task[None]", reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        try:
            async with asyncio.timeout(self._limits.request):
                request = await read_request(reader)
        except RefusedRequestError as refused:
            reply = pages.response(refused.status)
        else:
            if request is None:
                return
            self._answering.add(task)
            reply = await self._reply(request)
        async with asyncio.timeout(self._limits.request):
            writer.write(reply)
            await writer.drain()
            # The browser closes once it has all; closing first, with octets of it unread, would
            # reset the connection and lose the page.
            writer.write_eof()
            await reader.read(1)

    async def _reply(self, request: BrowserRequest) -> bytes:
        status = self._refuses(request)
        if status is not None:
            head = request.method == "HEAD"
            page = pages.STILL_WAITING if status in {200, 400} else None
            return pages.response(status, page, head=head)
        candidate = self._enqueue(self._origin + request.target, request.body)
        try:
            async with asyncio.timeout(self._limits.decision):
                return pages.response(200, await candidate.page)
        except TimeoutError:
            return pages.response(200, pages.UNDECIDED)

    def _refuses(self, request: BrowserRequest) -> int | None:
        """Return the status for a request that cannot be the response, None for a candidate."""
        hosts = request.all("host")
        # Another name that resolves to loopback is DNS rebinding (RFC 9110 §7.4).
        if len(hosts) != 1 or hosts[0].lower() != self._address.authority(self._port):
            return 421
        if request.path != self._address.path:
            return 404
        if request.method == "OPTIONS":
            return 204
        if request.method == "HEAD":
            return 200
        if request.method not in {"GET", "POST"}:
            return 405
        if _is_prefetch(request):
            # Unavailable, so that the browser asks again when the person really goes there.
            return 503
        bare = not request.body and request.query == self._address.query
        return 400 if bare else None


def _is_prefetch(request: BrowserRequest) -> bool:
    names = ("sec-purpose", "purpose", "x-purpose", "x-moz")
    return any("pre" in request.header(name).lower() for name in names)
