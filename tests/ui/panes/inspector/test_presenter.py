import json
from dataclasses import fields, replace

import pytest

from fakes.panes import FakePane
from fakes.steps import (
    API,
    ID_CLAIMS,
    ISSUER,
    KEYS,
    NOW,
    PROVIDER,
    WORKSPACE,
    access_token,
    id_token,
    refresh_token,
    signed,
)
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.rules.expectation import Expectation, Purpose
from oidc_workbench.rules.outcome import Status
from oidc_workbench.ui.bench import BenchState
from oidc_workbench.ui.panes.inspector.engine import Fetched, RealEngine
from oidc_workbench.ui.panes.inspector.judge_form import JudgeForm, expectation_of, form_of
from oidc_workbench.ui.panes.inspector.presenter import InspectorPresenter
from oidc_workbench.ui.panes.inspector.reports import Judged
from oidc_workbench.ui.panes.inspector.state import InspectorState
from oidc_workbench.workspace.document import from_json, to_json
from oidc_workbench.workspace.key_record import KeyRecord
from oidc_workbench.workspace.profile import ReadingLimits, Workspace

SELECTED = BenchState(WORKSPACE, "p1", "c1")
FETCHED = Fetched((KEYS,), {"issuer": ISSUER})


class FakeView:
    def __init__(self) -> None:
        self.states: list[InspectorState] = []

    def show_state(self, state: InspectorState) -> None:
        self.states.append(state)


class Bed:
    def __init__(self, state: BenchState = SELECTED) -> None:
        self.pane = FakePane(state)
        self.view = FakeView()
        self.presenter = InspectorPresenter(self.pane.context, self.view, RealEngine())

    @property
    def state(self) -> InspectorState:
        return self.presenter.state

    @property
    def decision(self) -> str:
        assert self.state.verdict is not None
        return self.state.verdict.decision

    @property
    def judged(self) -> Judged:
        judged = self.presenter.judged()
        assert judged is not None
        return judged

    def fetched(self) -> None:
        self.presenter.fetch_keys()
        self.pane.runner.runs[-1].finish(FETCHED)


def test_is_empty_until_something_is_pasted() -> None:
    bed = Bed()
    assert bed.state.is_empty
    bed.presenter.paste("  \n ")
    assert bed.state.is_empty


def test_a_pasted_token_is_decoded_but_not_called_verified() -> None:
    bed = Bed()
    bed.presenter.paste(access_token().text)
    assert bed.decision == "Undecided"
    assert [row.name for row in bed.state.claims][:3] == ["iss", "sub", "aud"]
    assert bed.state.verdict is not None
    assert "verified" in bed.state.verdict.headline


def test_the_expectation_is_filled_from_the_selected_profile() -> None:
    form = Bed().state.form
    assert (form.issuer, form.client_id, form.audiences) == (ISSUER, "app-1", API)


def test_fetching_the_keys_decides_and_asks_the_chosen_issuer_only() -> None:
    bed = Bed()
    bed.presenter.paste(access_token().text)
    bed.fetched()
    assert bed.decision == "Accepted"
    assert bed.pane.asked_for == [PROVIDER]
    assert [link.mark for link in bed.state.trust[:3]] == ["named", "fetched", "fetched"]


def test_no_keys_are_fetched_from_an_issuer_that_only_the_token_names() -> None:
    bed = Bed(BenchState(Workspace()))
    bed.presenter.paste(access_token().text)
    assert bed.state.keys.why_not
    bed.presenter.fetch_keys()
    assert not bed.pane.runner.runs
    assert not bed.pane.asked_for


@pytest.mark.parametrize("issuer", ["as.example", "file:///etc/passwd", "https://"])
def test_an_issuer_that_is_no_url_is_not_asked(issuer: str) -> None:
    bed = Bed()
    bed.presenter.paste(access_token().text)
    bed.presenter.judge_as(replace(bed.state.form, issuer=issuer))
    bed.presenter.fetch_keys()
    assert bed.state.keys.why_not
    assert not bed.pane.runner.runs


