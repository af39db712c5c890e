"""The flows over the real adapters against a certified authorization server."""

import asyncio
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING

import httpx
import pytest

from fakes.vault import FakeVault
from oidc_workbench.flows.authorization_code import AuthorizationCodePlan, authorization_code
from oidc_workbench.flows.client_credentials import ClientCredentialsPlan, client_credentials
from oidc_workbench.flows.introspect import IntrospectPlan, introspect
from oidc_workbench.flows.refresh import RefreshPlan, refresh
from oidc_workbench.flows.revoke import RevokePlan, revoke
from oidc_workbench.flows.stage import Steps
from oidc_workbench.flows.step import ObtainedToken, Step, StepState
from oidc_workbench.flows.userinfo import UserInfoPlan, userinfo
from oidc_workbench.jose.key_generation import generate_key
from oidc_workbench.rules.outcome import Decision, Severity
from oidc_workbench.secret import Secret
from oidc_workbench.wiring import services
from oidc_workbench.workspace.profile import Client, Provider
from peers.oidc_provider import OidcProvider
from peers.person import PersonWithoutScreen

if TYPE_CHECKING:
    from oidc_workbench.exchange import Exchange
    from oidc_workbench.ports import FlowPorts

pytestmark = [pytest.mark.anyio, pytest.mark.needs("oidc-provider")]
_API = "urn:api:jwt"
_PERSON = Client("c", "p", "App", "native", scopes=("openid", "api:read"), resource=_API)
_SERVICE = Client(
    "s",
    "p",
    "Job",
    "flow-service",
    actor="service",
    auth_method="private_key_jwt",
    key_id="k1",
    scopes=("api:read",),
    resource=_API,
)


class Bench:
    """The real ports, but for browser and vault, and the provider as a profile."""

    def __init__(self, issuer: str) -> None:
        self.provider = Provider("p", "Peer", issuer)
        self.recorded: list[Exchange] = []
        self.person = PersonWithoutScreen()
        self.vault = FakeVault()
        real = services(record=self.recorded.append, session_vault=True).ports_for(self.provider)
        self.ports: FlowPorts = replace(real, browser=self.person, vault=self.vault)

    async def run(self, flow: Steps) -> list[Step]:
        async with aclosing(flow) as steps:
            seen = [step async for step in steps]
        await self.person.finish()
        return seen

    async def sign_in(self, client: Client = _PERSON, prompt: str = "") -> list[Step]:
        plan = AuthorizationCodePlan(self.provider, client, prompt=prompt, callback_timeout=30.0)
        return await self.run(authorization_code(plan, self.ports))


@pytest.fixture
def bench(oidc_provider: OidcProvider) -> Bench:
    return Bench(oidc_provider.issuer)


def _token(steps: list[Step], kind: str) -> ObtainedToken:
    step = next(step for step in reversed(steps) if step.id == "token")
    return next(token for token in step.tokens if token.kind == kind)


def _told(steps: list[Step]) -> str:
    return repr([(s.id, s.state, s.message, s.checks) for s in steps if s.message])


def _errors(steps: list[Step]) -> list[str]:
    """The error findings on the documents of a run."""
    return [
        f"{name}: {finding.rule}: {finding.message}"
        for step in steps
        for name, judged in step.documents
        for finding in judged.verdict.findings
        if finding.severity is Severity.ERROR
    ]


@pytest.mark.parametrize("client_id", ["native", "native-es256", "native-ps256", "native-eddsa"])
@pytest.mark.parametrize("redirect", ["http://127.0.0.1:0/callback", "http://localhost:0/callback"])
async def test_a_person_signs_in(bench: Bench, client_id: str, redirect: str) -> None:
    client = replace(_PERSON, client_id=client_id, redirect_uri=redirect)
    steps = await bench.sign_in(client)
    assert steps[-1].state is StepState.DONE, _told(steps)
    decisions = [inspection.verdict.decision for _, inspection in steps[-1].inspections]
    assert decisions == [Decision.ACCEPT, Decision.ACCEPT]
    assert bench.person.answers == [200]
    assert _errors(steps) == []
    assert [e.channel for e in bench.recorded].count("front") == 2


async def test_a_confidential_client_signs_a_person_in(
    bench: Bench, oidc_provider: OidcProvider
) -> None:
    secret = Secret(oidc_provider.client("native-secret")["client_secret"])
    await bench.vault.put_secret("s1", secret)
    client = replace(
        _PERSON, client_id="native-secret", auth_method="client_secret_basic", secret_ref="s1"
    )
    steps = await bench.sign_in(client)
    assert steps[-1].state is StepState.DONE, _told(steps)


async def test_a_person_declines(bench: Bench) -> None:
    bench.person.cancels = True
    steps = await bench.sign_in()
    assert (steps[-1].id, steps[-1].state) == ("callback", StepState.FAILED)
    assert "access_denied" in steps[-1].message
    assert bench.person.answers == [200]


async def test_refresh_and_the_end_of_the_old_token(bench: Bench) -> None:
    client = replace(_PERSON, scopes=("openid", "offline_access", "api:read"))
    steps = await bench.sign_in(client, prompt="consent")
    assert steps[-1].state is StepState.DONE, _told(steps)
    old = Secret(_token(steps, "refresh_token").text)
    nonce = _token(steps, "id_token").expectation.nonce  # this server repeats it
    plan = RefreshPlan(bench.provider, client, old, previous_sub="alice", nonce=nonce)
    steps = await bench.run(refresh(plan, bench.ports))
    assert steps[-1].state is StepState.DONE, _told(steps)
    assert _errors(steps) == []
    again = await bench.run(refresh(plan, bench.ports))
    assert again[-1].state is StepState.FAILED
    assert "invalid_grant" in again[-1].message


