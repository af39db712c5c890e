from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from fakes.panes import FakeJob, FakePane
from fakes.steps import PERSON, PROVIDER, SERVICE, WORKSPACE, access_token, step, token_steps
from oidc_workbench.flows.step import Step, StepState
from oidc_workbench.ports import FlowPorts
from oidc_workbench.ui.bench import BenchState
from oidc_workbench.ui.kit.send_gate import SendGate
from oidc_workbench.ui.panes.service_token.presenter import ServicePresenter
from oidc_workbench.ui.panes.service_token.state import ServiceState
from oidc_workbench.workspace.key_record import KeyRecord
from oidc_workbench.workspace.profile import Client, Provider, Workspace

KEY = KeyRecord("k1", "My key", "kid-1", "EC", "ES256", "thumb", 1_700_000_000.0)
OTHER = replace(KEY, key_id="k2", label="Other key")
READY = BenchState(WORKSPACE, "p1", "c2", keys=(KEY,))


class FakeView:
    def __init__(self) -> None:
        self.states: list[ServiceState] = []

    def show_state(self, state: ServiceState) -> None:
        self.states.append(state)


class Bed:
    def __init__(self, state: BenchState = READY) -> None:
        self.pane = FakePane(state)
        self.view = FakeView()
        self.asked: list[tuple[Provider, Client, SendGate]] = []
        self.presenter = ServicePresenter(self.pane.context, self.view, self._flow)

    def _flow(
        self, provider: Provider, client: Client, gate: SendGate, ports: FlowPorts
    ) -> AsyncIterator[Step]:
        del ports
        self.asked.append((provider, client, gate))
        return self._nothing()

    async def _nothing(self) -> AsyncIterator[Step]:
        for one in tuple[Step, ...]():
            yield one

    @property
    def state(self) -> ServiceState:
        return self.presenter.state

    @property
    def job(self) -> FakeJob:
        return self.pane.runner.streams[-1]

    def prepare(self) -> None:
        self.presenter.press()
        self.job.work()
        self.job.give(step("prepare", StepState.WAITING, message="The request is ready."))


def bench_with(client: Client, *keys: KeyRecord) -> BenchState:
    workspace = Workspace(providers=(PROVIDER,), clients=(client,))
    return BenchState(workspace, "p1", client.key, keys=keys)


BASIC = replace(SERVICE, auth_method="client_secret_basic", key_id="")
PUBLIC = replace(SERVICE, auth_method="none", key_id="")
KEYLESS = replace(SERVICE, key_id="")


@pytest.mark.parametrize(
    ("bench", "code", "goto"),
    [
        (BenchState(Workspace()), "no-provider", "practice"),
        (BenchState(Workspace(providers=(PROVIDER,)), "p1"), "no-client", "provider"),
        (bench_with(PERSON, KEY), "wrong-actor", "provider"),
        (bench_with(SERVICE), "no-key", "keys"),
        (bench_with(KEYLESS, KEY, OTHER), "no-key-chosen", ""),
        (bench_with(BASIC), "no-secret", "provider"),
        (bench_with(PUBLIC, KEY), "public-client", "keys"),
    ],
)
def test_says_what_is_missing_and_where_to_get_it(bench: BenchState, code: str, goto: str) -> None:
    bed = Bed(bench)
    problem = bed.state.problem
    assert problem is not None
    assert (problem.code, problem.goto) == (code, goto)
    assert not bed.state.can_press
    bed.presenter.press()
    assert not bed.pane.runner.streams


@pytest.mark.parametrize(
    "bench",
    [READY, bench_with(KEYLESS, KEY), bench_with(replace(BASIC, secret_ref="s1"))],
    ids=["its key", "the only key there is", "a secret in the vault"],
)
def test_a_client_with_its_credential_can_begin(bench: BenchState) -> None:
    assert Bed(bench).state.can_press


def test_a_key_whose_storing_was_cut_off_is_not_offered() -> None:
    bed = Bed(bench_with(SERVICE, replace(KEY, presence="pending")))
    assert bed.state.keys == ()


def test_a_key_made_meanwhile_clears_the_way() -> None:
    bed = Bed(bench_with(KEYLESS))
    bed.pane.bench.change(keys=(KEY,))
    assert bed.state.problem is None
    assert bed.state.options.key_id == "k1"


def test_prepares_first_and_sends_only_at_the_second_press() -> None:
    bed = Bed()
    assert bed.state.button == "Prepare"
    bed.prepare()
    assert (bed.state.button, bed.state.can_press) == ("Send", True)
    gate = bed.asked[0][2]
    assert not gate.is_open
    bed.presenter.press()
    assert not bed.state.can_press
    assert gate.is_open


def test_cancel_while_prepared_sends_nothing() -> None:
    bed = Bed()
    bed.prepare()
    bed.presenter.cancel()
    assert bed.job.is_cancelled
    assert not bed.state.ready
    assert bed.state.button == "Prepare again"


def test_asks_with_the_options_chosen() -> None:
    bed = Bed(bench_with(SERVICE, KEY, OTHER))
    options = replace(
        bed.state.options, key_id="k2", audience="token_endpoint", scopes="a b a", resource=" r "
    )
    bed.presenter.choose(options)
    bed.prepare()
    client = bed.asked[0][1]
    assert (client.key_id, client.assertion_audience) == ("k2", "token_endpoint")
    assert (client.scopes, client.resource) == (("a", "b"), "r")


def test_the_token_is_judged_and_offered_for_a_call() -> None:
    bed = Bed()
    bed.prepare()
    bed.presenter.press()
    bed.job.give(step("prepare"), *token_steps(access_token()))
    bed.job.finish()
    (card,) = bed.state.run.cards
    assert card.chips[0] == ("accepted", "ok")
    assert [a.target for a in bed.state.sequence.arrows] == ["provider", "workbench"]


def test_a_refusal_stays_with_what_to_do() -> None:
    bed = Bed()
    bed.prepare()
    bed.presenter.press()
    refused = step("token", StepState.FAILED, message="invalid_client", hint="Register the key.")
    bed.job.give(step("prepare"), refused)
    bed.job.finish()
    assert bed.state.run.steps[-1].hint == "Register the key."
    assert (bed.state.button, bed.state.can_press) == ("Prepare again", True)


def test_another_client_brings_its_own_options() -> None:
    other = replace(SERVICE, key="c3", client_id="job-3", scopes=("email:send",))
    bed = Bed(replace(READY, workspace=Workspace(providers=(PROVIDER,), clients=(SERVICE, other))))
    bed.pane.bench.select("p1", "c3")
    assert bed.state.options.scopes == "email:send"
    assert bed.state.client == other
