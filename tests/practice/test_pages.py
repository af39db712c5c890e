"""The pages in a real browser: its rules on forms, cookies and styles hold for them."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from fakes.clock import FakeClock
from fakes.randomness import FakeRandomness
from oidc_workbench.practice.server import PracticeServer
from practice.provider_bench import CHALLENGE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from peers.browser import Chromium


class _Callback(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"You are back.")

    def log_message(self, *_args: object) -> None:
        pass


@contextmanager
def _client_listening() -> Iterator[str]:
    """Listen as the client does; a thread per connection, since browsers open idle ones."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Callback)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/callback"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.needs("chromium")
@pytest.mark.parametrize(("button", "gained"), [("Allow", "code"), ("Deny", "error")])
def test_a_person_comes_back_to_the_client(chromium: Chromium, button: str, gained: str) -> None:
    with (
        _client_listening() as redirect_uri,
        PracticeServer(FakeClock(), FakeRandomness()) as info,
    ):
        params = {
            "client_id": "desktop-app",
            "redirect_uri": redirect_uri,
            "response_type": "code",
            "scope": "openid",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
        }
        chromium.open(f"{info.issuer}/authorize?{urlencode(params)}")
        assert _ground(chromium) != "rgba(0, 0, 0, 0)"
        chromium.press("Alice Adler alice@example.com")
        chromium.read("Know that it is you who signed in")
        chromium.press(button)
        chromium.read("You are back.")
        answer = dict(parse_qsl(urlsplit(chromium.url).query))
    assert chromium.url.startswith(redirect_uri)
    assert gained in answer
    assert answer["iss"] == info.issuer


def _ground(chromium: Chromium) -> str:
    """Return the page's colour: transparent unless the policy let the style sheet in."""
    script = "return getComputedStyle(document.body).backgroundColor"
    return str(chromium.driver.execute_script(script))
