"""The documents of a run are judged with what the run knows, and decide about no step."""

from contextlib import aclosing
from dataclasses import replace

import pytest

from fakes.authorization_server import (
    ISSUER,
    OPENID_CONFIGURATION,
    PERSON,
    PROVIDER,
    SERVICE,
    FakeAuthorizationServer,
)
from fakes.sender import json_response
from fakes.world import FakeWorld
from oidc_workbench.commands.steps import step_document, step_lines
from oidc_workbench.flows.authorization_code import AuthorizationCodePlan, authorization_code
from oidc_workbench.flows.client_credentials import ClientCredentialsPlan, client_credentials
from oidc_workbench.flows.introspect import IntrospectPlan, introspect
from oidc_workbench.flows.refresh import RefreshPlan, refresh
from oidc_workbench.flows.stage import Steps
from oidc_workbench.flows.step import Step, StepState
from oidc_workbench.flows.userinfo import UserInfoPlan, userinfo
from oidc_workbench.jose.key_generation import generate_key
from oidc_workbench.rules.document_judging import DocumentInspection
from oidc_workbench.rules.outcome import Severity, Status
from oidc_workbench.secret import Secret

pytestmark = pytest.mark.anyio
_PLAN = AuthorizationCodePlan(PROVIDER, PERSON)
_TOKEN = Secret("Zk3vq0pTn8Wc5yHs2LrXeMB7uAfDgJ9i")


@pytest.fixture
def world() -> FakeWorld:
    return FakeWorld()


@pytest.fixture
def server(world: FakeWorld) -> FakeAuthorizationServer:
    return FakeAuthorizationServer(world)


async def _run(flow: Steps) -> dict[str, Step]:
    """The last snapshot of every step."""
    async with aclosing(flow) as steps:
        return {step.id: step async for step in steps}


def _documents(steps: dict[str, Step]) -> dict[str, DocumentInspection]:
    return {name: judged for step in steps.values() for name, judged in step.documents}


def _found(judged: DocumentInspection) -> dict[str, Severity]:
    return {finding.rule: finding.severity for finding in judged.verdict.findings}


def _status(judged: DocumentInspection, rule: str) -> Status:
    return next(one.status for one in judged.verdict.outcomes if one.rule == rule)


async def test_a_sign_in_shows_every_document_in_its_step(
    world: FakeWorld, server: FakeAuthorizationServer
) -> None:
    steps = await _run(authorization_code(_PLAN, world.ports))
    assert server.token_forms
    assert {step: [name for name, _ in shown.documents] for step, shown in steps.items()} == {
        "discover": ["metadata"],
        "keys": ["keys"],
        "prepare": [],
        "browser": ["authorization request"],
        "callback": ["authorization response"],
        "token": ["token request", "token response"],
        "validate": [],
    }
    assert {step.state for step in steps.values()} == {StepState.DONE}


async def test_the_run_lends_its_own_values_to_the_judgement(
    world: FakeWorld, server: FakeAuthorizationServer
) -> None:
    judged = _documents(await _run(authorization_code(_PLAN, world.ports)))
    assert server.token_forms
    checked = [
        ("metadata", "meta-issuer-mismatch"),
        ("metadata", "meta-transport"),
        ("authorization request", "redirect-mismatch"),
        ("authorization request", "pkce-missing"),
        ("authorization response", "resp-state-mismatch"),
        ("authorization response", "resp-iss-mismatch"),
        ("token request", "pkce-mismatch"),
        ("token request", "tok-verifier"),
        ("token request", "ca-request"),
        ("token response", "tok-cache-control"),
    ]
    for name, rule in checked:
        assert _status(judged[name], rule) in (Status.CLEAR, Status.NOT_APPLICABLE), rule
    assert _status(judged["token request"], "tok-verifier") is Status.CLEAR
    assert _status(judged["authorization response"], "resp-state-mismatch") is Status.CLEAR


async def test_a_finding_is_shown_and_not_fatal(
    world: FakeWorld, server: FakeAuthorizationServer
) -> None:
    server.metadata["grant_types_supported"] = ["authorization_code", "password"]
    server.token_members = {"expires_in": "600"}
    steps = await _run(authorization_code(_PLAN, world.ports))
    judged = _documents(steps)
    assert _found(judged["metadata"])["meta-legacy-grants"] is Severity.ERROR
    assert _found(judged["token response"])["tok-response-shape"] is Severity.ERROR
    assert {step.state for step in steps.values()} == {StepState.DONE}
    text = "\n".join(line for step in steps.values() for line in step_lines(step))
    assert "error: tok-response-shape: The expires_in is not a positive number." in text
    document = step_document(steps["token"])["documents"]
    assert isinstance(document, dict)
    (finding,) = [
        one for one in document["token response"]["findings"] if one["rule"] == "tok-response-shape"
    ]
    assert finding["severity"] == "error"
    assert finding["clause"].startswith("RFC 6749 §5.1")


