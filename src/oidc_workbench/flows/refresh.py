"""Fresh tokens for an old grant: the refresh token (RFC 6749 §6, OIDC Core §12)."""

from dataclasses import dataclass, field

from oidc_workbench.errors import WorkbenchError
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
from oidc_workbench.oauth.token import TokenResponse, refresh_request
from oidc_workbench.ports import FlowPorts
from oidc_workbench.rules.expectation import Expectation, Purpose, RunContext
from oidc_workbench.secret import Secret
from oidc_workbench.workspace.profile import Client, Provider


@dataclass(frozen=True, slots=True)
class RefreshPlan:
    """What to refresh.

    Args:
        scopes: fewer than were granted (RFC 6749 §6); empty keeps them.
        resource: None takes the client's own; empty asks for none.
        previous_sub: subject of the ID token of the sign-in, which must stay the same
            (OIDC Core §12.2); empty when not known.
        nonce: the nonce of the sign-in, which a fresh ID token may repeat; None when not known.
        leeway: seconds of clock difference that are tolerated.
    """

    provider: Provider
    client: Client
    refresh_token: Secret = field(repr=False)
    scopes: tuple[str, ...] = ()
    resource: str | None = None
    previous_sub: str = ""
    nonce: str | None = None
    leeway: int = 60

    @property
    def asked_resource(self) -> str:
        """The resource to ask for; empty for none."""
        return self.client.resource if self.resource is None else self.resource


def refresh(plan: RefreshPlan, ports: FlowPorts) -> Steps:
    """Use a refresh token and judge the fresh tokens.

    Steps: discover, keys, token, validate.
    """
    return run_stages(ports, _Run(plan, ports).stages)


class _Run:
    """The values that one stage leaves for the next."""

    tokens: tuple[ObtainedToken, ...]

    def __init__(self, plan: RefreshPlan, ports: FlowPorts) -> None:
        self.plan = plan
        self.ports = ports
        self.found = Discovery(plan.provider.issuer)

    @property
    def stages(self) -> tuple[Stage, ...]:
        return (
            self.found.discover_stage,
            self.found.keys_stage,
            Stage(
                "token",
                "Use the refresh token",
                "Access tokens are short-lived; the refresh token gets the next one without "
                "asking the person again.",
                self._ask,
            ),
            Stage(
                "validate",
                "Judge the fresh tokens",
                "Fresh tokens are checked like the first ones; only the nonce need not come again.",
                self._validate,
            ),
        )

    async def _ask(self, draft: Draft) -> Steps:
        plan, metadata = self.plan, self.found.metadata
        resources = (plan.asked_resource,) if plan.asked_resource else ()
        endpoint = metadata.endpoint("token_endpoint")
        request = refresh_request(endpoint, plan.refresh_token, plan.scopes, resources)
        draft.fact("client authentication", plan.client.auth_method)
        yield draft.running()
        identity = await load_identity(plan.client, self.ports)
        sent = identity.authenticate(request, metadata, self.ports)
        exchange = await draft.send(sent.to_http("refresh the tokens"))
        answer = accept_token_response(draft, exchange, self._token_run(identity))
        self.tokens = draft.tokens
        check_scopes(draft, plan.scopes, answer)
        self._describe_rotation(draft, answer)

    def _describe_rotation(self, draft: Draft, answer: TokenResponse) -> None:
        """Say whether the refresh token was replaced (RFC 9700 §4.14.2)."""
        rotated = answer.refresh_token not in {None, self.plan.refresh_token}
        draft.fact("refresh token", "replaced by a new one" if rotated else "stays the same")
        if self.plan.client.auth_method == "none":
            detail = "" if rotated else "A public client's refresh token should be rotated."
            draft.check("Refresh token was rotated", rotated, detail)

    def _token_run(self, identity: ClientIdentity) -> TokenRun:
        plan, metadata = self.plan, self.found.metadata
        # Without scopes in the request those of the sign-in stand.
        scopes = plan.scopes or plan.client.scopes
        id_token = Expectation(
            Purpose.ID_TOKEN,
            issuer=metadata.issuer,
            client_id=plan.client.client_id,
            nonce=plan.nonce,
            leeway=plan.leeway,
        )
        return TokenRun(
            plan.provider,
            plan.client,
            metadata,
            self.found.keys,
            id_token,
            access_expectation(metadata.issuer, plan.asked_resource, scopes, plan.leeway),
            RunContext(metadata.raw, refreshed=True, shared_secret=identity.secret),
        )

    async def _validate(self, draft: Draft) -> Steps:
        yield draft.running()
        await judge(draft, self.tokens, self.found.metadata)
        inspection = draft.inspections.get("id_token")
        if inspection and self.plan.previous_sub:
            same = inspection.claims.get("sub") == self.plan.previous_sub
            draft.check("Subject is the one who signed in", same)
            if not same:
                raise WorkbenchError(
                    "refresh-sub-mismatch",
                    "The fresh ID token is about somebody else than the first one.",
                    "Discard the fresh tokens and sign in again (OIDC Core section 12.2).",
                )
