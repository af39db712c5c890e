from dataclasses import replace

import pytest

from oidc_workbench.rules.expectation import Purpose
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.subject import TokenSubject
from rules.tokens import API, CLIENT_ID, EXPECTED, ISSUER, flagged, found, subject

AT, CA, LT, DPOP = (
    Purpose.ACCESS_TOKEN,
    Purpose.CLIENT_ASSERTION,
    Purpose.LOGOUT_TOKEN,
    Purpose.DPOP_PROOF,
)
E, W = Severity.ERROR, Severity.WARNING
RFC9068 = replace(EXPECTED, profile="rfc9068")


def from_issuer(issuer: str, purpose: Purpose = Purpose.ID_TOKEN) -> TokenSubject:
    """A token whose issuer is exactly the expected one."""
    expected = replace(EXPECTED, issuer=issuer)
    return subject(purpose, claims={"iss": issuer}, expected=expected)


CASES: list[tuple[str, TokenSubject, Severity | None]] = [
    ("iss-mismatch", subject(claims={"iss": f"{ISSUER}/"}), E),
    ("iss-mismatch", subject(AT, claims={"iss": "https://AS.example"}), E),
    ("iss-mismatch", subject(LT, drop=("iss",)), E),
    ("iss-mismatch", subject(claims={"iss": [ISSUER]}), E),
    ("iss-mismatch", subject(claims={"iss": ""}), E),
    ("iss-mismatch", from_issuer("http://as.example"), E),
    ("iss-mismatch", from_issuer("https://as.example?a=b"), E),
    ("iss-mismatch", from_issuer("https://as.example#f"), E),
    ("iss-mismatch", from_issuer("https://["), E),
    ("iss-mismatch", from_issuer("as.example"), E),
    ("iss-mismatch", from_issuer("http://127.0.0.1:9000"), Severity.INFO),
    ("iss-mismatch", from_issuer("http://127.0.0.1.as.example"), E),
    ("iss-mismatch", from_issuer("http://127.0.0.1@as.example"), E),
    ("iss-mismatch", from_issuer("https://as.example/"), None),
    ("iss-mismatch", from_issuer("urn:example:issuer", AT), None),
    ("iss-mismatch", subject(), None),
    ("iss-mismatch", subject(CA), None),
    ("aud-missing", subject(drop=("aud",)), E),
    ("aud-missing", subject(AT, claims={"aud": None}), E),
    ("aud-missing", subject(CA, claims={"aud": []}), E),
    ("aud-missing", subject(LT, claims={"aud": ""}), E),
    ("aud-missing", subject(claims={"aud": 5}), E),
    ("aud-missing", subject(claims={"aud": [CLIENT_ID, 5]}), E),
    ("aud-missing", subject(claims={"aud": {CLIENT_ID: True}}), E),
    ("aud-missing", subject(claims={"aud": [CLIENT_ID]}), None),
    ("aud-mismatch", subject(claims={"aud": "S6BHDRKQT3"}), E),
    ("aud-mismatch", subject(LT, claims={"aud": "other"}), E),
    ("aud-mismatch", subject(claims={"aud": f"{CLIENT_ID} "}), E),
    ("aud-mismatch", subject(claims={"aud": ["other-trusted", CLIENT_ID]}), None),
    ("aud-mismatch", subject(claims={"aud": [CLIENT_ID]}), None),
    ("aud-mismatch", subject(AT, claims={"aud": API}), None),
    ("claim-missing", subject(drop=("sub",)), E),
    ("claim-missing", subject(drop=("iat",)), E),
    ("claim-missing", subject(claims={"sub": ""}), E),
    ("claim-missing", subject(claims={"sub": 5}), E),
    ("claim-missing", subject(claims={"sub": "a" * 256}), E),
    ("claim-missing", subject(claims={"sub": "jörg"}), E),
    ("claim-missing", subject(claims={"sub": "a" * 255}), None),
    ("claim-missing", subject(AT, drop=("client_id",)), E),
    ("claim-missing", subject(AT, drop=("jti",)), E),
    ("claim-missing", subject(AT, head={"typ": "JWT"}, drop=("jti",)), W),
    ("claim-missing", subject(AT, head={"typ": "JWT"}, drop=("sub",)), E),
    (
        "claim-missing",
        subject(AT, head={"typ": "JWT"}, drop=("jti",), expected=RFC9068),
        E,
    ),
    ("claim-missing", subject(AT, head={"typ": "JWT"}, claims={"jti": 5}), E),
    ("claim-missing", subject(AT, claims={"sub": "jörg"}), None),
    ("claim-missing", subject(CA, drop=("iss",)), E),
    ("claim-missing", subject(LT, drop=("jti",)), E),
    ("claim-missing", subject(DPOP), E),
    ("claim-missing", subject(DPOP, claims={"jti": "a", "iat": 1767225590}), None),
    ("claim-missing", subject(), None),  # no jti and no scope: an ID token needs neither
    ("claim-missing", subject(AT), None),  # no nonce: an access token has none
]  # fmt: skip


@pytest.mark.parametrize(("rule", "about", "severity"), CASES)
def test_issuer(rule: str, about: TokenSubject, severity: Severity | None) -> None:
    assert flagged(about, rule) is severity


@pytest.mark.parametrize(
    ("iss", "hint"),
    [
        (f"{ISSUER}/", "slash"),
        ("https://AS.example", "case"),
        ("http://as.example", "scheme"),
        ("https://as.example:8443", "port"),
    ],
)
def test_how_the_issuer_differs_is_hinted_at(iss: str, hint: str) -> None:
    (finding,) = found(subject(claims={"iss": iss}), "iss-mismatch")
    assert hint in finding.message


@pytest.mark.parametrize(
    "iss", ["https://[", "x", "https://as.example:port", "//", "https://evil.example"]
)
def test_a_strange_issuer_gets_no_hint(iss: str) -> None:
    (finding,) = found(subject(claims={"iss": iss}), "iss-mismatch")
    assert "Only" not in finding.message


def test_access_token_lacks_are_told_one_by_one() -> None:
    findings = found(subject(AT, drop=("client_id", "jti")), "claim-missing")
    assert [finding.where for finding in findings] == ["payload.client_id", "payload.jti"]
