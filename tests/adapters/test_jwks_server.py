"""The served key set: what it answers, whom it notes, and that nothing of it is left."""

import asyncio
import errno
import json
import socket
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import httpx
import pytest

from fakes.clock import FakeClock
from fakes.randomness import FakeRandomness
from oidc_workbench.adapters.jwks_server import VISITS_KEPT, JwksServer
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.jwk import public_jwk
from oidc_workbench.jose.key_generation import generate_key

if TYPE_CHECKING:
    from oidc_workbench.ports import JwksVisit

pytestmark = pytest.mark.anyio
_KEY = public_jwk(generate_key("P-256").public)
_OTHER = public_jwk(generate_key("P-256").public)


@pytest.fixture
async def server() -> AsyncIterator[JwksServer]:
    made = JwksServer(FakeClock(), FakeRandomness(), request_limit=0.5)
    yield made
    await made.stop()


async def _ask(method: str, url: str, **more: object) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.request(method, url, **more)  # type: ignore[arg-type]  # as given


async def _raw(server: JwksServer, octets: bytes) -> bytes:
    port = int(server.url.split(":")[2].partition("/")[0])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(octets)
    answer = await reader.read()
    writer.close()
    return answer


async def test_it_is_off_until_it_is_started(server: JwksServer) -> None:
    assert (server.url, server.visits) == ("", ())
    with pytest.raises(WorkbenchError) as caught:
        await server.publish([_KEY])
    assert caught.value.code == "jwks-not-served"


async def test_it_serves_the_keys_as_a_key_set(server: JwksServer) -> None:
    url = await server.start([_KEY])
    assert url.startswith("http://127.0.0.1:")
    answer = await _ask("GET", url)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/jwk-set+json"
    assert answer.headers["cache-control"].startswith("max-age=")
    assert answer.json() == {"keys": [_KEY]}
    head = await _ask("HEAD", url)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(answer.content))


async def test_other_keys_are_served_from_the_next_request_on(server: JwksServer) -> None:
    url = await server.start([_KEY])
    await server.publish([_KEY, _OTHER])
    assert (await _ask("GET", url)).json() == {"keys": [_KEY, _OTHER]}
    # Starting it once more publishes, and keeps the address.
    assert await server.start([_OTHER]) == url
    assert (await _ask("GET", url)).json() == {"keys": [_OTHER]}


async def test_the_path_is_unguessable_unless_that_is_not_wanted(server: JwksServer) -> None:
    first = (await server.start([_KEY])).split("/")[3:]
    assert len(first[0]) == 22
    assert first[1] == "jwks.json"
    await server.stop()
    assert (await server.start([_KEY])).split("/")[3:] != first
    await server.stop()
    assert (await server.start([_KEY], unguessable=False)).endswith("/jwks.json")
    assert server.url.count("/") == 3


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/jwks.json", 404),
        ("POST", "", 405),
        ("PUT", "", 405),
        ("DELETE", "", 405),
        ("OPTIONS", "", 405),
    ],
)
async def test_everything_else_is_refused(
    server: JwksServer, method: str, path: str, status: int
) -> None:
    url = await server.start([_KEY])
    target = url.rpartition("/")[0].rpartition("/")[0] + path if path else url
    form = {"a": "b"} if method == "POST" else None
    answer = await _ask(method, target, data=form)
    assert answer.status_code == status
    assert str(_KEY["x"]) not in answer.text
    assert ("allow" in answer.headers) == (status == 405)
    assert server.visits[-1].status == status


@pytest.mark.parametrize("host", ["rebound.example", "localhost", "127.0.0.1", "127.0.0.1:1"])
async def test_another_name_for_this_address_is_refused(server: JwksServer, host: str) -> None:
    url = await server.start([_KEY])
    answer = await _ask("GET", url, headers={"Host": host})
    assert answer.status_code == 421
    assert str(_KEY["x"]) not in answer.text


async def test_garbage_is_refused_and_silence_is_ended(server: JwksServer) -> None:
    await server.start([_KEY])
    assert (await _raw(server, b"garbage\r\n\r\n")).startswith(b"HTTP/1.1 400 ")
    assert await _raw(server, b"") == b""
    assert await _raw(server, b"GET / HTTP/1.1\r\nHost: x") == b""


