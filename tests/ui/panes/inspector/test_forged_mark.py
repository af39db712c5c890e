import asyncio
import json
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from fakes.panes import FakePane
from fakes.steps import ID_CLAIMS, ISSUER, WORKSPACE, access_token, id_token, judged
from oidc_workbench.exchange import Exchange, HttpRequest
from oidc_workbench.flows.step import ObtainedToken
from oidc_workbench.jose.key_generation import generate_key
from oidc_workbench.ui.bench import BenchState
from oidc_workbench.ui.kit.token_card import TokenCard
from oidc_workbench.ui.panes.activity.presenter import ActivityPresenter, ActivityState
from oidc_workbench.ui.panes.inspector.forging import Draft
from oidc_workbench.ui.panes.inspector.view import InspectorPane
from oidc_workbench.ui.theme import ThemeManager


class Bed:
    """A pane in which an access token was just edited and signed with nothing."""

    def __init__(self, qtbot: QtBot) -> None:
        token = access_token()
        state = BenchState(WORKSPACE, "p1", "c1", tokens=(token,), to_inspect=token)
        self.around = FakePane(state)
        self.pane = InspectorPane(self.around.context)
        self.presenter = self.pane.presenter
        qtbot.addWidget(self.pane)
        self.pane.resize(1080, 740)
        self.pane.show()
        self.pane.token.edit.click()
        self.pane.forge.sign.click()
        reading = self.presenter.state.reading
        assert reading is not None
        self.made = reading.token

    @property
    def kept(self) -> ObtainedToken:
        return self.around.bench.state.tokens[0]

    def saved(self, *, whole: bool) -> bytes:
        self.presenter.reports.save_case("/x.case.json", whole)
        asyncio.run(self.around.runner.runs[-1].work())
        return self.around.files.kept["/x.case.json"]


@pytest.fixture
def bed(qtbot: QtBot, themed: ThemeManager) -> Bed:
    del themed
    return Bed(qtbot)


def test_it_stands_marked_among_the_tokens_of_the_session(bed: Bed) -> None:
    assert bed.presenter.state.runs[0].endswith("forged here")
    assert not bed.presenter.state.runs[1].endswith("forged here")
    bed.presenter.clear()
    bed.presenter.choose_run(0)
    assert "forged here" in bed.presenter.state.origin


def test_signing_the_same_twice_lists_it_once(bed: Bed) -> None:
    bed.pane.forge.sign.click()
    assert len(bed.presenter.state.runs) == 2


def test_a_card_says_it_first(bed: Bed) -> None:
    card = TokenCard(bed.kept, judged(bed.kept))
    assert [text for text, _tone in card.chips] == ["forged here", "rejected"]
    assert TokenCard(access_token()).chips == ()


@pytest.mark.parametrize("wrapped", ["Authorization: Bearer {}", '{{"access_token": "{}"}}'])
def test_it_is_known_again_however_it_comes_back(bed: Bed, wrapped: str) -> None:
    bed.presenter.paste(wrapped.format(bed.made))
    assert "forged here" in bed.presenter.state.origin
    judged_now = bed.presenter.judged()
    assert judged_now is not None
    assert judged_now.forged


def test_another_token_is_not_marked(bed: Bed) -> None:
    bed.presenter.paste(access_token(sub="bob").text)
    assert bed.presenter.state.origin == ""


def test_both_sides_of_a_comparison_are_marked(bed: Bed) -> None:
    bed.presenter.comparing.with_run(1)
    assert "This token, forged here, beside Access token" in bed.pane.tables.compare.summary.text()
    bed.presenter.choose_run(1)
    bed.presenter.comparing.with_run(0)
    assert "forged here" in bed.presenter.state.compared.label
    bed.presenter.comparing.with_pasted(f" {bed.made}\n")
    assert "the pasted token, forged here" in bed.pane.tables.compare.summary.text()
    assert "This token" not in bed.pane.tables.compare.summary.text()


