"""Serves a client's public keys on loopback, for a server that fetches them by ``jwks_uri``.

It is off until it is started, knows one path, answers GET and HEAD only, keeps no file and reads
none. Whoever asks is noted. A private key handed to it by mistake is refused, not served.
"""

import json
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose import base64url
from oidc_workbench.oauth.text import clean
from oidc_workbench.ports import Clock, JwksVisit, Randomness
from oidc_workbench.redaction.secret_names import SECRET_JWK_MEMBERS

if TYPE_CHECKING:
    import asyncio

    from oidc_workbench.adapters.http_request_reader import BrowserRequest
    from oidc_workbench.adapters.jwks_listener import JwksListener

LOOPBACK = "127.0.0.1"
VISITS_KEPT = 200
_PATH_OCTETS = 16
_NAME = "jwks.json"
_HEADERS = (
    # A rotation is over in minutes: whoever caches the keys longer refuses the new one.
    "Cache-Control: max-age=15, must-revalidate",
    "X-Content-Type-Options: nosniff",
    "Connection: close",
)


class JwksServer:
    """The JwksHost port on a real socket, which is made when it is started.

    Args:
        request_limit: seconds that a connection has for bringing a request and taking the answer.
    """

    def __init__(self, clock: Clock, random: Randomness, *, request_limit: float = 10.0) -> None:
        self._clock = clock
        self._random = random
        self._limit = request_limit
        self._body = b""
        self._path = ""
        self._port = 0
        self._owner = ""
        self._listener: JwksListener | None = None
        self._lock: asyncio.Lock | None = None
        self._visits: deque[JwksVisit] = deque(maxlen=VISITS_KEPT)
        self._told: Callable[[JwksVisit], None] | None = None

    @property
    def url(self) -> str:
        """Where the keys are served; empty when they are not."""
        return f"http://{LOOPBACK}:{self._port}{self._path}" if self._port else ""

    @property
    def owner(self) -> str:
        """The client whose key set it is."""
        return self._owner

    @property
    def visits(self) -> tuple[JwksVisit, ...]:
        """Who asked, the newest last."""
        return tuple(self._visits)

    def watch(self, told: Callable[[JwksVisit], None] | None) -> None:
        """Be told of every visit, on the event loop's thread; None ends that."""
        self._told = told

    async def start(
        self,
        keys: Sequence[Mapping[str, object]],
        *,
        port: int = 0,
        unguessable: bool = True,
        owner: str = "",
    ) -> str:
        """Serve these public keys, and return the URL; when it runs already, only publish them.

        Raises:
            WorkbenchError: ``port-busy``, ``port-refused``, ``key-private``.
        """
        body = _document(keys)
        async with self._turn():
            if self._listener is None:
                self._path = self._fresh_path() if unguessable else f"/{_NAME}"
                await self._open(port)
            self._body, self._owner = body, owner
            return self.url

    async def publish(self, keys: Sequence[Mapping[str, object]]) -> None:
        """Serve other keys from now on.

        Raises:
            WorkbenchError: ``jwks-not-served``, ``key-private``.
        """
        body = _document(keys)
        if self._listener is None:
            raise WorkbenchError(
                "jwks-not-served",
                "The key set is not being served, so no provider can fetch it.",
                "Start serving it first.",
            )
        self._body = body

    async def stop(self) -> None:
        """Stop serving; every socket is closed when this returns. Twice is fine."""
        async with self._turn():
            listener, self._listener, self._port = self._listener, None, 0
            if listener is not None:
                await listener.close()
            self._body, self._owner = b"", ""

    def _turn(self) -> "asyncio.Lock":
        """Let one start or stop be done before the next one begins."""
        import asyncio

        if self._lock is None:
            self._lock = asyncio.Lock()
        return self._lock

    def _fresh_path(self) -> str:
        return f"/{base64url.encode(self._random.octets(_PATH_OCTETS))}/{_NAME}"

    async def _open(self, port: int) -> None:
        from oidc_workbench.adapters.jwks_listener import JwksListener

        listener = JwksListener(self._answer, _reply, self._limit)
        self._port = await listener.open(port)
        self._listener = listener

    def _answer(self, request: "BrowserRequest", peer: str) -> bytes:
        status = self._status(request)
        agent = clean(request.header("user-agent"), 200)
        visit = JwksVisit(self._clock.now(), peer, agent, clean(request.method, 20), status)
        self._visits.append(visit)
        if self._told is not None:
            self._told(visit)
        if status != 200:
            return _reply(status, head=request.method == "HEAD")
        return _reply(status, self._body, head=request.method == "HEAD")

    def _status(self, request: "BrowserRequest") -> int:
        hosts = request.all("host")
        # Another name that resolves to loopback is DNS rebinding (RFC 9110 §7.4).
        if len(hosts) != 1 or hosts[0].lower() != f"{LOOPBACK}:{self._port}":
            return 421
        if request.path != self._path:
            return 404
        return 200 if request.method in {"GET", "HEAD"} else 405


def _document(keys: Sequence[Mapping[str, object]]) -> bytes:
    for key in keys:
        if SECRET_JWK_MEMBERS & key.keys() or key.get("kty") == "oct":
            raise WorkbenchError(
                "key-private",
                "A private key was about to be served, so nothing is served.",
                "Serve its public part only.",
            )
    return json.dumps({"keys": [dict(key) for key in keys]}, indent=2).encode()


def _reply(status: int, body: bytes | None = None, *, head: bool = False) -> bytes:
    """Compose a whole response that ends its connection; without a body it names the status."""
    from http import HTTPStatus

    phrase = HTTPStatus(status).phrase
    served = body is not None
    content = body if body is not None else f"{status} {phrase}\n".encode()
    kind = "application/jwk-set+json" if served else "text/plain; charset=utf-8"
    cache = _HEADERS if served else ("Cache-Control: no-store", *_HEADERS[1:])
    lines = [f"HTTP/1.1 {status} {phrase}", f"Content-Type: {kind}", *cache]
    if status == 405:
        lines.append("Allow: GET, HEAD")
    lines.append(f"Content-Length: {len(content)}")
    start = "\r\n".join((*lines, "", "")).encode("ascii")
    return start if head else start + content
