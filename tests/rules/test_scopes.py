from dataclasses import replace

import pytest

from oidc_workbench.rules.expectation import Purpose, RunContext
from oidc_workbench.rules.judging import judge
from oidc_workbench.rules.outcome import Decision, Severity, Status
from oidc_workbench.rules.subject import TokenSubject
from rules.tokens import EXPECTED, flagged, found, outcome, subject

AT = Purpose.ACCESS_TOKEN
E, W = Severity.ERROR, Severity.WARNING
REQUESTED = RunContext(request={"scope": "orders:read"})

CASES: list[tuple[str, TokenSubject, Severity | None]] = [
    ("at-scope-insufficient", subject(AT, claims={"scope": "orders:write"}), E),
    ("at-scope-insufficient", subject(AT, claims={"scope": "Orders:Read"}), E),
    ("at-scope-insufficient", subject(AT, claims={"scope": "orders:read,orders:write"}), E),
    ("at-scope-insufficient", subject(AT, claims={"scope": "orders:reader"}), E),
    ("at-scope-insufficient", subject(AT, drop=("scope",)), E),
    ("at-scope-insufficient", subject(AT, claims={"scope": 5}), E),
    ("at-scope-insufficient", subject(AT, claims={"scope": "orders:write orders:read"}), None),
    ("at-scope-insufficient", subject(AT, drop=("scope",), claims={"scp": ["orders:read"]}), None),
    ("at-scope-insufficient", subject(AT, expected=replace(EXPECTED, scopes=())), None),
    ("at-scope-insufficient", subject(AT, expected=replace(EXPECTED, scopes=None)), None),
    ("at-scope-format", subject(AT, claims={"scope": ["orders:read"]}), W),
    ("at-scope-format", subject(AT, claims={"scope": "a,b"}), W),
    ("at-scope-format", subject(AT, claims={"scope": "a  b"}), W),
    ("at-scope-format", subject(AT, claims={"scope": 'a"b'}), W),
    ("at-scope-format", subject(AT, claims={"scope": ""}), W),
    ("at-scope-format", subject(AT, drop=("scope",), claims={"scp": "orders:read"}), W),
    ("at-scope-format", subject(AT, drop=("scope",), context=REQUESTED), W),
    ("at-scope-format", subject(AT, drop=("scope",)), None),
    ("at-scope-format", subject(AT, drop=("scope",), context=RunContext(request={})), None),
    ("at-scope-format", subject(AT, claims={"scope": "a b:c https://x/y"}), None),
]


@pytest.mark.parametrize(("rule", "about", "severity"), CASES)
def test_scopes(rule: str, about: TokenSubject, severity: Severity | None) -> None:
    assert flagged(about, rule) is severity


def test_required_scopes_that_were_not_stated_do_not_hinder() -> None:
    verdict = judge(subject(AT, expected=replace(EXPECTED, scopes=None)))
    assert outcome(verdict, "at-scope-insufficient").status is Status.NOT_CHECKED
    assert verdict.decision is Decision.ACCEPT


def test_the_missing_scope_is_named() -> None:
    wanting = replace(EXPECTED, scopes=("orders:read", "orders:write"))
    (finding,) = found(subject(AT, expected=wanting), "at-scope-insufficient")
    assert "orders:write" in finding.message
    assert "orders:read" not in finding.message
