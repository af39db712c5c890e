import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from fakes.panes import FakePane
from fakes.steps import (
    ACCESS_CLAIMS,
    ISSUER,
    PROVIDER,
    WORKSPACE,
    access_token,
    exchange,
    id_token,
    step,
)
from oidc_workbench.exchange import HttpResponse
from oidc_workbench.flows.client_credentials import ClientCredentialsPlan, client_credentials
from oidc_workbench.flows.step import Step, StepState
from oidc_workbench.jose.jwk import public_jwk
from oidc_workbench.jose.key_generation import generate_key
from oidc_workbench.ports import FlowPorts
from oidc_workbench.ui.bench import BenchState
from oidc_workbench.ui.panes.inspector.introspect_page import IntrospectPage
from oidc_workbench.ui.panes.inspector.introspection_answer import IntrospectState
from oidc_workbench.ui.panes.inspector.view import InspectorPane
from oidc_workbench.ui.theme import ThemeManager
from oidc_workbench.wiring import services
from oidc_workbench.workspace.key_record import KeyRecord
from oidc_workbench.workspace.profile import Client, Provider, Workspace
from peers.oidc_provider import OidcProvider
from ui.panes.accessible import nameless
from ui.tab_stops import tab_stops

ENDPOINT = f"{ISSUER}/introspect"
OPAQUE = "0paque-token-value-8xLOxBtZp8"
MENDED = {**ACCESS_CLAIMS, "active": True}


class Bed:
    def __init__(
        self,
        qtbot: QtBot,
        state: BenchState | None = None,
        ports: Callable[[FakePane, Provider], FlowPorts] | None = None,
    ) -> None:
        self.around = FakePane(state or BenchState(WORKSPACE, "p1", "c1"))
        context = self.around.context
        self.ports = context.services.ports_for
        if ports is not None:
            self.ports = partial(ports, self.around)
            context = context._replace(services=replace(context.services, ports_for=self.ports))
        self.pane = InspectorPane(context)
        self.presenter = self.pane.presenter
        qtbot.addWidget(self.pane)
        self.pane.resize(1080, 740)
        self.pane.show()

    @property
    def state(self) -> IntrospectState:
        found = self.presenter.state.introspection
        assert found is not None
        return found

    def page(self) -> IntrospectPage:
        tabs = self.pane.findings.tabs
        names = [tabs.tabText(n) for n in range(tabs.count())]
        tabs.setCurrentIndex(names.index("Introspect"))
        page = self.pane.late.introspect
        assert page is not None
        return page

    def looked_up(self) -> None:
        self.page().look_up.click()
        self.around.runner.runs[-1].finish(ENDPOINT)

    def answered(self, members: object, status: int = 200) -> None:
        """Let the provider answer."""
        self.page().send.click()
        body = json.dumps(members).encode()
        told = exchange(ENDPOINT, "POST", status, body)
        response = HttpResponse(status, (("Content-Type", "application/json"),), body)
        state = StepState.DONE if status == 200 else StepState.FAILED
        last = step("introspect", state, exchanges=(replace(told, response=response),))
        if status != 200:
            last = replace(last, message="It was refused.", hint="See why.")
        stream = self.around.runner.streams[-1]
        stream.give(last)
        stream.finish()


@pytest.fixture
def bed(qtbot: QtBot, themed: ThemeManager) -> Bed:
    del themed
    return Bed(qtbot)


def test_it_is_offered_for_access_tokens_and_opaque_ones_only(bed: Bed) -> None:
    bed.presenter.paste(OPAQUE)
    assert bed.state.where
    bed.presenter.paste(access_token().text)
    assert bed.state.where
    bed.presenter.paste(id_token().text)
    assert bed.presenter.state.introspection is None


def test_tab_goes_from_the_outcomes_into_the_page(bed: Bed, qtbot: QtBot) -> None:
    bed.pane.resize(1800, 1000)
    bed.presenter.paste(access_token().text)
    page, stops = bed.page(), tab_stops(qtbot, bed.pane.ruler)
    assert stops[0] is bed.pane.findings.tabs
    # With this many tabs, their bar may have buttons to scroll it.
    stops = [one for one in stops if not isinstance(one, QToolButton)]
    assert stops[1:3] == [bed.pane.report, page.look_up]


def test_the_page_is_made_only_when_it_is_looked_at(bed: Bed) -> None:
    bed.presenter.paste(access_token().text)
    assert bed.pane.late.introspect is None
    assert nameless(bed.page()) == []


def test_nobody_is_asked_before_provider_and_client_are_named(qtbot: QtBot) -> None:
    bed = Bed(qtbot, BenchState(Workspace(providers=(PROVIDER,)), "p1"))
    bed.presenter.paste(OPAQUE)
    assert "Select a client first" in bed.state.why_not
    page = bed.page()
    assert not page.look_up.isEnabled()
    bed.presenter.introspecting.look_up()
    bed.presenter.introspecting.send()
    assert not bed.around.runner.runs
    assert not bed.around.runner.streams


def test_it_says_where_the_token_goes_before_it_goes(bed: Bed) -> None:
    bed.presenter.paste(OPAQUE)
    page = bed.page()
    assert "that sends no token" in page.where.text()
    assert page.send.isHidden()
    bed.looked_up()
    assert f"would be sent to {ENDPOINT}, as the client “app-1” (none)" in page.where.text()
    assert not bed.around.runner.streams
    assert page.send.isVisible()


