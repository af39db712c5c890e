from __future__ import annotations

import asyncio
import gzip
import logging
import socket
import struct
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from adapters.certificates import DAY, NOW, Authority
from adapters.local_server import Script, replies, says, serving, stays_silent
from fakes.clock import FakeClock
from oidc_workbench.adapters.httpx_sender import BODY_CAP, HttpxSender, is_loopback
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.exchange import Exchange, HttpRequest, header
from oidc_workbench.workspace.profile import Provider

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.anyio

PROVIDER = Provider("p", "Provider", "https://issuer.example")
SECRET = "s3cr3t-code"


def sender(provider: Provider = PROVIDER, deadline: float = 20.0) -> HttpxSender:
    return HttpxSender(provider, FakeClock(), deadline=deadline)


async def fetch(url: str, provider: Provider = PROVIDER) -> Exchange:
    return await sender(provider).send(HttpRequest("GET", url))


async def failure(
    url: str, provider: Provider = PROVIDER, deadline: float = 20.0
) -> WorkbenchError:
    request = HttpRequest("GET", f"{url}?code={SECRET}")
    with pytest.raises(WorkbenchError) as caught:
        await sender(provider, deadline).send(request)
    error = caught.value
    assert SECRET not in str(error)
    assert error.hint
    assert error.__cause__ is None
    # The library's exception may hold the URL.
    assert error.__context__ is None or error.__suppress_context__
    return error


async def test_response_comes_back_as_received() -> None:
    script = replies(b'{"a":1}', "X-Twice: 1", "x-twice: 2", "X-Latin: \u00e9", status="400 No Way")
    async with serving(script) as server:
        response = (await fetch(server.url)).response
    assert response is not None
    assert (response.status, response.reason) == (400, "No Way")
    assert response.body == b'{"a":1}'
    assert not response.truncated
    assert [pair for pair in response.headers if pair[0].lower() == "x-twice"] == [
        ("X-Twice", "1"),
        ("x-twice", "2"),
    ]


async def test_request_goes_out_as_composed_and_comes_back_with_all_headers() -> None:
    headers = (("AuThorization", "Basic eDp5"), ("X-Name", "wert\u00e9"))
    request = HttpRequest("POST", "", headers, b"a=1", "get a token")
    async with serving(replies()) as server:
        exchange = await sender().send(replace(request, url=server.url))
        head = server.heads[0].decode()
    assert "AuThorization: Basic eDp5\r\n" in head
    assert "Accept-Encoding: identity\r\n" in head
    assert "Cookie" not in head
    sent = exchange.request
    assert (sent.purpose, sent.body) == ("get a token", b"a=1")
    assert header(sent.headers, "host") == f"127.0.0.1:{server.port}"
    assert header(sent.headers, "content-length") == "3"
    for name, value in sent.headers:
        assert f"{name}: {value}\r\n" in server.heads[0].decode("latin-1")


async def test_redirect_is_not_followed() -> None:
    async with serving(replies(b"", "Location: /elsewhere", status="302 Found")) as server:
        response = (await fetch(server.url)).response
        assert len(server.heads) == 1
    assert response is not None
    assert response.status == 302


@pytest.mark.parametrize("body", [b"", b"<html>Bad Gateway</html>", b"\xff\xfe\x00"])
async def test_any_body_is_taken(body: bytes) -> None:
    async with serving(replies(body)) as server:
        response = (await fetch(server.url)).response
    assert response is not None
    assert response.body == body


@pytest.mark.parametrize(
    ("size", "truncated"),
    [(BODY_CAP - 1, False), (BODY_CAP, False), (BODY_CAP + 1, True), (10 * BODY_CAP, True)],
)
async def test_body_is_read_up_to_its_cap(size: int, truncated: bool) -> None:
    async with serving(replies(b"x" * size)) as server:
        response = (await fetch(server.url)).response
        await server.gone.wait()
    assert response is not None
    assert (len(response.body), response.truncated) == (min(size, BODY_CAP), truncated)


async def test_endless_body_is_cut_off() -> None:
    async def endless(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b"x" * 65536)
            await writer.drain()

    async with serving(endless) as server:
        response = (await fetch(server.url)).response
        await server.gone.wait()
    assert response is not None
    assert response.truncated


async def test_compression_bomb_is_not_unpacked() -> None:
    bomb = gzip.compress(b"\0" * (4 * BODY_CAP))
    async with serving(replies(bomb, "Content-Encoding: gzip")) as server:
        response = (await fetch(server.url)).response
    assert response is not None
    assert response.body == bomb


async def drips(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n")
    while True:
        writer.write(b".")
        await writer.drain()
        await asyncio.sleep(0)


@pytest.mark.parametrize("script", [stays_silent, drips])
async def test_one_deadline_for_the_whole_exchange(script: Script) -> None:
    async with serving(script) as server:
        error = await failure(server.url, deadline=1.0)
        await server.gone.wait()
    assert error.code == "timed-out"


async def test_cancelling_leaves_no_socket_and_no_task() -> None:
    async with serving(stays_silent) as server:
        before = asyncio.all_tasks()
        task = asyncio.create_task(fetch(server.url))
        await server.asked.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await server.gone.wait()
        assert asyncio.all_tasks() <= before


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nA: " + b"a" * 200_000 + b"\r\n\r\n",
    ],
)
async def test_what_is_not_http_is_a_protocol_error(answer: bytes) -> None:
    async with serving(says(answer)) as server:
        assert (await failure(server.url)).code == "protocol-error"