async def test_userinfo_takes_its_own_token_and_no_other(bench: Bench) -> None:
    plain = await bench.sign_in(replace(_PERSON, scopes=("openid",), resource=""))
    own = UserInfoPlan(bench.provider, Secret(_token(plain, "access_token").text), "alice")
    steps = await bench.run(userinfo(own, bench.ports))
    assert steps[-1].state is StepState.DONE, _told(steps)
    assert _errors(steps) == []
    bound = await bench.sign_in()
    other = UserInfoPlan(bench.provider, Secret(_token(bound, "access_token").text), "alice")
    steps = await bench.run(userinfo(other, bench.ports))
    assert steps[-1].state is StepState.FAILED
    assert "invalid_token" in steps[-1].message


@pytest.mark.parametrize("audience", ["issuer", "token_endpoint"])
@pytest.mark.parametrize("kind", ["P-256", "RSA-2048", "Ed25519"])
async def test_a_service_with_its_own_key(
    bench: Bench, oidc_provider: OidcProvider, audience: str, kind: str
) -> None:
    key = generate_key(kind, "job-1")
    oidc_provider.register_service("flow-service", dict(key.public.raw))
    bench.vault.keys["k1"] = key
    client = replace(_SERVICE, assertion_audience="issuer")
    if audience == "token_endpoint":
        client = replace(_SERVICE, assertion_audience="token_endpoint")
    plan = ClientCredentialsPlan(bench.provider, client)
    steps = await bench.run(client_credentials(plan, bench.ports))
    assert steps[-1].state is StepState.DONE, _told(steps)
    assert steps[-1].inspections[0][1].verdict.decision is Decision.ACCEPT
    assert _errors(steps) == []


async def test_a_service_with_the_wrong_key(bench: Bench, oidc_provider: OidcProvider) -> None:
    oidc_provider.register_service("flow-service", dict(generate_key("P-256", "a").public.raw))
    bench.vault.keys["k1"] = generate_key("P-256", "b")
    plan = ClientCredentialsPlan(bench.provider, _SERVICE)
    steps = await bench.run(client_credentials(plan, bench.ports))
    assert (steps[-1].id, steps[-1].state) == ("token", StepState.FAILED)
    assert "invalid_client" in steps[-1].message


@pytest.mark.parametrize("client_id", ["service-basic", "service-post", "service:odd/id"])
async def test_a_service_with_a_secret(
    bench: Bench, oidc_provider: OidcProvider, client_id: str
) -> None:
    known = oidc_provider.client(client_id)
    await bench.vault.put_secret("s1", Secret(known["client_secret"]))
    method = known["token_endpoint_auth_method"]
    client = replace(_SERVICE, client_id=client_id, auth_method=method, secret_ref="s1")
    plan = ClientCredentialsPlan(bench.provider, client)
    steps = await bench.run(client_credentials(plan, bench.ports))
    assert steps[-1].state is StepState.DONE, _told(steps)


async def test_an_opaque_token_is_introspected_and_revoked(
    bench: Bench, oidc_provider: OidcProvider
) -> None:
    secret = Secret(oidc_provider.client("api")["client_secret"])
    await bench.vault.put_secret("s1", secret)
    api = replace(_SERVICE, client_id="api", auth_method="client_secret_basic", secret_ref="s1")
    signed_in = await bench.sign_in(replace(_PERSON, resource="urn:api:opaque"))
    assert signed_in[-1].state is StepState.DONE, _told(signed_in)
    token = Secret(_token(signed_in, "access_token").text)
    ask = IntrospectPlan(bench.provider, api, token)
    steps = await bench.run(introspect(ask, bench.ports))
    assert steps[-1].state is StepState.DONE, _told(steps)
    assert _errors(steps) == []
    steps = await bench.run(revoke(RevokePlan(bench.provider, _PERSON, token), bench.ports))
    assert steps[-1].state is StepState.DONE, _told(steps)
    steps = await bench.run(introspect(ask, bench.ports))
    assert "not active" in steps[-1].message


async def test_a_signed_token_is_not_introspectable_there(
    bench: Bench, oidc_provider: OidcProvider
) -> None:
    secret = Secret(oidc_provider.client("api")["client_secret"])
    await bench.vault.put_secret("s1", secret)
    api = replace(_SERVICE, client_id="api", auth_method="client_secret_basic", secret_ref="s1")
    token = Secret(_token(await bench.sign_in(), "access_token").text)
    plan = IntrospectPlan(bench.provider, api, token)
    steps = await bench.run(introspect(plan, bench.ports))
    assert steps[-1].state is StepState.FAILED
    assert "not introspectable here" in steps[-1].message


async def test_leaving_while_the_person_thinks_frees_the_port(bench: Bench) -> None:
    class Absent(PersonWithoutScreen):
        async def open(self, url: str) -> None:
            pass

    bench.ports = replace(bench.ports, browser=Absent())
    plan = AuthorizationCodePlan(bench.provider, _PERSON)
    flow = authorization_code(plan, bench.ports)
    async with aclosing(flow) as steps:
        async for step in steps:
            if step.state is StepState.WAITING:
                break
    sent = next(e for e in bench.recorded if e.channel == "front")
    port = int(httpx.URL(httpx.URL(sent.request.url).params["redirect_uri"]).port or 0)
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", port)
