"""A sender that answers from a script instead of the network."""

import json
from collections.abc import Callable

from anyio.lowlevel import checkpoint

from fakes.clock import FakeClock
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.exchange import Exchange, Headers, HttpRequest, HttpResponse

Answer = HttpResponse | WorkbenchError | Callable[[HttpRequest], HttpResponse]


def json_response(value: object, status: int = 200, headers: Headers = ()) -> HttpResponse:
    """A JSON answer."""
    body = json.dumps(value).encode()
    return HttpResponse(status, (("Content-Type", "application/json"), *headers), body)


def text_response(text: str, status: int = 200, media_type: str = "text/html") -> HttpResponse:
    """An answer that is not JSON."""
    return HttpResponse(status, (("Content-Type", media_type),), text.encode())


def exchange_of(response: HttpResponse, url: str = "https://as.example/token") -> Exchange:
    """An exchange for the readers, which look at the response."""
    return Exchange(HttpRequest("POST", url), response, 1_700_000_000.0, 0.1)


class FakeSender:
    """Answers by method and URL; several answers are given in turn, the last one for ever.

    A request that was not scripted fails the test.
    """

    def __init__(self, clock: FakeClock | None = None) -> None:
        self.clock = clock or FakeClock()
        self.sent: list[HttpRequest] = []
        self.in_flight = 0
        self._script: dict[tuple[str, str], list[Answer]] = {}

    def on(self, method: str, url: str, *answers: Answer) -> None:
        """Script the answers to a URL (compared with its query first, then without)."""
        self._script[method, url] = list(answers)

    async def send(self, request: HttpRequest) -> Exchange:
        self.sent.append(request)
        self.in_flight += 1
        try:
            await checkpoint()
            response = self._answer(request)
        finally:
            self.in_flight -= 1
        return Exchange(request, response, self.clock.now(), 0.01)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        queue = self._script.get((request.method, request.url)) or self._script.get(
            (request.method, request.url.partition("?")[0])
        )
        if queue is None:
            raise AssertionError(f"nothing was scripted for {request.method} {request.url}")
        answer = queue.pop(0) if len(queue) > 1 else queue[0]
        if isinstance(answer, WorkbenchError):
            raise answer
        return answer if isinstance(answer, HttpResponse) else answer(request)
