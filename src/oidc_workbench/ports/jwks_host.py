"""Serving a client's public keys to a server that fetches them (RFC 7591 §2, ``jwks_uri``)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class JwksVisit:
    """One request that reached the served key set.

    Args:
        at: seconds since the epoch.
        peer: the address it came from.
        user_agent: what the visitor calls itself, made fit to be shown.
        status: how it was answered; 200 means that it got the keys.
    """

    at: float
    peer: str
    user_agent: str
    method: str
    status: int


class JwksHost(Protocol):
    """Serves one key set on loopback, and nothing else; off until it is started.

    Started, published to and stopped on the event loop; the properties may be read anywhere.
    """

    @property
    def url(self) -> str:
        """Where the keys are served; empty when they are not."""
        ...

    @property
    def owner(self) -> str:
        """The ``key`` of the client whose key set it is; empty for nobody's in particular."""
        ...

    @property
    def visits(self) -> tuple[JwksVisit, ...]:
        """Who asked, the newest last; the latest 200 of this program's run."""
        ...

    async def start(
        self,
        keys: Sequence[Mapping[str, object]],
        *,
        port: int = 0,
        unguessable: bool = True,
        owner: str = "",
    ) -> str:
        """Serve these public keys, and return the URL; when it runs already, only publish them.

        Args:
            keys: public JWKs.
            port: 0 for any free one.
            unguessable: put a random part into the path.
            owner: the client whose keys these are; a rotation publishes here for that one alone.

        Raises:
            WorkbenchError: ``port-busy``, ``port-refused``, ``key-private`` for a private JWK.
        """
        ...

    async def publish(self, keys: Sequence[Mapping[str, object]]) -> None:
        """Serve other keys from now on.

        Raises:
            WorkbenchError: ``jwks-not-served``, ``key-private``.
        """
        ...

    async def stop(self) -> None:
        """Stop serving; every socket is closed when this returns. Twice is fine."""
        ...

    def watch(self, told: Callable[[JwksVisit], None] | None) -> None:
        """Be told of every visit, on the event loop's thread; None ends that."""
        ...