async def test_the_documents_of_a_step_that_fails_are_shown_too(
    world: FakeWorld, server: FakeAuthorizationServer
) -> None:
    server.callback = {"code": "stolen-code"}
    steps = await _run(authorization_code(_PLAN, world.ports))
    assert steps["token"].state is StepState.FAILED
    assert [name for name, _ in steps["token"].documents] == ["token request", "token response"]
    assert not _found(_documents(steps)["token response"])


async def test_metadata_of_another_issuer_is_judged_though_it_is_not_used(
    world: FakeWorld, server: FakeAuthorizationServer
) -> None:
    server.metadata["issuer"] = "https://evil.example"
    steps = await _run(authorization_code(_PLAN, world.ports))
    assert steps["discover"].state is StepState.FAILED
    found = _found(_documents(steps)["metadata"])
    assert found["meta-issuer-mismatch"] is Severity.ERROR


async def test_without_an_answer_there_is_no_document(world: FakeWorld) -> None:
    world.http.on("GET", OPENID_CONFIGURATION, json_response({}, 500))
    world.http.on("GET", f"{ISSUER}/.well-known/oauth-authorization-server", json_response({}, 404))
    steps = await _run(authorization_code(_PLAN, world.ports))
    assert steps["discover"].state is StepState.FAILED
    assert steps["discover"].documents == ()


async def test_an_answer_by_form_post_is_judged(
    world: FakeWorld, server: FakeAuthorizationServer
) -> None:
    server.form_post = True
    plan = replace(_PLAN, response_mode="form_post")
    judged = _documents(await _run(authorization_code(plan, world.ports)))
    response = judged["authorization response"]
    assert response.subject.param("code") == "c0de-1"
    assert _status(response, "resp-state-mismatch") is Status.CLEAR


async def test_no_judgement_on_a_document_shows_a_secret(
    world: FakeWorld, server: FakeAuthorizationServer
) -> None:
    server.opaque = True
    server.token_members = {"access_token": "hunter2", "refresh_token": "hunter3"}
    steps = await _run(authorization_code(_PLAN, world.ports))
    verifier = server.token_forms[0]["code_verifier"][0]
    told = repr(
        [
            (judged.verdict.headline, judged.verdict.findings)
            for judged in _documents(steps).values()
        ]
    )
    assert "tok-low-entropy" in told
    for secret in ("hunter2", "hunter3", "c0de-1", verifier, server.authorization["state"]):
        assert secret not in told


async def test_a_service_and_a_refresh_show_their_token_messages(
    world: FakeWorld, server: FakeAuthorizationServer
) -> None:
    world.vault.keys["k1"] = generate_key("P-256", "job-1")
    plan = ClientCredentialsPlan(PROVIDER, SERVICE)
    judged = _documents(await _run(client_credentials(plan, world.ports)))
    assert _status(judged["token request"], "cc-unauthenticated") is Status.CLEAR
    assert _status(judged["token response"], "flow-grant-mismatch") is Status.CLEAR
    server.token_members = {"refresh_token": "old"}
    again = RefreshPlan(PROVIDER, PERSON, Secret("old"))
    judged = _documents(await _run(refresh(again, world.ports)))
    assert _found(judged["token response"])["tok-refresh-unbound"] is Severity.ERROR


async def test_introspection_and_userinfo_answers_are_judged(
    world: FakeWorld, server: FakeAuthorizationServer
) -> None:
    assert server.metadata
    world.http.on("POST", f"{ISSUER}/introspect", json_response({"active": False, "sub": "x"}))
    steps = await _run(introspect(IntrospectPlan(PROVIDER, PERSON, _TOKEN), world.ports))
    judged = _documents(steps)
    assert _found(judged["introspection response"])["intro-active"] is Severity.WARNING
    asked = _found(judged["introspection request"])
    assert asked["endpoint-unauthenticated"] is Severity.ERROR  # a public client got an answer
    world.http.on("GET", f"{ISSUER}/me", json_response({"sub": "somebody else"}))
    steps = await _run(userinfo(UserInfoPlan(PROVIDER, _TOKEN, "248289761001"), world.ports))
    judged = _documents(steps)
    assert _found(judged["UserInfo response"])["userinfo-sub-mismatch"] is Severity.ERROR
