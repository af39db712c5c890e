from dataclasses import replace

import pytest

from oidc_workbench.rules.expectation import Purpose, RunContext
from oidc_workbench.rules.judging import judge
from oidc_workbench.rules.outcome import Severity, Status
from oidc_workbench.rules.subject import TokenSubject
from rules.tokens import CLIENT_ID, EXPECTED, NONCE, NOW, flagged, found, outcome, subject

E, W = Severity.ERROR, Severity.WARNING
TRUSTING = replace(EXPECTED, trusted_audiences=("other-trusted",))
NONE_SENT = replace(EXPECTED, nonce="")
REFRESHED = RunContext(refreshed=True)
RECENT = replace(EXPECTED, max_age=300)
BOTH = {"aud": ["other-trusted", CLIENT_ID]}

CASES: list[tuple[str, TokenSubject, Severity | None]] = [
    ("aud-untrusted", subject(claims=BOTH), E),
    ("aud-untrusted", subject(claims=BOTH, expected=TRUSTING), None),
    ("aud-untrusted", subject(claims={"aud": [CLIENT_ID]}), None),
    ("aud-untrusted", subject(Purpose.ACCESS_TOKEN, claims=BOTH), None),
    ("azp-mismatch", subject(claims={"azp": "mobile-app"}), W),
    ("azp-mismatch", subject(claims={"azp": CLIENT_ID}), None),
    ("azp-mismatch", subject(claims={"aud": [CLIENT_ID]}), None),
    ("azp-mismatch", subject(claims=BOTH, expected=TRUSTING), None),
    ("azp-mismatch", subject(Purpose.ACCESS_TOKEN, claims={"azp": "mobile-app"}), None),
    ("nonce-missing", subject(drop=("nonce",)), E),
    ("nonce-missing", subject(claims={"nonce": None}), E),
    ("nonce-missing", subject(drop=("nonce",), context=REFRESHED), None),
    ("nonce-missing", subject(drop=("nonce",), expected=NONE_SENT), None),
    ("nonce-missing", subject(Purpose.ACCESS_TOKEN), None),
    ("nonce-mismatch", subject(claims={"nonce": NONCE.upper()}), E),
    ("nonce-mismatch", subject(claims={"nonce": [NONCE]}), E),
    ("nonce-mismatch", subject(claims={"nonce": ""}), E),
    ("nonce-mismatch", subject(expected=NONE_SENT), E),
    ("nonce-mismatch", subject(claims={"nonce": ""}, expected=NONE_SENT), E),
    ("nonce-mismatch", subject(context=REFRESHED), None),
    ("nonce-mismatch", subject(claims={"nonce": "other"}, context=REFRESHED), E),
    ("auth-time-missing", subject(expected=RECENT), E),
    ("auth-time-missing", subject(context=RunContext(request={"max_age": "300"})), E),
    ("auth-time-missing", subject(expected=RECENT, claims={"auth_time": NOW}), None),
    ("auth-time-missing", subject(context=RunContext(request={})), None),
    ("auth-time-stale", subject(expected=RECENT, claims={"auth_time": NOW - 361}), W),
    ("auth-time-stale", subject(expected=RECENT, claims={"auth_time": NOW - 360}), None),
    ("auth-time-stale", subject(claims={"auth_time": 1}, context=RunContext(request={})), None),
]


@pytest.mark.parametrize(("rule", "about", "severity"), CASES)
def test_id_token(rule: str, about: TokenSubject, severity: Severity | None) -> None:
    assert flagged(about, rule) is severity


def test_a_received_nonce_is_shown_only_in_part() -> None:
    (finding,) = found(subject(claims={"nonce": "abcdefghijklmnop"}), "nonce-mismatch")
    assert "abcdef…" in finding.evidence
    assert "ghij" not in repr(finding)
    assert NONCE not in repr(finding)


def test_a_max_age_that_was_not_stated_is_not_checked() -> None:
    verdict = judge(subject(claims={"auth_time": NOW}))
    said = outcome(verdict, "auth-time-stale")
    assert (said.status, said.decisive) == (Status.NOT_CHECKED, False)
