"""A service gets a token for itself, and sees its assertion before it is sent."""

import asyncio
import json
from contextlib import aclosing
from dataclasses import replace

import pytest

from fakes.authorization_server import API, ISSUER, PROVIDER, SERVICE, FakeAuthorizationServer
from fakes.cancelling import leaves_nothing_behind
from fakes.sender import json_response
from fakes.world import FakeWorld
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.exchange import HttpResponse
from oidc_workbench.flows.client_credentials import ClientCredentialsPlan, client_credentials
from oidc_workbench.flows.step import Step, StepState
from oidc_workbench.jose.certificate_making import CertificateNames, self_signed
from oidc_workbench.jose.certificate_text import chain_to_pem
from oidc_workbench.jose.jwk import public_jwk
from oidc_workbench.jose.key_generation import generate_key
from oidc_workbench.jose.reader import read
from oidc_workbench.ports import VaultState
from oidc_workbench.rules.outcome import Decision
from oidc_workbench.secret import Secret
from oidc_workbench.workspace.key_record import KeyRecord
from oidc_workbench.workspace.profile import Client

pytestmark = pytest.mark.anyio
_IDS = ["discover", "keys", "prepare", "token", "validate"]
_PLAN = ClientCredentialsPlan(PROVIDER, SERVICE)
_KEY = generate_key("P-256", "job-1")


@pytest.fixture
def world() -> FakeWorld:
    return _fresh()


@pytest.fixture
def server(world: FakeWorld) -> FakeAuthorizationServer:
    return FakeAuthorizationServer(world)


def _fresh() -> FakeWorld:
    world = FakeWorld()
    world.vault.keys["k1"] = _KEY
    return world


async def _run(world: FakeWorld, plan: ClientCredentialsPlan = _PLAN) -> list[Step]:
    async with aclosing(client_credentials(plan, world.ports)) as steps:
        seen = [step async for step in steps]
    assert world.is_quiet
    return seen


def _last(steps: list[Step], step_id: str) -> Step:
    return next(step for step in reversed(steps) if step.id == step_id)


def _sent_assertion(server: FakeAuthorizationServer) -> dict[str, object]:
    return dict(read(server.token_forms[-1]["client_assertion"][0]).claims)


async def test_the_happy_path(world: FakeWorld, server: FakeAuthorizationServer) -> None:
    steps = await _run(world)
    assert list(dict.fromkeys(step.id for step in steps)) == _IDS
    assert {_last(steps, step_id).state for step_id in _IDS} == {StepState.DONE}
    assert steps[-1].inspections[0][1].verdict.decision is Decision.ACCEPT
    form = server.token_forms[0]
    assert form["grant_type"] == ["client_credentials"]
    assert form["resource"] == [API]
    assert form["scope"] == ["orders:read"]


async def test_an_assertion_names_the_certificate_of_its_key(
    world: FakeWorld, server: FakeAuthorizationServer
) -> None:
    now = world.clock.now()
    made = self_signed(_KEY, CertificateNames("job"), now - 60, now + 600, b"\1" * 16)
    public = _KEY.public
    world.vault.key_records["k1"] = KeyRecord(
        "k1", "Key", public.kid, "EC", "ES256", public.thumbprint, now,
        public_jwk=public_jwk(public), certificate=chain_to_pem((made,)),
    )  # fmt: skip
    prepare = _last(await _run(world), "prepare")
    assert json.loads(dict(prepare.facts)["assertion header"])["x5t#S256"] == made.x5t_s256
    assert server.token_forms
    # Nothing is found against that.
    assert prepare.state is StepState.DONE
    assert prepare.inspections[0][1].verdict.findings == ()


async def test_the_assertion_says_what_the_standard_asks(
    world: FakeWorld, server: FakeAuthorizationServer
) -> None:
    prepare = _last(await _run(world), "prepare")
    claims = _sent_assertion(server)
    now = int(world.clock.now())
    jti = claims.pop("jti")
    assert claims == {
        "iss": "service-1",
        "sub": "service-1",
        "aud": ISSUER,
        "iat": now,
        "exp": now + 60,
    }
    assert isinstance(jti, str)
    assert len(jti) == 22
    header = {"alg": "ES256", "typ": "client-authentication+jwt", "kid": "job-1"}
    assert json.loads(dict(prepare.facts)["assertion header"]) == header
    assert json.loads(dict(prepare.facts)["assertion claims"])["jti"] == jti
    name, inspection = prepare.inspections[0]
    assert name == "client_assertion"
    assert inspection.verdict.decision is Decision.ACCEPT


async def test_an_older_server_gets_its_token_endpoint_as_audience(
    world: FakeWorld, server: FakeAuthorizationServer
) -> None:
    client = replace(SERVICE, assertion_audience="token_endpoint")
    prepare = _last(await _run(world, replace(_PLAN, client=client)), "prepare")
    assert _sent_assertion(server)["aud"] == f"{ISSUER}/token"
    findings = prepare.inspections[0][1].verdict.findings
    assert [finding.rule for finding in findings] == ["ca-aud-endpoint"]


async def test_the_gate_is_passed_before_anything_is_sent(
    world: FakeWorld, server: FakeAuthorizationServer
) -> None:
    passed: list[int] = []

    async def gate() -> None:
        passed.append(len(server.token_forms))

    steps = await _run(world, replace(_PLAN, gate=gate))
    assert passed == [0]
    waiting = next(step for step in steps if step.state is StepState.WAITING)
    assert waiting.id == "prepare"
    assert "assertion claims" in dict(waiting.facts)
    assert waiting.inspections


