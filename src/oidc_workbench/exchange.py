"""What was sent and what came back: the values every room shares about HTTP."""

from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Literal
from urllib.parse import urlencode, urlsplit

from oidc_workbench.values import dataclass

Headers = tuple[tuple[str, str], ...]
Channel = Literal["back", "front"]
FORM = "application/x-www-form-urlencoded"


def header(headers: Headers, name: str) -> str | None:
    """Return the first value of a header; names compare without case (RFC 9110 §5.1)."""
    wanted = name.lower()
    return next((value for key, value in headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request as composed, before any sender touches it.

    Args:
        purpose: why it is sent, in a few words ("read the provider's metadata").
    """

    method: str
    url: str = field(repr=False)
    headers: Headers = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)
    purpose: str = ""

    @property
    def host(self) -> str:
        """The host and port it goes to."""
        return urlsplit(self.url).netloc.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """A response as received.

    Args:
        body: at most the sender's cap; ``truncated`` tells that more came.
    """

    status: int
    headers: Headers = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)
    reason: str = ""
    truncated: bool = False

    def header(self, name: str) -> str | None:
        """Return the first value of a header, or None."""
        return header(self.headers, name)

    @property
    def media_type(self) -> str:
        """The media type without parameters, lower case; empty when none was sent."""
        return (self.header("content-type") or "").partition(";")[0].strip().lower()

    def text(self) -> str:
        """Return the body as text; what is not UTF-8 is replaced, never an error."""
        return self.body.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its response, in either channel.

    Args:
        response: None when none came; ``error`` then says why.
        started_at: seconds since the epoch.
        elapsed: seconds until the response was read whole.
        channel: ``front`` when the browser carried it, ``back`` when we sent it ourselves.
    """

    request: HttpRequest
    response: HttpResponse | None
    started_at: float
    elapsed: float
    channel: Channel = "back"
    error: str = ""
    tls: str = ""


@dataclass(frozen=True, slots=True)
class FormRequest:
    """A form-encoded POST in the making: what a client authentication method works on.

    RFC 6749 §3.2 and appendix B. Parameters keep their order and may repeat (RFC 8707).
    """

    url: str
    params: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    headers: Headers = field(default=(), repr=False)

    def with_params(self, more: Mapping[str, str] | Iterable[tuple[str, str]]) -> "FormRequest":
        """Return the request with parameters appended."""
        pairs = more.items() if isinstance(more, Mapping) else more
        return FormRequest(self.url, (*self.params, *pairs), self.headers)

    def with_header(self, name: str, value: str) -> "FormRequest":
        """Return the request with a header appended."""
        return FormRequest(self.url, self.params, (*self.headers, (name, value)))

    def to_http(self, purpose: str) -> HttpRequest:
        """Compose the HTTP request."""
        headers = (("Content-Type", FORM), ("Accept", "application/json"), *self.headers)
        body = urlencode(self.params).encode("ascii")
        return HttpRequest("POST", self.url, headers, body, purpose)
