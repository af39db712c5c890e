"""The sockets of the served key set: one port on loopback, each connection under a time limit."""

import asyncio
from collections.abc import Callable

from oidc_workbench.adapters.http_request_reader import (
    HEAD_CAP,
    BrowserRequest,
    RefusedRequestError,
    read_request,
)
from oidc_workbench.adapters.loopback_sockets import (
    LoopbackAddress,
    PortBusyError,
    bind_loopback,
    close_servers,
)
from oidc_workbench.errors import WorkbenchError

LOOPBACK = "127.0.0.1"
_MOST_CONNECTIONS = 32
_ANOTHER_PORT = "Serve the keys on another port; 0 takes any free one."

Answer = Callable[[BrowserRequest, str], bytes]
Refuse = Callable[[int], bytes]


class JwksListener:
    """Brings requests to a function and its answers back.

    Args:
        answer: takes a request and the address it came from.
        refuse: makes the answer to a request that could not be read, from its status.
        limit: seconds that a connection has for bringing a request and taking the answer.
    """

    def __init__(self, answer: Answer, refuse: Refuse, limit: float) -> None:
        self._answer = answer
        self._refuse = refuse
        self._limit = limit
        self._server: asyncio.Server | None = None
        self._connections: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    async def open(self, port: int) -> int:
        """Listen, and return the port.

        Raises:
            WorkbenchError: ``port-busy``, ``port-refused``.
        """
        try:
            (bound,) = bind_loopback(LoopbackAddress(LOOPBACK, (LOOPBACK,), port, "/"))
        except PortBusyError:
            raise WorkbenchError(
                "port-busy",
                f"Port {port} is in use, so the keys are not served there.",
                _ANOTHER_PORT,
            ) from None
        except WorkbenchError as error:
            raise WorkbenchError(error.code, error.message, _ANOTHER_PORT) from None
        number: int = bound.getsockname()[1]
        try:
            self._server = await asyncio.start_server(self._connected, sock=bound, limit=HEAD_CAP)
        except BaseException:
            bound.close()
            raise
        return number

    async def close(self) -> None:
        """Stop listening and end every connection; all are gone when this returns."""
        server, self._server = self._server, None
        try:
            await close_servers([server] if server else [])
        finally:
            tasks = list(self._connections)
            for task, writer in self._connections.items():
                task.cancel()
                writer.transport.abort()
            # Waited for, so that no task and no socket outlives the listener.
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None or self._server is None or len(self._connections) >= _MOST_CONNECTIONS:
            writer.transport.abort()
            return
        self._connections[task] = writer
        try:
            async with asyncio.timeout(self._limit):
                await self._serve(reader, writer)
        except (OSError, TimeoutError, asyncio.CancelledError):
            # The visitor went away or never spoke, or the serving ends: there is nobody to tell.
            # Only close cancels, and asyncio reports a cancelled task as a fault.
            pass
        finally:
            self._connections.pop(task, None)
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            request = await read_request(reader)
        except RefusedRequestError as refused:
            reply = self._refuse(refused.status)
        else:
            if request is None:
                return
            reply = self._answer(request, str(writer.get_extra_info("peername", ("",))[0]))
        writer.write(reply)
        await writer.drain()
        # The visitor closes once it has all; closing first, with octets of it unread, would reset
        # the connection and lose the answer.
        writer.write_eof()
        await reader.read(1)
