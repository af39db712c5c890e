"""The flows of one exchange: call an API, UserInfo, introspection, revocation, discovery."""

from collections.abc import Callable
from contextlib import aclosing
from dataclasses import replace

import pytest

from fakes.authorization_server import (
    API,
    ISSUER,
    OPENID_CONFIGURATION,
    PERSON,
    PROVIDER,
    FakeAuthorizationServer,
)
from fakes.cancelling import leaves_nothing_behind
from fakes.sender import json_response, text_response
from fakes.world import FakeWorld
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.exchange import HttpResponse
from oidc_workbench.flows.call_api import CallApiPlan, call_api
from oidc_workbench.flows.discover import discover
from oidc_workbench.flows.discovery import load_provider
from oidc_workbench.flows.index import FLOWS
from oidc_workbench.flows.introspect import (
    IntrospectPlan,
    introspect,
    introspection_endpoint,
)
from oidc_workbench.flows.revoke import RevokePlan, revoke
from oidc_workbench.flows.stage import Steps
from oidc_workbench.flows.step import Step, StepState
from oidc_workbench.flows.userinfo import UserInfoPlan, userinfo
from oidc_workbench.ports import VaultState
from oidc_workbench.secret import Secret

pytestmark = pytest.mark.anyio
_TOKEN = Secret("0paque-token-value")
_SUB = "248289761001"


@pytest.fixture
def world() -> FakeWorld:
    world = FakeWorld()
    FakeAuthorizationServer(world)
    return world


async def _end(world: FakeWorld, flow: Steps) -> Step:
    async with aclosing(flow) as steps:
        seen = [step async for step in steps]
    assert world.is_quiet
    assert "0paque-token-value" not in repr([(s.facts, s.checks, s.message) for s in seen])
    return seen[-1]


async def test_an_api_that_serves(world: FakeWorld) -> None:
    world.http.on("POST", API, json_response({"ok": True}, 201))
    headers = (("X-Trace", "1"),)
    plan = CallApiPlan(PROVIDER, API, _TOKEN, "POST", b"{}", "application/json", headers)
    step = await _end(world, call_api(plan, world.ports))
    assert (step.id, step.state) == ("call", StepState.DONE)
    assert world.http.sent[-1].headers == (
        ("Authorization", "Bearer 0paque-token-value"),
        ("Content-Type", "application/json"),
        ("X-Trace", "1"),
    )
    assert world.http.sent[-1].body == b"{}"


@pytest.mark.parametrize(
    ("status", "challenge", "said"),
    [
        (401, 'Bearer error="invalid_token", error_description="expired"', "“expired”"),
        (403, 'Bearer error="insufficient_scope", scope="email:send"', "email:send"),
        (401, "", "answered 401"),
        (302, "", "answered 302"),
        (500, "", "answered 500"),
    ],
)
async def test_an_api_that_refuses(
    world: FakeWorld, status: int, challenge: str, said: str
) -> None:
    headers = (("WWW-Authenticate", challenge),) if challenge else ()
    world.http.on("GET", API, HttpResponse(status, headers))
    step = await _end(world, call_api(CallApiPlan(PROVIDER, API, _TOKEN), world.ports))
    assert step.state is StepState.FAILED
    assert said in step.message
    assert step.hint
    assert len(step.exchanges) == 1


async def test_a_token_that_can_not_be_sent_is_not(world: FakeWorld) -> None:
    plan = CallApiPlan(PROVIDER, API, Secret("two words"))
    step = await _end(world, call_api(plan, world.ports))
    assert step.state is StepState.FAILED
    assert not world.http.sent


async def test_userinfo(world: FakeWorld) -> None:
    claims = {"sub": _SUB, "email": "jane@example.com", "address": {"country": "CH"}}
    world.http.on("GET", f"{ISSUER}/me", json_response(claims))
    step = await _end(world, userinfo(UserInfoPlan(PROVIDER, _TOKEN, _SUB), world.ports))
    assert (step.id, step.state) == ("userinfo", StepState.DONE)
    assert dict(step.facts)["address"] == '{"country": "CH"}'
    assert step.checks[0].passed


