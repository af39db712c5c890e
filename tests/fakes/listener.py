"""A loopback listener without a socket."""

import asyncio
from typing import Self

from anyio.lowlevel import checkpoint

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ports import Callback


class FakeListener:
    """Hands out the callbacks a test delivers, and remembers how it was treated."""

    def __init__(self, redirect_uri: str, failure: WorkbenchError | None = None) -> None:
        self._redirect_uri = redirect_uri.replace(":0/", ":49152/")
        self._failure = failure
        self._queue: asyncio.Queue[Callback] = asyncio.Queue()
        self.times_out = False
        self.awaited = asyncio.Event()  # set once somebody waits for a callback
        self.is_open = False
        self.was_opened = False
        self.waiting = 0
        self.answers: list[bool] = []

    @property
    def redirect_uri(self) -> str:
        return self._redirect_uri

    def deliver(self, url: str, body: bytes = b"") -> None:
        """Let a request reach the listener."""
        self._queue.put_nowait(Callback(url, body, 1_700_000_001.0))

    def submit(self, url: str) -> None:
        self.deliver(url)

    async def receive(self, within: float = 300.0) -> Callback:
        assert self.is_open, "receive is only called on an open listener"
        if self.times_out and self._queue.empty():
            raise WorkbenchError(
                "callback-timed-out",
                f"No answer came back within {within:.0f} seconds.",
                "Sign in again, or paste the callback URL.",
            )
        self.waiting += 1
        try:
            await checkpoint()
            self.awaited.set()
            return await self._queue.get()
        finally:
            self.waiting -= 1

    def answer(self, *, accepted: bool) -> None:
        self.answers.append(accepted)

    async def __aenter__(self) -> Self:
        await checkpoint()
        if self._failure:
            raise self._failure
        self.is_open = self.was_opened = True
        return self

    async def __aexit__(self, *exc: object) -> None:
        self.is_open = False


class FakeListeners:
    """The factory; ``last`` is the listener of the running flow."""

    def __init__(self, failure: WorkbenchError | None = None) -> None:
        self.failure = failure
        self.times_out = False
        self.awaited = asyncio.Event()
        self.made: list[FakeListener] = []

    def __call__(self, redirect_uri: str) -> FakeListener:
        listener = FakeListener(redirect_uri, self.failure)
        listener.times_out = self.times_out
        listener.awaited = self.awaited
        self.made.append(listener)
        return listener

    @property
    def last(self) -> FakeListener:
        return self.made[-1]

    @property
    def any_open(self) -> bool:
        return any(listener.is_open for listener in self.made)
