"""Binds a redirect URI's port on loopback, exclusively (RFC 8252 §7.3, §8.3)."""

import errno
import socket
import sys
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from oidc_workbench.adapters.port_owner import port_owner
from oidc_workbench.errors import WorkbenchError

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Sequence

_IN_USE = {errno.EADDRINUSE, errno.EACCES} if sys.platform == "win32" else {errno.EADDRINUSE}
_NO_SUCH_FAMILY = {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}
_BACKLOG = 64
_TRIES = 20
# A turn each: the accepted socket gets its transport, the transport its protocol, the protocol the
# handler's task, and what that task aborts is closed.
_TURNS = 4


class PortBusyError(Exception):
    """The port is taken; ``port_busy`` tells by whom."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.port = port


@dataclass(frozen=True, slots=True)
class LoopbackAddress:
    """A redirect URI taken apart.

    Args:
        host: as the browser writes it in its Host header.
        addresses: every address to bind; both families for ``localhost``, since a browser may
            resolve it to either.
        port: 0 for any free one.
    """

    host: str
    addresses: tuple[str, ...]
    port: int
    path: str
    query: str = ""

    def authority(self, port: int) -> str:
        """Host and port as they stand in a URL; http's own port 80 is left out."""
        return self.host if port == 80 else f"{self.host}:{port}"


def read_redirect_uri(redirect_uri: str) -> LoopbackAddress:
    """Take a loopback redirect URI apart.

    Raises:
        WorkbenchError: ``redirect-uri-not-loopback`` for anything else than plain http to
            127.0.0.0/8, ``[::1]`` or ``localhost``.
    """
    try:
        parts = urlsplit(redirect_uri)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise _not_loopback() from None
    if parts.scheme != "http" or parts.fragment or parts.username is not None:
        raise _not_loopback()
    number, path = 80 if port is None else port, parts.path or "/"
    if host == "localhost":
        return LoopbackAddress(host, ("127.0.0.1", "::1"), number, path, parts.query)
    try:
        address = ip_address(host)
    except ValueError:
        raise _not_loopback() from None
    if not address.is_loopback:
        raise _not_loopback()
    shown = f"[{host}]" if isinstance(address, IPv6Address) else host
    return LoopbackAddress(shown, (host,), number, path, parts.query)


def bind_loopback(address: LoopbackAddress) -> list[socket.socket]:
    """Bind and listen on one port at every address; the caller closes the sockets.

    Raises:
        PortBusyError: the one port that was asked for is taken.
        WorkbenchError: ``port-busy`` when no port is free, ``port-refused``.
    """
    for _ in range(_TRIES):
        try:
            return _bind_all(address)
        except OSError as error:
            if error.errno not in _IN_USE:
                raise _refused(address, error) from None
            if address.port:
                raise PortBusyError(address.port) from None
            # The free port of one family was taken in the other: ask for another one.
    raise WorkbenchError(
        "port-busy",
        "No port is free on both 127.0.0.1 and ::1.",
        "Close programs that listen there, or use a redirect URI with 127.0.0.1.",
    )


def _bind_all(address: LoopbackAddress) -> list[socket.socket]:
    with ExitStack() as opened:
        sockets: list[socket.socket] = []
        for number, host in enumerate(address.addresses):
            port = sockets[0].getsockname()[1] if sockets else address.port
            try:
                sockets.append(opened.enter_context(_bind(host, port)))
            except OSError as error:
                # A machine without IPv6 resolves localhost to 127.0.0.1 only.
                if number == 0 or error.errno not in _NO_SUCH_FAMILY:
                    raise
        opened.pop_all()
        return sockets


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":
            # There SO_REUSEADDR would let any other program share the port.
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            # Here it shares nothing with a listening socket; it only passes over connections of
            # the flow before, which the system remembers for a minute on a fixed port.
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        bound.setblocking(False)
        bound.bind((host, port))
        # At once: a socket that is bound but does not listen holds nothing.
        bound.listen(_BACKLOG)
    except BaseException:
        bound.close()
        raise
    return bound


async def close_servers(servers: "Sequence[asyncio.Server]") -> None:
    """Stop listening, and wait for connections that were accepted a moment before.

    Their handlers have to abort them. asyncio still hands such a connection over some turns of the
    loop later; where its server is closed by then, Python 3.11 drops it with its socket open.
    """
    from asyncio import get_running_loop, sleep

    for one in (listening for server in servers for listening in server.sockets):
        # Windows' own loop has no readers: there the socket goes with the server.
        with suppress(NotImplementedError):
            get_running_loop().remove_reader(one.fileno())
    try:
        for _ in range(_TURNS):
            await sleep(0)
    finally:
        for server in servers:
            server.close()


def port_busy(port: int) -> WorkbenchError:
    """Tell who has the port; reads the process table, so not on the event loop's thread."""
    owner = port_owner(port)
    by = f" by {owner}" if owner else ""
    return WorkbenchError(
        "port-busy",
        f"Port {port}, which the redirect URI names, is in use{by}.",
        "End that program, or use a redirect URI with another port (0 for any free one).",
    )


def _refused(address: LoopbackAddress, error: OSError) -> WorkbenchError:
    reason = errno.errorcode.get(error.errno or 0, "unknown reason")
    return WorkbenchError(
        "port-refused",
        f"The system does not let this program listen on {address.authority(address.port)}"
        f" ({reason}).",
        "Use a redirect URI with a port above 1023, or with 127.0.0.1 as its host.",
    )


def _not_loopback() -> WorkbenchError:
    return WorkbenchError(
        "redirect-uri-not-loopback",
        "The redirect URI is not plain http to this machine, so no answer could arrive here.",
        "Use http://127.0.0.1, http://[::1] or http://localhost with a port (RFC 8252 §7.3).",
    )