async def test_userinfo_without_an_id_token_is_not_called_checked(world: FakeWorld) -> None:
    world.http.on("GET", f"{ISSUER}/me", json_response({"sub": _SUB}))
    step = await _end(world, userinfo(UserInfoPlan(PROVIDER, _TOKEN), world.ports))
    assert step.checks == ()
    assert "not checked" in dict(step.facts)["sub is that of the ID token"]


@pytest.mark.parametrize(
    ("answer", "state", "said"),
    [
        (json_response({"sub": "other"}), StepState.FAILED, "somebody else"),
        (json_response({}), StepState.FAILED, "somebody else"),
        (HttpResponse(401), StepState.FAILED, "answered 401"),
        (text_response("<html>"), StepState.FAILED, "web page"),
        (text_response("eyJ.a.b", 200, "application/jwt"), StepState.WARNING, "JWT"),
    ],
)
async def test_userinfo_that_can_not_be_believed(
    world: FakeWorld, answer: HttpResponse, state: StepState, said: str
) -> None:
    world.http.on("GET", f"{ISSUER}/me", answer)
    step = await _end(world, userinfo(UserInfoPlan(PROVIDER, _TOKEN, _SUB), world.ports))
    assert step.state is state
    assert said in step.message


@pytest.mark.parametrize(
    ("answer", "state", "said"),
    [
        (json_response({"active": True, "scope": "a"}), StepState.DONE, ""),
        (json_response({"active": False}), StepState.WARNING, "not active"),
        (json_response({"active": "true"}), StepState.WARNING, "not active"),
        (
            json_response({"error": "unsupported_token_type"}, 400),
            StepState.FAILED,
            "not introspectable here",
        ),
        (json_response({"error": "invalid_client"}, 401), StepState.FAILED, "invalid_client"),
        (HttpResponse(302), StepState.FAILED, "redirect"),
    ],
)
async def test_introspection(
    world: FakeWorld, answer: HttpResponse, state: StepState, said: str
) -> None:
    world.http.on("POST", f"{ISSUER}/introspect", answer)
    plan = IntrospectPlan(PROVIDER, PERSON, _TOKEN, "access_token")
    step = await _end(world, introspect(plan, world.ports))
    assert (step.id, step.state) == ("introspect", state)
    assert said in step.message
    assert b"token_type_hint=access_token&client_id=s6BhdRkqt3" in world.http.sent[-1].body


@pytest.mark.parametrize(
    ("answer", "state", "said"),
    [
        (HttpResponse(200), StepState.DONE, ""),
        (
            json_response({"error": "unsupported_token_type"}, 400),
            StepState.FAILED,
            "can't be revoked here",
        ),
        (HttpResponse(503), StepState.FAILED, "status 503"),
    ],
)
async def test_revocation(
    world: FakeWorld, answer: HttpResponse, state: StepState, said: str
) -> None:
    world.http.on("POST", f"{ISSUER}/revoke", answer)
    plan = RevokePlan(PROVIDER, PERSON, _TOKEN, "refresh_token")
    step = await _end(world, revoke(plan, world.ports))
    assert (step.id, step.state) == ("revoke", state)
    assert said in step.message


_FLOWS: list[Callable[[FakeWorld], Steps]] = [
    lambda world: userinfo(UserInfoPlan(PROVIDER, _TOKEN), world.ports),
    lambda world: introspect(IntrospectPlan(PROVIDER, PERSON, _TOKEN), world.ports),
    lambda world: revoke(RevokePlan(PROVIDER, PERSON, _TOKEN), world.ports),
    lambda world: discover(PROVIDER, world.ports),
]


@pytest.mark.parametrize("flow", _FLOWS)
async def test_every_flow_stops_where_the_provider_is_not_found(
    world: FakeWorld, flow: Callable[[FakeWorld], Steps]
) -> None:
    world.http.on("GET", OPENID_CONFIGURATION, text_response("", 500))
    step = await _end(world, flow(world))
    assert (step.id, step.state) == ("discover", StepState.FAILED)
    assert len(step.exchanges) == 2


