"""Each row of the known failures of loopback listeners, on real sockets."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from typing import TYPE_CHECKING

import pytest

from fakes.clock import FakeClock
from oidc_workbench.adapters import callback_pages as pages
from oidc_workbench.adapters.http_request_reader import BODY_CAP, HEAD_CAP, REQUEST_LINE_CAP
from oidc_workbench.adapters.loopback_listener import ListenerLimits, LoopbackListener
from oidc_workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from oidc_workbench.ports import Callback

pytestmark = pytest.mark.anyio

ANY_PORT = "http://127.0.0.1:0/callback"
QUERY = "code=c0de&state=5tate"


def listener(redirect_uri: str = ANY_PORT, **limits: float) -> LoopbackListener:
    return LoopbackListener(redirect_uri, FakeClock(), limits=ListenerLimits(**limits))


def port_of(one: LoopbackListener) -> int:
    return int(one.redirect_uri.rpartition(":")[2].partition("/")[0])


def get(one: LoopbackListener, target: str, *headers: str, method: str = "GET") -> bytes:
    lines = [f"{method} {target} HTTP/1.1", f"Host: 127.0.0.1:{port_of(one)}", *headers]
    return "\r\n".join((*lines, "", "")).encode()


async def connect(
    one: LoopbackListener, host: str = "127.0.0.1"
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection(host, port_of(one))


async def talk(one: LoopbackListener, octets: bytes, host: str = "127.0.0.1") -> bytes:
    reader, writer = await connect(one, host)
    writer.write(octets)
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer


async def ask_as_callback(one: LoopbackListener, octets: bytes) -> tuple[Callback, bytes]:
    """Let a request be received and accepted; return the callback and the browser's answer."""
    browser = asyncio.create_task(talk(one, octets))
    callback = await one.receive()
    one.answer(accepted=True)
    return callback, await browser


def is_closed(browser: socket.socket) -> bool:
    """Whether the other side has closed already, with no turn of the loop in between."""
    browser.settimeout(5)
    try:
        return browser.recv(1) == b""
    except ConnectionResetError:
        return True


def status(answer: bytes) -> int:
    return int(answer.split(b" ")[1])


async def test_hands_over_the_callback_with_its_url() -> None:
    async with listener() as one:
        callback, answer = await ask_as_callback(one, get(one, f"/callback?{QUERY}"))
        assert callback.url == f"{one.redirect_uri}?{QUERY}"
        assert callback.received_at == FakeClock().now()
    assert answer.endswith(pages.ACCEPTED)


async def test_response_page_is_static_uncached_and_inert() -> None:
    async with listener() as one:
        _, answer = await ask_as_callback(
            one, get(one, "/callback?state=%3Cscript%3Ereflected", "User-Agent: reflected")
        )
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"Cache-Control: no-store\r\n" in head
    assert b"Content-Security-Policy: default-src 'none';" in head
    assert b"Connection: close" in head
    assert b"Referrer-Policy: no-referrer" in head
    assert b"reflected" not in answer
    assert b"eturn to the workbench" in body


async def test_page_passes_its_own_content_security_policy() -> None:
    import base64
    import hashlib

    answer = pages.response(200, pages.ACCEPTED)
    style = answer.partition(b"<style>")[2].partition(b"</style>")[0]
    allowed = base64.b64encode(hashlib.sha256(style).digest())
    assert b"'sha256-" + allowed + b"'" in answer.partition(b"\r\n\r\n")[0]


@pytest.mark.parametrize(
    ("target", "method", "headers", "expected"),
    [
        ("/favicon.ico", "GET", (), 404),
        ("/", "GET", (), 404),
        (f"/callback/?{QUERY}", "GET", (), 404),
        (f"/callback?{QUERY}", "HEAD", (), 200),
        (f"/callback?{QUERY}", "OPTIONS", (), 204),
        ("*", "OPTIONS", (), 404),
        (f"/callback?{QUERY}", "PUT", (), 405),
        (f"/callback?{QUERY}", "GET", ("Sec-Purpose: prefetch",), 503),
        (f"/callback?{QUERY}", "GET", ("Sec-Purpose: prefetch;prerender",), 503),
        (f"/callback?{QUERY}", "GET", ("Purpose: prefetch",), 503),
        (f"/callback?{QUERY}", "GET", ("X-moz: prefetch",), 503),
        ("/callback", "GET", (), 400),
        ("/callback", "POST", ("Content-Length: 0",), 415),
    ],
)
async def test_other_requests_never_complete_the_flow(
    target: str, method: str, headers: tuple[str, ...], expected: int
) -> None:
    async with listener() as one:
        answer = await talk(one, get(one, target, *headers, method=method))
        assert status(answer) == expected
        callback, _ = await ask_as_callback(one, get(one, "/callback?state=right"))
        assert callback.url.endswith("state=right")