@pytest.mark.parametrize("name", ["markdown", "html", "json", "sarif"])
def test_every_report_tells_it(bed: Bed, name: str) -> None:
    bed.presenter.reports.save(name, "/r", reveal=False)
    asyncio.run(bed.around.runner.runs[-1].work())
    assert b"forged here" in bed.around.files.kept["/r"]


def test_a_case_keeps_the_mark_for_another_session(
    bed: Bed, qtbot: QtBot, themed: ThemeManager
) -> None:
    data = bed.saved(whole=True)
    del themed
    fresh = Bed(qtbot)
    fresh.around.bench.change(forged=frozenset(), tokens=())
    fresh.presenter.clear()
    fresh.presenter.reports.open_case("/x")
    fresh.around.runner.runs[-1].finish(data)
    assert "forged here" in fresh.presenter.state.origin
    fresh.presenter.clear()
    fresh.presenter.paste(bed.made)
    assert "forged here" in fresh.presenter.state.origin


def test_a_redacted_case_tells_it_beside_the_verdict(bed: Bed) -> None:
    data = bed.saved(whole=False)
    bed.presenter.reports.open_case("/x")
    bed.around.runner.runs[-1].finish(data)
    assert "forged" in bed.presenter.state.case_note
    assert "forged here" in bed.presenter.state.case_text


class Log:
    def __init__(self) -> None:
        self.state = ActivityState()

    def show_state(self, state: ActivityState) -> None:
        self.state = state


def test_the_log_of_requests_marks_those_that_carry_it(bed: Bed) -> None:
    log = Log()
    ActivityPresenter(bed.around.context, log)
    bearer = (("Authorization", f"Bearer {bed.made}"),)
    asked = HttpRequest("POST", f"{ISSUER}/introspect", body=f"token={bed.made}".encode())
    other = (("Authorization", f"Bearer {access_token().text}"),)
    for request in (
        HttpRequest("GET", "https://api.example/", bearer, purpose="call an API"),
        replace(asked, purpose="introspect a token"),
        HttpRequest("GET", "https://api.example/", other, purpose="call an API"),
    ):
        bed.around.bench.record(Exchange(request, None, 0.0, 0.0))
    assert [row.cells[1] for row in log.state.rows] == [
        "call an API",
        "introspect a token · forged here",
        "call an API · forged here",
    ]
    assert bed.made not in repr(bed.around.bench.state.forged)


def test_it_came_from_no_token_endpoint_whatever_is_stated(
    qtbot: QtBot, themed: ThemeManager
) -> None:
    del themed
    around = FakePane(BenchState(WORKSPACE, "p1", "c1"))
    pane = InspectorPane(around.context)
    qtbot.addWidget(pane)
    presenter = pane.presenter
    presenter.paste(id_token().text)
    stated = replace(
        presenter.state.form, nonce=str(ID_CLAIMS["nonce"]), purpose="id-token",
        from_token_endpoint=True,
    )  # fmt: skip
    presenter.judge_as(stated)
    assert presenter.state.verdict is not None
    assert presenter.state.verdict.decision == "Accepted"
    vault = around.world.vault
    vault.keys["k1"] = generate_key("P-256", "mine")
    claims = json.dumps({**ID_CLAIMS, "sub": "somebody-else"})
    presenter.forging.sign(Draft('{"alg": "ES256", "typ": "JWT"}', claims, signer="k1"))
    job = around.runner.runs[-1]
    job.finish(asyncio.run(job.work()))
    assert "forged here" in presenter.state.origin
    assert not presenter.state.form.from_token_endpoint
    assert presenter.state.verdict.decision == "Undecided"
    presenter.judge_as(replace(presenter.state.form, from_token_endpoint=True))
    assert presenter.state.verdict.decision == "Undecided"
    assert "came from no token endpoint" in presenter.state.form_problem
