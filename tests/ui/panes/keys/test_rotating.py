from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from fakes.panes import FakePane
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.flows.step import Step, StepState
from oidc_workbench.ports import LoadedWorkspace
from oidc_workbench.ui.kit.flow_run import Phase, RunState
from oidc_workbench.ui.panes.keys.presenter import KeysPresenter
from oidc_workbench.ui.task_runner import TaskRunner
from oidc_workbench.workspace.profile import Client, Workspace
from oidc_workbench.workspace.rotation import RotationStage
from ui.panes.keys.bed import SERVICE, Bed, Screen, workspace_of


@pytest.fixture
def bed() -> Bed:
    bed = Bed()
    bed.keep("old", kid="k1", alg="ES256")
    bed.keep("new", kid="k2", alg="ES256")
    bed.know(replace(SERVICE, key_id="old"))
    bed.presenter.show_tab("rotate")
    return bed


def stage(bed: Bed) -> RotationStage | None:
    rotation = bed.state.rotating.rotation
    return rotation.stage if rotation else None


def test_the_other_keys_of_the_vault_may_take_over(bed: Bed) -> None:
    assert [key for key, _words in bed.state.rotating.candidates] == ["new"]
    assert stage(bed) is RotationStage.NONE


def test_a_rotation_begins_in_the_vault_alone(bed: Bed) -> None:
    bed.presenter.rotating.begin("new")
    assert stage(bed) is RotationStage.NEW
    record = bed.vault.key_records["new"]
    assert (record.rotation, record.replaces, record.client_key) == ("new", "old", "c")
    assert bed.around.world.http.sent == []
    here = [stop.title for stop in bed.state.rotating.stops if stop.state == "here"]
    assert here == ["New key"]


def test_it_can_be_taken_back(bed: Bed) -> None:
    bed.presenter.rotating.begin("new")
    rotation = bed.state.rotating.rotation
    assert rotation is not None
    assert rotation.undo is not None
    bed.presenter.rotating.go(rotation.undo.end.value)
    assert stage(bed) is RotationStage.NONE
    assert bed.vault.key_records["new"].rotation == ""


def test_a_served_key_set_tells_the_server_by_itself(bed: Bed) -> None:
    bed.presenter.serving.switch(True)
    bed.presenter.rotating.begin("new")
    bed.presenter.rotating.go("published")
    assert stage(bed) is RotationStage.PUBLISHED
    assert sorted(str(key["kid"]) for key in bed.around.jwks_host.keys) == ["k1", "k2"]


