from dataclasses import replace

import pytest

from oidc_workbench.rules.expectation import Purpose
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.subject import TokenSubject
from rules.tokens import EXPECTED, NOW, flagged, found, subject

AT, CA, LT, DPOP = (
    Purpose.ACCESS_TOKEN,
    Purpose.CLIENT_ASSERTION,
    Purpose.LOGOUT_TOKEN,
    Purpose.DPOP_PROOF,
)
E, W, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
FAPI = replace(EXPECTED, profile="fapi2")
IAT = 1767225590


CASES: list[tuple[str, TokenSubject, Severity | None]] = [
    ("exp-missing", subject(AT, drop=("exp",)), E),
    ("exp-missing", subject(drop=("exp",)), E),
    ("exp-missing", subject(CA, claims={"exp": None}), E),
    ("exp-missing", subject(LT, drop=("exp",)), W),
    ("exp-missing", subject(DPOP), None),
    ("exp-missing", subject(claims={"exp": 0}), None),
    ("exp-expired", subject(claims={"exp": NOW - 60}), E),
    ("exp-expired", subject(claims={"exp": NOW - 59.5}), None),
    ("exp-expired", subject(claims={"exp": NOW - 30}, expected=replace(EXPECTED, leeway=0)), E),
    ("exp-expired", subject(AT, claims={"exp": 0}), E),
    ("exp-expired", subject(LT, claims={"exp": -(10**400)}), E),
    ("exp-expired", subject(claims={"exp": 10**400}), None),
    ("exp-expired", subject(claims={"exp": 1767229200.5}), None),
    ("time-type", subject(claims={"exp": "1767229200"}), E),
    ("time-type", subject(claims={"exp": "2026-01-01T01:00:00Z"}), E),
    ("time-type", subject(claims={"iat": True}), E),
    ("time-type", subject(claims={"nbf": None}), E),
    ("time-type", subject(claims={"auth_time": [1]}), E),
    ("time-type", subject(claims={"exp": 1767229200.5}), None),
    ("time-type", subject(claims={"exp": 1.7672292e9}), None),
    ("time-milliseconds", subject(claims={"exp": 1767229200000}), W),
    ("time-milliseconds", subject(claims={"exp": NOW + 40 * 365 * 86400}), None),
    ("time-implausible", subject(claims={"iat": 0}), W),
    ("time-implausible", subject(claims={"iat": 946684799}), W),
    ("time-implausible", subject(claims={"exp": 2**53 + 2}), W),
    ("time-implausible", subject(claims={"iat": NOW, "exp": NOW}), W),
    ("time-implausible", subject(claims={"nbf": NOW + 700}), W),
    ("time-implausible", subject(claims={"auth_time": IAT + 61}), W),
    ("time-implausible", subject(claims={"auth_time": IAT + 60}), None),
    ("time-implausible", subject(), None),
    ("nbf-future", subject(claims={"nbf": NOW + 61}), E),
    ("nbf-future", subject(CA, claims={"nbf": NOW + 3600}), E),
    ("nbf-future", subject(claims={"nbf": NOW + 60}), None),
    ("nbf-future", subject(), None),
    ("iat-future", subject(claims={"iat": 1767225720}), W),
    ("iat-future", subject(claims={"iat": 1767225720}, expected=FAPI), E),
    ("iat-future", subject(claims={"iat": 1767225608}), None),
    ("iat-future", subject(claims={"iat": 1767225608}, expected=FAPI), None),
]


@pytest.mark.parametrize(("rule", "about", "severity"), CASES)
def test_times(rule: str, about: TokenSubject, severity: Severity | None) -> None:
    assert flagged(about, rule) is severity


def test_an_expired_token_says_when_and_how_long_ago() -> None:
    (finding,) = found(subject(claims={"exp": NOW - 7200}), "exp-expired")
    assert "2 h ago" in finding.message
    assert "2025-12-31 22:00:00 UTC" in finding.message
