"""Fetching a client's keys from its ``jwks_uri``: from this computer only, and quickly."""

import http.client
from urllib.parse import urlsplit

SECONDS = 3.0
MOST_OCTETS = 64 * 1024


class NotFetchedError(Exception):
    """The keys could not be had; the message says why, as the end of a sentence."""


def fetch_keys(url: str) -> bytes:
    """Return what stands at an address on 127.0.0.1.

    Raises:
        NotFetchedError: nothing usable came.
    """
    parts = urlsplit(url)
    if parts.scheme != "http" or parts.hostname != "127.0.0.1":
        raise NotFetchedError("it is not on this computer")
    connection = http.client.HTTPConnection("127.0.0.1", parts.port or 80, timeout=SECONDS)
    try:
        target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        connection.request("GET", target, headers={"Accept": "application/jwk-set+json"})
        response = connection.getresponse()
        octets = response.read(MOST_OCTETS + 1)
    except (OSError, http.client.HTTPException, ValueError):
        raise NotFetchedError("nobody answers there") from None
    finally:
        connection.close()
    if response.status != 200:
        raise NotFetchedError(f"the answer is {response.status}")
    if len(octets) > MOST_OCTETS:
        raise NotFetchedError("the answer is too large")
    return octets
