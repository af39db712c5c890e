"""Taking a token back (RFC 7009)."""

from dataclasses import dataclass, field

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.flows.client_identity import load_identity
from oidc_workbench.flows.discovery import Discovery
from oidc_workbench.flows.stage import Draft, Stage, Steps, run_stages
from oidc_workbench.flows.tokens import refusal
from oidc_workbench.oauth.oauth_error import OAuthError
from oidc_workbench.oauth.revocation import NotRevocable, read_revocation, revocation_request
from oidc_workbench.ports import FlowPorts
from oidc_workbench.redaction.masking import mask
from oidc_workbench.secret import Secret
from oidc_workbench.workspace.profile import Client, Provider


@dataclass(frozen=True, slots=True)
class RevokePlan:
    """Which token to take back.

    Args:
        client: the one the token was issued to.
        hint: ``access_token`` or ``refresh_token``; empty for none.
    """

    provider: Provider
    client: Client
    token: Secret = field(repr=False)
    hint: str = ""


def revoke(plan: RevokePlan, ports: FlowPorts) -> Steps:
    """Ask the provider to revoke a token. Steps: discover, revoke."""
    found = Discovery(plan.provider.issuer)

    async def ask(draft: Draft) -> Steps:
        endpoint = found.metadata.endpoint("revocation_endpoint")
        request = revocation_request(endpoint, plan.token, plan.hint)
        draft.fact("token", mask(plan.token.reveal()))
        draft.fact("client authentication", plan.client.auth_method)
        yield draft.running()
        identity = await load_identity(plan.client, ports)
        sent = identity.authenticate(request, found.metadata, ports)
        answer = read_revocation(await draft.send(sent.to_http("revoke a token")))
        if isinstance(answer, OAuthError):
            raise refusal(draft, answer)
        if isinstance(answer, NotRevocable):
            raise WorkbenchError("not-revocable", answer.reason, "Let it expire.")
        draft.check("Provider took the revocation", True)
        draft.fact(
            "note", "A token the provider does not know gives the same answer (RFC 7009 §2.2)."
        )

    stage = Stage(
        "revoke",
        "Revoke the token",
        "A token that is no longer needed, or was seen by somebody else, is taken back. APIs that "
        "check signed tokens by themselves accept it until it expires.",
        ask,
    )
    return run_stages(ports, (found.discover_stage, stage))
