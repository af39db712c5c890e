import pytest

from oidc_workbench.rules.expectation import Purpose
from oidc_workbench.rules.judging import judge
from oidc_workbench.rules.logout_token import EVENT
from oidc_workbench.rules.outcome import Decision, Severity
from oidc_workbench.rules.subject import TokenSubject
from rules.tokens import flagged, found, subject

LT = Purpose.LOGOUT_TOKEN
E, INFO = Severity.ERROR, Severity.INFO

CASES: list[tuple[str, TokenSubject, Severity | None]] = [
    ("lt-invalid", subject(LT, drop=("events",)), E),
    ("lt-invalid", subject(LT, claims={"events": {}}), E),
    ("lt-invalid", subject(LT, claims={"events": [EVENT]}), E),
    ("lt-invalid", subject(LT, claims={"events": {EVENT: True}}), E),
    ("lt-invalid", subject(LT, drop=("sub",)), E),
    ("lt-invalid", subject(LT, claims={"sub": ""}), E),
    ("lt-invalid", subject(LT, claims={"sid": 5}), E),
    ("lt-invalid", subject(LT, drop=("sub",), claims={"sid": "08a5019c"}), None),
    ("lt-invalid", subject(LT, head={"typ": "JWT"}), INFO),
    ("lt-invalid", subject(LT), None),
    ("lt-nonce", subject(LT, claims={"nonce": "a"}), E),
    ("lt-nonce", subject(LT, claims={"nonce": None}), E),
    ("lt-nonce", subject(LT), None),
    ("lt-nonce", subject(), None),
]


@pytest.mark.parametrize(("rule", "about", "severity"), CASES)
def test_logout_token(rule: str, about: TokenSubject, severity: Severity | None) -> None:
    assert flagged(about, rule) is severity


def test_a_good_logout_token_is_accepted() -> None:
    verdict = judge(subject(LT))
    assert verdict.decision is Decision.ACCEPT
    assert verdict.findings == ()


def test_all_that_is_wrong_is_told_at_once() -> None:
    about = subject(LT, drop=("sub", "events"), head={"typ": "JWT"})
    assert len(found(about, "lt-invalid")) == 3