def test_a_failed_fetch_is_told_in_place_and_can_be_tried_again() -> None:
    bed = Bed()
    bed.presenter.paste(access_token().text)
    bed.presenter.fetch_keys()
    assert bed.state.keys.busy
    bed.pane.runner.runs[-1].fail(WorkbenchError("x", "It is unreachable.", "Check the address."))
    assert bed.state.keys.problem == "It is unreachable. Check the address."
    bed.fetched()
    assert bed.decision == "Accepted"


def test_keys_of_one_issuer_are_dropped_when_another_is_named() -> None:
    bed = Bed()
    bed.presenter.paste(access_token().text)
    bed.fetched()
    bed.presenter.judge_as(replace(bed.state.form, issuer="https://other.example"))
    assert bed.decision != "Accepted"
    assert not bed.state.keys.fetched
    assert all(link.mark != "fetched" for link in bed.state.trust)


def test_keys_that_come_when_another_issuer_is_named_judge_nothing() -> None:
    bed = Bed()
    bed.presenter.paste(access_token().text)
    bed.presenter.fetch_keys()
    bed.presenter.paste(signed({**ID_CLAIMS, "iss": "https://other.example"}))
    bed.presenter.judge_as(replace(bed.state.form, issuer="https://other.example"))
    bed.pane.runner.runs[-1].finish(replace(FETCHED, fresh_for=60))
    assert bed.decision == "Undecided"
    assert not bed.state.keys.fetched
    assert not bed.state.keys.busy
    bed.presenter.judge_as(replace(bed.state.form, issuer=ISSUER))
    assert bed.state.keys.fetched


def test_a_fetch_that_fails_when_another_issuer_is_named_is_not_told_of_that_one() -> None:
    bed = Bed()
    bed.presenter.paste(access_token().text)
    bed.presenter.fetch_keys()
    bed.presenter.judge_as(replace(bed.state.form, issuer="https://other.example"))
    bed.pane.runner.runs[-1].fail(WorkbenchError("x", "It is unreachable.", "Check the address."))
    assert bed.state.keys.issuer == "https://other.example"
    assert not bed.state.keys.problem
    assert not bed.state.keys.busy


def test_metadata_of_one_issuer_is_dropped_with_its_keys() -> None:
    bed = Bed()
    bed.presenter.paste(id_token().text)
    bed.fetched()
    assert bed.judged.context.metadata == {"issuer": ISSUER}
    bed.presenter.judge_as(replace(bed.state.form, issuer="https://other.example"))
    assert bed.judged.context.metadata is None


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"audiences": "https://billing.example/"}, "payload.aud"),
        ({"issuer": "https://other.example"}, "payload.iss"),
        ({"algorithms": "RS256"}, "header.alg"),
    ],
)
def test_why_is_it_rejected_names_the_place(change: dict[str, object], place: str) -> None:
    bed = Bed()
    bed.pane.bench.gain([access_token()])
    bed.presenter.choose_run(0)
    assert bed.decision == "Accepted"
    bed.presenter.judge_as(replace(bed.state.form, **change))  # type: ignore[arg-type]  # fields by name
    assert bed.decision == "Rejected"
    assert bed.state.outcomes is not None
    assert bed.state.outcomes.first_failing is not None
    assert bed.state.outcomes.first_failing.where == place


def test_a_token_of_a_run_brings_its_keys_and_its_expectation() -> None:
    bed = Bed(BenchState(WORKSPACE))
    bed.pane.bench.inspect(id_token())
    assert bed.decision == "Accepted"
    assert bed.state.form.nonce
    assert "ID token of App" in bed.state.origin


def test_the_same_token_can_be_sent_again_after_it_was_cleared() -> None:
    bed = Bed()
    token = access_token()
    bed.pane.bench.inspect(token)
    bed.presenter.clear()
    bed.pane.bench.inspect(token)
    assert not bed.state.is_empty


def test_scopes_that_the_person_takes_out_are_no_longer_required() -> None:
    bed = Bed(replace(SELECTED, to_inspect=access_token(scope="other:scope")))
    assert bed.decision == "Rejected"
    bed.presenter.judge_as(replace(bed.state.form, scopes=""))
    assert bed.decision != "Rejected"


