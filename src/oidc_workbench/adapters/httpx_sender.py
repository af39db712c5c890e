"""Sends requests with httpx, under the rules of the HttpSender port."""

import asyncio
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from oidc_workbench.adapters.http_failures import http_failure
from oidc_workbench.adapters.http_logs import silence_http_logs
from oidc_workbench.adapters.tls_summary import tls_summary
from oidc_workbench.adapters.trust import trust_context
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.exchange import Exchange, Headers, HttpRequest, HttpResponse, header
from oidc_workbench.ports import Clock
from oidc_workbench.workspace.profile import Provider

if TYPE_CHECKING:
    import ssl

    import httpcore
    import httpx

DEADLINE = 15.0
BODY_CAP = 1024 * 1024
USER_AGENT = "oidc-workbench"


class HttpxSender:
    """Sends one request per connection, as a provider's profile says.

    A connection lives as long as its exchange: nothing needs closing, nothing is left in a pool
    when a flow is cancelled or its loop ends, and no request fails on a connection that the
    server has meanwhile dropped. Each exchange can so tell its own TLS facts.

    Args:
        provider: gives CA file, proxy and the consent to plain http.
        deadline: seconds for the whole exchange, from name resolution to the last octet.
        body_cap: octets of the response body that are read.
    """

    def __init__(
        self,
        provider: Provider,
        clock: Clock,
        *,
        deadline: float = DEADLINE,
        body_cap: int = BODY_CAP,
    ) -> None:
        self._provider = provider
        self._clock = clock
        self._deadline = deadline
        self._body_cap = body_cap

    async def send(self, request: HttpRequest) -> Exchange:
        """Send it and wait for the whole response; the request comes back with all its headers.

        Raises:
            WorkbenchError: ``url-invalid``, ``plain-http-refused``, ``issuer-unreachable``,
                ``tls-failed``, ``timed-out``, ``proxy-failed``, ``protocol-error``,
                ``ca-file-unusable``.
        """
        import httpx

        silence_http_logs()
        url = _checked_url(request.url, allow_plain_http=self._provider.allow_plain_http)
        # A loopback server is here; a proxy would look for it on its own machine.
        proxy = "" if is_loopback(url.host) else self._provider.proxy
        host = url.netloc.decode("ascii")
        try:
            async with asyncio.timeout(self._deadline):
                return await self._exchange(request, url, proxy)
        except TimeoutError:
            raise WorkbenchError(
                "timed-out",
                f"{host} did not answer completely within {self._deadline:g} seconds.",
                "Try again; if it stays so, the server or the network is too slow.",
            ) from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as error:
            raise http_failure(error, host, proxy=bool(proxy)) from None

    async def _exchange(self, request: HttpRequest, url: "httpx.URL", proxy: str) -> Exchange:
        context = await asyncio.to_thread(trust_context, self._provider.ca_file)
        started_at, begun = self._clock.now(), self._clock.elapsed()
        connections = _Connections()
        try:
            async with _client(context, proxy) as client:
                built = client.build_request(
                    request.method,
                    url,
                    headers=_raw(_complete(request)),
                    content=request.body or None,
                    extensions={"trace": connections.note},
                )
                response = await client.send(built, stream=True)
                stream = response.extensions.get("network_stream")
                tls = tls_summary(stream.get_extra_info("ssl_object")) if stream else ""
                body, truncated = await _read(response, self._body_cap)
                await response.aclose()
        finally:
            await connections.close()
        sent = HttpRequest(
            request.method, request.url, _text(built.headers.raw), request.body, request.purpose
        )
        received = HttpResponse(
            response.status_code,
            _text(response.headers.raw),
            body,
            response.reason_phrase,
            truncated,
        )
        elapsed = self._clock.elapsed() - begun
        return Exchange(sent, received, started_at, elapsed, tls=tls)


def _client(context: "ssl.SSLContext", proxy: str) -> "httpx.AsyncClient":
    import httpx

    return httpx.AsyncClient(
        verify=context,
        proxy=_proxy(proxy, context),
        trust_env=False,
        follow_redirects=False,
        timeout=None,  # noqa: S113 - the deadline of the whole exchange stands around it
    )


class _Connections:
    """Closes what httpcore leaves open: a connection whose TLS handshake is cancelled."""

    def __init__(self) -> None:
        self._streams: list[httpcore.AsyncNetworkStream] = []

    async def note(self, event: str, info: dict[str, Any]) -> None:
        """Take httpcore's trace events (its ``trace`` request extension)."""
        if event.endswith("connect_tcp.complete"):
            self._streams.append(info["return_value"])

    async def close(self) -> None:
        """Close every connection; one that is closed already does not mind."""
        for stream in self._streams:
            await stream.aclose()


async def _read(response: "httpx.Response", cap: int) -> tuple[bytes, bool]:
    body = bytearray()
    # Raw, since a decoder would unpack a compression bomb before anyone could stop it.
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > cap:
            return bytes(body[:cap]), True
    return bytes(body), False


def _complete(request: HttpRequest) -> Headers:
    defaults = (
        ("User-Agent", USER_AGENT),
        ("Accept", "*/*"),
        ("Accept-Encoding", "identity"),
        ("Connection", "close"),
    )
    missing = ((name, value) for name, value in defaults if header(request.headers, name) is None)
    return (*request.headers, *missing)


def _raw(headers: Headers) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in headers]


def _text(raw: list[tuple[bytes, bytes]]) -> Headers:
    # Latin-1 maps every octet (RFC 9110 §5.5), so that nothing a server sends is lost.
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in raw)


def _proxy(address: str, context: "ssl.SSLContext") -> "httpx.Proxy | None":
    import httpx

    if not address:
        return None
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL:
        url = httpx.URL("")
    if url.scheme not in {"http", "https"} or not url.host:
        raise WorkbenchError(
            "proxy-failed",
            "The provider's proxy is not an http or https URL.",
            "Enter it as http://host:port for this provider.",
        )
    return httpx.Proxy(url, ssl_context=context if url.scheme == "https" else None)


def _checked_url(text: str, *, allow_plain_http: bool) -> "httpx.URL":
    import httpx

    try:
        # The parser that connects is the one that is asked: two would disagree some day.
        url = httpx.URL(text)
    except (httpx.InvalidURL, UnicodeError, ValueError):
        raise _url_invalid("it cannot be read as a URL") from None
    if url.scheme not in {"http", "https"} or not url.host:
        raise _url_invalid("it is not an http or https URL with a host")
    if url.port is not None and not 0 < url.port < 65536:
        raise _url_invalid("its port is out of range")
    if url.userinfo:
        raise _url_invalid("it holds a user name or password")
    if url.scheme == "http" and not (is_loopback(url.host) or allow_plain_http):
        raise WorkbenchError(
            "plain-http-refused",
            f"{url.netloc.decode('ascii')} would be reached over plain http, where anyone can read"
            " and change what is sent.",
            "Use https, or consent to plain http for this provider.",
        )
    return url


def _url_invalid(why: str) -> WorkbenchError:
    return WorkbenchError(
        "url-invalid",
        f"The request was not sent, since its URL is unusable: {why}.",
        "Check the issuer and the endpoints in the provider's metadata.",
    )


def is_loopback(host: str) -> bool:
    """Whether a host is this machine: 127.0.0.0/8, ::1 or ``localhost`` (RFC 8252 §7.3)."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
