"""Comparing request URLs as RFC 9449 §4.3 wants it."""

import re
from string import ascii_letters, digits
from urllib.parse import urlsplit

_UNRESERVED = frozenset(ascii_letters + digits + "-._~")
_ENCODED = re.compile(r"%([0-9A-Fa-f]{2})", re.ASCII)
_DEFAULT_PORTS = {"http": 80, "https": 443}


def target_uri(url: str) -> str:
    """Normalise a URL without its query and fragment (RFC 3986 §6.2.2-6.2.3).

    Scheme and host in lower case, no default port, unreserved characters not percent-encoded,
    no dot segments, "/" for an empty path.

    Returns:
        An empty text when it is not an absolute URL with a host.
    """
    # A URI is ASCII; urlsplit would also lower "K" (the Kelvin sign) to "k".
    if not url.isascii() or any(char.isspace() or not char.isprintable() for char in url):
        return ""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return ""
    if not parts.scheme or not host:
        return ""
    user = f"{parts.netloc.rpartition('@')[0]}@" if "@" in parts.netloc else ""
    shown_host = f"[{host}]" if ":" in host else host
    shown_port = "" if port in (None, _DEFAULT_PORTS.get(parts.scheme)) else f":{port}"
    path = _without_dots(_ENCODED.sub(_canonical, parts.path)) or "/"
    return f"{parts.scheme}://{user}{shown_host}{shown_port}{path}"


def _canonical(match: re.Match[str]) -> str:
    char = chr(int(match[1], 16))
    return char if char in _UNRESERVED else match[0].upper()


def _without_dots(path: str) -> str:
    """Remove "." and ".." from a path that starts with a slash (RFC 3986 §5.2.4)."""
    kept: list[str] = []
    segments = path.split("/")[1:]
    for index, segment in enumerate(segments):
        last = index == len(segments) - 1
        if segment == "..":
            kept[-1:] = []
        if segment not in (".", ".."):
            kept.append(segment)
        elif last:
            kept.append("")
    return "".join(f"/{segment}" for segment in kept)
