from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from fakes.panes import FakeJob, FakePane
from fakes.steps import (
    ISSUER,
    NOW,
    PERSON,
    PROVIDER,
    SERVICE,
    WORKSPACE,
    access_token,
    exchange,
    id_token,
    refresh_token,
    step,
    token_steps,
)
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.flows.manual_callback import ManualCallback
from oidc_workbench.flows.step import Step, StepState
from oidc_workbench.ports import FlowPorts
from oidc_workbench.ui.bench import BenchState
from oidc_workbench.ui.kit.flow_run import Phase
from oidc_workbench.ui.kit.follow_ups import ApiCall
from oidc_workbench.ui.panes.user_login.options import LoginOptions
from oidc_workbench.ui.panes.user_login.presenter import LoginPresenter
from oidc_workbench.ui.panes.user_login.state import PLANNED, LoginState
from oidc_workbench.workspace.profile import Client, Provider, Workspace

PAGE = f"{ISSUER}/authorize?client_id=app-1&state=s"
READY = BenchState(WORKSPACE, "p1", "c1")


class FakeView:
    def __init__(self) -> None:
        self.states: list[LoginState] = []

    def show_state(self, state: LoginState) -> None:
        self.states.append(state)


class FakeSignIn:
    """Notes what it was asked for; its steps are given by hand."""

    def __init__(self) -> None:
        self.asked: list[tuple[Provider, Client, LoginOptions, ManualCallback]] = []

    def __call__(
        self,
        provider: Provider,
        client: Client,
        options: LoginOptions,
        manual: ManualCallback,
        ports: FlowPorts,
    ) -> AsyncIterator[Step]:
        del ports
        self.asked.append((provider, client, options, manual))
        return self._nothing()

    async def _nothing(self) -> AsyncIterator[Step]:
        for one in tuple[Step, ...]():
            yield one


class Bed:
    def __init__(self, state: BenchState = READY) -> None:
        self.pane = FakePane(state)
        self.view = FakeView()
        self.sign_in = FakeSignIn()
        self.presenter = LoginPresenter(self.pane.context, self.view, self.sign_in)

    @property
    def state(self) -> LoginState:
        return self.presenter.state

    def start(self) -> None:
        self.presenter.start()
        self.job.work()

    @property
    def job(self) -> FakeJob:
        return self.pane.runner.streams[-1]

    def waiting(self) -> Step:
        front = exchange(PAGE, front=True)
        self.job.give(step("browser", exchanges=(front,)))
        waits = step("callback", StepState.WAITING, message="Waiting.", deadline=NOW + 300)
        self.job.give(waits)
        return waits


NO_CLIENTS = replace(READY, workspace=Workspace(providers=(PROVIDER,)), client_key="")
ONLY_SERVICE = replace(
    READY, workspace=Workspace(providers=(PROVIDER,), clients=(SERVICE,)), client_key="c2"
)


@pytest.mark.parametrize(
    ("bench", "code", "goto", "action"),
    [
        (BenchState(Workspace()), "no-provider", "practice", "Start the practice provider"),
        (NO_CLIENTS, "no-client", "provider", "Add a client"),
        (ONLY_SERVICE, "wrong-actor", "provider", "Add a client"),
        (replace(READY, client_key="c2"), "wrong-actor", "", "Use App"),
    ],
)
def test_says_what_stands_in_the_way_and_offers_the_remedy(
    bench: BenchState, code: str, goto: str, action: str
) -> None:
    bed = Bed(bench)
    problem = bed.state.problem
    assert problem is not None
    assert (problem.code, problem.goto, problem.action) == (code, goto, action)
    assert problem.hint
    bed.presenter.start()
    assert not bed.pane.runner.streams


def test_the_offered_client_is_taken_at_the_press_of_the_button() -> None:
    bed = Bed(replace(READY, client_key="c2"))
    bed.presenter.act_on_problem()
    assert bed.pane.bench.state.client == PERSON
    assert bed.state.problem is None


def test_a_pane_that_can_help_is_shown() -> None:
    bed = Bed(NO_CLIENTS)
    bed.presenter.act_on_problem()
    assert bed.pane.shown == ["provider"]


def test_the_practice_provider_is_started_from_here_and_its_failure_told_here() -> None:
    bed = Bed(BenchState(Workspace()))
    bed.presenter.act_on_problem()
    bed.pane.runner.runs[-1].fail(WorkbenchError("port-busy", "No port is free.", "Try again."))
    problem = bed.state.problem
    assert problem is not None
    assert (problem.message, problem.action) == ("No port is free.", "Try again")


def test_runs_with_the_options_of_the_client_unless_others_are_chosen() -> None:
    bed = Bed()
    assert bed.state.options.scopes == "openid orders:read"
    bed.presenter.choose(
        replace(bed.state.options, scopes="openid", max_age="60", prompt="login", use_nonce=False)
    )
    bed.start()
    provider, client, options, _manual = bed.sign_in.asked[0]
    assert (provider, client.scopes, client.client_id) == (PROVIDER, ("openid",), "app-1")
    assert (options.prompt, options.max_age, options.use_nonce) == ("login", "60", False)


