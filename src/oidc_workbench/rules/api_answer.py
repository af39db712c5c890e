"""What a resource server that judges as we do would answer to a request with this access token."""

import json
import re
from dataclasses import dataclass

from oidc_workbench.rules.inspection import Inspection
from oidc_workbench.rules.outcome import Decision, Severity, Verdict

_SCOPE = frozenset({"at-scope-insufficient"})
_SIGN_IN = frozenset({"acr-unsatisfied", "auth-time-stale", "auth-time-missing"})
_PROOF = "dpop-"
_UNPROVEN = "at-sender-unproven"
# RFC 6750 §3: characters outside these must not stand in error and error_description.
_FORBIDDEN = re.compile(r"[^\x20-\x21\x23-\x5b\x5d-\x7e]")


@dataclass(frozen=True, slots=True)
class ApiAnswer:
    """One HTTP answer.

    Args:
        status: 200, 401 or 403.
        challenge: the value of ``WWW-Authenticate``; empty with 200.
        body: as many APIs send it besides; the standards define the header alone.
        why: one sentence on why this answer and no other, with its source.
    """

    status: int
    challenge: str
    body: str
    why: str


_SERVED = ApiAnswer(
    200, "", "", "Every check passed, so the API serves the request (RFC 6750 §2.1)."
)


def answer_for(inspection: Inspection) -> ApiAnswer | None:
    """Return the answer of RFC 6750 §3, with RFC 9449 §7.1 and RFC 9470 §3 where they apply.

    None when the verdict is undecided: the answer is then not known either, though an API that
    can't decide must refuse. What is wrong with the token itself comes before what it lacks:
    only a valid token earns the hint that another scope or sign-in would do.
    """
    verdict = inspection.verdict
    if verdict.decision is Decision.ACCEPT:
        return _SERVED
    errors = _errors(verdict)
    if verdict.decision is not Decision.REJECT or not errors:
        return None
    wrong = [rule for rule in errors if rule not in _SCOPE | _SIGN_IN]
    if wrong:
        return _invalid(inspection, wrong)
    if any(rule in _SIGN_IN for rule in errors):
        return _step_up(inspection)
    wanted = " ".join(inspection.expectation.scopes or ())
    return _answer(
        403,
        "insufficient_scope",
        "The request requires a scope that the token does not have",
        {"scope": wanted},
        why="The token is valid, but a required scope was not granted (RFC 6750 §3.1).",
    )


def _errors(verdict: Verdict) -> list[str]:
    found = verdict.findings
    return list(dict.fromkeys(f.rule for f in found if f.severity is Severity.ERROR))


def _invalid(inspection: Inspection, wrong: list[str]) -> ApiAnswer:
    first = inspection.verdict.first_failing
    told = first.title if first is not None else "The token is not valid"
    if all(rule.startswith(_PROOF) for rule in wrong):
        return _answer(
            401, "invalid_dpop_proof", told, _algorithms(), scheme="DPoP",
            why="The token's DPoP proof is missing or wrong (RFC 9449 §7.1).",
        )  # fmt: skip
    if wrong[0] == _UNPROVEN and _bound_to_key(inspection):
        return _answer(
            401, "invalid_token", told, _algorithms(), scheme="DPoP",
            why="The token is bound to a key, and came without a proof of it (RFC 9449 §7.1).",
        )  # fmt: skip
    return _answer(
        401,
        "invalid_token",
        told,
        why="The token is expired, malformed, not for this API or invalid for another reason"
        " (RFC 6750 §3.1); a good answer does not say more than its kind.",
    )


def _step_up(inspection: Inspection) -> ApiAnswer:
    wanted = inspection.expectation
    more = {"acr_values": " ".join(wanted.acr_values)}
    if wanted.max_age is not None:
        more["max_age"] = str(wanted.max_age)
    return _answer(
        401,
        "insufficient_user_authentication",
        "A stronger or more recent sign-in is required",
        more,
        why="The token is valid, but its sign-in does not suffice (RFC 9470 §3).",
    )


def _bound_to_key(inspection: Inspection) -> bool:
    confirmation = inspection.claims.get("cnf")
    return isinstance(confirmation, dict) and "jkt" in confirmation


def _algorithms() -> dict[str, str]:
    return {"algs": "ES256 PS256 EdDSA"}


def _answer(
    status: int,
    error: str,
    description: str,
    more: dict[str, str] | None = None,
    *,
    scheme: str = "Bearer",
    why: str,
) -> ApiAnswer:
    params = {"error": error, "error_description": description, **(more or {})}
    shown = {name: _FORBIDDEN.sub("'", value) for name, value in params.items() if value}
    challenge = ", ".join(f'{name}="{value}"' for name, value in shown.items())
    body = {name: shown[name] for name in ("error", "error_description")}
    return ApiAnswer(status, f"{scheme} {challenge}", json.dumps(body, indent=2), why)
