"""Keeps a client that a flow changed: on the bench and on disk, before the flow goes on. No Qt."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from oidc_workbench.ui.bench import Bench
from oidc_workbench.ui.workspace_keeper import bring_back, kept
from oidc_workbench.workspace.changes import with_client
from oidc_workbench.workspace.profile import Client, Workspace

if TYPE_CHECKING:
    from oidc_workbench.ports import WorkspaceStore


class ClientKeeping:
    """What flows call on their loop with a client that they changed.

    Args:
        post: calls something on the GUI thread soon.
        told: given a sentence for the person, there, when another copy changed the same.
    """

    def __init__(
        self,
        bench: Bench,
        store: "WorkspaceStore",
        post: Callable[[Callable[[], None]], None],
        told: Callable[[str], None],
    ) -> None:
        self._bench, self._store, self._post, self._told = bench, store, post, told

    async def keep(self, client: Client) -> None:
        """Replace the client with that key, or add it; saved when this returns.

        Raises:
            WorkbenchError: ``settings-not-written``; the bench has the change all the same.
        """
        import asyncio

        loop = asyncio.get_running_loop()
        landed: asyncio.Future[Workspace] = loop.create_future()

        def arrive(workspace: Workspace) -> None:
            if not landed.done():
                landed.set_result(workspace)

        def land() -> None:
            put_client(self._bench, client)
            loop.call_soon_threadsafe(arrive, kept(self._bench.state))

        self._post(land)
        sent = await landed
        saved = await self._store.save(sent)

        def bring() -> None:
            if saved.notice:
                self._told(saved.notice)
            # Left out of the bench, what another copy changed would be undone by the next save.
            bring_back(self._bench, sent, saved.workspace)

        self._post(bring)


def put_client(bench: Bench, client: Client) -> None:
    """Replace the client of the same key on the bench, or add it, and leave the choice alone."""
    bench.change(workspace=with_client(bench.state.workspace, client))
