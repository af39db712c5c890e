"""The practice provider over real sockets."""

from __future__ import annotations

import json
import logging
import socket
import threading
from base64 import urlsafe_b64encode
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from fakes.clock import FakeClock
from fakes.randomness import FakeRandomness
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.practice import keys
from oidc_workbench.practice.assertion import ASSERTION_TYPE
from oidc_workbench.practice.loopback import MAX_BODY
from oidc_workbench.practice.server import PracticeServer
from oidc_workbench.practice.settings import Misbehaviour
from practice.provider_bench import Form, signed_by, spare_keys

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oidc_workbench.ports import PracticeClient, PracticeInfo, PracticeProvider

VERIFIER = "real-sockets-" * 4


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[PracticeServer]:
    monkeypatch.setattr(keys.KeyRing.__init__, "__defaults__", (spare_keys(),))
    provider = PracticeServer(FakeClock(), FakeRandomness())
    yield provider
    provider.stop_sync()


@pytest.fixture
def info(server: PracticeServer) -> PracticeInfo:
    return server.start_sync()


@pytest.fixture
def http(info: PracticeInfo) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=info.issuer, trust_env=False) as client:
        yield client


def known(info: PracticeInfo, client_id: str) -> PracticeClient:
    return next(client for client in info.clients if client.client_id == client_id)


def raw(info: PracticeInfo, *parts: bytes) -> bytes:
    """Send octets as they are and return everything that comes back."""
    host, _, port = info.issuer.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        for part in parts:
            connection.sendall(part)
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
    return answer


def test_a_person_signs_in_through_the_forms(info: PracticeInfo, http: httpx.Client) -> None:
    client = known(info, "desktop-app")
    redirect_uri = client.redirect_uri.replace(":0", ":55555")
    page = http.get(
        "/authorize",
        params={
            "client_id": client.client_id,
            "redirect_uri": redirect_uri,
            "response_type": "code",
            "scope": " ".join(client.scopes),
            "resource": client.resource,
            "state": "s",
            "nonce": "n",
            "code_challenge": urlsafe_b64encode(sha256(VERIFIER.encode()).digest())
            .rstrip(b"=")
            .decode(),
            "code_challenge_method": "S256",
        },
        follow_redirects=True,
    )
    for choice in ("alice", "allow"):
        form = Form(page.text)
        page = http.post("/interaction", data={**form.fields, "choice": choice})
        if page.headers["location"].startswith(info.issuer):
            page = http.get(page.headers["location"])
    assert page.headers["location"].startswith(redirect_uri)
    answer = dict(parse_qsl(urlsplit(page.headers["location"]).query))
    tokens = http.post(
        "/token",
        data={
            "grant_type": "authorization_code",
            "client_id": client.client_id,
            "code": answer["code"],
            "redirect_uri": redirect_uri,
            "code_verifier": VERIFIER,
        },
    ).json()
    key_set = KeySet.import_key_set(http.get("/jwks").json())
    assert jwt.decode(tokens["id_token"], key_set, algorithms=["RS256"]).claims["nonce"] == "n"
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert http.post(f"{info.api_url}/summaries", headers=bearer).status_code == 200
    assert http.get("/userinfo", headers=bearer).json()["email"] == "alice@example.com"


def test_a_service_signs_in_with_its_own_key(
    server: PracticeServer, info: PracticeInfo, http: httpx.Client
) -> None:
    client = known(info, "nightly-summarizer")
    key = ECKey.generate_key("P-256")
    server.register_key_sync(client.client_id, key.as_dict(private=False))
    claims: dict[str, object] = {
        "iss": client.client_id,
        "sub": client.client_id,
        "aud": info.issuer,
        "exp": int(FakeClock().now()) + 60,
        "jti": "1",
    }
    response = http.post(
        "/token",
        data={
            "grant_type": "client_credentials",
            "scope": "summarize:write",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": signed_by(key, "ES256", claims),
        },
    )
    assert response.status_code == 200, response.text
    bearer = {"Authorization": f"Bearer {response.json()['access_token']}"}
    assert http.post("/api/summaries", headers=bearer).status_code == 200
    assert http.post("/api/emails", headers=bearer).status_code == 403


