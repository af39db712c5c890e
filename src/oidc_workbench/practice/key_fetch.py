"""Fetching a client's keys from its ``jwks_uri``: from this computer only, and quickly."""

import http.client
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Timer
from urllib.parse import urlsplit

SECONDS = 3.0
"""How long a fetch may take, from the first octet sent to the last one read."""
MOST_OCTETS = 64 * 1024


class NotFetchedError(Exception):
    """The keys could not be had; the message says why, as the end of a sentence."""


def fetch_keys(url: str, within: float = SECONDS) -> bytes:
    """Return what stands at an address on 127.0.0.1.

    Args:
        url: the address.
        within: seconds for all of it; a server that sends an octet now and then gets no more.

    Raises:
        NotFetchedError: nothing usable came.
    """
    parts = urlsplit(url)
    if parts.scheme != "http" or parts.hostname != "127.0.0.1":
        raise NotFetchedError("it is not on this computer")
    connection = http.client.HTTPConnection("127.0.0.1", parts.port or 80, timeout=within)
    late = Event()
    try:
        connection.connect()
        with _deadline(connection.sock, within, late):
            target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
            connection.request("GET", target, headers={"Accept": "application/jwk-set+json"})
            response = connection.getresponse()
            octets = response.read(MOST_OCTETS + 1)
    except (OSError, http.client.HTTPException, ValueError):
        raise NotFetchedError(_TOO_SLOW if late.is_set() else "nobody answers there") from None
    finally:
        connection.close()
    if late.is_set():  # what was read ends where the connection was cut
        raise NotFetchedError(_TOO_SLOW)
    if response.status != 200:
        raise NotFetchedError(f"the answer is {response.status}")
    if len(octets) > MOST_OCTETS:
        raise NotFetchedError("the answer is too large")
    return octets


_TOO_SLOW = "the answer takes too long"


@contextmanager
def _deadline(connection: socket.socket, within: float, late: Event) -> Iterator[None]:
    """End a connection from its other side; its own timeout begins anew with every read."""

    def cut() -> None:
        late.set()
        with suppress(OSError):  # it has just ended by itself
            connection.shutdown(socket.SHUT_RDWR)

    timer = Timer(within, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
