import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ports import LoadedWorkspace
from oidc_workbench.ui.bench import Bench, BenchState
from oidc_workbench.ui.client_keeping import ClientKeeping
from oidc_workbench.workspace.profile import Client, Provider, Workspace

OWN = Provider("own", "Own", "https://own.example")
APP = Client("a", "own", "App", "app-1")


class Store:
    def __init__(
        self,
        error: WorkbenchError | None = None,
        others: tuple[Provider, ...] = (),
        notice: str = "",
    ) -> None:
        self.saved: list[Workspace] = []
        self._error, self._others, self._notice = error, others, notice

    async def load(self) -> LoadedWorkspace:
        return LoadedWorkspace(Workspace())

    async def save(self, workspace: Workspace) -> LoadedWorkspace:
        if self._error:
            raise self._error
        self.saved.append(workspace)
        merged = replace(workspace, providers=(*workspace.providers, *self._others))
        return LoadedWorkspace(merged, self._notice)

    async def refresh(self, workspace: Workspace) -> LoadedWorkspace:
        return LoadedWorkspace(workspace)


def keep(bench: Bench, store: Store, client: Client) -> list[str]:
    told: list[str] = []

    def post(call: Callable[[], None]) -> None:
        call()

    asyncio.run(ClientKeeping(bench, store, post, told.append).keep(client))
    return told


def bench_with(*clients: Client) -> Bench:
    return Bench(BenchState(Workspace(providers=(OWN,), clients=clients), "own", "a"))


def test_a_client_takes_the_place_of_the_one_with_its_key_and_is_saved() -> None:
    bench, store = bench_with(APP), Store()
    keep(bench, store, Client("a", "own", "App", "app-1", key_id="k2"))
    assert [c.key_id for c in bench.state.workspace.clients] == ["k2"]
    assert [c.key_id for c in store.saved[0].clients] == ["k2"]
    assert bench.state.client_key == "a"


def test_another_client_is_added() -> None:
    bench, store = bench_with(APP), Store()
    keep(bench, store, Client("b", "own", "Second", "app-2"))
    assert [c.key for c in store.saved[0].clients] == ["a", "b"]


def test_what_another_copy_added_comes_to_the_bench_with_the_answer() -> None:
    other = Provider("other", "Other", "https://other.example")
    bench = bench_with()
    keep(bench, Store(others=(other,)), APP)
    assert bench.state.workspace.providers == (OWN, other)
    assert bench.state.workspace.clients == (APP,)


def test_what_another_copy_changed_as_well_is_told() -> None:
    assert keep(bench_with(APP), Store(notice="Changed by another copy."), APP) == [
        "Changed by another copy."
    ]
    assert keep(bench_with(APP), Store(), APP) == []


def test_a_file_that_is_not_written_stops_the_flow_and_keeps_the_change_on_the_bench() -> None:
    bench = bench_with()
    store = Store(WorkbenchError("settings-not-written", "No room.", "Make some."))
    with pytest.raises(WorkbenchError, match="No room"):
        keep(bench, store, APP)
    assert bench.state.workspace.clients == (APP,)