def test_a_pasted_token_is_recognised_as_that_of_the_run() -> None:
    bed = Bed(replace(SELECTED, tokens=(access_token(),)))
    bed.presenter.paste(f"\n{bed.pane.bench.state.tokens[0].text} ")
    assert bed.decision == "Accepted"
    assert bed.state.runs == ("Access token · 22:13 UTC",)


def test_one_selection_for_text_tables_and_findings() -> None:
    bed = Bed(replace(SELECTED, to_inspect=access_token()))
    bed.presenter.select("payload.aud")
    highlight = bed.state.highlight
    assert highlight is not None
    assert bed.state.parts[highlight.part].name == "payload"
    bed.presenter.select_at(highlight.part, highlight.start + 4)
    assert bed.state.selected == "payload.aud"
    bed.presenter.select_at(2, 0)
    assert bed.state.selected == "signature"


def test_judged_at_another_time_until_asked_back() -> None:
    bed = Bed(replace(SELECTED, to_inspect=access_token()))
    bed.presenter.judge_at(NOW + 3600)
    assert bed.decision == "Rejected"
    assert bed.state.times is not None
    assert not bed.state.times.follows
    bed.pane.tick()
    assert bed.decision == "Rejected"
    bed.presenter.judge_at(None)
    assert bed.decision == "Accepted"


def test_a_token_that_expires_while_it_is_looked_at_turns_rejected() -> None:
    bed = Bed(replace(SELECTED, to_inspect=access_token()))
    bed.pane.tick(3600)
    assert bed.decision == "Rejected"


MALFORMED: tuple[tuple[str, str], ...] = (
    ("eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJhIiwiaXNzIjoiYiJ9.AA", "iss"),
    ("eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJhIiw.AA", "iss"),
)


@pytest.mark.parametrize(("text", "name"), MALFORMED)
def test_what_can_be_read_of_a_malformed_token_is_shown(text: str, name: str) -> None:
    bed = Bed()
    bed.presenter.paste(text)
    assert bed.decision != "Accepted"
    assert name in [row.name for row in bed.state.claims]
    assert bed.state.outcomes is not None
    assert bed.state.outcomes.findings


def test_both_of_two_equal_names_are_shown() -> None:
    bed = Bed()
    bed.presenter.paste(MALFORMED[0][0])
    assert [(row.value, row.duplicate) for row in bed.state.claims] == [("a", True), ("b", True)]


def test_every_defect_has_its_finding() -> None:
    bed = Bed()
    bed.presenter.paste("eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJhIiw.A=A")
    reading, outcomes = bed.state.reading, bed.state.outcomes
    assert reading is not None
    assert outcomes is not None
    assert {d.code for d in reading.defects} <= {f.rule for f in outcomes.findings}


def test_an_opaque_token_is_hidden_until_asked_for() -> None:
    bed = Bed(replace(SELECTED, to_inspect=refresh_token()))
    (part,) = bed.state.parts
    assert part.secret
    assert not bed.state.reveal
    bed.presenter.reveal(True)
    assert bed.state.reveal


def test_several_tokens_in_one_paste_can_be_chosen() -> None:
    bed = Bed()
    response = f'{{"access_token": "{access_token().text}", "id_token": "{id_token().text}"}}'
    bed.presenter.paste(response)
    names = [token.name for token in bed.state.named]
    assert sorted(names) == ["access_token", "id_token"]
    bed.presenter.choose_named("id_token")
    assert "nonce" in [row.name for row in bed.state.claims]
    bed.presenter.choose_named("access_token")
    assert "scope" in [row.name for row in bed.state.claims]


def test_how_a_token_came_is_stated_of_that_one_alone() -> None:
    bed = Bed()
    members = {"id_token": id_token().text, "id_token_hint": id_token(sub="bob-2").text}
    bed.presenter.paste(json.dumps(members))
    stated = replace(
        bed.state.form, nonce=str(ID_CLAIMS["nonce"]), purpose="id-token", from_token_endpoint=True
    )
    bed.presenter.judge_as(stated)
    assert bed.decision == "Accepted"
    bed.presenter.choose_named("id_token_hint")
    assert bed.decision == "Undecided"
    assert not bed.state.form.from_token_endpoint