@pytest.mark.parametrize("flow", _FLOWS[:3])
async def test_every_flow_says_which_endpoint_is_missing(
    world: FakeWorld, flow: Callable[[FakeWorld], Steps]
) -> None:
    document = {"issuer": ISSUER}
    world.http.on("GET", OPENID_CONFIGURATION, json_response(document))
    step = await _end(world, flow(world))
    assert step.state is StepState.FAILED
    assert "endpoint" in step.message


async def test_a_token_goes_only_where_the_person_was_told(world: FakeWorld) -> None:
    endpoint = await introspection_endpoint(PROVIDER, world.ports)
    assert endpoint == f"{ISSUER}/introspect"
    asked = len(world.http.sent)
    plan = IntrospectPlan(PROVIDER, PERSON, _TOKEN, endpoint="https://elsewhere.example/ask")
    step = await _end(world, introspect(plan, world.ports))
    assert step.state is StepState.FAILED
    assert "so the token was not sent" in step.message
    assert [r.method for r in world.http.sent[asked:]] == ["GET"]


@pytest.mark.parametrize("plan_type", [IntrospectPlan, RevokePlan])
async def test_a_locked_vault(
    world: FakeWorld, plan_type: type[IntrospectPlan] | type[RevokePlan]
) -> None:
    world.vault.state = VaultState.LOCKED
    client = replace(PERSON, auth_method="client_secret_basic", secret_ref="s1")
    plan = plan_type(PROVIDER, client, _TOKEN)
    flow = introspect if isinstance(plan, IntrospectPlan) else revoke
    step = await _end(world, flow(plan, world.ports))  # type: ignore[arg-type] # matched above
    assert step.state is StepState.FAILED
    assert "locked" in step.message


async def test_discovery_shows_every_key(world: FakeWorld) -> None:
    step = await _end(world, discover(PROVIDER, world.ports))
    assert (step.id, step.state) == ("keys", StepState.DONE)
    assert dict(step.facts)["key 1"] == "EC P-256 ES256 sig kid as-1"


@pytest.mark.parametrize(
    ("answer", "state", "said"),
    [
        (json_response({"keys": []}), StepState.WARNING, "0 of 0 keys"),
        (json_response({"keys": [{"kty": "odd"}, 5]}), StepState.WARNING, "0 of"),
        (json_response({"kty": "EC"}), StepState.FAILED, "no list of keys"),
        (json_response([]), StepState.FAILED, "not a JSON object"),
    ],
)
async def test_key_sets_that_are_none(
    world: FakeWorld, answer: HttpResponse, state: StepState, said: str
) -> None:
    world.http.on("GET", f"{ISSUER}/jwks", answer)
    step = await _end(world, discover(PROVIDER, world.ports))
    assert (step.id, step.state) == ("keys", state)
    assert said in step.message


async def test_a_provider_in_one_call(world: FakeWorld) -> None:
    found = await load_provider(world.ports, ISSUER)
    assert found.metadata.issuer == ISSUER
    assert found.keys[0].source.bound_to_issuer
    assert found.keys[0].source.metadata_url == OPENID_CONFIGURATION
    assert len(found.exchanges) == 2
    with pytest.raises(WorkbenchError) as caught:
        await load_provider(world.ports, "as.example")
    assert caught.value.code == "issuer-invalid"


@pytest.mark.parametrize("flow", _FLOWS)
async def test_cancellation_after_every_step_leaves_nothing_behind(
    flow: Callable[[FakeWorld], Steps],
) -> None:
    def fresh() -> FakeWorld:
        world = FakeWorld()
        FakeAuthorizationServer(world)
        world.http.on("GET", f"{ISSUER}/me", json_response({"sub": _SUB}))
        world.http.on("POST", f"{ISSUER}/introspect", json_response({"active": True}))
        world.http.on("POST", f"{ISSUER}/revoke", HttpResponse(200))
        return world

    assert await leaves_nothing_behind(fresh, flow) >= 4


def test_the_index_names_every_flow_once() -> None:
    names = [flow.name for flow in FLOWS]
    assert len(set(names)) == len(names) == 11
    assert all(flow.title for flow in FLOWS)
