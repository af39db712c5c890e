"""A person signs in: the happy path, every way it can fail, and cancellation everywhere."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from fakes.authorization_server import (
    API,
    ISSUER,
    OAUTH_METADATA,
    OPENID_CONFIGURATION,
    PERSON,
    PROVIDER,
    FakeAuthorizationServer,
)
from fakes.cancelling import consume, leaves_nothing_behind
from fakes.sender import json_response, text_response
from fakes.world import FakeWorld
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.exchange import HttpResponse
from oidc_workbench.flows.authorization_code import AuthorizationCodePlan, authorization_code
from oidc_workbench.flows.manual_callback import ManualCallback
from oidc_workbench.flows.step import Step, StepState
from oidc_workbench.ports import VaultState
from oidc_workbench.rules.outcome import Decision
from oidc_workbench.secret import Secret

pytestmark = pytest.mark.anyio
_IDS = ["discover", "keys", "prepare", "browser", "callback", "token", "validate"]


@pytest.fixture
def world() -> FakeWorld:
    return FakeWorld()


@pytest.fixture
def server(world: FakeWorld) -> FakeAuthorizationServer:
    return FakeAuthorizationServer(world)


_PLAN = AuthorizationCodePlan(PROVIDER, PERSON)


async def _run(world: FakeWorld, plan: AuthorizationCodePlan = _PLAN) -> list[Step]:
    async with aclosing(authorization_code(plan, world.ports)) as steps:
        seen = [step async for step in steps]
    assert world.is_quiet
    return seen


def _last(steps: list[Step], step_id: str) -> Step:
    return next(step for step in reversed(steps) if step.id == step_id)


def _checks(step: Step) -> dict[str, bool]:
    return {check.label: check.passed for check in step.checks}


async def test_the_happy_path(world: FakeWorld, server: FakeAuthorizationServer) -> None:
    steps = await _run(world)
    assert list(dict.fromkeys(step.id for step in steps)) == _IDS
    ends = {step_id: _last(steps, step_id) for step_id in _IDS}
    assert {step.state for step in ends.values()} == {StepState.DONE}
    assert all(step.why and step.title for step in ends.values())
    assert ends["validate"].inspections[0][0] == "id_token"
    decisions = [i.verdict.decision for _, i in ends["validate"].inspections]
    assert decisions == [Decision.ACCEPT, Decision.ACCEPT]
    assert [token.kind for token in ends["token"].tokens] == [
        "id_token",
        "access_token",
        "refresh_token",
    ]
    assert server.token_forms[0]["client_id"] == [PERSON.client_id]
    assert world.listeners.last.answers == [True]


async def test_what_is_asked_of_the_provider(
    world: FakeWorld, server: FakeAuthorizationServer
) -> None:
    plan = replace(_PLAN, prompt="login", max_age=0, response_mode="form_post")
    server.form_post = True
    steps = await _run(world, plan)
    asked = server.authorization
    assert asked["redirect_uri"] == "http://127.0.0.1:49152/callback"
    assert (asked["prompt"], asked["max_age"]) == ("login", "0")
    assert asked["resource"] == API
    assert len({asked["state"], asked["nonce"]}) == 2
    assert len(asked["state"]) == 22
    token = _last(steps, "token").tokens[0]
    assert token.expectation.nonce == asked["nonce"]
    assert token.expectation.max_age == 0
    assert token.context.code == Secret("c0de-1")
    assert token.context.request is not None
    assert token.context.request["state"] == asked["state"]


async def test_the_listener_is_open_before_the_browser(
    world: FakeWorld, server: FakeAuthorizationServer
) -> None:
    opened: list[bool] = []

    def look(url: str) -> None:
        opened.append(world.listeners.last.is_open)
        server.sign_in(url)

    world.browser.on_open = look
    await _run(world)
    assert opened == [True]


async def test_both_front_channel_messages_are_recorded(
    world: FakeWorld, server: FakeAuthorizationServer
) -> None:
    steps = await _run(world)
    urls = [urlsplit(exchange.request.url).path for exchange in world.recorded]
    assert urls == ["/authorize", "/callback"]
    assert {exchange.channel for exchange in world.recorded} == {"front"}
    assert _last(steps, "callback").exchanges == (world.recorded[1],)
    assert server.token_forms


async def test_no_secret_stands_in_any_fact(
    world: FakeWorld, server: FakeAuthorizationServer
) -> None:
    steps = await _run(world)
    form = server.token_forms[0]
    secrets = [form["code"][0], form["code_verifier"][0], "r3fresh-1"]
    secrets += [token.text.rpartition(".")[2] for token in _last(steps, "token").tokens]
    shown = repr([(step.facts, step.checks, step.message, step.hint) for step in steps])
    assert not [secret for secret in secrets if secret in shown]


async def test_a_stray_answer_is_reported_and_ignored(
    world: FakeWorld, server: FakeAuthorizationServer
) -> None:
    def sign_in(url: str) -> None:
        server.come_back({"code": "evil", "state": "guess"})
        server.come_back({"error": "access_denied"})
        server.sign_in(url)

    world.browser.on_open = sign_in
    steps = await _run(world)
    waiting = [step for step in steps if step.state is StepState.WAITING]
    assert ["another state" in step.message for step in waiting] == [False, True, False]
    assert "without state" in waiting[2].message
    callback = _last(steps, "callback")
    assert callback.state is StepState.WARNING
    assert "Ignored so far: 2" in callback.message
    assert world.listeners.last.answers == [False, False, True]
    assert _last(steps, "validate").state is StepState.DONE
    assert server.token_forms[0]["code"] == ["c0de-1"]


async def test_the_waiting_step_tells_its_deadline(
    world: FakeWorld, server: FakeAuthorizationServer
) -> None:
    began = world.clock.now()
    steps = await _run(world, replace(_PLAN, callback_timeout=120.0))
    waiting = next(step for step in steps if step.state is StepState.WAITING)
    assert waiting.id == "callback"
    assert waiting.deadline == began + 120.0
    assert server.token_forms


async def test_time_spent_on_strays_counts(
    world: FakeWorld, server: FakeAuthorizationServer
) -> None:
    def stray(_: str) -> None:
        server.come_back({"code": "x", "state": "guess"})
        world.listeners.last.times_out = True

    world.browser.on_open = stray
    seen: list[Step] = []
    async with aclosing(authorization_code(_PLAN, world.ports)) as steps:
        async for step in steps:
            seen.append(step)
            if step.state is StepState.WAITING:
                world.clock.advance(100)
    assert seen[-1].state is StepState.FAILED
    assert "within 100 seconds" in seen[-1].message


async def test_a_pasted_callback_url_counts_like_any_other(
    world: FakeWorld, server: FakeAuthorizationServer
) -> None:
    manual = ManualCallback()
    assert not manual.submit("http://127.0.0.1/callback?code=early")
    world.browser.failure = WorkbenchError("browser-not-opened", "No browser.", "Open it.")
    seen: list[Step] = []
    plan = replace(_PLAN, manual=manual)
    async with aclosing(authorization_code(plan, world.ports)) as steps:
        async for step in steps:
            seen.append(step)
            if step.id == "callback" and step.state is StepState.WAITING:
                url = dict(_last(seen, "browser").facts)["authorization request"]
                asked = parse_qs(urlsplit(url).query)
                server.authorization = {name: value[0] for name, value in asked.items()}
                state = asked["state"][0]
                pasted = f"http://127.0.0.1/callback?code=c0de-1&state={state}&iss={ISSUER}"
                assert manual.submit(pasted)
    assert _last(seen, "browser").state is StepState.WARNING
    assert "No browser. Open it." in _last(seen, "browser").message
    assert seen[-1].state is StepState.DONE
    assert not manual.is_waiting


def _no_metadata(answer: HttpResponse | WorkbenchError) -> "Change":
    def change(world: FakeWorld, _: FakeAuthorizationServer) -> None:
        world.http.on("GET", OPENID_CONFIGURATION, answer)
        world.http.on("GET", OAUTH_METADATA, text_response("", 404))

    return change


def _metadata(**members: object) -> "Change":
    return lambda _, server: server.metadata.update(members)


def _callback(**parameters: str | None) -> "Change":
    return lambda _, server: server.callback.update(parameters)


def _token(answer: HttpResponse | WorkbenchError) -> "Change":
    return lambda world, _: world.http.on("POST", f"{ISSUER}/token", answer)


def _keys(answer: HttpResponse | WorkbenchError) -> "Change":
    return lambda world, _: world.http.on("GET", f"{ISSUER}/jwks", answer)


def _members(**members: object) -> "Change":
    return lambda _, server: server.token_members.update(members)


def _id_claims(**claims: object) -> "Change":
    return lambda _, server: server.id_claims.update(claims)


def _access_claims(**claims: object) -> "Change":
    return lambda _, server: server.access_claims.update(claims)


def _busy(world: FakeWorld, _: FakeAuthorizationServer) -> None:
    world.listeners.failure = WorkbenchError("port-busy", "Port 8400 is taken.", "Use another.")


def _silence(world: FakeWorld, _: FakeAuthorizationServer) -> None:
    world.browser.on_open = None
    world.listeners.times_out = True


def _other_key(_: FakeWorld, server: FakeAuthorizationServer) -> None:
    stranger = FakeAuthorizationServer(FakeWorld()).key
    sign = server.sign
    published = server.key

    def swapped(header: dict[str, str], claims: dict[str, object]) -> str:
        server.key = stranger
        try:
            return sign(header, claims)
        finally:
            server.key = published

    server.sign = swapped  # type: ignore[method-assign] # a misbehaving server of this test


Change = Callable[[FakeWorld, FakeAuthorizationServer], None]
_UNREACHABLE = WorkbenchError("issuer-unreachable", "as.example can't be reached.", "Check it.")
_TLS = WorkbenchError("tls-failed", "The certificate of as.example is not trusted.", "Add a CA.")
_FAILURES: list[tuple[str, Change, str, str]] = [
    ("no network", _no_metadata(_UNREACHABLE), "discover", "can't be reached"),
    ("TLS", _no_metadata(_TLS), "discover", "certificate"),
    ("404", _no_metadata(text_response("", 404)), "discover", "answered 404"),
    ("HTML", _no_metadata(text_response("<html>")), "discover", "web page"),
    ("500", _no_metadata(text_response("", 500)), "discover", "answered 500"),
    ("empty", _no_metadata(HttpResponse(200)), "discover", "empty body"),
    (
        "too large",
        _no_metadata(HttpResponse(200, (), b"{" * 1024, truncated=True)),
        "discover",
        "too large",
    ),
    ("redirect", _no_metadata(HttpResponse(302)), "discover", "redirect"),
    ("other issuer", _metadata(issuer="https://evil.example"), "discover", "evil.example"),
    ("slash", _metadata(issuer=f"{ISSUER}/"), "discover", f"“{ISSUER}/”"),
    ("keys: HTML", _keys(text_response("<html>")), "keys", "web page"),
    ("keys: 500", _keys(text_response("", 503)), "keys", "answered 503"),
    ("keys: no URL", _metadata(jwks_uri="keys"), "discover", "jwks_uri"),
    ("no authorization endpoint", _metadata(authorization_endpoint=None), "prepare", "authorizat"),
    ("no token endpoint", _metadata(token_endpoint=None), "prepare", "token endpoint"),
    ("busy port", _busy, "prepare", "Port 8400"),
    ("nobody signs in", _silence, "callback", "within 300 seconds"),
    ("denied", _callback(code=None, error="access_denied"), "callback", "access_denied"),
    ("wrong iss", _callback(iss="https://evil.example"), "callback", "evil.example"),
    ("no iss", _callback(iss=None), "callback", "names no issuer"),
    ("no code", _callback(code=None), "callback", "neither a code nor an error"),
    ("a token", _callback(access_token="t0k"), "callback", "front channel"),
    ("wrong code", _callback(code="other"), "token", "invalid_grant"),
    ("token: no network", _token(_UNREACHABLE), "token", "can't be reached"),
    ("token: 403", _token(HttpResponse(403)), "token", "status 403"),
    ("token: 500", _token(text_response("<html>", 500)), "token", "status 500"),
    ("token: redirect", _token(HttpResponse(307)), "token", "redirect"),
    ("token: HTML", _token(text_response("<html>")), "token", "web page"),
    ("token: empty", _token(HttpResponse(200)), "token", "empty body"),
    ("no access token", _members(access_token=None), "token", "without an access token"),
    ("no ID token", _members(id_token=None), "token", "no ID token came"),
    ("nonce", _id_claims(nonce="another"), "validate", "ID token"),
    ("no nonce", _id_claims(nonce=None), "validate", "ID token"),
    ("audience", _id_claims(aud="somebody"), "validate", "ID token"),
    ("issuer", _id_claims(iss="https://evil.example"), "validate", "ID token"),
    ("expired", _id_claims(exp=1_600_000_000), "validate", "ID token"),
    ("at_hash", _id_claims(at_hash="xsZZrUssMXjL3FBlzoSh2g"), "validate", "ID token"),
    ("signature", _other_key, "validate", "ID token"),
    ("API audience", _access_claims(aud="https://other.example/"), "validate", "Access token"),
    ("API scope", _access_claims(scope="orders:write"), "validate", "Access token"),
]


@pytest.mark.parametrize(
    ("change", "step_id", "said"), [row[1:] for row in _FAILURES], ids=[row[0] for row in _FAILURES]
)
async def test_every_failure_becomes_a_step_and_the_end(
    world: FakeWorld, server: FakeAuthorizationServer, change: Change, step_id: str, said: str
) -> None:
    change(world, server)
    steps = await _run(world)
    last = steps[-1]
    assert (last.id, last.state) == (step_id, StepState.FAILED)
    assert said in last.message
    assert last.hint
    assert [step.state for step in steps].count(StepState.FAILED) == 1


async def test_a_failed_exchange_is_still_shown(
    world: FakeWorld, server: FakeAuthorizationServer
) -> None:
    _token(_UNREACHABLE)(world, server)
    last = (await _run(world))[-1]
    assert [(e.response, e.error) for e in last.exchanges] == [(None, _UNREACHABLE.message)]


async def test_rejected_tokens_can_still_be_inspected(
    world: FakeWorld, server: FakeAuthorizationServer
) -> None:
    server.id_claims["nonce"] = "another"
    last = (await _run(world))[-1]
    assert [name for name, _ in last.inspections] == ["id_token", "access_token"]
    assert last.inspections[0][1].verdict.decision is Decision.REJECT
    assert len(last.tokens) == 2


async def test_the_browser_hears_of_a_refusal_too(
    world: FakeWorld, server: FakeAuthorizationServer
) -> None:
    server.callback = {"code": None, "error": "access_denied", "error_description": "no"}
    steps = await _run(world)
    assert world.listeners.last.answers == [True]
    assert ("error", "access_denied") in steps[-1].facts


@pytest.mark.parametrize("state", [VaultState.LOCKED, VaultState.ABSENT])
async def test_a_vault_that_is_closed_is_found_before_the_sign_in(
    world: FakeWorld, server: FakeAuthorizationServer, state: VaultState
) -> None:
    world.vault.state = state
    client = replace(PERSON, auth_method="client_secret_basic", secret_ref="s1")
    steps = await _run(world, replace(_PLAN, client=client))
    assert (steps[-1].id, steps[-1].state) == ("prepare", StepState.FAILED)
    assert not world.browser.opened
    assert not server.token_forms


async def test_a_confidential_client_authenticates(
    world: FakeWorld, server: FakeAuthorizationServer
) -> None:
    await world.vault.put_secret("s1", Secret("s3cret"))
    client = replace(PERSON, auth_method="client_secret_post", secret_ref="s1")
    steps = await _run(world, replace(_PLAN, client=client))
    assert steps[-1].state is StepState.DONE
    assert server.token_forms[0]["client_secret"] == ["s3cret"]
    assert _last(steps, "token").tokens[0].context.shared_secret == Secret("s3cret")


async def test_a_client_without_its_secret(
    world: FakeWorld, server: FakeAuthorizationServer
) -> None:
    client = replace(PERSON, auth_method="client_secret_post")
    steps = await _run(world, replace(_PLAN, client=client))
    assert (steps[-1].id, steps[-1].state) == ("prepare", StepState.FAILED)
    assert "has no secret" in steps[-1].message
    assert not server.token_forms


async def test_metadata_at_the_oauth_place_only(
    world: FakeWorld, server: FakeAuthorizationServer
) -> None:
    world.http.on("GET", OPENID_CONFIGURATION, text_response("<html>a web app"))
    world.http.on("GET", OAUTH_METADATA, lambda _: json_response(server.metadata))
    steps = await _run(world)
    assert steps[-1].state is StepState.DONE
    assert len(_last(steps, "discover").exchanges) == 2


async def test_a_key_published_during_the_run_is_found(
    world: FakeWorld, server: FakeAuthorizationServer
) -> None:
    fresh = FakeAuthorizationServer(FakeWorld()).key
    fresh = type(fresh).import_key({**fresh.as_dict(private=True), "kid": "as-2"})
    old = server.jwks
    world.http.on("GET", f"{ISSUER}/jwks", json_response(old), lambda _: json_response(server.jwks))
    server.key = fresh
    steps = await _run(world)
    assert steps[-1].state is StepState.DONE
    assert len(steps[-1].exchanges) >= 1
    assert steps[-1].tokens[0].keys[0].keys[0].kid == "as-2"


async def test_without_keys_nothing_is_called_accepted(
    world: FakeWorld, server: FakeAuthorizationServer
) -> None:
    server.metadata["jwks_uri"] = None
    steps = await _run(world)
    assert _last(steps, "keys").state is StepState.WARNING
    assert steps[-1].state is not StepState.DONE
    decisions = {i.verdict.decision for _, i in steps[-1].inspections}
    assert Decision.ACCEPT not in decisions


async def test_an_opaque_access_token_is_not_judged_as_a_jwt(
    world: FakeWorld, server: FakeAuthorizationServer
) -> None:
    server.opaque = True
    last = (await _run(world))[-1]
    assert last.state is StepState.DONE
    assert dict(last.facts)["Access token"].startswith("opaque")
    assert "Access token is accepted" not in _checks(last)


async def test_an_access_token_for_somebody_unnamed_only_warns(
    world: FakeWorld, server: FakeAuthorizationServer
) -> None:
    server.access_claims["iss"] = "https://other.example"
    steps = await _run(world, replace(_PLAN, client=replace(PERSON, resource="")))
    assert steps[-1].state is StepState.WARNING
    assert not _checks(steps[-1])["Access token is accepted"]


@pytest.mark.parametrize(
    ("member", "value", "label"),
    [
        ("token_type", "DPoP", "Token type is Bearer"),
        ("scope", "openid", "Every requested scope was granted"),
    ],
)
async def test_a_strange_token_response_is_warned_about(
    world: FakeWorld, server: FakeAuthorizationServer, member: str, value: str, label: str
) -> None:
    server.token_members[member] = value
    token = _last(await _run(world), "token")
    assert token.state is StepState.WARNING
    assert not _checks(token)[label]


async def test_pkce_that_is_not_advertised_is_warned_about(
    world: FakeWorld, server: FakeAuthorizationServer
) -> None:
    server.metadata["code_challenge_methods_supported"] = ["plain"]
    prepare = _last(await _run(world), "prepare")
    assert prepare.state is StepState.WARNING
    assert server.authorization["code_challenge_method"] == "S256"


async def test_without_a_nonce_none_is_expected(
    world: FakeWorld, server: FakeAuthorizationServer
) -> None:
    steps = await _run(world, replace(_PLAN, use_nonce=False))
    assert "nonce" not in server.authorization
    assert steps[-1].state is StepState.DONE


async def test_an_iss_that_was_never_promised_is_not_called_checked(
    world: FakeWorld, server: FakeAuthorizationServer
) -> None:
    del server.metadata["authorization_response_iss_parameter_supported"]
    server.callback["iss"] = None
    callback = _last(await _run(world), "callback")
    assert callback.state is StepState.DONE
    assert "iss is the provider" not in _checks(callback)
    assert dict(callback.facts)["iss"].startswith("not sent")


async def _count(world: FakeWorld) -> int:
    async with aclosing(authorization_code(_PLAN, world.ports)) as steps:
        return len([step async for step in steps])


def _fresh() -> FakeWorld:
    world = FakeWorld()
    FakeAuthorizationServer(world)
    return world


async def test_cancellation_after_every_step_leaves_nothing_behind() -> None:
    total = await leaves_nothing_behind(_fresh, lambda w: authorization_code(_PLAN, w.ports))
    assert total > len(_IDS)


async def test_leaving_after_every_step_closes_the_listener() -> None:
    total = await _count(_fresh())
    for number in range(1, total + 1):
        world = _fresh()
        steps = authorization_code(_PLAN, world.ports)
        for _ in range(number):
            await anext(steps)
        await steps.aclose()
        assert world.is_quiet, f"after step {number}"


async def test_cancelling_while_nobody_signs_in(world: FakeWorld) -> None:
    FakeAuthorizationServer(world)
    world.browser.on_open = None
    seen: list[Step] = []
    task = asyncio.create_task(consume(authorization_code(_PLAN, world.ports), seen))
    await world.listeners.awaited.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert world.is_quiet
    assert seen[-1].state is StepState.WAITING


async def test_a_bug_is_not_dressed_up_as_a_failed_step(
    world: FakeWorld, server: FakeAuthorizationServer
) -> None:
    world.http._script.clear()
    with pytest.raises(AssertionError, match="nothing was scripted"):
        await _run(world)
    assert not server.token_forms