async def test_connection_that_breaks_in_the_body() -> None:
    async def breaks(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort")
        await writer.drain()
        # Closing with no time to linger resets the connection.
        linger = struct.pack("ii", 1, 0)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        writer.transport.abort()

    async with serving(breaks) as server:
        error = await failure(server.url)
    assert error.code == "issuer-unreachable"
    assert "broke" in error.message


async def test_header_that_http_forbids_is_not_sent() -> None:
    request = HttpRequest("GET", "http://127.0.0.1:1/", (("X", f"{SECRET}\r\nEvil: 1"),))
    async with serving(replies()) as server:
        with pytest.raises(WorkbenchError) as caught:
            await sender().send(replace(request, url=server.url))
        assert not server.heads
    assert caught.value.code == "protocol-error"
    assert SECRET not in str(caught.value)


async def test_nobody_listens() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        error = await failure(f"http://127.0.0.1:{held.getsockname()[1]}/")
    assert error.code == "issuer-unreachable"
    assert "refused" in error.message


@pytest.mark.parametrize("host", ["nowhere.invalid", "a" * 64 + ".invalid"])
async def test_name_that_does_not_resolve(host: str) -> None:
    error = await failure(f"https://{host}/")
    assert error.code == "issuer-unreachable"
    assert "resolved" in error.message


@pytest.mark.parametrize(
    "url",
    [
        "",
        "issuer.example",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "https://",
        "https:///path",
        "https://127.0.0.1:99999/",
        "https://[::1/",
        "https://user:password@127.0.0.1/",
        "https://127.0.0.1/\r\nHost: evil",
    ],
)
async def test_unusable_url(url: str) -> None:
    with pytest.raises(WorkbenchError) as caught:
        await fetch(url)
    assert caught.value.code == "url-invalid"
    assert "password" not in caught.value.message.replace("user name or password", "")


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.8.9.10", True),
        ("::1", True),
        ("LOCALHOST", True),
        ("localhost.example", False),
        ("127.0.0.1.example", False),
        ("128.0.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 - no binding, a host that is not loopback
        ("::", False),
        ("127.1", False),
        ("2130706433", False),
    ],
)
def test_loopback_is_this_machine_only(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


@pytest.mark.parametrize(
    "url",
    [
        "http://issuer.example/",
        "HTTP://issuer.example/",
        "http://127.0.0.1.example/",
        "http://0.0.0.0:1/",
        "http://127.0.0.1%2eexample/",
    ],
)
async def test_plain_http_stays_on_this_machine(url: str) -> None:
    error = await failure(url)
    assert error.code in {"plain-http-refused", "url-invalid"}


async def test_plain_http_with_consent_goes_through_the_proxy() -> None:
    async with serving(replies(b"proxied")) as proxy:
        provider = replace(PROVIDER, allow_plain_http=True, proxy=f"http://127.0.0.1:{proxy.port}")
        response = (await fetch("http://issuer.example/x", provider)).response
        assert proxy.heads[0].startswith(b"GET http://issuer.example/x HTTP/1.1\r\n")
    assert response is not None
    assert response.body == b"proxied"


async def test_proxy_is_asked_to_connect_and_told_no_more() -> None:
    async with serving(replies(b"", status="407 Proxy Authentication Required")) as proxy:
        provider = replace(PROVIDER, proxy=f"http://127.0.0.1:{proxy.port}")
        error = await failure("https://issuer.example/", provider)
        assert proxy.heads[0].startswith(b"CONNECT issuer.example:443 HTTP/1.1\r\n")
        assert SECRET.encode() not in proxy.heads[0]
    assert error.code == "proxy-failed"
    assert "407" in error.message


async def test_tls_is_verified_end_to_end_through_a_proxy(tmp_path: Path) -> None:
    authority = Authority(tmp_path)

    async with serving(replies(b"inside"), authority.server("issuer.example")) as server:

        async def tunnels(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 200 Connected\r\n\r\n")
            inward, outward = await asyncio.open_connection("127.0.0.1", server.port)
            await asyncio.gather(_pump(reader, outward), _pump(inward, writer))

        async with serving(tunnels) as proxy:
            provider = replace(PROVIDER, proxy=f"http://127.0.0.1:{proxy.port}")
            assert (await failure("https://issuer.example/", provider)).code == "tls-failed"
            exchange = await fetch(
                "https://issuer.example/", replace(provider, ca_file=str(authority.file))
            )
            assert (await failure("https://other.example/", provider)).code == "tls-failed"
    assert exchange.response is not None
    assert exchange.response.body == b"inside"
    assert "certificate of issuer.example" in exchange.tls


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    while octets := await source.read(65536):
        sink.write(octets)
    sink.close()


async def test_loopback_goes_past_the_proxy() -> None:
    provider = replace(PROVIDER, proxy="http://127.0.0.1:1")
    async with serving(replies(b"direct")) as server:
        response = (await fetch(server.url, provider)).response
    assert response is not None
    assert response.body == b"direct"


@pytest.mark.parametrize("proxy", ["http://127.0.0.1:1", "socks5://127.0.0.1:1", "nonsense"])
async def test_proxy_that_is_not_there(proxy: str) -> None:
    error = await failure("https://issuer.example/", replace(PROVIDER, proxy=proxy))
    assert error.code == "proxy-failed"


async def test_environment_names_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert "resolved" in (await failure("https://nowhere.invalid/")).message


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def trusting(authority: Authority) -> Provider:
    return replace(PROVIDER, ca_file=str(authority.file))


async def test_unknown_ca_is_refused_and_the_ca_file_heals_it(authority: Authority) -> None:
    async with serving(replies(), authority.server()) as server:
        error = await failure(server.url)
        assert (error.code, "CA is unknown" in error.message) == ("tls-failed", True)
        exchange = await fetch(server.url, trusting(authority))
    assert exchange.response is not None
    assert exchange.tls.startswith("TLSv1.3; certificate of 127.0.0.1, issued by Tests' own CA")
    assert exchange.tls.endswith("chain ends in Tests' own CA")


async def test_plain_http_tells_no_tls() -> None:
    async with serving(replies()) as server:
        assert (await fetch(server.url)).tls == ""


async def test_expired_certificate(authority: Authority) -> None:
    tls = authority.server(begins=NOW - 3 * DAY, ends=NOW - DAY)
    async with serving(replies(), tls) as server:
        error = await failure(server.url, trusting(authority))
    assert (error.code, "expired" in error.message) == ("tls-failed", True)


async def test_certificate_of_the_future(authority: Authority) -> None:
    tls = authority.server(begins=NOW + DAY, ends=NOW + 2 * DAY)
    async with serving(replies(), tls) as server:
        error = await failure(server.url, trusting(authority))
    assert (error.code, "not valid yet" in error.message) == ("tls-failed", True)


@pytest.mark.parametrize("name", ["other.example", "127.0.0.2"])
async def test_certificate_for_another_name(authority: Authority, name: str) -> None:
    async with serving(replies(), authority.server(name)) as server:
        error = await failure(server.url, trusting(authority))
        assert (error.code, "certificate is" in error.message) == ("tls-failed", True)
        at_localhost = server.url.replace("127.0.0.1", "localhost")
        error = await failure(at_localhost, trusting(authority))
        assert (error.code, "host name" in error.message) == ("tls-failed", True)


async def test_self_signed_certificate(authority: Authority) -> None:
    async with serving(replies(), authority.server(self_signed=True)) as server:
        error = await failure(server.url)
    assert (error.code, "self-signed" in error.message) == ("tls-failed", True)


async def test_port_that_does_not_speak_tls() -> None:
    async def greets(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example ESMTP\r\n")
        writer.close()

    server = await asyncio.start_server(greets, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        assert (await failure(f"https://127.0.0.1:{port}/")).code == "tls-failed"


async def test_handshake_that_never_ends_leaves_no_socket() -> None:
    gone = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()
        gone.set()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        error = await failure(f"https://127.0.0.1:{port}/", deadline=1.0)
        await gone.wait()
    assert error.code == "timed-out"


@pytest.mark.parametrize("content", [None, b"", b"not a certificate"])
async def test_ca_file_of_no_use(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "broken.pem"
    if content is not None:
        file.write_bytes(content)
    error = await failure("https://issuer.example/", replace(PROVIDER, ca_file=str(file)))
    assert error.code == "ca-file-unusable"
    assert str(file) in error.message


class Collecting(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


async def test_no_log_line_holds_the_url_or_a_header(monkeypatch: pytest.MonkeyPatch) -> None:
    handler = Collecting()
    for name in ("", "httpx", "httpcore", "httpcore.http11", "httpcore.connection"):
        logger = logging.getLogger(name or None)
        monkeypatch.setattr(logger, "level", logging.DEBUG)
        monkeypatch.setattr(logger, "handlers", [*logger.handlers, handler])
        logger.manager._clear_cache()  # type: ignore[attr-defined] # the level was set behind it
    logging.getLogger("httpx").debug("the handler works unless records are dropped")
    request = HttpRequest("GET", "", (("Authorization", f"Bearer {SECRET}"),))
    async with serving(replies(b"", f"Set-Cookie: {SECRET}")) as server:
        await sender().send(replace(request, url=f"{server.url}?code={SECRET}"))
    logging.getLogger("elsewhere").info("seen")
    assert "seen" in handler.lines
    assert not [line for line in handler.lines if SECRET in line or "/token" in line]


async def test_times_come_from_the_clock() -> None:
    clock = FakeClock(now=1000.0)

    async def slow(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        clock.advance(2.5)
        writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")

    async with serving(slow) as server:
        exchange = await HttpxSender(PROVIDER, clock).send(HttpRequest("GET", server.url))
    assert (exchange.started_at, exchange.elapsed) == (1000.0, 2.5)
