"""How it stands with asking a provider about a token, and its judged answer. No Qt."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from oidc_workbench.flows.step import Step
from oidc_workbench.jose.reading import TokenForm
from oidc_workbench.rules.expectation import Purpose

if TYPE_CHECKING:
    from oidc_workbench.exchange import Exchange
    from oidc_workbench.rules.comparison import Difference
    from oidc_workbench.rules.document_judging import DocumentVerdict
    from oidc_workbench.rules.inspection import Inspection
    from oidc_workbench.workspace.profile import Client, Provider

_ASKABLE = (Purpose.ACCESS_TOKEN, Purpose.OTHER)


@dataclass(frozen=True, slots=True)
class IntrospectState:
    """How it stands between the token in front and the provider.

    Args:
        where: where the token would be sent, and as whom; before that is known, how it is found.
        caution: what speaks against sending it there.
        why_not: why nothing can be asked; empty when something can.
        endpoint: where it would be sent; empty until that was looked up.
        busy: what goes on, or empty.
        problem, hint: how asking failed. ``unknown`` tells that the server keeps no state of
            this kind of token, which is no failure.
        active: the server's answer; None while there is none.
        verdict: the answer judged by the same expectation as the token.
        rows: the token's claims beside the answer.
    """

    where: str = ""
    caution: str = ""
    why_not: str = ""
    endpoint: str = ""
    busy: str = ""
    problem: str = ""
    hint: str = ""
    unknown: bool = False
    active: bool | None = None
    verdict: "DocumentVerdict | None" = None
    rows: "tuple[Difference, ...]" = ()


def is_askable(inspection: "Inspection") -> bool:
    """Whether a provider can be asked about a token of this kind."""
    form, purpose = inspection.reading.form, inspection.verdict.purpose
    return form is not TokenForm.EMPTY and purpose in _ASKABLE


def keeps_no_state(step: Step) -> bool:
    """Whether the server refused since it keeps no state of such a token (RFC 7009 §2.2.1)."""
    from oidc_workbench.oauth.oauth_error import error_of_response

    response = step.exchanges[-1].response if step.exchanges else None
    if response is None or response.status < 400:
        return False
    return error_of_response(response).error == "unsupported_token_type"


def where_it_goes(provider: "Provider", client: "Client", endpoint: str) -> str:
    """Say where the token would be sent and as whom, or how that is found out."""
    who = f"as the client “{client.client_id}” ({client.auth_method})"
    if endpoint:
        return f"The token would be sent to {endpoint}, {who}."
    return (
        f"The token would be sent to the introspection endpoint that {provider.issuer} names in "
        f"its metadata, {who}. It is looked up first; that sends no token."
    )


def judged_answer(
    state: IntrospectState, inspection: "Inspection", answer: "Exchange"
) -> IntrospectState:
    """Add the judged answer, and the token's claims beside it."""
    from oidc_workbench.rules.document import DocumentContext, DocumentKind
    from oidc_workbench.rules.document_judging import inspect_document
    from oidc_workbench.rules.introspection import is_active, told
    from oidc_workbench.rules.introspection_comparison import compare_answer

    wanted = inspection.expectation
    known = DocumentContext(
        issuer=wanted.issuer,
        client_id=wanted.client_id,
        scopes=wanted.scopes,
        resources=wanted.audiences,
        profile=wanted.profile,
        leeway=wanted.leeway,
        exchange=answer,
    )
    text = answer.response.text() if answer.response else ""
    found = inspect_document(DocumentKind.INTROSPECTION, text, known, inspection.judged_at)
    rows = compare_answer(inspection.claims, told(found.subject), inspection.judged_at)
    active = is_active(found.subject)
    return replace(state, active=active, verdict=found.verdict, rows=rows)
