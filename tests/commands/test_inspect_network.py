"""What ``inspect`` fetches: what a person named, and never what a token names."""

import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, NoReturn

import pytest
from joserfc.jwk import ECKey

from oidc_workbench import cli
from oidc_workbench.commands.terminal import Exit
from rules.tokens import API, AT_CLAIMS, AT_HEAD, KID, compact, published, signed

KEY = ECKey.generate_key("P-256", {"kid": KID, "use": "sig"})
THIEF = ECKey.generate_key("P-256", {"kid": "stolen", "use": "sig"})


class Recorder(HTTPServer):
    """A provider that also hands out the thief's keys, and remembers what it was asked for."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.base = f"http://127.0.0.1:{self.server_port}"
        self.asked: list[str] = []
        self.pages: dict[str, Any] = {
            "/.well-known/openid-configuration": {
                "issuer": self.base,
                "jwks_uri": f"{self.base}/jwks",
                "authorization_endpoint": f"{self.base}/authorize",
                "token_endpoint": f"{self.base}/token",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["ES256"],
            },
            "/jwks": json.loads(published(KEY)),
            "/trap": json.loads(published(THIEF)),
        }


class Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Recorder)
        self.server.asked.append(self.path)
        page = self.server.pages.get(self.path)
        body = json.dumps(page or {}).encode()
        self.send_response(200 if page else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name
        pass


@pytest.fixture
def server() -> Iterator[Recorder]:
    with Recorder() as recorder:
        thread = threading.Thread(target=recorder.serve_forever)
        thread.start()
        yield recorder
        recorder.shutdown()
        thread.join()


def inspected(*argv: str) -> int:
    def no_window(_practice: bool) -> int:
        raise AssertionError("no window was asked for")

    return cli.main(["inspect", *argv], no_window)


def baited(server: Recorder, **head: object) -> str:
    """A token of the thief's that names the address of the thief's key wherever one can."""
    trap = f"{server.base}/trap"
    claims = {**AT_CLAIMS, "iss": server.base, "jku": trap, "jwks_uri": trap, "request_uri": trap}
    bait = {"kid": "stolen", "jku": trap, "x5u": trap, "jwks_uri": trap, "url": trap}
    return signed({**AT_HEAD, **bait, **head}, claims, THIEF)


@pytest.mark.parametrize("head", [{}, {"kid": "TRAP"}, {"iss": "TRAP"}])
def test_only_the_issuer_that_was_named_is_asked(
    server: Recorder, head: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    filled = dict.fromkeys(head, f"{server.base}/trap")
    argv = ("--issuer", server.base, "--audience", API, "--at", "1767225600", "--discover")
    assert inspected(baited(server, **filled), *argv) == Exit.REJECTED
    assert set(server.asked) == {"/.well-known/openid-configuration", "/jwks"}
    assert "Accepted" not in capsys.readouterr().out


@pytest.mark.parametrize("argv", [(), ("--issuer", "ISSUER"), ("--issuer", "ISSUER", "--json")])
def test_without_being_told_to_nothing_is_fetched(
    server: Recorder, argv: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> NoReturn:
        raise AssertionError("the network was touched")

    text = baited(server)
    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)
    filled = [server.base if one == "ISSUER" else one for one in argv]
    assert inspected(text, *filled) in {Exit.REJECTED, Exit.UNDECIDED}
    assert inspected(compact({"alg": "none"}, {"iss": server.base}), *filled) == Exit.REJECTED
    monkeypatch.undo()
    assert server.asked == []