def test_max_age_that_is_no_number_holds_the_button_back_and_says_so() -> None:
    bed = Bed()
    bed.presenter.choose(replace(bed.state.options, max_age="soon"))
    assert "whole number" in bed.state.options_problem
    assert not bed.state.can_start


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"scopes": "orders:read"}, "openid"),
        ({"use_nonce": False}, "nonce"),
        ({"scopes": "openid offline_access"}, "offline_access"),
        ({"form_post": True}, "loopback"),
    ],
)
def test_options_that_surprise_are_explained_beforehand(
    change: dict[str, object], word: str
) -> None:
    bed = Bed()
    bed.presenter.choose(replace(bed.state.options, **change))  # type: ignore[arg-type]  # fields by name
    assert any(word in note for note in bed.state.notes)


def test_steps_come_in_order_and_the_rest_is_still_planned() -> None:
    bed = Bed()
    assert bed.state.upcoming == PLANNED
    bed.start()
    bed.job.give(step("discover", StepState.RUNNING), step("discover"), step("keys"))
    assert [one.title for one in bed.state.run.steps] == ["Discover", "Keys"]
    assert bed.state.upcoming == PLANNED[2:]
    assert bed.state.run.busy


def test_while_waiting_every_way_out_is_there() -> None:
    bed = Bed()
    bed.start()
    bed.waiting()
    waiting = bed.state.waiting
    assert waiting is not None
    assert waiting.address == PAGE
    bed.presenter.open_again()
    assert len(bed.pane.runner.runs) == 1
    bed.pane.runner.runs[0].fail(WorkbenchError("browser-not-opened", "No browser.", "Copy it."))
    waiting = bed.state.waiting
    assert waiting is not None
    assert waiting.problem == "No browser. Copy it."


def test_a_pasted_callback_url_reaches_the_flow_and_anything_else_is_explained() -> None:
    bed = Bed()
    bed.start()
    bed.waiting()
    bed.presenter.paste_callback("code=abc")
    waiting = bed.state.waiting
    assert waiting is not None
    assert "whole address" in waiting.problem
    listener = bed.pane.world.listeners("http://127.0.0.1:0/callback")
    bed.sign_in.asked[0][3].attach(listener)
    handed: list[str] = []
    listener.submit = handed.append  # type: ignore[method-assign,assignment]  # a spy
    bed.presenter.paste_callback(" http://127.0.0.1:1/callback?code=abc&state=s ")
    assert handed == ["http://127.0.0.1:1/callback?code=abc&state=s"]


def test_cancel_ends_the_run_and_marks_the_open_step() -> None:
    bed = Bed()
    bed.start()
    bed.waiting()
    bed.presenter.cancel()
    assert bed.job.is_cancelled
    last = bed.state.run.steps[-1]
    assert (bed.state.run.phase, last.state) == (Phase.CANCELLED, StepState.FAILED)
    assert (last.message, bool(last.hint)) == ("Cancelled.", True)
    assert bed.state.can_start
    assert bed.state.waiting is None


ERRORS = [
    ("access_denied", "The person refused.", "Sign in again and allow it."),
    ("callback-timed-out", "No answer came within 300 seconds.", "Sign in again."),
    ("issuer-unreachable", "The provider could not be reached.", "Check the address."),
]


@pytest.mark.parametrize(("code", "message", "hint"), ERRORS)
def test_a_failed_step_stays_open_with_what_to_do(code: str, message: str, hint: str) -> None:
    del code
    bed = Bed()
    bed.start()
    bed.job.give(step("discover", StepState.FAILED, message=message, hint=hint))
    bed.job.finish()
    assert bed.state.run.phase is Phase.FAILED
    assert (bed.state.run.steps[-1].message, bed.state.run.steps[-1].hint) == (message, hint)
    assert bed.state.upcoming == ()
    assert bed.state.can_start


@pytest.mark.parametrize(("code", "message", "hint"), ERRORS)
def test_an_error_outside_any_step_is_told_too(code: str, message: str, hint: str) -> None:
    bed = Bed()
    bed.start()
    bed.job.fail(WorkbenchError(code, message, hint))
    problem = bed.state.run.problem
    assert problem is not None
    assert (problem.message, problem.hint) == (message, hint)


def signed_in() -> Bed:
    bed = Bed()
    bed.start()
    bed.job.give(*token_steps(id_token(), access_token(), refresh_token()))
    bed.job.finish()
    return bed


def test_tokens_get_their_verdict_summary_and_countdown() -> None:
    bed = signed_in()
    cards = {card.token.kind: card for card in bed.state.run.cards}
    assert cards["id_token"].chips[0] == ("accepted", "ok")
    assert cards["id_token"].summary == "alice-1"
    assert cards["access_token"].summary == "JWT, at+jwt"
    assert cards["access_token"].expiry(NOW) == "expires in 4:50"
    assert cards["refresh_token"].summary == "opaque"
    assert cards["access_token"].expiry(NOW + 1000) == "expired"


