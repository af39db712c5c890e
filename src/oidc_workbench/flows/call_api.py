"""Calling a protected resource with a token (RFC 6750)."""

from dataclasses import dataclass, field

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.exchange import Headers
from oidc_workbench.flows.stage import Draft, Stage, Steps, run_stages
from oidc_workbench.oauth.protected_resource import bearer_request, read_resource_answer
from oidc_workbench.ports import FlowPorts
from oidc_workbench.redaction.masking import mask
from oidc_workbench.secret import Secret
from oidc_workbench.workspace.profile import Provider


@dataclass(frozen=True, slots=True)
class CallApiPlan:
    """Which resource to call with which token.

    Args:
        provider: whose ports (CA file, proxy, consents) are used.
        url: a resource that the person named; never one that only a token names.
        headers: further headers.
    """

    provider: Provider
    url: str
    token: Secret = field(repr=False)
    method: str = "GET"
    body: bytes = field(default=b"", repr=False)
    content_type: str = ""
    headers: Headers = field(default=(), repr=False)


def call_api(plan: CallApiPlan, ports: FlowPorts) -> Steps:
    """Call the resource, and say whether it took the token. One step: call."""

    async def call(draft: Draft) -> Steps:
        kind = (("Content-Type", plan.content_type),) if plan.content_type else ()
        headers = (*kind, *plan.headers)
        draft.fact("resource", f"{plan.method} {plan.url}")
        draft.fact("access_token", mask(plan.token.reveal()))
        request = bearer_request(plan.method, plan.url, plan.token, headers=headers, body=plan.body)
        yield draft.running()
        answer = read_resource_answer(await draft.send(request))
        draft.fact("answer", answer.reason)
        for challenge in answer.challenges:
            draft.fact("challenge", challenge.scheme)
        if not answer.accepted:
            draft.check("Resource served the request", False, answer.reason)
            raise WorkbenchError("api-refused", answer.reason, answer.hint)
        draft.check("Resource served the request", True, answer.reason)

    stage = Stage(
        "call",
        "Call the API",
        "The API is the one that decides about an access token; this shows its answer.",
        call,
    )
    return run_stages(ports, (stage,))
