"""Whether the user signed in strongly enough (OIDC Core §5.5.1.1, RFC 9470)."""

import json

from oidc_workbench.rules.claims import text
from oidc_workbench.rules.evidence import shorten, show_member
from oidc_workbench.rules.expectation import Purpose
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.rule import NOT_APPLICABLE, Answer, Artefact, Found, Missing, rule
from oidc_workbench.rules.subject import TokenSubject
from oidc_workbench.values import dataclass

_MOST_CHARACTERS = 16_384


@dataclass(frozen=True, slots=True)
class _Asked:
    """The context classes asked for, and whether the answer must have one of them."""

    values: tuple[str, ...]
    essential: bool


@rule(
    "acr-unsatisfied",
    "The requested acr is not met",
    Severity.WARNING,
    on=(Artefact.ID_TOKEN, Artefact.ACCESS_TOKEN),
    cites="OIDC Core §2, §3.1.3.7 step 12, §5.5.1.1; RFC 9470 §5-6",
    remedy="Ask for a stronger sign-in (step up), and grant nothing that needs it before.",
)
def acr_unsatisfied(subject: TokenSubject) -> Answer:
    """``acr`` is absent, or is none of the authentication context classes that were asked for.

    The classes say how surely the user was recognised. Asked for with ``acr_values`` they are a
    wish, which the server may leave unmet: a warning. As an essential claim, or as the demand of
    an API, they must be met. The class "0" means that nothing valuable may rest on the sign-in.
    """
    asked = _asked(subject)
    held = text(subject.claims, "acr")
    evidence = show_member("acr", subject.claims)
    if asked is None:
        if held == "0":
            message = "The acr is 0: nothing of value should be allowed on this sign-in."
            return Found("payload.acr", evidence, message, Severity.INFO)
        if subject.context.request is not None:
            return NOT_APPLICABLE
        return Missing("the acr_values of the request", decisive=False)
    if held is not None and (held in asked.values or not asked.values):
        return None
    severity = Severity.ERROR if asked.essential else None
    wanted = shorten(" or ".join(asked.values)) or "any"
    message = f"The sign-in is not of the class that was asked for ({wanted})."
    return Found("payload.acr", evidence, message, severity)


def _asked(subject: TokenSubject) -> _Asked | None:
    """What was asked for; None when nothing was, or nothing is known."""
    required = subject.expectation.acr_values
    if required:
        # What an API demands must be met (RFC 9470 §3); of a client it is what it sent.
        return _Asked(required, essential=subject.purpose is Purpose.ACCESS_TOKEN)
    request = subject.context.request or {}
    claim = _acr_claim(request.get("claims", ""), subject.purpose)
    if claim is not None:
        return claim
    wished = tuple(request.get("acr_values", "").split())
    return _Asked(wished, essential=False) if wished else None


def _acr_claim(parameter: str, purpose: Purpose) -> _Asked | None:
    """What the ``claims`` parameter asks of acr (OIDC Core §5.5); None when it asks nothing."""
    if purpose is not Purpose.ID_TOKEN or not 0 < len(parameter) <= _MOST_CHARACTERS:
        return None
    try:
        asked = json.loads(parameter)
    except (ValueError, RecursionError):
        return None
    member = asked.get("id_token") if isinstance(asked, dict) else None
    acr = member.get("acr") if isinstance(member, dict) else None
    if not isinstance(acr, dict):
        return None
    listed = acr.get("values")
    values = [*(listed if isinstance(listed, list) else ()), acr.get("value")]
    names = tuple(value for value in values if isinstance(value, str))
    essential = acr.get("essential") is True
    return _Asked(names, essential) if names or essential else None