def test_the_sample_clients_are_ready(info: PracticeInfo) -> None:
    methods = {client.client_id: client.auth_method for client in info.clients}
    assert methods == {
        "desktop-app": "none",
        "web-app": "client_secret_basic",
        "nightly-summarizer": "private_key_jwt",
        "legacy-batch": "client_secret_basic",
        "post-batch": "client_secret_post",
        "summary-api": "client_secret_basic",
    }
    for client in info.clients:
        assert (client.secret is None) == (client.auth_method in ("none", "private_key_jwt"))
        assert bool(client.redirect_uri) == (client.actor == "user")
    secrets = [client.secret.reveal() for client in info.clients if client.secret]
    assert len(set(secrets)) == len(secrets)
    assert not any(secret in repr(info) for secret in secrets)


def test_it_listens_on_loopback_only(info: PracticeInfo) -> None:
    assert info.issuer.startswith("http://127.0.0.1:")
    port = int(info.issuer.rpartition(":")[2])
    with socket.socket() as other:
        # Another loopback address is free: the server did not bind all of them.
        other.bind(("127.0.0.2", port))


def test_starting_twice_is_starting_once(server: PracticeServer, info: PracticeInfo) -> None:
    assert server.start_sync() == info


def test_a_busy_port_is_named(info: PracticeInfo) -> None:
    port = int(info.issuer.rpartition(":")[2])
    with pytest.raises(WorkbenchError, match=str(port)) as caught:
        PracticeServer(FakeClock(), FakeRandomness(), port=port).start_sync()
    assert caught.value.code == "port-busy"


@pytest.mark.parametrize("port", [-1, 65536, 70000])
def test_a_port_out_of_range_is_refused(port: int) -> None:
    with pytest.raises(WorkbenchError, match="from 0 to 65535") as caught:
        PracticeServer(FakeClock(), FakeRandomness(), port=port).start_sync()
    assert caught.value.code == "port-invalid"


def test_stopping_leaves_no_socket_and_no_thread(server: PracticeServer) -> None:
    before = threading.active_count()
    info = server.start_sync()
    port = int(info.issuer.rpartition(":")[2])
    idle = socket.create_connection(("127.0.0.1", port))
    half = socket.create_connection(("127.0.0.1", port))
    half.sendall(b"POST /token HTTP/1.1\r\nHost: x\r\nContent-Le")
    assert httpx.get(f"{info.issuer}/jwks", trust_env=False).status_code == 200
    server.stop_sync()
    with idle, half:
        assert idle.recv(1) == b""
    assert threading.active_count() == before
    assert server.start_sync(port).issuer == info.issuer


def test_stopping_what_never_ran_is_fine() -> None:
    PracticeServer(FakeClock(), FakeRandomness()).stop_sync()


def test_what_needs_it_running_says_so() -> None:
    with pytest.raises(WorkbenchError) as caught:
        PracticeServer(FakeClock(), FakeRandomness()).misbehave()
    assert caught.value.code == "practice-not-running"


@pytest.mark.anyio
async def test_it_is_the_practice_provider_of_the_ports(server: PracticeServer) -> None:
    provider: PracticeProvider = server
    info = await provider.start()
    with pytest.raises(WorkbenchError) as caught:
        await provider.register_key("nightly-summarizer", {"kty": "oct", "k": "AAAA"})
    assert caught.value.code == "practice-key-refused"
    await provider.stop()
    with pytest.raises(WorkbenchError) as caught:
        await provider.register_key(info.clients[0].client_id, {})
    assert caught.value.code == "practice-not-running"


def test_faults_rotation_and_refusals_are_at_hand(
    server: PracticeServer, info: PracticeInfo, http: httpx.Client
) -> None:
    server.misbehave(Misbehaviour.ALG_NONE)
    server.rotate()
    assert len(http.get("/jwks").json()["keys"]) == 4
    with pytest.raises(WorkbenchError, match="next stage is switch"):
        server.rotate("retire")
    http.get(f"{info.issuer}/nowhere")
    assert server.refusals[-1].path == "/nowhere"


def test_a_context_manager_serves_while_it_is_open() -> None:
    with PracticeServer(FakeClock(), FakeRandomness()) as info:
        url = f"{info.issuer}/.well-known/openid-configuration"
        assert httpx.get(url, trust_env=False).json()["issuer"] == info.issuer


def test_head_has_the_headers_and_no_body(http: httpx.Client) -> None:
    head, get = http.head("/jwks"), http.get("/jwks")
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["content-length"] == get.headers["content-length"]


def test_every_connection_is_closed_after_its_answer(http: httpx.Client) -> None:
    assert http.get("/jwks").headers["connection"] == "close"


def test_another_method_is_refused_in_json(http: httpx.Client) -> None:
    assert http.put("/jwks").status_code == 405
    response = http.request("BREW", "/jwks")
    assert response.status_code == 501
    assert "error_description" in response.json()


