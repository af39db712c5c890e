"""A server on loopback that says what a test wants, octet by octet."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl

Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class LocalServer:
    """The running server and the heads of the requests it got."""

    port: int = 0
    scheme: str = "http"
    heads: list[bytes] = field(default_factory=list)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}/token"


def says(octets: bytes) -> Script:
    async def script(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(octets)
        await writer.drain()

    return script


def replies(body: bytes = b"{}", *headers: str, status: str = "200 OK") -> Script:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return says("\r\n".join((*lines, "", "")).encode() + body)


async def stays_silent(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await reader.read()


@contextlib.asynccontextmanager
async def serving(script: Script, tls: ssl.SSLContext | None = None) -> AsyncIterator[LocalServer]:
    """Serve each connection by reading a request's head and following the script."""
    local = LocalServer(scheme="https" if tls else "http")

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            local.heads.append(await reader.readuntil(b"\r\n\r\n"))
            local.asked.set()
            await script(reader, writer)
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
        local.gone.set()

    server = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=tls)
    local.port = server.sockets[0].getsockname()[1]
    # The loop reports handshakes that fail; here they fail on purpose.
    asyncio.get_running_loop().set_exception_handler(lambda _loop, _context: None)
    async with server:
        yield local
