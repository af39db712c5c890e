from dataclasses import replace

from fakes.panes import FakeRunner
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ports import LoadedWorkspace
from oidc_workbench.ui.bench import Bench, BenchState
from oidc_workbench.ui.workspace_keeper import WorkspaceKeeper, kept
from oidc_workbench.workspace.profile import Client, Provider, Workspace

OWN = Provider("own", "Own", "https://own.example")
OTHER = Provider("other", "Other", "https://other.example")
PRACTICE = Provider("practice", "Practice", "http://127.0.0.1:1", practice=True)


class Store:
    def __init__(self) -> None:
        self.saved: list[Workspace] = []

    async def load(self) -> LoadedWorkspace:
        return LoadedWorkspace(Workspace())

    async def save(self, workspace: Workspace) -> LoadedWorkspace:
        self.saved.append(workspace)
        return LoadedWorkspace(workspace)

    async def refresh(self, workspace: Workspace) -> LoadedWorkspace:
        return LoadedWorkspace(workspace)


class Bed:
    def __init__(self) -> None:
        self.bench, self.runner = Bench(BenchState(Workspace())), FakeRunner()
        self.errors: list[WorkbenchError] = []
        self.told: list[str] = []
        self.keeper = WorkspaceKeeper(
            self.bench, self.runner, Store(), self.errors.append, self.told.append
        )

    def written(self, workspace: Workspace, notice: str = "") -> None:
        """Bring the last run to its end: this is what the file holds now."""
        self.runner.runs[-1].finish(LoadedWorkspace(workspace, notice))


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
    bed.written(Workspace(providers=(OWN,)))
    assert bed.keeper.unwritten is None


def test_selecting_a_profile_is_kept_too() -> None:
    bed = Bed()
    bed.bench.change(workspace=Workspace(providers=(OWN,)))
    bed.written(Workspace(providers=(OWN,)))
    bed.bench.select("own")
    assert bed.keeper.unwritten == Workspace(providers=(OWN,), selected_provider="own")


def test_changes_during_a_write_follow_it_and_the_last_one_wins() -> None:
    bed = Bed()
    for name in ("first", "second", "third"):
        bed.bench.change(workspace=Workspace(providers=(Provider("own", name, "https://x"),)))
    assert len(bed.runner.runs) == 1
    bed.written(Workspace(providers=(Provider("own", "first", "https://x"),)))
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


def test_what_another_copy_added_comes_back_beside_what_changed_meanwhile() -> None:
    bed = Bed()
    mine = Workspace(providers=(OWN,), selected_provider="own")
    bed.bench.change(workspace=mine, provider_id="own")
    bed.bench.change(workspace=replace(mine, providers=(PRACTICE, replace(OWN, name="Renamed"))))
    bed.written(replace(mine, providers=(OWN, OTHER)), "Another copy changed the same: theme.")
    names = [p.name for p in bed.bench.state.workspace.providers]
    assert names == ["Practice", "Renamed", "Other"]
    assert bed.told == ["Another copy changed the same: theme."]
    # The rename was still to be written, and now is, beside the other one.
    bed.written(replace(mine, providers=(replace(OWN, name="Renamed"), OTHER)))
    assert bed.keeper.unwritten is None
    assert len(bed.runner.runs) == 2


def test_a_profile_that_another_copy_removed_is_no_longer_chosen() -> None:
    bed = Bed()
    mine = Workspace(providers=(OWN, OTHER), selected_provider="own")
    bed.bench.change(workspace=mine, provider_id="own")
    bed.written(replace(mine, providers=(OTHER,)))
    assert bed.bench.state.provider == OTHER


def test_a_look_takes_over_what_another_copy_wrote_and_writes_nothing() -> None:
    bed = Bed()
    mine = Workspace(providers=(OWN,), selected_provider="own")
    bed.bench.change(workspace=mine, provider_id="own")
    bed.written(mine)
    bed.keeper.look()
    bed.keeper.look()
    assert len(bed.runner.runs) == 2
    bed.written(replace(mine, providers=(OWN, OTHER)))
    assert bed.bench.state.workspace.providers == (OWN, OTHER)
    assert len(bed.runner.runs) == 2
    bed.keeper.look()
    bed.runner.runs[-1].finish(None)
    assert bed.bench.state.workspace.providers == (OWN, OTHER)


def test_a_look_waits_until_everything_is_written() -> None:
    bed = Bed()
    bed.bench.change(workspace=Workspace(providers=(OWN,)))
    bed.keeper.look()
    assert len(bed.runner.runs) == 1


def test_what_could_not_be_written_is_written_after_a_look() -> None:
    bed = Bed()
    mine = Workspace(providers=(OWN,), selected_provider="own")
    bed.bench.change(workspace=mine, provider_id="own")
    bed.runner.runs[0].fail(WorkbenchError("settings-not-written", "No space.", "Make room."))
    bed.keeper.look()
    bed.written(replace(mine, providers=(OWN, OTHER)))
    assert bed.keeper.unwritten == replace(mine, providers=(OWN, OTHER))


def test_a_look_that_fails_is_told_and_the_next_one_tries_again() -> None:
    bed = Bed()
    bed.keeper.look()
    bed.runner.runs[0].fail(WorkbenchError("settings-newer", "Newer.", "Update."))
    assert [e.code for e in bed.errors] == ["settings-newer"]
    bed.keeper.look()
    assert len(bed.runner.runs) == 2
