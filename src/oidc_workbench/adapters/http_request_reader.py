"""Reads one small HTTP/1.1 request from a browser, with a cap on everything (RFC 9112)."""

import re
from asyncio import IncompleteReadError, LimitOverrunError, StreamReader
from dataclasses import dataclass, field

from oidc_workbench.exchange import FORM, Headers, header

REQUEST_LINE_CAP = 16 * 1024
HEAD_CAP = 64 * 1024
BODY_CAP = 256 * 1024
_TOKEN = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_TARGET = re.compile(rb"/[\x21-\x7e]*")
_DIGITS = re.compile(r"[0-9]{1,9}")


class RefusedRequestError(Exception):
    """A request that gets an error status and nothing else."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, slots=True)
class BrowserRequest:
    """A request as it reached the listener.

    Args:
        target: path and query in origin form (RFC 9112 §3.2.1).
    """

    method: str
    target: str = field(repr=False)
    headers: Headers = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """The target's query; empty for none."""
        return self.target.partition("?")[2]

    def header(self, name: str) -> str:
        """Return the first value of a header, or an empty text."""
        return header(self.headers, name) or ""

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of a header."""
        return tuple(value for key, value in self.headers if key.lower() == name)


async def read_request(reader: StreamReader) -> BrowserRequest | None:
    """Read a request; None when the connection brought none (a preconnect).

    Args:
        reader: with a limit of at least ``HEAD_CAP`` octets.

    Raises:
        RefusedRequestError: malformed or too large.
    """
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except IncompleteReadError as error:
        if error.partial.strip():
            raise RefusedRequestError(400) from None
        return None
    except LimitOverrunError:
        raise RefusedRequestError(431) from None
    method, target, headers = _parse_head(head)
    body = b""
    if method == "POST":
        try:
            body = await reader.readexactly(_length(headers))
        except IncompleteReadError:
            raise RefusedRequestError(400) from None
    return BrowserRequest(method, target, headers, body)


def _parse_head(head: bytes) -> tuple[str, str, Headers]:
    if len(head) > HEAD_CAP:
        raise RefusedRequestError(431)
    line, *fields = head.removesuffix(b"\r\n\r\n").lstrip(b"\r\n").split(b"\r\n")
    if len(line) > REQUEST_LINE_CAP:
        raise RefusedRequestError(414)
    parts = line.split(b" ")
    if len(parts) != 3 or parts[2] not in {b"HTTP/1.1", b"HTTP/1.0"}:
        raise RefusedRequestError(400)
    method, target, _ = parts
    if not (_TOKEN.fullmatch(method) and (_TARGET.fullmatch(target) or target == b"*")):
        raise RefusedRequestError(400)
    return method.decode("ascii"), target.decode("ascii"), tuple(map(_field, fields))


def _field(line: bytes) -> tuple[str, str]:
    name, colon, value = line.partition(b":")
    # A folded line or a blank before the colon is an error (RFC 9112 §5.1, §5.2).
    if not colon or not _TOKEN.fullmatch(name):
        raise RefusedRequestError(400)
    return name.decode("ascii"), value.strip(b" \t").decode("latin-1")


def _length(headers: Headers) -> int:
    """Return the body's length; other framing than one plain Content-Length is refused."""
    lengths = [value for name, value in headers if name.lower() == "content-length"]
    if header(headers, "transfer-encoding") is not None or not lengths:
        raise RefusedRequestError(411)
    if len(lengths) > 1 or not _DIGITS.fullmatch(lengths[0]):
        raise RefusedRequestError(400)
    if int(lengths[0]) > BODY_CAP:
        raise RefusedRequestError(413)
    media_type = (header(headers, "content-type") or "").partition(";")[0].strip().lower()
    if media_type != FORM:
        raise RefusedRequestError(415)
    return int(lengths[0])
