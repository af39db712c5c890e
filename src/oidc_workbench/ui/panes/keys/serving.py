"""Serves the public keys on loopback for a server that fetches them, and lists who asked. No Qt."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from oidc_workbench.ui.kit.human_time import clock
from oidc_workbench.ui.panes.keys.desk import Desk
from oidc_workbench.ui.panes.keys.registering import client_for

if TYPE_CHECKING:
    from oidc_workbench.ports.jwks_host import JwksVisit
    from oidc_workbench.workspace.key_record import KeyRecord

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

    What is served stays that of the client it was switched on for, whatever is looked at since:
    that client's provider fetches it.

    Args:
        selected: gives the key that is looked at, which is served beside the client's others.
        show: told of every change, and of every visit.
    """

    def __init__(
        self,
        desk: Desk,
        selected: "Callable[[], KeyRecord | None]",
        show: Callable[[ServingState], None],
    ) -> None:
        self._desk, self._selected, self._show = desk, selected, show
        self._owner, self._extra = "", ""
        self._served: list[dict[str, object]] = []
        self.state = ServingState()

    def switch(self, on: bool) -> None:
        """Begin or end to serve."""
        host = self._desk.services.jwks_host
        runner = self._desk.context.runner
        if on:
            host.watch(lambda _visit: runner.post(self._follow))
            self._choose()
            keys, owner = self._keys(), self._owner
            self._served = keys

            async def start() -> None:
                await host.start(keys, owner=owner)

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

    def _choose(self) -> None:
        record, client = self._selected(), self._desk.bench.state.client
        if record is not None:
            client = client_for(self._desk, record)
        self._owner = client.key if client else ""
        self._extra = record.key_id if record else ""

    def _keys(self) -> list[dict[str, object]]:
        from oidc_workbench.flows.client_metadata import published_jwk
        from oidc_workbench.workspace.rotation import published_keys

        bench = self._desk.bench.state
        client = next((one for one in bench.workspace.clients if one.key == self._owner), None)
        keys = list(published_keys(client, bench.keys)) if client else []
        extra = next((one for one in bench.keys if one.key_id == self._extra), None)
        if extra is None or extra.rotation:
            self._extra = ""  # from here on the rotation says when it is published, and when not
        elif extra not in keys:
            keys.append(extra)
        return [published_jwk(one) for one in keys]

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
