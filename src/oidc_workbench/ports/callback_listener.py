"""Where the authorization response arrives, as the flows see it."""

from dataclasses import dataclass, field
from typing import Protocol, Self


@dataclass(frozen=True, slots=True)
class Callback:
    """One request that reached the loopback listener and may be the authorization response.

    Args:
        url: the full URL as requested, with its query.
        body: the form of a ``form_post`` response, else empty.
    """

    url: str = field(repr=False)
    body: bytes = field(default=b"", repr=False)
    received_at: float = 0.0


class CallbackListener(Protocol):
    """Listens for the authorization response on loopback while a flow runs (RFC 8252 §7.3).

    An async context manager: on leaving, socket and connections are gone, whatever happened.
    """

    @property
    def redirect_uri(self) -> str:
        """The redirect URI to send, with the port that was bound."""
        ...

    async def receive(self, within: float = 300.0) -> Callback:
        """Wait for the next candidate; preconnects, prefetches and favicons never count.

        Args:
            within: seconds to wait.

        Raises:
            WorkbenchError: ``callback-timed-out`` when none came in that time.
        """
        ...

    def submit(self, url: str) -> None:
        """Hand in a callback URL that the person pasted; ``receive`` then returns it.

        May be called from any thread, and after the listener has closed (it then does nothing).
        """
        ...

    def answer(self, *, accepted: bool) -> None:
        """Tell the browser of the last candidate how it went: done, or still waiting."""
        ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(self, *exc: object) -> None: ...


class ListenerFactory(Protocol):
    """Opens a listener for one flow."""

    def __call__(self, redirect_uri: str) -> CallbackListener:
        """Prepare a listener for a redirect URI whose port may be 0 (any free one).

        The socket is bound on entering the context; a busy port then raises WorkbenchError
        ``port-busy`` with the port's number and, where the system tells, its owner.
        """
        ...
