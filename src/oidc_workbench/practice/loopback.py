"""The practice provider's HTTP server: loopback only, hardened, gone without a trace.

One thread per connection, one request per connection, one request at a time in the core.
"""

import json
import logging
import re
import socket
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from socketserver import TCPServer

from oidc_workbench.exchange import HttpRequest, HttpResponse

Handle = Callable[[HttpRequest], HttpResponse]

LOOPBACK = "127.0.0.1"
MAX_BODY = 64 * 1024
MAX_TARGET = 16 * 1024
MAX_HEADERS = 32 * 1024
MAX_CONNECTIONS = 64
SOCKET_TIMEOUT = 10.0
STOP_TIMEOUT = 5.0
_HOST = re.compile(r"[A-Za-z0-9.\-\[\]:]+")
_LOG = logging.getLogger(__name__)


class _Handler(BaseHTTPRequestHandler):
    """Reads one request within limits, has it answered, and closes."""

    protocol_version = "HTTP/1.1"
    timeout = SOCKET_TIMEOUT
    server: "LoopbackServer"

    def _serve(self) -> None:
        self.close_connection = True
        refusal = self._refusal()
        if refusal:
            if refusal[0] == 413:
                self._drain()
            self.send_error(*refusal)
            return
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        if len(body) < length:
            return  # the sender went away: there is nobody to answer
        url = f"http://{self.headers['Host']}{self.path}"
        request = HttpRequest(self.command, url, tuple(self.headers.items()), body)
        self._send(self.server.answer(request))

    do_GET = do_HEAD = do_POST = _serve  # noqa: N815 - http.server looks these names up
    do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _serve  # noqa: N815 - the same

    def _refusal(self) -> tuple[int, str] | None:
        """Return status and reason when the request is not fit to be read on."""
        hosts = self.headers.get_all("Host") or []
        lengths = self.headers.get_all("Content-Length") or ["0"]
        if len(hosts) != 1 or not _HOST.fullmatch(hosts[0]):
            return 400, "Exactly one Host header is needed."
        if not self.path.startswith("/"):
            return 400, "The request target must be a path."
        if len(self.path) > MAX_TARGET:
            return 414, f"The URL is longer than {MAX_TARGET} octets."
        if sum(len(name) + len(value) for name, value in self.headers.items()) > MAX_HEADERS:
            return 431, f"The headers are larger than {MAX_HEADERS} octets."
        if "Transfer-Encoding" in self.headers:
            return 411, "Send the body with a Content-Length."
        if len(lengths) != 1 or not re.fullmatch(r"[0-9]{1,15}", lengths[0]):
            return 400, "The Content-Length is not a number."
        if int(lengths[0]) > MAX_BODY:
            return 413, f"The body is larger than {MAX_BODY} octets."
        return None

    def _drain(self) -> None:
        """Read some of a refused body, so that the refusal arrives before the connection ends."""
        self.rfile.read(min(int(self.headers["Content-Length"]), 8 * MAX_BODY))

    def _send(self, response: HttpResponse) -> None:
        self.send_response(response.status)
        for name, value in response.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(response.body)))
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Refuse what never reached the provider, in JSON as everything else."""
        self.close_connection = True
        reason = message or explain or HTTPStatus(code).phrase
        # Until a request line was understood, http.server has no command and takes the sender
        # for one of HTTP/0.9, who would get no headers.
        self.command = getattr(self, "command", None) or "GET"
        self.request_version = self.protocol_version
        body = json.dumps({"error": "invalid_request", "error_description": reason})
        headers = (("Content-Type", "application/json"), ("Cache-Control", "no-store"))
        self._send(HttpResponse(code, headers, body.encode()))

    def version_string(self) -> str:
        return "practice-provider"

    def log_message(self, *_args: object) -> None:
        """Keep quiet: request lines carry codes, and stderr is the person's."""


class LoopbackServer(HTTPServer):
    """Binds 127.0.0.1 and knows every connection, so that it can end them.

    Raises:
        OSError: the port is taken.
    """

    # On Windows SO_REUSEADDR would let another program share the port.
    allow_reuse_address = sys.platform != "win32"
    request_queue_size = 64

    def __init__(self, port: int) -> None:
        self._handle: Handle | None = None
        self._core = threading.Lock()
        self._guard = threading.Lock()
        self._open: dict[threading.Thread, socket.socket] = {}
        self._closing = False
        self._thread: threading.Thread | None = None
        super().__init__((LOOPBACK, port), _Handler)

    @property
    def core_lock(self) -> threading.Lock:
        """Held while the core works; whoever else touches the core holds it too."""
        return self._core

    @contextmanager
    def core_at_rest(self) -> Iterator[None]:
        """Let others use the core while a request, which is in it, waits for somebody else."""
        self._core.release()
        try:
            yield
        finally:
            self._core.acquire()

    def server_bind(self) -> None:
        """Bind alone, and without asking a name server who we are."""
        exclusive = getattr(socket, "SO_EXCLUSIVEADDRUSE", None)
        if exclusive is not None:
            self.socket.setsockopt(socket.SOL_SOCKET, exclusive, 1)
        TCPServer.server_bind(self)
        self.server_name, self.server_port = LOOPBACK, self.socket.getsockname()[1]

    def serve(self, handle: Handle) -> None:
        """Answer requests in a thread of its own."""
        self._handle = handle
        self._thread = threading.Thread(
            target=self.serve_forever, args=(0.05,), name="practice-provider", daemon=True
        )
        self._thread.start()

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Have the core answer; a fault of ours is a 500, told without what the request held."""
        try:
            with self._core:
                if self._handle is None:
                    return HttpResponse(503)
                return self._handle(request)
        except Exception as error:  # noqa: BLE001 - the last line before the socket
            # The message may hold a token; type and place don't.
            frames = "".join(traceback.format_tb(error.__traceback__))
            _LOG.error("the practice provider failed: %s\n%s", type(error).__name__, frames)
            body = {"error": "server_error", "error_description": "The provider has a fault."}
            headers = (("Content-Type", "application/json"), ("Cache-Control", "no-store"))
            return HttpResponse(500, headers, json.dumps(body).encode())

    def process_request(self, request: object, client_address: object) -> None:
        """Serve a connection in a thread that is known until it ends."""
        if not isinstance(request, socket.socket):
            raise TypeError(type(request))
        thread = threading.Thread(
            target=self._serve_connection, args=(request, client_address), daemon=True
        )
        with self._guard:
            room = len(self._open) < MAX_CONNECTIONS and not self._closing
            if room:
                self._open[thread] = request
        if room:
            thread.start()
        else:
            self.shutdown_request(request)

    def _serve_connection(self, request: socket.socket, client_address: object) -> None:
        try:
            self.finish_request(request, client_address)
        except OSError:
            pass  # the other side is gone; nobody is left to tell
        finally:
            self.shutdown_request(request)
            with self._guard:
                self._open.pop(threading.current_thread(), None)

    def close(self) -> None:
        """Stop listening, end every connection, wait for every thread."""
        if self._thread is not None:
            self.shutdown()
            self._thread.join(STOP_TIMEOUT)
        self.server_close()
        with self._guard:
            self._closing = True
            connections = dict(self._open)
        for thread, connection in connections.items():
            _hang_up(connection)
            thread.join(STOP_TIMEOUT)


def _hang_up(connection: socket.socket) -> None:
    """Wake the thread that reads from a connection."""
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it was closed meanwhile