async def test_who_asked_and_when_is_noted_and_told(server: JwksServer) -> None:
    told: list[JwksVisit] = []
    server.watch(told.append)
    url = await server.start([_KEY])
    await _ask("GET", url, headers={"User-Agent": "the \tserver"})
    visit = server.visits[0]
    assert (visit.peer, visit.user_agent, visit.method) == ("127.0.0.1", "the server", "GET")
    assert visit.at == FakeClock().now()
    assert told == [visit]
    server.watch(None)
    await _ask("GET", url)
    assert len(told) == 1
    # It can still be read after the end, and does not grow without end.
    await server.stop()
    assert len(server.visits) == 2
    for _ in range(VISITS_KEPT):
        server._visits.append(visit)
    assert len(server.visits) == VISITS_KEPT


@pytest.mark.parametrize("key", [{**_KEY, "d": "secret-d"}, {"kty": "oct", "k": "secret-k"}])
async def test_a_private_key_is_never_served(server: JwksServer, key: dict[str, object]) -> None:
    with pytest.raises(WorkbenchError) as caught:
        await server.start([key])
    assert caught.value.code == "key-private"
    assert server.url == ""
    url = await server.start([_KEY])
    with pytest.raises(WorkbenchError):
        await server.publish([key])
    assert (await _ask("GET", url)).json() == {"keys": [_KEY]}


async def test_a_busy_port_is_said(server: JwksServer) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(WorkbenchError) as caught:
            await server.start([_KEY], port=port)
    assert caught.value.code == "port-busy"
    assert str(port) in caught.value.message
    assert server.url == ""
    assert (await server.start([_KEY], port=port)).startswith(f"http://127.0.0.1:{port}/")


async def test_two_starts_at_once_open_one_socket(server: JwksServer) -> None:
    before = {task for task in asyncio.all_tasks() if not task.done()}
    urls = await asyncio.gather(server.start([_KEY]), server.start([_OTHER]))
    assert set(urls) == {server.url}
    answer = await _ask("GET", server.url)
    assert json.loads(answer.content)["keys"]
    await server.stop()
    assert {task for task in asyncio.all_tasks() if not task.done()} == before


async def test_stopping_closes_everything(server: JwksServer) -> None:
    url = await server.start([_KEY])
    port = int(url.split(":")[2].partition("/")[0])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await _ask("GET", url)
    await server.stop()
    await server.stop()
    assert server.url == ""
    # The open connection is ended, and nobody listens any more.
    assert await reader.read() == b""
    writer.close()
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", port)


async def test_too_many_connections_are_ended_at_once() -> None:
    patient = JwksServer(FakeClock(), FakeRandomness(), request_limit=600)
    port = int((await patient.start([_KEY])).split(":")[2].partition("/")[0])
    silent = [await asyncio.open_connection("127.0.0.1", port) for _ in range(40)]
    # Those within the limit may stay silent; the others were ended before they spoke.
    reads = [asyncio.ensure_future(reader.read()) for reader, _ in silent]
    ended, _ = await asyncio.wait(reads, timeout=10, return_when=asyncio.FIRST_COMPLETED)
    assert ended
    await patient.stop()
    await asyncio.gather(*reads, return_exceptions=True)
    for _, writer in silent:
        writer.close()


async def test_a_system_that_refuses_to_listen_is_said(
    server: JwksServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "refused")

    monkeypatch.setattr("oidc_workbench.adapters.loopback_sockets._bind", refuse)
    with pytest.raises(WorkbenchError) as caught:
        await server.start([_KEY])
    assert caught.value.code == "port-refused"
    assert "redirect URI" not in str(caught.value)
    assert server.url == ""


@pytest.mark.parametrize("turns", range(7))
async def test_a_connection_that_comes_while_it_stops_is_closed_with_it(
    server: JwksServer, turns: int
) -> None:
    url = await server.start([_KEY])
    with socket.create_connection(("127.0.0.1", int(url.split(":")[2].partition("/")[0]))) as one:
        for _ in range(turns):
            await asyncio.sleep(0)
        await server.stop()
        one.settimeout(5)
        try:
            assert one.recv(1) == b""
        except ConnectionResetError:
            return  # closed just as well
