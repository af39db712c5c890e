"""Fresh tokens are judged like the first ones; only the nonce need not come again."""

from contextlib import aclosing
from dataclasses import replace

import pytest

from fakes.authorization_server import ISSUER, PERSON, PROVIDER, FakeAuthorizationServer
from fakes.cancelling import leaves_nothing_behind
from fakes.sender import json_response
from fakes.world import FakeWorld
from oidc_workbench.flows.refresh import RefreshPlan, refresh
from oidc_workbench.flows.step import Step, StepState
from oidc_workbench.secret import Secret

pytestmark = pytest.mark.anyio
_PLAN = RefreshPlan(PROVIDER, PERSON, Secret("r3fresh-0"), previous_sub="248289761001")


@pytest.fixture
def world() -> FakeWorld:
    return FakeWorld()


@pytest.fixture
def server(world: FakeWorld) -> FakeAuthorizationServer:
    return FakeAuthorizationServer(world)


async def _run(world: FakeWorld, plan: RefreshPlan = _PLAN) -> list[Step]:
    async with aclosing(refresh(plan, world.ports)) as steps:
        seen = [step async for step in steps]
    assert world.is_quiet
    return seen


async def test_the_happy_path(world: FakeWorld, server: FakeAuthorizationServer) -> None:
    steps = await _run(world)
    assert list(dict.fromkeys(step.id for step in steps)) == [
        "discover",
        "keys",
        "token",
        "validate",
    ]
    assert steps[-1].state is StepState.DONE
    assert server.token_forms[0]["refresh_token"] == ["r3fresh-0"]
    assert "scope" not in server.token_forms[0]
    token = next(step for step in reversed(steps) if step.id == "token")
    assert dict(token.facts)["refresh token"] == "replaced by a new one"
    assert token.tokens[0].context.refreshed
    assert "r3fresh" not in repr([(step.facts, step.message) for step in steps])
    assert "r3fresh" not in repr(_PLAN)


async def test_fewer_scopes(world: FakeWorld, server: FakeAuthorizationServer) -> None:
    server.access_claims["scope"] = "a"
    steps = await _run(world, replace(_PLAN, scopes=("a",), resource=""))
    assert server.token_forms[0]["scope"] == ["a"]
    assert "resource" not in server.token_forms[0]
    assert steps[-1].tokens[-1].expectation.scopes == ("a",)


async def test_an_answer_without_id_token_is_fine(
    world: FakeWorld, server: FakeAuthorizationServer
) -> None:
    server.token_members["id_token"] = None
    assert (await _run(world))[-1].state is StepState.DONE


async def test_a_public_clients_token_that_stays_is_warned_about(
    world: FakeWorld, server: FakeAuthorizationServer
) -> None:
    server.token_members["refresh_token"] = None
    steps = await _run(world)
    token = next(step for step in reversed(steps) if step.id == "token")
    assert token.state is StepState.WARNING
    assert "rotated" in token.message


async def test_somebody_else_comes_back(world: FakeWorld, server: FakeAuthorizationServer) -> None:
    server.id_claims["sub"] = "248289761002"
    last = (await _run(world))[-1]
    assert last.state is StepState.FAILED
    assert "somebody else" in last.message


@pytest.mark.parametrize("nonce", ["another", None])
async def test_a_nonce_may_be_missing_but_not_wrong(
    world: FakeWorld, server: FakeAuthorizationServer, nonce: str | None
) -> None:
    server.id_claims["nonce"] = nonce
    last = (await _run(world, replace(_PLAN, nonce="the-first-one")))[-1]
    assert last.state is (StepState.FAILED if nonce else StepState.DONE)


async def test_a_used_token_is_refused(world: FakeWorld, server: FakeAuthorizationServer) -> None:
    world.http.on("POST", f"{ISSUER}/token", json_response({"error": "invalid_grant"}, 400))
    last = (await _run(world))[-1]
    assert (last.id, last.state) == ("token", StepState.FAILED)
    assert "used, expired" in last.hint
    assert not server.token_forms


async def test_cancellation_after_every_step_leaves_nothing_behind() -> None:
    def fresh() -> FakeWorld:
        world = FakeWorld()
        FakeAuthorizationServer(world)
        return world

    assert await leaves_nothing_behind(fresh, lambda world: refresh(_PLAN, world.ports)) > 4