def test_tokens_are_put_on_the_bench_once() -> None:
    bed = signed_in()
    kinds = [token.kind for token in bed.pane.bench.state.tokens]
    assert sorted(kinds) == ["access_token", "id_token", "refresh_token"]


def test_a_rejected_token_says_so_on_its_card() -> None:
    bed = Bed()
    bed.start()
    bed.job.give(*token_steps(access_token(aud="https://billing.example/")))
    assert bed.state.run.cards[0].chips[0] == ("rejected", "error")


def test_inspect_sends_the_token_to_the_inspector() -> None:
    bed = signed_in()
    bed.presenter.act(bed.state.run.cards[1], "inspect")
    assert bed.pane.bench.state.to_inspect == bed.state.run.cards[1].token
    assert bed.pane.shown == ["inspector"]


@pytest.mark.parametrize(
    ("card", "action"),
    [(2, "refresh"), (1, "userinfo"), (1, "introspect"), (2, "introspect"), (1, "revoke")],
)
def test_follow_ups_add_steps_to_those_there_are(card: int, action: str) -> None:
    bed = signed_in()
    before = len(bed.state.run.steps)
    bed.presenter.act(bed.state.run.cards[card], action)  # type: ignore[arg-type]  # an Action
    bed.job.give(step("discover"))
    assert len(bed.state.run.steps) == before + 1
    assert bed.state.run.busy
    assert not bed.state.can_start


def test_a_refreshed_token_takes_the_place_of_the_old_one() -> None:
    bed = signed_in()
    bed.presenter.act(bed.state.run.cards[2], "refresh")
    fresh = access_token(jti="another-one-1234")
    bed.job.give(*token_steps(fresh))
    assert bed.state.run.token("access_token") == fresh
    assert len(bed.state.run.cards) == 3


def test_a_revoked_token_goes_when_the_provider_took_it_and_not_before() -> None:
    bed = signed_in()
    bed.presenter.act(bed.state.run.cards[2], "revoke")
    bed.job.give(step("revoke", StepState.FAILED, message="No.", hint="Let it expire."))
    bed.job.finish()
    assert bed.state.run.token("refresh_token") is not None
    bed.presenter.act(bed.state.run.cards[2], "revoke")
    bed.job.give(step("revoke"))
    bed.job.finish()
    assert bed.state.run.token("refresh_token") is None


@pytest.mark.parametrize(
    "url", ["", "api.example/x", "ftp://api.example/", "https://user:pw@api.example/"]
)
def test_an_address_that_cannot_be_called_is_explained(url: str) -> None:
    bed = signed_in()
    streams = len(bed.pane.runner.streams)
    bed.presenter.call(ApiCall("GET", url))
    assert bed.state.api_problem
    assert len(bed.pane.runner.streams) == streams


def test_the_answer_of_the_api_is_told_in_words() -> None:
    bed = signed_in()
    bed.presenter.call(ApiCall("GET", "https://api.example/x"))
    refused = step(
        "call", StepState.FAILED, message="The scope orders:write is missing.", hint="Ask for it."
    )
    bed.job.give(refused)
    bed.job.finish()
    answer = bed.state.api_answer
    assert answer is not None
    assert (answer.accepted, answer.message) == (False, "The scope orders:write is missing.")
    assert answer.hint == "Ask for it."


def test_a_new_run_forgets_the_old_steps_but_keeps_the_bench() -> None:
    bed = signed_in()
    bed.start()
    assert bed.state.run.steps == ()
    assert bed.state.run.cards == ()
    assert len(bed.pane.bench.state.tokens) == 3


def test_the_diagram_follows_the_run_and_shares_its_selection() -> None:
    bed = Bed()
    bed.start()
    bed.waiting()
    arrows = bed.state.sequence.arrows
    assert [(a.source, a.target) for a in arrows] == [
        ("you", "workbench"),
        ("workbench", "browser"),
        ("browser", "provider"),
        ("you", "browser"),
    ]
    bed.presenter.select(arrows[2].step_id)
    assert bed.state.selected == bed.state.run.steps[0].id
    bed.presenter.select(arrows[2].step_id)
    assert bed.state.selected == ""


def test_the_clock_counts_down_only_where_something_counts() -> None:
    bed = Bed()
    shown = len(bed.view.states)
    bed.pane.tick()
    assert len(bed.view.states) == shown
    bed.start()
    bed.waiting()
    bed.pane.tick()
    assert bed.state.now == NOW + 2


def test_closing_stops_everything_without_a_word() -> None:
    bed = Bed()
    bed.start()
    bed.waiting()
    shown = len(bed.view.states)
    bed.presenter.close()
    assert bed.job.is_cancelled
    assert not bed.pane.is_watched
    bed.pane.bench.select("p1", "c2")
    assert len(bed.view.states) == shown
