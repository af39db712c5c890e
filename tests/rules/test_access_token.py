from dataclasses import replace

import pytest

from oidc_workbench.rules.expectation import Purpose, RunContext
from oidc_workbench.rules.judging import judge
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.subject import TokenSubject
from rules.tokens import (
    API,
    AT_CLAIMS,
    CLIENT_ID,
    EXPECTED,
    ID_CLAIMS,
    ID_HEAD,
    ISSUER,
    compact,
    flagged,
    subject,
)

AT = Purpose.ACCESS_TOKEN
E, W, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
RFC9068 = replace(EXPECTED, profile="rfc9068")
FAPI = replace(EXPECTED, profile="fapi2")
REQUESTED = RunContext(request={"scope": "orders:read"})
JKT = {"cnf": {"jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}}
BOUND = compact({"alg": "ES256", "typ": "at+jwt"}, {**AT_CLAIMS, **JKT})
TWO = {"aud": [API, "https://as.example/userinfo"]}


def id_token(**claims: object) -> TokenSubject:
    """An ID token that somebody offers to the API."""
    return subject(AT, text=compact(ID_HEAD, {**ID_CLAIMS, **claims}))


CASES: list[tuple[str, TokenSubject, Severity | None]] = [
    ("idt-as-at", id_token(), E),
    ("idt-as-at", id_token(nonce=None, at_hash="a"), E),
    ("idt-as-at", id_token(nonce=None, auth_time=1767225590), E),
    ("idt-as-at", id_token(scope="openid"), None),
    ("idt-as-at", id_token(aud=API), None),
    ("idt-as-at", id_token(nonce=None), None),  # audience-only access, if the API is so named
    ("idt-as-at", subject(AT, claims={"nonce": "vendor"}), None),
    ("idt-as-at", subject(AT, claims={"auth_time": 1767225590}), None),
    ("at-typ", subject(AT, head={"typ": "JWT"}), W),
    ("at-typ", subject(AT, drop=("typ",)), W),
    ("at-typ", subject(AT, head={"typ": "JWT"}, expected=RFC9068), E),
    ("at-typ", subject(AT, head={"typ": 5}, expected=RFC9068), E),
    ("at-typ", subject(AT, head={"typ": "at+JWT"}, expected=RFC9068), None),
    ("at-typ", subject(AT, head={"typ": "application/at+jwt"}, expected=RFC9068), None),
    ("at-typ", subject(), None),
    ("at-aud-resource", subject(AT, claims={"aud": "https://billing.example/"}), E),
    ("at-aud-resource", subject(AT, claims={"aud": API.rstrip("/")}), E),
    ("at-aud-resource", subject(AT, claims=TWO), None),
    ("at-aud-resource", subject(AT, claims={"aud": [API]}), None),
    ("at-aud-client-id", subject(AT, claims={"aud": CLIENT_ID}), W),
    ("at-aud-client-id", subject(AT, claims={"aud": [CLIENT_ID, API]}), None),
    ("at-aud-client-id", subject(AT), None),
    ("at-aud-broad", subject(AT, claims=TWO), W),
    ("at-aud-broad", subject(AT, claims={"aud": "*"}), W),
    ("at-aud-broad", subject(AT, claims={"aud": ISSUER}), W),
    ("at-aud-broad", subject(AT, claims={"aud": [API]}), None),
    ("at-aud-broad", subject(AT, claims={"aud": [API, CLIENT_ID]}), None),
    ("at-opaque", subject(AT, text="mF_9.B5f-4.1JqM"), INFO),
    ("at-opaque", subject(AT), None),
]


@pytest.mark.parametrize(("rule", "about", "severity"), CASES)
def test_access_token(rule: str, about: TokenSubject, severity: Severity | None) -> None:
    assert flagged(about, rule) is severity


def test_the_headline_names_the_wrong_api() -> None:
    verdict = judge(subject(AT, claims={"aud": "https://billing.example/"}))
    assert verdict.headline.startswith("Rejected: this token is for another API")
