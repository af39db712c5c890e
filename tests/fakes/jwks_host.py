"""A served key set without a socket."""

from collections.abc import Callable, Mapping, Sequence

from anyio.lowlevel import checkpoint

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ports import JwksVisit


class FakeJwksHost:
    """Remembers what would be served; ``visit`` plays somebody who asks."""

    def __init__(self) -> None:
        self.keys: list[Mapping[str, object]] = []
        self.seen: list[JwksVisit] = []
        self._url = ""
        self.owner = ""
        self._told: Callable[[JwksVisit], None] | None = None

    @property
    def url(self) -> str:
        return self._url

    @property
    def visits(self) -> tuple[JwksVisit, ...]:
        return tuple(self.seen)

    async def start(
        self,
        keys: Sequence[Mapping[str, object]],
        *,
        port: int = 0,
        unguessable: bool = True,
        owner: str = "",
    ) -> str:
        await checkpoint()
        self.owner = owner
        path = "unguessable/" if unguessable else ""
        self._url = f"http://127.0.0.1:{port or 49153}/{path}jwks.json"
        self.keys = list(keys)
        return self._url

    async def publish(self, keys: Sequence[Mapping[str, object]]) -> None:
        await checkpoint()
        if not self._url:
            raise WorkbenchError("jwks-not-served", "Nothing is served.", "Start it.")
        self.keys = list(keys)

    async def stop(self) -> None:
        await checkpoint()
        self._url, self.owner, self.keys = "", "", []

    def watch(self, told: Callable[[JwksVisit], None] | None) -> None:
        self._told = told

    def visit(self, visit: JwksVisit) -> None:
        self.seen.append(visit)
        if self._told is not None:
            self._told(visit)
