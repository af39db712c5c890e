import pytest

from oidc_workbench.rules.expectation import Expectation, Purpose
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.subject import TokenSubject
from rules.tokens import API, EXPECTED, flagged, found, subject

AT, CA, LT, DPOP = (
    Purpose.ACCESS_TOKEN,
    Purpose.CLIENT_ASSERTION,
    Purpose.LOGOUT_TOKEN,
    Purpose.DPOP_PROOF,
)
E, W, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
JWK = {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}

CASES: list[tuple[str, TokenSubject, Severity | None]] = [
    ("hdr-key-material", subject(head={"jwk": JWK}), W),
    ("hdr-key-material", subject(AT, head={"x5c": ["MIIB"]}), W),
    ("hdr-key-material", subject(CA, head={"jku": "https://evil.example/keys"}), W),
    ("hdr-key-material", subject(LT, head={"x5u": "https://evil.example/c.pem"}), W),
    ("hdr-key-material", subject(DPOP, head={"jwk": JWK}), None),
    ("hdr-key-material", subject(head={"x5t": "AAAA"}), None),
    ("typ-unexpected", subject(head={"typ": "at+jwt"}), E),
    ("typ-unexpected", subject(head={"typ": "application/AT+JWT"}), E),
    ("typ-unexpected", subject(AT, head={"typ": "dpop+jwt"}), E),
    ("typ-unexpected", subject(AT, head={"typ": "logout+jwt"}), E),
    ("typ-unexpected", subject(CA, head={"typ": "oauth-authz-req+jwt"}), E),
    ("typ-unexpected", subject(LT, head={"typ": "token-introspection+jwt"}), E),
    ("typ-unexpected", subject(head={"typ": ["at+jwt"]}), E),
    ("typ-unexpected", subject(expected=Expectation(typ="JWT"), drop=("typ",)), E),
    ("typ-unexpected", subject(expected=Expectation(typ="jwt")), None),
    ("typ-unexpected", subject(), None),
    ("typ-unexpected", subject(drop=("typ",)), None),
    ("typ-unexpected", subject(AT, head={"typ": "at+JWT"}), None),
    ("typ-unexpected", subject(AT, head={"typ": "application/at+jwt"}), None),
    ("typ-unexpected", subject(AT, head={"typ": "JWT"}), None),
    ("typ-unexpected", subject(LT, head={"typ": "secevent+jwt"}), None),
    ("typ-unexpected", subject(head={"typ": "vendor+jwt"}), None),
]


@pytest.mark.parametrize(("rule", "about", "severity"), CASES)
def test_header(rule: str, about: TokenSubject, severity: Severity | None) -> None:
    assert flagged(about, rule) is severity


def test_a_private_key_in_the_header_is_not_repeated_in_the_evidence() -> None:
    about = subject(head={"jwk": {**JWK, "d": "c2VjcmV0LXNjYWxhcg"}})
    (finding,) = found(about, "hdr-key-material")
    assert "c2VjcmV0" not in repr(finding)


def test_an_api_that_is_stated_does_not_change_the_header_rules() -> None:
    assert API in EXPECTED.audiences
    assert flagged(subject(AT), "typ-unexpected") is None
