from dataclasses import replace

import pytest

from oidc_workbench.rules.expectation import Purpose
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.subject import TokenSubject
from rules.tokens import EXPECTED, NOW, flagged, subject

AT, CA = Purpose.ACCESS_TOKEN, Purpose.CLIENT_ASSERTION
W, INFO = Severity.WARNING, Severity.INFO
FAPI = replace(EXPECTED, profile="fapi2")
IAT = 1767225590


def lasting(purpose: Purpose, seconds: float) -> TokenSubject:
    return subject(purpose, claims={"iat": IAT, "exp": IAT + seconds})


CASES: list[tuple[str, TokenSubject, Severity | None]] = [
    ("lifetime-long", lasting(AT, 3601), W),
    ("lifetime-long", lasting(AT, 3600), None),
    ("lifetime-long", lasting(CA, 301), W),
    ("lifetime-long", lasting(CA, 300), None),
    ("lifetime-long", lasting(Purpose.ID_TOKEN, 86401), W),
    ("lifetime-long", lasting(Purpose.ID_TOKEN, 86400), INFO),
    ("lifetime-long", lasting(Purpose.ID_TOKEN, 3600), None),
    ("lifetime-long", subject(CA, drop=("iat",), claims={"exp": NOW + 301}), W),
    ("lifetime-long", subject(AT, claims={"exp": 10**400}), W),
    ("skew-excessive", subject(expected=replace(EXPECTED, leeway=301)), W),
    ("skew-excessive", subject(expected=replace(EXPECTED, leeway=300)), None),
    ("skew-excessive", subject(expected=replace(FAPI, leeway=61)), W),
]


@pytest.mark.parametrize(("rule", "about", "severity"), CASES)
def test_lifetimes(rule: str, about: TokenSubject, severity: Severity | None) -> None:
    assert flagged(about, rule) is severity
