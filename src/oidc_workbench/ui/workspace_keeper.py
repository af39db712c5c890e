"""Keeps the workspace on disk as it changes on the bench; knows no Qt."""

from collections.abc import Callable
from dataclasses import replace

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ports import WorkspaceStore
from oidc_workbench.ui.bench import Bench, BenchState
from oidc_workbench.ui.pane import Runner
from oidc_workbench.workspace.profile import Workspace


def kept(state: BenchState) -> Workspace:
    """Return what is kept of the bench: everything but the practice provider's profile."""
    whole = state.workspace
    own = {p.provider_id for p in whole.providers if not p.practice}
    return replace(
        whole,
        providers=tuple(p for p in whole.providers if not p.practice),
        clients=tuple(c for c in whole.clients if not c.practice and c.provider_id in own),
        selected_provider=state.provider_id if state.provider_id in own else "",
        selected_client=state.client_key if state.provider_id in own else "",
    )


class WorkspaceKeeper:
    """Writes every change, one after the other, the last one last.

    Args:
        failed: told when a change was not written; the change stays on the bench.
    """

    def __init__(
        self,
        bench: Bench,
        runner: Runner,
        store: WorkspaceStore,
        failed: Callable[[WorkbenchError], None],
    ) -> None:
        self._runner, self._store, self._failed = runner, store, failed
        self._written = kept(bench.state)
        self._waiting: Workspace | None = None
        self._writing: Workspace | None = None
        bench.watch(lambda _before, after: self._changed(kept(after)))

    @property
    def unwritten(self) -> Workspace | None:
        """What is not safely on disk yet, for the end of the program."""
        return self._waiting or self._writing

    def _changed(self, workspace: Workspace) -> None:
        if workspace != (self.unwritten or self._written):
            self._waiting = workspace
            self._write()

    def _write(self) -> None:
        if self._writing is not None or self._waiting is None:
            return
        workspace = self._writing = self._waiting
        self._waiting = None
        self._runner.run(lambda: self._store.save(workspace), self._done, self._not_done)

    def _done(self, _nothing: None) -> None:
        if self._writing is not None:
            self._written = self._writing
        self._writing = None
        self._write()

    def _not_done(self, error: WorkbenchError) -> None:
        self._writing = None
        self._failed(error)
        self._write()
