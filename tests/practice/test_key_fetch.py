"""Fetching a client's keys from this computer, and from nowhere else."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import pytest

from oidc_workbench.practice.key_fetch import MOST_OCTETS, NotFetchedError, fetch_keys

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Answers(BaseHTTPRequestHandler):
    pace = threading.Event()

    def do_GET(self) -> None:
        kind = self.path.lstrip("/")
        if kind.startswith("drip"):
            self._drip(heads=kind == "drip-heads")
            return
        self.send_response({"missing": 404, "moved": 302}.get(kind, 200))
        self.send_header("Location", "/keys")
        self.end_headers()
        self.wfile.write(b"x" * (MOST_OCTETS + 1) if kind == "large" else kind.encode())

    def _drip(self, *, heads: bool) -> None:
        """Send an octet now and then, each well before a timeout, until nobody listens."""
        self.wfile.write(b"HTTP/1.0 200 OK\r\nX: " if heads else b"HTTP/1.0 200 OK\r\n\r\n")
        try:
            for _ in range(400):
                self.wfile.write(b"x")
                self.pace.wait(0.01)
            self.wfile.write(b"\r\n\r\n")
        except OSError:
            pass

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), _Answers) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_what_stands_there_is_returned(origin: str) -> None:
    assert fetch_keys(f"{origin}/keys?a=b") == b"keys?a=b"


@pytest.mark.parametrize(
    ("target", "says"),
    [("/missing", "404"), ("/moved", "302"), ("/large", "too large")],
)
def test_anything_else_is_refused(origin: str, target: str, says: str) -> None:
    with pytest.raises(NotFetchedError, match=says):
        fetch_keys(origin + target)


@pytest.mark.parametrize(
    "url", ["http://example.com/", "https://127.0.0.1/", "http://localhost/", "file:///etc/hosts"]
)
def test_other_places_are_not_asked(url: str) -> None:
    with pytest.raises(NotFetchedError, match="not on this computer"):
        fetch_keys(url)


@pytest.mark.parametrize("kind", ["drip", "drip-heads"])
def test_a_server_that_sends_little_by_little_is_not_waited_for(origin: str, kind: str) -> None:
    with pytest.raises(NotFetchedError, match="takes too long"):
        fetch_keys(f"{origin}/{kind}", within=0.2)


def test_nobody_there() -> None:
    with pytest.raises(NotFetchedError, match="nobody answers"):
        fetch_keys("http://127.0.0.1:1/")