def test_another_name_for_the_address_is_refused(http: httpx.Client) -> None:
    assert http.get("/jwks", headers={"Host": "evil.example"}).status_code == 421


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"GET /jwks HTTP/1.1\r\n", 400),
        (b"GET /jwks HTTP/1.1\r\nHost: a\r\nHost: b\r\n", 400),
        (b"GET /jwks HTTP/1.1\r\nHost: a/b\r\n", 400),
        (b"GET http://evil.example/jwks HTTP/1.1\r\nHost: a\r\n", 400),
        (b"POST /token HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n", 411),
        (b"POST /token HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n", 400),
        (b"POST /token HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n", 400),
        (b"POST /token HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999\r\n", 400),
        (b"GET /jwks?" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: a\r\n", 414),
        (b"GET /jwks HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 40_000 + b"\r\n", 431),
        (b"GET /jwks HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 200, 431),
        (b"nonsense\r\n", 400),
        (b"GET /jwks HTTP/9.9\r\nHost: a\r\n", 505),
    ],
)
def test_a_malformed_request_is_refused(info: PracticeInfo, head: bytes, status: int) -> None:
    answer = raw(info, head, b"\r\n")
    assert f" {status} ".encode() in answer.partition(b"\r\n")[0], answer[:200]
    assert b"practice-provider" in answer
    document = json.loads(answer.partition(b"\r\n\r\n")[2])
    assert document["error_description"]


def test_a_body_that_is_too_large_is_refused(http: httpx.Client) -> None:
    response = http.post("/token", content=b"a" * (MAX_BODY + 1))
    assert response.status_code == 413
    assert str(MAX_BODY) in response.json()["error_description"]


def test_a_sender_that_goes_away_does_no_harm(info: PracticeInfo, http: httpx.Client) -> None:
    host, _, port = info.issuer.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(b"POST /token HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc")
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(100) == b""
    assert http.get("/jwks").status_code == 200


def test_more_connections_than_it_serves_are_hung_up(
    info: PracticeInfo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("oidc_workbench.practice.loopback.MAX_CONNECTIONS", 0)
    assert raw(info) == b""


def test_nothing_is_written_to_the_terminal(
    http: httpx.Client, capfd: pytest.CaptureFixture[str]
) -> None:
    http.get("/authorize?code=secret")
    http.request("BREW", "/jwks")
    assert capfd.readouterr() == ("", "")


def test_a_fault_of_ours_is_a_plain_answer_and_a_log_entry_without_contents(
    server: PracticeServer,
    http: httpx.Client,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    token = VERIFIER

    def broken(_ring: object) -> None:
        raise RuntimeError(token)

    assert server.refusals == ()
    monkeypatch.setattr(keys.KeyRing, "jwks", broken)
    with caplog.at_level(logging.ERROR):
        response = http.get("/jwks")
    assert response.status_code == 500
    assert response.json()["error"] == "server_error"
    assert "RuntimeError" in caplog.text
    assert token not in caplog.text + response.text


def test_a_slow_key_server_holds_up_no_other_request(
    info: PracticeInfo, http: httpx.Client
) -> None:
    key = ECKey.generate_key("P-256")
    seen = []

    class Keys(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            # Nothing is answered here before the provider has answered somebody else.
            seen.append(httpx.get(f"{info.issuer}/jwks", trust_env=False).status_code)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"keys": [key.as_dict(private=False)]}).encode())

        def log_message(self, *_args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Keys) as key_server:
        thread = threading.Thread(target=key_server.serve_forever, args=(0.02,))
        thread.start()
        registered = http.post(
            "/register",
            json={
                "token_endpoint_auth_method": "private_key_jwt",
                "grant_types": ["client_credentials"],
                "response_types": [],
                "scope": "summarize:write",
                "jwks_uri": f"http://127.0.0.1:{key_server.server_port}/",
            },
        ).json()
        client_id, now = registered["client_id"], int(FakeClock().now())
        claims = {
            "iss": client_id, "sub": client_id, "aud": info.issuer,
            "iat": now, "exp": now + 60, "jti": "j",
        }  # fmt: skip
        answer = http.post(
            "/token",
            data={
                "grant_type": "client_credentials",
                "client_assertion_type": ASSERTION_TYPE,
                "client_assertion": signed_by(key, "ES256", claims),
            },
        )
        key_server.shutdown()
        thread.join()
    assert seen == [200]
    assert answer.status_code == 200, answer.text