def test_a_client_assertion_is_judged_for_the_issuer_with_the_clients_own_key() -> None:
    jwk = dict(KEYS.keys[0].raw)
    record = KeyRecord("k1", "Mine", "as-1", "EC", "ES256", "t", NOW, public_jwk=jwk)
    bed = Bed(BenchState(WORKSPACE, "p1", "c2", keys=(record,)))
    claims = {
        "iss": "job-1", "sub": "job-1", "aud": ISSUER, "iat": int(NOW), "exp": int(NOW) + 60,
        "jti": "n8Q1cV0nJ2m7rT5xYb3kWw",
    }  # fmt: skip
    bed.presenter.paste(signed(dict(claims), "client-authentication+jwt"))
    assert bed.state.form.audiences == ISSUER
    assert bed.decision == "Accepted"


def test_keys_that_are_supplied_are_only_claimed() -> None:
    bed = Bed()
    bed.presenter.paste(access_token().text)
    jwks = json.dumps({"keys": [dict(KEYS.keys[0].raw)]})
    bed.presenter.judge_as(replace(bed.state.form, keys=jwks))
    assert "only claimed" in [link.mark for link in bed.state.trust]


def test_a_profile_chosen_elsewhere_refills_a_form_nobody_touched() -> None:
    bed = Bed()
    bed.presenter.paste(access_token().text)
    bed.pane.bench.select("p1", "c2")
    assert bed.state.form.client_id == "job-1"
    bed.presenter.judge_as(replace(bed.state.form, client_id="mine"))
    bed.pane.bench.select("p1", "c1")
    assert bed.state.form.client_id == "mine"


def test_a_long_token_is_judged_in_the_background() -> None:
    bed = Bed()
    bed.pane.runner.holds = True
    long = signed({"iss": ISSUER, "filler": "x" * 20_000})
    bed.presenter.paste(long)
    shown = [bed.state.busy]
    bed.pane.runner.finish(bed.pane.runner.computes[-1])
    shown.append(bed.state.busy)
    assert shown == [True, False]
    assert bed.state.claims


def test_a_later_paste_replaces_a_judgement_under_way() -> None:
    bed = Bed()
    bed.pane.runner.holds = True
    bed.presenter.paste(signed({"iss": "first", "filler": "x" * 20_000}))
    first = bed.pane.runner.computes[-1]
    bed.presenter.paste(access_token().text)
    bed.pane.runner.finish(first)
    assert bed.state.claims[0].value == ISSUER


def test_clear_forgets_the_token() -> None:
    bed = Bed(replace(SELECTED, to_inspect=access_token()))
    bed.presenter.clear()
    assert bed.state.is_empty
    assert bed.state.verdict is None
    bed.pane.tick()
    assert bed.state.is_empty


@pytest.mark.parametrize(
    ("form", "fault"),
    [
        (JudgeForm(leeway="a minute"), "leeway"),
        (JudgeForm(leeway="-1"), "leeway"),
        (JudgeForm(leeway="999999"), "leeway"),
        (JudgeForm(max_age="1.5"), "max_age"),
    ],
)
def test_a_field_that_cannot_be_read_is_named(form: JudgeForm, fault: str) -> None:
    assert fault in expectation_of(form)[1]


@pytest.mark.parametrize(
    ("form", "name", "value"),
    [
        (JudgeForm(), "nonce", None),
        (JudgeForm(no_nonce=True, nonce="x"), "nonce", ""),
        (JudgeForm(nonce=" n "), "nonce", "n"),
        (JudgeForm(), "scopes", None),
        (JudgeForm(scopes="a,b a"), "scopes", ("a", "b")),
        (JudgeForm(scopes="a", no_scopes=True), "scopes", ()),
        (JudgeForm(leeway=""), "leeway", 0),
    ],
)
def test_what_is_not_stated_is_not_checked(form: JudgeForm, name: str, value: object) -> None:
    assert getattr(expectation_of(form)[0], name) == value


STATED = Expectation(
    Purpose.ACCESS_TOKEN, ISSUER, "app-1", (API,), ("orders:read",), ("ES256",), "at+jwt",
    nonce="n", max_age=60, leeway=5, profile="rfc9068", trusted_audiences=("b",),
    acr_values=("phr", "phrh"),
)  # fmt: skip


