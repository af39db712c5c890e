from __future__ import annotations

import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from peers.browser import Chromium
    from peers.oidc_provider import OidcProvider

pytestmark = pytest.mark.needs("chromium")


def test_opens_a_page(chromium: Chromium) -> None:
    chromium.open("data:text/html,<p>a page of the test</p>")
    assert chromium.text == "a page of the test"


def test_the_browser_command_hands_its_address_over(chromium: Chromium) -> None:
    address = "data:text/html,<p>handed&over</p>"
    subprocess.run([chromium.command, address], check=True)
    assert chromium.open_requested() == address
    assert "handed" in chromium.read("handed")


def _authorization_request(server: OidcProvider, redirect_uri: str) -> str:
    request = {
        "client_id": "native",
        "redirect_uri": redirect_uri,
        "response_type": "code",
        "scope": "openid email",
        "state": "the-state",
        "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",  # RFC 7636, appendix B
        "code_challenge_method": "S256",
    }
    return f"{server.metadata()['authorization_endpoint']}?{urlencode(request)}"


class _Callback(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"back at the client")

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture
def callback() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Callback) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/callback"
        server.shutdown()
        thread.join()


@pytest.mark.needs("oidc-provider")
@pytest.mark.parametrize("granted", [True, False])
def test_signs_in_and_grants_or_refuses(
    oidc_provider: OidcProvider, chromium: Chromium, callback: str, *, granted: bool
) -> None:
    chromium.open(_authorization_request(oidc_provider, callback))
    chromium.sign_in("alice", grant=False)
    assert "native asks for: openid email" in chromium.read("asks for")
    chromium.press("Allow" if granted else "Cancel")
    chromium.read("back at the client")
    answer = parse_qs(urlsplit(chromium.url).query)
    assert answer["state"] == ["the-state"]
    assert ("code" in answer, "error" in answer) == (granted, not granted)
