"""Keeps the workspace on disk as it changes on the bench; knows no Qt."""

from collections.abc import Callable
from dataclasses import replace

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ports import LoadedWorkspace, WorkspaceStore
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

    What another copy of the program changed comes back to the bench with the answer.

    Args:
        failed: told when a change was not written; the change stays on the bench.
        told: given a sentence for the person when both copies changed the same.
    """

    def __init__(
        self,
        bench: Bench,
        runner: Runner,
        store: WorkspaceStore,
        failed: Callable[[WorkbenchError], None],
        told: Callable[[str], None],
    ) -> None:
        self._bench, self._runner, self._store = bench, runner, store
        self._failed, self._told = failed, told
        self._written = kept(bench.state)
        self._waiting: Workspace | None = None
        self._writing: Workspace | None = None
        self._looking = False
        bench.watch(lambda _before, after: self._changed(kept(after)))

    @property
    def unwritten(self) -> Workspace | None:
        """What is not safely on disk yet, for the end of the program."""
        return self._waiting or self._writing

    def look(self) -> None:
        """Take over what another copy has written meanwhile; cheap when there is nothing."""
        if self.unwritten is not None or self._looking:
            return
        self._looking = True
        seen = kept(self._bench.state)

        def found(loaded: LoadedWorkspace | None) -> None:
            self._looking = False
            if loaded is not None:
                if seen == self._written:
                    self._written = loaded.workspace
                self._bring_back(seen, loaded)

        def not_found(error: WorkbenchError) -> None:
            self._looking = False
            self._failed(error)

        self._runner.run(lambda: self._store.refresh(seen), found, not_found)

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

    def _done(self, loaded: LoadedWorkspace) -> None:
        sent, self._writing = self._writing, None
        self._written = loaded.workspace
        if sent is not None:
            self._bring_back(sent, loaded)
        self._write()

    def _not_done(self, error: WorkbenchError) -> None:
        self._writing = None
        self._failed(error)
        self._write()

    def _bring_back(self, sent: Workspace, loaded: LoadedWorkspace) -> None:
        if loaded.notice:
            self._told(loaded.notice)
        bring_back(self._bench, sent, loaded.workspace)


def bring_back(bench: Bench, sent: Workspace, written: Workspace) -> None:
    """Put the other copy's changes beside those made on the bench in the meantime."""
    if written == sent:
        return
    from oidc_workbench.workspace.merge import merge

    bench.change(workspace=merge(sent, bench.state.workspace, written).workspace)
    if bench.state.provider is None:
        bench.select(next((p.provider_id for p in bench.state.workspace.providers), ""))
    elif bench.state.client is None:
        bench.select(bench.state.provider_id)