@pytest.mark.parametrize(("seconds", "anew"), [(0, False), (29, False), (31, True), (3600, True)])
async def test_an_assertion_that_was_looked_at_for_long_is_signed_anew(
    world: FakeWorld, server: FakeAuthorizationServer, seconds: int, anew: bool
) -> None:
    async def gate() -> None:
        world.clock.advance(seconds)

    steps = await _run(world, replace(_PLAN, gate=gate))
    shown = json.loads(dict(_last(steps, "prepare").facts)["assertion claims"])
    sent = _sent_assertion(server)
    assert (sent["jti"] != shown["jti"]) is anew
    assert sent["exp"] == (int(world.clock.now()) + 60 if anew else shown["exp"])
    assert ("client assertion" in dict(_last(steps, "token").facts)) is anew


async def test_scope_and_resource_of_the_plan_win(
    world: FakeWorld, server: FakeAuthorizationServer
) -> None:
    await _run(world, replace(_PLAN, scopes=(), resource=""))
    assert "scope" not in server.token_forms[0]
    assert "resource" not in server.token_forms[0]


async def test_audience_only_is_legal(world: FakeWorld, server: FakeAuthorizationServer) -> None:
    server.access_claims["scope"] = None
    steps = await _run(world, replace(_PLAN, scopes=()))
    assert steps[-1].state is StepState.DONE
    assert steps[-1].tokens[0].expectation.scopes == ()


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
async def test_a_secret_serves_too(
    world: FakeWorld, server: FakeAuthorizationServer, method: str
) -> None:
    await world.vault.put_secret("s1", Secret("s3cret-text"))
    client = Client(
        "c3",
        "p1",
        "Job",
        "service-2",
        actor="service",
        auth_method="client_secret_basic" if "basic" in method else "client_secret_post",
        secret_ref="s1",
        scopes=("orders:read",),
        resource=API,
    )
    steps = await _run(world, replace(_PLAN, client=client))
    assert steps[-1].state is StepState.DONE
    assert "s3cret-text" not in repr([(s.facts, s.checks, s.message) for s in steps])
    assert "client_assertion" not in server.token_forms[0]


async def test_a_public_client_is_warned_about(
    world: FakeWorld, server: FakeAuthorizationServer
) -> None:
    client = replace(SERVICE, auth_method="none")
    prepare = _last(await _run(world, replace(_PLAN, client=client)), "prepare")
    assert prepare.state is StepState.WARNING
    assert server.token_forms[0]["client_id"] == ["service-1"]


@pytest.mark.parametrize(
    ("state", "said"), [(VaultState.LOCKED, "locked"), (VaultState.ABSENT, "No keyring")]
)
async def test_a_closed_vault(
    world: FakeWorld, server: FakeAuthorizationServer, state: VaultState, said: str
) -> None:
    world.vault.state = state
    last = (await _run(world))[-1]
    assert (last.id, last.state) == ("prepare", StepState.FAILED)
    assert said in last.message
    assert not server.token_forms


@pytest.mark.parametrize(
    ("client", "said"),
    [
        (replace(SERVICE, key_id=""), "has no key"),
        (replace(SERVICE, key_id="gone"), "no such key"),
        (replace(SERVICE, signing_alg="RS256"), "RS256"),
    ],
)
async def test_a_key_that_can_not_serve(
    world: FakeWorld, server: FakeAuthorizationServer, client: Client, said: str
) -> None:
    last = (await _run(world, replace(_PLAN, client=client)))[-1]
    assert (last.id, last.state) == ("prepare", StepState.FAILED)
    assert said in last.message
    assert last.hint
    assert not server.token_forms


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (json_response({"error": "invalid_client"}, 401), "invalid_client"),
        (HttpResponse(403), "status 403"),
        (HttpResponse(302), "redirect"),
        (WorkbenchError("timed-out", "as.example took too long.", "Try again."), "too long"),
    ],
)
async def test_a_refusal_ends_the_flow(
    world: FakeWorld,
    server: FakeAuthorizationServer,
    answer: HttpResponse | WorkbenchError,
    said: str,
) -> None:
    world.http.on("POST", f"{ISSUER}/token", answer)
    last = (await _run(world))[-1]
    assert (last.id, last.state) == ("token", StepState.FAILED)
    assert said in last.message
    assert len(last.exchanges) == 1
    assert not server.token_forms


async def test_less_scope_than_asked_for(world: FakeWorld, server: FakeAuthorizationServer) -> None:
    server.token_members["scope"] = "other"
    token = _last(await _run(world), "token")
    assert token.state is StepState.WARNING
    assert "Not granted: orders:read" in token.message


async def test_a_scope_that_stands_for_others_is_not_required_of_the_token(
    world: FakeWorld, server: FakeAuthorizationServer
) -> None:
    server.token_members["scope"] = "orders:read"
    steps = await _run(world, replace(_PLAN, scopes=("https://api.example/.default",)))
    assert server.token_forms[0]["scope"] == ["https://api.example/.default"]
    assert [step for step in steps if step.state is StepState.WARNING] == []
    assert steps[-1].state is StepState.DONE


async def test_a_token_for_another_api_is_rejected(
    world: FakeWorld, server: FakeAuthorizationServer
) -> None:
    server.access_claims["aud"] = "https://other.example/"
    last = (await _run(world))[-1]
    assert (last.id, last.state) == ("validate", StepState.FAILED)


async def test_cancellation_after_every_step_leaves_nothing_behind() -> None:
    def fresh() -> FakeWorld:
        world = _fresh()
        FakeAuthorizationServer(world)
        return world

    total = await leaves_nothing_behind(fresh, lambda w: client_credentials(_PLAN, w.ports))
    assert total > 5


async def test_a_cancelled_gate_sends_nothing(
    world: FakeWorld, server: FakeAuthorizationServer
) -> None:
    async def gate() -> None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await _run(world, replace(_PLAN, gate=gate))
    assert not server.token_forms
    assert world.is_quiet
