"""Asking the provider about a token (RFC 7662)."""

import json
from dataclasses import dataclass, field

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.flows.client_identity import load_identity
from oidc_workbench.flows.discovery import Discovery, load_metadata
from oidc_workbench.flows.documents import judge_answer, judge_form, known_of
from oidc_workbench.flows.stage import Draft, Stage, Steps, run_stages
from oidc_workbench.flows.tokens import refusal
from oidc_workbench.flows.trail import Trail
from oidc_workbench.oauth.introspection import (
    Introspection,
    NotIntrospectable,
    introspection_request,
    read_introspection,
)
from oidc_workbench.oauth.oauth_error import OAuthError
from oidc_workbench.oauth.text import clean
from oidc_workbench.ports import FlowPorts
from oidc_workbench.redaction.masking import mask
from oidc_workbench.rules.document import DocumentKind
from oidc_workbench.secret import Secret
from oidc_workbench.workspace.profile import Client, Provider


@dataclass(frozen=True, slots=True)
class IntrospectPlan:
    """Which token to ask about, and as whom.

    Args:
        client: authenticates at the endpoint (RFC 7662 §2.1), as the resource server would.
        hint: ``access_token`` or ``refresh_token``; empty for none.
        endpoint: where the person was told that the token goes; it is sent nowhere else. Empty
            when nothing was told.
    """

    provider: Provider
    client: Client
    token: Secret = field(repr=False)
    hint: str = ""
    endpoint: str = ""


async def introspection_endpoint(provider: Provider, ports: FlowPorts) -> str:
    """Look up where a provider is asked about tokens; no token is sent.

    Raises:
        WorkbenchError: ``endpoint-missing``, ``endpoint-invalid``, or why the metadata can't be
            had.
    """
    metadata = await load_metadata(Trail(ports), provider.issuer)
    return metadata.endpoint("introspection_endpoint")


def introspect(plan: IntrospectPlan, ports: FlowPorts) -> Steps:
    """Ask whether a token is active. Steps: discover, introspect."""
    found = Discovery(plan.provider.issuer)

    async def ask(draft: Draft) -> Steps:
        endpoint = found.metadata.endpoint("introspection_endpoint")
        _refuse_another(endpoint, plan.endpoint)
        request = introspection_request(endpoint, plan.token, plan.hint)
        draft.fact("token", mask(plan.token.reveal()))
        draft.fact("client authentication", plan.client.auth_method)
        yield draft.running()
        identity = await load_identity(plan.client, ports)
        sent = identity.authenticate(request, found.metadata, ports)
        exchange = await draft.send(sent.to_http("introspect a token"))
        known = known_of(plan.client, found.metadata)
        judge_form(draft, "introspection request", exchange, known)
        kind = DocumentKind.INTROSPECTION
        judge_answer(draft, "introspection response", kind, exchange, known)
        answer = read_introspection(exchange)
        if isinstance(answer, OAuthError):
            raise refusal(draft, answer)
        _show(draft, answer)

    stage = Stage(
        "introspect",
        "Ask about the token",
        "An opaque token says nothing by itself; only the server that issued it knows whether it "
        "is active. Whoever accepts it must still check expiry, audience and scope.",
        ask,
    )
    return run_stages(ports, (found.discover_stage, stage))


def _refuse_another(endpoint: str, agreed: str) -> None:
    if agreed and agreed != endpoint:
        raise WorkbenchError(
            "endpoint-moved",
            f"The metadata now names another introspection endpoint, {clean(endpoint, 120)}, "
            "so the token was not sent.",
            "Look at the new address, and send the token there if it is the right one.",
        )


def _show(draft: Draft, answer: Introspection | NotIntrospectable) -> None:
    if isinstance(answer, NotIntrospectable):
        raise WorkbenchError(
            "not-introspectable",
            answer.reason,
            "Nothing follows from this about the token's validity.",
        )
    for name, value in answer.claims.items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        draft.fact(clean(name, 80), clean(text))
    detail = "" if answer.active else "The server says that this token is not active."
    draft.check("Token is active", answer.active, detail)
