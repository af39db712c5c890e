from dataclasses import replace

import pytest

from oidc_workbench.rules.expectation import Purpose
from oidc_workbench.rules.judging import judge
from oidc_workbench.rules.outcome import Decision, Severity
from oidc_workbench.rules.subject import TokenSubject
from rules.tokens import AT_CLAIMS, EXPECTED, compact, flagged, found, subject

AT = Purpose.ACCESS_TOKEN
E, INFO = Severity.ERROR, Severity.INFO
FAPI = replace(EXPECTED, profile="fapi2")
JKT = {"cnf": {"jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}}
BOUND = compact({"alg": "ES256", "typ": "at+jwt"}, {**AT_CLAIMS, **JKT})

CASES: list[tuple[str, TokenSubject, Severity | None]] = [
    ("at-unconstrained", subject(AT), INFO),
    ("at-unconstrained", subject(AT, claims={"cnf": {}}), INFO),
    ("at-unconstrained", subject(AT, expected=FAPI), E),
    ("at-unconstrained", subject(AT, claims=JKT), None),
    ("at-sender-unproven", subject(AT, text=f"Authorization: Bearer {BOUND}"), E),
    ("at-sender-unproven", subject(AT, text=f"Bearer {BOUND}"), E),
    ("at-sender-unproven", subject(AT), None),
]


@pytest.mark.parametrize(("rule", "about", "severity"), CASES)
def test_sender_binding(rule: str, about: TokenSubject, severity: Severity | None) -> None:
    assert flagged(about, rule) is severity


def test_a_bound_token_without_its_proof_is_undecided() -> None:
    verdict = judge(subject(AT, claims=JKT))
    assert verdict.decision is Decision.UNDECIDED
    assert verdict.needed == ("the proof of possession that was sent with it",)


def test_a_token_sent_with_the_dpop_scheme_is_not_a_bearer_token() -> None:
    assert found(subject(AT, text=f"Authorization: DPoP {BOUND}"), "at-sender-unproven") == ()