async def test_head_is_answered_without_a_body() -> None:
    async with listener() as one:
        answer = await talk(one, get(one, f"/callback?{QUERY}", method="HEAD"))
    assert answer.endswith(b"\r\n\r\n")


@pytest.mark.parametrize(
    "host_lines",
    [
        ("Host: evil.example",),
        ("Host: evil.example:{port}",),
        ("Host: 127.0.0.1",),
        ("Host: localhost:{port}",),
        ("Host: 127.0.0.1:{port}", "Host: 127.0.0.1:{port}"),
        (),
    ],
)
async def test_another_host_name_is_dns_rebinding(host_lines: tuple[str, ...]) -> None:
    async with listener() as one:
        hosts = "".join(line.format(port=port_of(one)) + "\r\n" for line in host_lines)
        answer = await talk(one, f"GET /callback?{QUERY} HTTP/1.1\r\n{hosts}\r\n".encode())
        assert status(answer) == 421
        with pytest.raises(WorkbenchError):
            await one.receive(within=0)


async def test_a_wrong_state_is_told_and_the_listener_waits_on() -> None:
    async with listener() as one:
        first = asyncio.create_task(talk(one, get(one, "/callback?state=wrong")))
        await one.receive()
        one.answer(accepted=False)
        assert (await first).endswith(pages.STILL_WAITING)
        callback, answer = await ask_as_callback(one, get(one, "/callback?state=right"))
        assert callback.url.endswith("state=right")
        assert answer.endswith(pages.ACCEPTED)


async def test_candidates_wait_in_line_each_for_its_own_answer() -> None:
    async with listener() as one:
        first = asyncio.create_task(talk(one, get(one, "/callback?state=1")))
        assert (await one.receive()).url.endswith("state=1")
        second = asyncio.create_task(talk(one, get(one, "/callback?state=2")))
        one.answer(accepted=False)
        assert (await one.receive()).url.endswith("state=2")
        one.answer(accepted=True)
        assert (await first).endswith(pages.STILL_WAITING)
        assert (await second).endswith(pages.ACCEPTED)


async def test_idle_preconnects_do_not_block_the_callback() -> None:
    faults: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: faults.append(context))
    async with listener() as one:
        idle = [await connect(one) for _ in range(6)]
        callback, _ = await ask_as_callback(one, get(one, f"/callback?{QUERY}"))
        assert callback.url
    for reader, writer in idle:
        # Destroyed with the listener, not left for a later flow to reach.
        with contextlib.suppress(ConnectionResetError):
            assert await reader.read() == b""
        writer.close()
    assert faults == []


async def test_a_silent_connection_is_closed_after_its_time() -> None:
    async with listener(request=0.0) as one:
        reader, writer = await connect(one)
        assert await reader.read() == b""
        writer.close()


async def test_a_flood_of_connections_is_capped() -> None:
    async with listener() as one:
        idle = [await connect(one) for _ in range(64)]
        reader, writer = await connect(one)
        with contextlib.suppress(ConnectionResetError):
            assert await reader.read() == b""
        writer.close()
    for _, each in idle:
        each.close()


async def test_a_second_request_on_the_same_connection_goes_nowhere() -> None:
    async with listener() as one:
        octets = get(one, "/favicon.ico") + get(one, f"/callback?{QUERY}")
        answer = await talk(one, octets)
        assert answer.count(b"HTTP/1.1") == 1
        with pytest.raises(WorkbenchError):
            await one.receive(within=0)