def test_the_form_loses_nothing_of_an_expectation() -> None:
    unlike = [
        one.name
        for one in fields(Expectation)
        if getattr(STATED, one.name) == getattr(Expectation(), one.name)
    ]
    assert unlike == []  # or a new member would not be tried here
    for scopes in (STATED.scopes, (), None):
        stated = replace(STATED, scopes=scopes)
        assert expectation_of(form_of(stated)) == (stated, "")


@pytest.mark.parametrize("scopes", [STATED.scopes, (), None])
def test_a_saved_expectation_loses_nothing_but_the_nonce(scopes: tuple[str, ...] | None) -> None:
    bed = Bed()
    stated = replace(STATED, scopes=scopes)
    bed.presenter.save_expectation("All of it")
    bed.presenter.judge_as(form_of(stated))
    bed.presenter.save_expectation("All of it")
    workspace = bed.pane.bench.state.workspace
    assert from_json(to_json(workspace)).expectations == workspace.expectations
    bed.presenter.judge_as(JudgeForm())
    bed.presenter.judge_as_saved("All of it")
    assert expectation_of(bed.state.form)[0] == replace(stated, nonce=None)


def test_that_no_scope_is_required_is_stated_and_kept() -> None:
    bed = Bed()

    def asked() -> Status:
        assert bed.state.outcomes is not None
        outcomes = bed.state.outcomes.outcomes
        return next(one.status for one in outcomes if one.rule == "at-scope-insufficient")

    bed.presenter.paste(access_token().text)
    bed.fetched()
    assert asked() is Status.NOT_CHECKED
    bed.presenter.judge_as(replace(bed.state.form, no_scopes=True))
    assert asked() is Status.NOT_APPLICABLE
    bed.presenter.save_expectation("No scope")
    bed.presenter.judge_as(JudgeForm())
    assert asked() is Status.NOT_CHECKED
    bed.presenter.judge_as_saved("No scope")
    assert asked() is Status.NOT_APPLICABLE


def test_an_acr_that_an_api_demands_is_demanded_of_a_token() -> None:
    bed = Bed()
    bed.presenter.paste(access_token(acr="pwd").text)
    bed.fetched()
    assert bed.decision == "Accepted"
    bed.presenter.judge_as(replace(bed.state.form, acr_values="phr phrh"))
    assert bed.decision == "Rejected"


def test_closing_leaves_nobody_listening() -> None:
    bed = Bed()
    bed.presenter.close()
    assert not bed.pane.is_watched
    shown = len(bed.view.states)
    bed.pane.bench.inspect(access_token())
    assert len(bed.view.states) == shown


def test_the_limits_that_the_person_set_hold_here_too() -> None:
    long = signed({"iss": ISSUER, "aud": API, "note": "x" * 70_000})
    narrow = Bed()
    narrow.presenter.paste(long)
    assert narrow.state.outcomes is not None
    assert "limit-size-depth" in {one.rule for one in narrow.state.outcomes.findings}
    settings = replace(WORKSPACE.settings, reading=ReadingLimits(max_token=128))
    wide = Bed(replace(SELECTED, workspace=replace(WORKSPACE, settings=settings)))
    wide.presenter.paste(long)
    assert wide.state.outcomes is not None
    assert "limit-size-depth" not in {one.rule for one in wide.state.outcomes.findings}
    assert "note" in [row.name for row in wide.state.claims]


def test_so_does_the_limit_on_keys() -> None:
    own = dict(KEYS.keys[0].raw)
    jwks = json.dumps({"keys": [{**own, "kid": "another"}, own]})
    settings = replace(WORKSPACE.settings, reading=ReadingLimits(max_keys=1))
    bed = Bed(replace(SELECTED, workspace=replace(WORKSPACE, settings=settings)))
    bed.presenter.paste(access_token().text)
    bed.presenter.judge_as(replace(bed.state.form, keys=jwks))
    assert bed.decision == "Undecided"
    bed.pane.bench.change(workspace=WORKSPACE)
    bed.presenter.judge_as(replace(bed.state.form, keys=f"{jwks} "))
    assert bed.decision == "Accepted"
