"""Asking the provider about the person (OIDC Core §5.3)."""

import json
from dataclasses import dataclass, field

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.flows.discovery import Discovery
from oidc_workbench.flows.documents import judge_answer
from oidc_workbench.flows.stage import Draft, Stage, Steps, run_stages
from oidc_workbench.oauth.protected_resource import ResourceAnswer
from oidc_workbench.oauth.text import clean
from oidc_workbench.oauth.userinfo import (
    UserInfo,
    read_userinfo,
    require_same_subject,
    userinfo_request,
)
from oidc_workbench.ports import FlowPorts
from oidc_workbench.redaction.masking import mask
from oidc_workbench.rules.document import DocumentContext, DocumentKind
from oidc_workbench.secret import Secret
from oidc_workbench.workspace.profile import Provider

_SUBJECT = "sub is that of the ID token"


@dataclass(frozen=True, slots=True)
class UserInfoPlan:
    """Whom to ask with which token.

    Args:
        expected_sub: the subject of the ID token; empty when not known, and then not checked.
    """

    provider: Provider
    token: Secret = field(repr=False)
    expected_sub: str = ""


def userinfo(plan: UserInfoPlan, ports: FlowPorts) -> Steps:
    """Read the claims about the person. Steps: discover, userinfo."""
    found = Discovery(plan.provider.issuer)

    async def ask(draft: Draft) -> Steps:
        request = userinfo_request(found.metadata.endpoint("userinfo_endpoint"), plan.token)
        draft.fact("access_token", mask(plan.token.reveal()))
        yield draft.running()
        exchange = await draft.send(request)
        known = DocumentContext(
            issuer=found.metadata.issuer, subject=plan.expected_sub, metadata=found.metadata.raw
        )
        judge_answer(draft, "UserInfo response", DocumentKind.USERINFO, exchange, known)
        answer = read_userinfo(exchange)
        if isinstance(answer, ResourceAnswer):
            raise WorkbenchError("userinfo-refused", answer.reason, answer.hint)
        _accept(draft, answer, plan.expected_sub)

    stage = Stage(
        "userinfo",
        "Ask for UserInfo",
        "The provider tells about the person whom the access token stands for; the subject must "
        "be that of the ID token, or tokens were swapped.",
        ask,
    )
    return run_stages(ports, (found.discover_stage, stage))


def _accept(draft: Draft, info: UserInfo, expected_sub: str) -> None:
    if info.jwt:
        draft.fact("answer", mask(info.jwt.reveal()))
        draft.check(
            "Answer is verified",
            False,
            "The answer is a JWT; copy it from the exchange and inspect it before believing it.",
        )
        return
    for name, value in info.claims.items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        draft.fact(clean(name, 80), clean(text))
    if not expected_sub:
        draft.fact(_SUBJECT, "not checked: needs the ID token")
        return
    require_same_subject(info, expected_sub)
    draft.check(_SUBJECT, True)
