"""A service gets a token for itself: client credentials (RFC 6749 §4.4)."""

import json
from dataclasses import dataclass

from oidc_workbench.flows.awaited import Gate
from oidc_workbench.flows.client_identity import ClientIdentity, load_identity
from oidc_workbench.flows.discovery import Discovery
from oidc_workbench.flows.judging import judge
from oidc_workbench.flows.stage import Draft, Stage, Steps, run_stages
from oidc_workbench.flows.step import ObtainedToken
from oidc_workbench.flows.tokens import (
    TokenRun,
    accept_token_response,
    access_expectation,
    check_scopes,
)
from oidc_workbench.jose.key_set import KeySet, KeySource
from oidc_workbench.oauth.client_auths.private_key_jwt import ASSERTION_LIFETIME, ClientAssertion
from oidc_workbench.oauth.token import client_credentials_request
from oidc_workbench.ports import FlowPorts
from oidc_workbench.rules.expectation import Expectation, Purpose, RunContext
from oidc_workbench.rules.inspection import inspect
from oidc_workbench.rules.outcome import Decision
from oidc_workbench.secret import Secret
from oidc_workbench.workspace.profile import Client, Provider


@dataclass(frozen=True, slots=True)
class ClientCredentialsPlan:
    """What a service asks for.

    Args:
        scopes: None takes the client's own.
        resource: None takes the client's own; empty asks for none.
        gate: awaited before the request is sent, while the prepared assertion is shown.
        leeway: seconds of clock difference that are tolerated.
    """

    provider: Provider
    client: Client
    scopes: tuple[str, ...] | None = None
    resource: str | None = None
    gate: Gate | None = None
    leeway: int = 60

    @property
    def asked_scopes(self) -> tuple[str, ...]:
        """The scopes to ask for."""
        return self.client.scopes if self.scopes is None else self.scopes

    @property
    def asked_resource(self) -> str:
        """The resource to ask for; empty for none."""
        return self.client.resource if self.resource is None else self.resource


def client_credentials(plan: ClientCredentialsPlan, ports: FlowPorts) -> Steps:
    """Obtain and judge an access token for the client itself.

    Steps: discover, keys, prepare, token, validate.
    """
    return run_stages(ports, _Run(plan, ports).stages)


class _Run:
    """The values that one stage leaves for the next."""

    identity: ClientIdentity
    tokens: tuple[ObtainedToken, ...]

    def __init__(self, plan: ClientCredentialsPlan, ports: FlowPorts) -> None:
        self.plan = plan
        self.ports = ports
        self.found = Discovery(plan.provider.issuer)
        self.assertion: ClientAssertion | None = None
        self.signed: Secret | None = None

    @property
    def stages(self) -> tuple[Stage, ...]:
        return (
            self.found.discover_stage,
            self.found.keys_stage,
            Stage(
                "prepare",
                "Prepare client authentication",
                "No person is there to sign in, so the service proves who it is; with its own "
                "private key no secret travels and none lies at the provider.",
                self._prepare,
            ),
            Stage(
                "token",
                "Ask for the token",
                "The provider checks the client and issues a token for the target service.",
                self._ask,
            ),
            Stage(
                "validate",
                "Judge the access token",
                "The target service will check signature, issuer, audience, expiry and scope; so "
                "does the workbench.",
                self._validate,
            ),
        )

    async def _prepare(self, draft: Draft) -> Steps:
        plan = self.plan
        draft.fact("client authentication", plan.client.auth_method)
        draft.fact("scope", " ".join(plan.asked_scopes) or "none: the audience alone decides")
        draft.fact("resource", plan.asked_resource or "none: the provider chooses the audience")
        self.found.metadata.endpoint("token_endpoint")
        yield draft.running()
        if plan.client.auth_method == "none":
            draft.check(
                "Client authenticates",
                False,
                "Client credentials without client authentication give tokens to anybody.",
            )
        self.identity = await load_identity(plan.client, self.ports)
        self._sign()
        if self.assertion and self.signed:
            self._preview(draft, self.assertion, self.signed)
        if plan.gate:
            yield draft.waiting("The request is ready.", "Look at it, then send it.")
            await plan.gate()

    def _sign(self) -> None:
        self.assertion = self.identity.assertion(self.found.metadata, self.ports)
        if self.assertion and self.identity.key:
            self.signed = self.assertion.sign(self.identity.key)

    def _preview(self, draft: Draft, assertion: ClientAssertion, signed: Secret) -> None:
        """Show the assertion and what a server will think of it."""
        draft.fact("assertion header", json.dumps(assertion.header, indent=2))
        draft.fact("assertion claims", json.dumps(assertion.claims, indent=2))
        metadata, client = self.found.metadata, self.plan.client
        audience = str(assertion.claims["aud"])
        expectation = Expectation(
            Purpose.CLIENT_ASSERTION,
            issuer=metadata.issuer,
            client_id=client.client_id,
            audiences=(metadata.issuer, *({audience} - {metadata.issuer})),
            leeway=self.plan.leeway,
        )
        key = self.identity.key
        keys = (KeySet((key.public,), KeySource("vault", client.key_id)),) if key else ()
        context = RunContext(metadata.raw)
        judged = inspect(signed.reveal(), expectation, keys, context, self.ports.clock.now())
        draft.inspections["client_assertion"] = judged
        sound = judged.verdict.decision is not Decision.REJECT
        draft.check("Assertion is sound", sound, judged.verdict.headline)

    async def _ask(self, draft: Draft) -> Steps:
        if self.assertion and self._is_stale(self.assertion):
            draft.fact("client assertion", "signed anew: the one shown was half-way to its expiry")
            self._sign()
        plan, metadata = self.plan, self.found.metadata
        resources = (plan.asked_resource,) if plan.asked_resource else ()
        request = client_credentials_request(
            metadata.endpoint("token_endpoint"), plan.asked_scopes, resources
        )
        context = RunContext(metadata.raw, dict(request.params))
        authenticated = self.identity.apply(request, self.signed)
        yield draft.running()
        exchange = await draft.send(authenticated.to_http("ask for an access token"))
        expectation = access_expectation(
            metadata.issuer, plan.asked_resource, plan.asked_scopes, plan.leeway
        )
        answer = accept_token_response(
            draft,
            exchange,
            TokenRun(
                plan.provider,
                plan.client,
                metadata,
                self.found.keys,
                Expectation(Purpose.ID_TOKEN, issuer=metadata.issuer),
                expectation,
                context,
            ),
        )
        self.tokens = draft.tokens
        check_scopes(draft, plan.asked_scopes, answer)

    def _is_stale(self, assertion: ClientAssertion) -> bool:
        return assertion.expires_at - self.ports.clock.now() < ASSERTION_LIFETIME / 2

    async def _validate(self, draft: Draft) -> Steps:
        yield draft.running()
        await judge(draft, self.tokens, self.found.metadata)