def test_a_token_of_another_issuer_is_cautioned_about(bed: Bed) -> None:
    bed.presenter.paste(access_token(iss="https://other.example").text)
    assert "names another issuer" in bed.page().caution.message


def test_the_answer_is_judged_by_the_expectation_of_the_token(bed: Bed) -> None:
    bed.presenter.paste(OPAQUE)
    bed.looked_up()
    bed.answered({**MENDED, "aud": "https://billing.example/"})
    page = bed.page()
    rules = [row.said for row in page.list.rows()]
    assert any("at-aud-resource" in said for said in rules)
    bed.presenter.judge_as(replace(bed.presenter.state.form, audiences="https://billing.example/"))
    assert not any("at-aud-resource" in row.said for row in page.list.rows())


def test_where_the_answer_disagrees_with_the_jwt_stands_side_by_side(bed: Bed) -> None:
    bed.presenter.paste(access_token().text)
    bed.looked_up()
    bed.answered({**MENDED, "scope": "", "sub": "bob"})
    said = " ".join(row.said for row in bed.page().list.rows())
    assert 'sub: token "alice-1", server "bob".' in said
    assert "no longer grants orders:read" in said
    bed.answered({"active": False})
    assert not bed.state.active
    assert any("ended it early" in row.said for row in bed.page().list.rows())


def test_the_answer_belongs_to_one_token_and_one_client(bed: Bed) -> None:
    bed.presenter.paste(OPAQUE)
    bed.looked_up()
    bed.answered(MENDED)
    assert _is_answered(bed)
    bed.around.bench.select("p1", "c2")
    assert not _is_answered(bed)
    bed.around.bench.select("p1", "c1")
    bed.presenter.paste("another-opaque-token")
    assert not _is_answered(bed)


def _is_answered(bed: Bed) -> bool:
    return bed.state.verdict is not None


def test_a_refusal_is_told_in_place(bed: Bed) -> None:
    bed.presenter.paste(OPAQUE)
    bed.looked_up()
    bed.answered({"error": "invalid_client"}, 401)
    assert bed.page().problem.message == "It was refused."
    assert not bed.state.unknown


def test_asking_can_be_stopped(bed: Bed) -> None:
    bed.presenter.paste(OPAQUE)
    bed.looked_up()
    page = bed.page()
    page.send.click()
    assert page.busy.isVisible()
    page.busy.cancel.click()
    assert bed.around.runner.streams[-1].is_cancelled
    assert not page.busy.isVisible()


@pytest.mark.needs("oidc-provider")
@pytest.mark.parametrize(
    ("resource", "said"),
    [("urn:api:opaque", "active"), ("urn:api:jwt", "not introspectable here")],
)
def test_a_real_server_is_asked_about_a_real_token(
    qtbot: QtBot, themed: ThemeManager, oidc_provider: OidcProvider, resource: str, said: str
) -> None:
    del themed
    bed = _service_bed(qtbot, oidc_provider, resource)
    bed.presenter.paste(_obtained(bed))
    page = bed.page()
    page.look_up.click()
    job = bed.around.runner.runs[-1]
    job.finish(asyncio.run(job.work()))
    assert oidc_provider.issuer in page.where.text()
    page.send.click()

    async def asked() -> list[Step]:
        return [one async for one in bed.around.runner.streams[-1].work()]

    bed.around.runner.streams[-1].give(*asyncio.run(asked()))
    bed.around.runner.streams[-1].finish()
    if said == "active":
        assert bed.state.active
        assert any(row.said.startswith("scope") for row in page.list.rows())
    else:
        assert bed.state.unknown
        assert said in page.problem.message


def _service_bed(qtbot: QtBot, server: OidcProvider, resource: str) -> Bed:
    made = generate_key("P-256", "pane-key")
    server.register_service("pane-service", public_jwk(made.public), scope="api:read")
    provider = Provider("p", "Peer", server.issuer)
    client = Client(
        "s", "p", "Job", "pane-service", actor="service", auth_method="private_key_jwt",
        key_id="k1", scopes=("api:read",), resource=resource,
    )  # fmt: skip
    workspace = Workspace(providers=(provider,), clients=(client,))
    bed = Bed(qtbot, BenchState(workspace, "p", "s"), _real_ports)
    record = KeyRecord("k1", "k", "pane-key", "EC", "ES256", "", 0.0)
    asyncio.run(bed.around.world.vault.add(record, made))
    return bed


def _obtained(bed: Bed) -> str:
    """An access token of the selected client."""
    provider, client = bed.around.bench.state.provider, bed.around.bench.state.client
    assert provider is not None
    assert client is not None
    plan, ports = ClientCredentialsPlan(provider, client), bed.ports(provider)

    async def obtained() -> str:
        steps = [one async for one in client_credentials(plan, ports)]
        return next(token.text for one in reversed(steps) for token in one.tokens)

    return asyncio.run(obtained())


def _real_ports(around: FakePane, provider: Provider) -> FlowPorts:
    real = services(record=around.world.recorded.append, session_vault=True).ports_for(provider)
    return replace(real, vault=around.world.vault)
