from fakes.panes import FakeRunner
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ports import LoadedWorkspace
from oidc_workbench.ui.bench import Bench, BenchState
from oidc_workbench.ui.workspace_keeper import WorkspaceKeeper, kept
from oidc_workbench.workspace.profile import Client, Provider, Workspace

OWN = Provider("own", "Own", "https://own.example")
PRACTICE = Provider("practice", "Practice", "http://127.0.0.1:1", practice=True)


class Store:
    def __init__(self) -> None:
        self.saved: list[Workspace] = []

    async def load(self) -> LoadedWorkspace:
        return LoadedWorkspace(Workspace())

    async def save(self, workspace: Workspace) -> None:
        self.saved.append(workspace)


class Bed:
    def __init__(self) -> None:
        self.bench, self.runner = Bench(BenchState(Workspace())), FakeRunner()
        self.errors: list[WorkbenchError] = []
        self.keeper = WorkspaceKeeper(self.bench, self.runner, Store(), self.errors.append)


def test_the_practice_profile_is_never_kept() -> None:
    state = BenchState(
        Workspace(
            providers=(PRACTICE, OWN),
            clients=(
                Client("p", "practice", "P", "p", practice=True),
                Client("stray", "practice", "S", "s"),
                Client("o", "own", "O", "o"),
            ),
        ),
        "practice",
        "p",
    )
    workspace = kept(state)
    assert workspace.providers == (OWN,)
    assert [c.key for c in workspace.clients] == ["o"]
    assert (workspace.selected_provider, workspace.selected_client) == ("", "")


def test_a_change_is_written_once() -> None:
    bed = Bed()
    bed.bench.change(workspace=Workspace(providers=(OWN,)))
    bed.bench.change(notice="not the workspace")
    assert len(bed.runner.runs) == 1
    bed.runner.runs[0].finish(None)
    assert bed.keeper.unwritten is None


def test_selecting_a_profile_is_kept_too() -> None:
    bed = Bed()
    bed.bench.change(workspace=Workspace(providers=(OWN,)))
    bed.runner.runs[0].finish(None)
    bed.bench.select("own")
    assert bed.keeper.unwritten == Workspace(providers=(OWN,), selected_provider="own")


def test_changes_during_a_write_follow_it_and_the_last_one_wins() -> None:
    bed = Bed()
    for name in ("first", "second", "third"):
        bed.bench.change(workspace=Workspace(providers=(Provider("own", name, "https://x"),)))
    assert len(bed.runner.runs) == 1
    bed.runner.runs[0].finish(None)
    assert len(bed.runner.runs) == 2
    assert bed.keeper.unwritten is not None
    assert bed.keeper.unwritten.providers[0].name == "third"


def test_a_failed_write_is_told_and_the_next_change_tries_again() -> None:
    bed = Bed()
    bed.bench.change(workspace=Workspace(providers=(OWN,)))
    bed.runner.runs[0].fail(WorkbenchError("settings-not-written", "No space.", "Make room."))
    assert [e.code for e in bed.errors] == ["settings-not-written"]
    bed.bench.change(workspace=Workspace(providers=(OWN, PRACTICE)))
    assert len(bed.runner.runs) == 2