async def test_undecided_browser_gets_a_neutral_page_after_its_time() -> None:
    async with listener(decision=0.0) as one:
        assert (await talk(one, get(one, f"/callback?{QUERY}"))).endswith(pages.UNDECIDED)
        assert (await one.receive()).url.endswith(QUERY)


async def test_closing_at_once_after_the_answer_still_delivers_the_page() -> None:
    async with listener() as one:
        browser = asyncio.create_task(talk(one, get(one, f"/callback?{QUERY}")))
        await one.receive()
        one.answer(accepted=True)
    assert (await browser).endswith(pages.ACCEPTED)


async def test_closing_without_an_answer_releases_the_browser() -> None:
    async with listener() as one:
        browser = asyncio.create_task(talk(one, get(one, f"/callback?{QUERY}")))
        await one.receive()
    assert (await browser).endswith(pages.UNDECIDED)


async def test_form_post_brings_its_body() -> None:
    body = QUERY.encode()
    async with listener() as one:
        headers = (
            "Content-Type: application/x-www-form-urlencoded; charset=UTF-8",
            f"Content-Length: {len(body)}",
        )
        octets = get(one, "/callback", *headers, method="POST") + body
        callback, answer = await ask_as_callback(one, octets)
        assert (callback.url, callback.body) == (one.redirect_uri, body)
    assert status(answer) == 200


FORM = "Content-Type: application/x-www-form-urlencoded\r\n"


@pytest.mark.parametrize(
    ("octets", "expected"),
    [
        (b"GET /" + b"a" * REQUEST_LINE_CAP + b" HTTP/1.1\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nA: " + b"b" * HEAD_CAP + b"\r\n\r\n", 431),
        (f"POST / HTTP/1.1\r\n{FORM}Content-Length: {BODY_CAP + 1}\r\n\r\n".encode(), 413),
        (f"POST / HTTP/1.1\r\n{FORM}Transfer-Encoding: chunked\r\n\r\n".encode(), 411),
        (f"POST / HTTP/1.1\r\n{FORM}\r\n".encode(), 411),
        (f"POST / HTTP/1.1\r\n{FORM}Content-Length: +5\r\n\r\nabcde".encode(), 400),
        (f"POST / HTTP/1.1\r\n{FORM}Content-Length: 1\r\nContent-Length: 2\r\n\r\n".encode(), 400),
        (b"POST / HTTP/1.1\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n\r\n", 415),
        (b"GET /\r\n\r\n", 400),
        (b"GET http://127.0.0.1/callback HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/2.0\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nno colon\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nA : b\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nA: b\r\n folded\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\r\n\r\n", 400),
    ],
)
async def test_what_is_too_large_or_malformed_is_refused(octets: bytes, expected: int) -> None:
    async with listener() as one:
        assert status(await talk(one, octets)) == expected


async def test_half_a_request_is_no_callback() -> None:
    async with listener() as one:
        reader, writer = await connect(one)
        writer.write(f"GET /callback?{QUERY} HTTP/1.1\r\nHo".encode())
        writer.write_eof()
        assert status(await reader.read()) == 400
        writer.close()


async def test_busy_port_names_port_and_process() -> None:
    async with listener() as one:
        second = listener(one.redirect_uri)
        with pytest.raises(WorkbenchError) as caught:
            await second.__aenter__()
        assert caught.value.code == "port-busy"
        assert str(port_of(one)) in caught.value.message
        assert "process" in caught.value.message


async def test_a_listening_port_is_never_shared() -> None:
    def take(port: int) -> None:
        with socket.socket() as other:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            other.bind(("127.0.0.1", port))
            other.listen()

    async with listener() as one:
        with pytest.raises(OSError, match="in use"):
            take(port_of(one))


async def test_a_fixed_port_serves_flow_after_flow() -> None:
    async with listener() as one:
        await ask_as_callback(one, get(one, f"/callback?{QUERY}"))
        fixed = one.redirect_uri
    async with listener(fixed) as one:
        callback, _ = await ask_as_callback(one, get(one, "/callback?state=again"))
        assert callback.url == f"{fixed}?state=again"


async def test_only_the_named_loopback_address_is_bound() -> None:
    async with listener() as one:
        for host in ("127.0.0.2", "::1"):
            with pytest.raises(OSError, match="Connect call failed"):
                await asyncio.open_connection(host, port_of(one))


