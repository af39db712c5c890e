"""Serves the public keys on loopback for a server that fetches them, and lists who asked. No Qt."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from oidc_workbench.ui.kit.human_time import clock
from oidc_workbench.ui.panes.keys.desk import Desk

if TYPE_CHECKING:
    from oidc_workbench.ports.jwks_host import JwksVisit

_SHOWN = 20  # visits that are listed


@dataclass(frozen=True, slots=True)
class ServingState:
    """The server of the key set.

    Args:
        url: where it is served; empty while it is not.
        visits: who asked, newest first: time, who, what was answered.
    """

    url: str = ""
    visits: tuple[tuple[str, str, str], ...] = ()


class Serving:
    """Switches the server on and off.

    Args:
        keys: gives the public JWKs to serve.
        show: told of every change, and of every visit.
    """

    def __init__(
        self,
        desk: Desk,
        keys: "Callable[[], list[dict[str, object]]]",
        show: Callable[[ServingState], None],
    ) -> None:
        self._desk, self._keys, self._show = desk, keys, show
        self._served: list[dict[str, object]] = []
        self.state = ServingState()

    def switch(self, on: bool) -> None:
        """Begin or end to serve."""
        host = self._desk.services.jwks_host
        runner = self._desk.context.runner
        if on:
            host.watch(lambda _visit: runner.post(self._follow))
            keys = self._served = self._keys()

            async def start() -> None:
                await host.start(keys)

            self._desk.run("register", "Serving the key set", start, self._done, asks=False)
        else:
            self._desk.run("register", "Closing the server", host.stop, self._done, asks=False)

    def follow(self) -> None:
        """Serve what the keys are now, where it is served at all."""
        if not self.state.url:
            return
        host, keys = self._desk.services.jwks_host, self._keys()
        if keys != self._served:
            self._served = keys
            fail = partial(self._desk.fail, "register")
            self._desk.context.runner.run(lambda: host.publish(keys), self._done, fail)

    def _done(self, _nothing: None) -> None:
        self._follow()

    def _follow(self) -> None:
        host = self._desk.services.jwks_host
        visits = tuple(map(_words, reversed(host.visits[-_SHOWN:]))) if host.url else ()
        state = ServingState(host.url, visits)
        if state != self.state:
            self.state = state
            self._show(state)


def _words(visit: "JwksVisit") -> tuple[str, str, str]:
    who = visit.user_agent or "no user agent"
    return clock(visit.at), f"{visit.peer} · {who}", f"{visit.method} {visit.status}"