def test_what_another_copy_changed_as_well_is_told(
    bed: Bed, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def save(workspace: Workspace) -> LoadedWorkspace:
        return LoadedWorkspace(workspace, "Another copy changed the same.")

    monkeypatch.setattr(bed.presenter.desk.services.store, "save", save)
    bed.keep("new", rotation="proven", replaces="old", client_key="c")
    bed.presenter.rotating.go("current")
    assert stage(bed) is RotationStage.CURRENT
    assert bed.bench.state.notice == "Another copy changed the same."


@pytest.mark.parametrize(
    ("clients", "said"),
    [
        ((), "Choose a client"),
        ((replace(SERVICE, auth_method="none"),), "does not authenticate with a key"),
        ((SERVICE,), "no key yet"),
    ],
)
def test_without_a_key_to_rotate_it_says_why(clients: tuple[Client, ...], said: str) -> None:
    bed = Bed()
    bed.know(*clients)
    bed.presenter.show_tab("rotate")
    assert said in bed.state.rotating.why_not


class HandBed:
    """With a real background loop, on which the flow waits for the person."""

    def __init__(self) -> None:
        self.crashes: list[BaseException] = []
        self.runner = TaskRunner(self.crashes.append)
        around = FakePane()
        vault = around.world.vault
        for key_id in ("old", "new"):
            made = Bed()
            made.keep(key_id, kid=f"kid-{key_id}", alg="ES256")
            vault.key_records |= made.vault.key_records
            vault.keys |= made.vault.keys
        client = replace(SERVICE, key_id="old")
        around.bench.change(keys=tuple(vault.key_records.values()), workspace=workspace_of(client))
        around.bench.select("p", "c")
        self.vault = vault
        self.presenter = KeysPresenter(around.context._replace(runner=self.runner), Screen())
        self.presenter.begin()

    @property
    def run(self) -> RunState:
        return self.presenter.state.rotating.run

    def close(self) -> None:
        self.presenter.close()
        self.runner.close()


@pytest.fixture
def by_hand(qapp: object) -> Iterator[HandBed]:
    del qapp
    made = HandBed()
    yield made
    made.close()
    assert made.crashes == []


def test_by_hand_it_waits_for_the_persons_word(by_hand: HandBed, qtbot: QtBot) -> None:
    by_hand.presenter.rotating.begin("new")
    qtbot.waitUntil(lambda: by_hand.run.phase is Phase.DONE)
    by_hand.presenter.rotating.go("published")
    qtbot.waitUntil(lambda: by_hand.run.waiting is not None)
    assert any("kid-new" in value for _name, value in by_hand.run.steps[-1].facts)
    by_hand.presenter.rotating.done_by_hand()
    qtbot.waitUntil(lambda: by_hand.run.phase is Phase.DONE)
    assert by_hand.vault.key_records["new"].rotation == "published"


def test_cancelled_while_it_waits_it_stays_where_it_was(by_hand: HandBed, qtbot: QtBot) -> None:
    by_hand.presenter.rotating.begin("new")
    qtbot.waitUntil(lambda: by_hand.run.phase is Phase.DONE)
    by_hand.presenter.rotating.go("published")
    qtbot.waitUntil(lambda: by_hand.run.waiting is not None)
    by_hand.presenter.rotating.cancel()
    assert by_hand.run.phase is Phase.CANCELLED
    assert by_hand.vault.key_records["new"].rotation == "new"


@pytest.fixture
def ended() -> Bed:
    """A run is over, and what it changed is not read yet."""
    bed = Bed(holds=True)
    bed.keep("old", kid="k1", alg="ES256")
    bed.know(replace(SERVICE, key_id="old"))
    bed.presenter.show_tab("rotate")
    bed.presenter.rotating.begin("new")
    bed.around.runner.streams[-1].finish()
    return bed


def test_no_next_step_is_offered_before_the_last_one_s_outcome_is_read(ended: Bed) -> None:
    before = ended.state.rotating
    assert not before.run.busy
    assert before.busy
    ended.around.runner.runs[-1].finish((tuple(ended.vault.key_records.values()), ()))
    assert not ended.state.rotating.busy


def test_an_index_that_can_not_be_read_leaves_the_rotation_usable(ended: Bed) -> None:
    ended.around.runner.runs[-1].fail(WorkbenchError("index-unreadable", "It can't be read.", ""))
    assert not ended.state.rotating.busy
    assert "It can't be read." in ended.told


def waiting(step_id: str) -> Step:
    return Step(step_id, "Publish the new key", "why", StepState.WAITING)


@pytest.fixture
def managed() -> Bed:
    """A client whose registration the program changes, and a change that waits to be sent."""
    bed = Bed(holds=True)
    for key_id in ("old", "new"):
        bed.keep(key_id, kid=key_id, alg="ES256")
    there = {"registration_uri": "https://as.example/r/c", "registration_token_ref": "r"}
    client = replace(SERVICE, key_id="old", **there)  # type: ignore[arg-type]  # texts, by name
    bed.know(client, replace(SERVICE, key="d", name="Other"))
    bed.presenter.show_tab("rotate")
    bed.presenter.rotating.go("current")
    bed.around.runner.streams[-1].give(waiting("publish"))
    return bed


def test_a_changed_registration_waits_for_the_person_once_each(managed: Bed) -> None:
    seen = [managed.state.rotating.ready]
    managed.presenter.rotating.send()
    seen.append(managed.state.rotating.ready)  # though its step says so for a moment longer
    done = replace(waiting("publish"), state=StepState.DONE)
    managed.around.runner.streams[-1].give(done, waiting("prove"))
    seen.append(managed.state.rotating.ready)
    assert seen == [True, False, True]


def test_a_registration_that_others_changed_meanwhile_waits_for_the_person_again(
    managed: Bed,
) -> None:
    stream = managed.around.runner.streams[-1]
    managed.presenter.rotating.send()
    stream.give(replace(waiting("publish"), state=StepState.RUNNING))
    assert not managed.state.rotating.ready
    stream.give(waiting("publish"))
    assert managed.state.rotating.ready


def test_another_client_gives_up_the_change_for_the_first(managed: Bed) -> None:
    managed.bench.select("p", "d")
    assert managed.around.runner.streams[-1].is_cancelled
    assert not managed.state.rotating.ready


def test_by_hand_there_is_nothing_to_send(bed: Bed) -> None:
    assert not bed.state.rotating.by_itself
    bed.presenter.rotating.send()
    assert not bed.state.rotating.run.busy