async def test_localhost_listens_on_both_families() -> None:
    async with listener("http://localhost:0/callback") as one:
        port = port_of(one)
        octets = f"GET /callback?{QUERY} HTTP/1.1\r\nHost: LocalHost:{port}\r\n\r\n".encode()
        for host in ("127.0.0.1", "::1"):
            _, preconnect = await connect(one, host)
            preconnect.close()
            browser = asyncio.create_task(talk(one, octets, host))
            assert (await one.receive()).url == f"http://localhost:{port}/callback?{QUERY}"
            one.answer(accepted=True)
            assert status(await browser) == 200


async def test_ipv6_literal() -> None:
    async with listener("http://[::1]:0/callback") as one:
        assert one.redirect_uri == f"http://[::1]:{port_of(one)}/callback"
        octets = f"GET /callback?{QUERY} HTTP/1.1\r\nHost: [::1]:{port_of(one)}\r\n\r\n".encode()
        browser = asyncio.create_task(talk(one, octets, "::1"))
        await one.receive()
        one.answer(accepted=True)
        assert status(await browser) == 200


@pytest.mark.parametrize(
    "redirect_uri",
    [
        "https://127.0.0.1:0/callback",
        "http://0.0.0.0:0/callback",
        "http://[::]:0/callback",
        "http://app.example/callback",
        "http://127.0.0.1.example:0/callback",
        "http://user@127.0.0.1:0/callback",
        "http://127.0.0.1:0/callback#fragment",
        "http://127.0.0.1:99999/callback",
        "com.example.app:/callback",
        "",
    ],
)
async def test_never_listens_beyond_loopback(redirect_uri: str) -> None:
    with pytest.raises(WorkbenchError) as caught:
        listener(redirect_uri)
    assert caught.value.code == "redirect-uri-not-loopback"


async def test_a_query_of_the_redirect_uri_itself_is_kept_and_is_no_answer() -> None:
    async with listener("http://127.0.0.1:0/callback?tenant=1") as one:
        assert one.redirect_uri.endswith("/callback?tenant=1")
        assert status(await talk(one, get(one, "/callback?tenant=1"))) == 400
        callback, _ = await ask_as_callback(one, get(one, f"/callback?tenant=1&{QUERY}"))
        assert callback.url == f"{one.redirect_uri}&{QUERY}"


async def test_pasted_callback_is_received_like_any_other() -> None:
    async with listener() as one:
        url = f"{one.redirect_uri}?{QUERY}"
        await asyncio.to_thread(one.submit, f"  {url}\n")
        assert (await one.receive()).url == url
        one.answer(accepted=True)
    one.submit(url)


async def test_waiting_ends_after_its_time() -> None:
    async with listener() as one:
        with pytest.raises(WorkbenchError) as caught:
            await one.receive(within=0)
    assert caught.value.code == "callback-timed-out"


async def test_nothing_is_left_after_cancelling_a_flow() -> None:
    opened = asyncio.Event()
    kept: list[LoopbackListener] = []

    async def flow() -> None:
        async with listener() as one:
            kept.append(one)
            opened.set()
            await one.receive()

    before = asyncio.all_tasks()
    running = asyncio.create_task(flow())
    await opened.wait()
    reader, writer = await connect(kept[0])
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    with contextlib.suppress(ConnectionResetError):
        assert await reader.read() == b""
    writer.close()
    assert asyncio.all_tasks() == before
    with pytest.raises(OSError, match="Connect call failed"):
        await connect(kept[0])


async def test_callback_shows_no_code_in_its_repr() -> None:
    async with listener() as one:
        one.submit(f"{one.redirect_uri}?{QUERY}")
        assert "c0de" not in repr(await one.receive())


@pytest.mark.parametrize("turns", range(7))
async def test_a_connection_that_comes_while_it_closes_is_closed_with_it(turns: int) -> None:
    async with listener() as one:
        browser = socket.create_connection(("127.0.0.1", port_of(one)))
        for _ in range(turns):
            await asyncio.sleep(0)
    with browser:
        assert is_closed(browser)
