from dataclasses import replace

import pytest

from oidc_workbench.rules.expectation import Purpose, RunContext
from oidc_workbench.rules.judging import judge
from oidc_workbench.rules.outcome import Decision, Severity, Status
from oidc_workbench.rules.subject import TokenSubject
from rules.tokens import (
    CLIENT_ID,
    EXPECTED,
    ISSUER,
    METADATA,
    TOKEN_ENDPOINT,
    flagged,
    outcome,
    subject,
)

CA = Purpose.CLIENT_ASSERTION
E, W = Severity.ERROR, Severity.WARNING
FAPI = replace(EXPECTED, profile="fapi2")
BLIND = RunContext()
OTHER_CLIENT = RunContext(request={"client_id": "other"})


def to(aud: object, expected: object = EXPECTED, context: RunContext | None = None) -> TokenSubject:
    assert isinstance(expected, type(EXPECTED))
    return subject(CA, claims={"aud": aud}, expected=expected, context=context)


CASES: list[tuple[str, TokenSubject, Severity | None]] = [
    ("ca-iss-sub", subject(CA, claims={"sub": "other"}), E),
    ("ca-iss-sub", subject(CA, claims={"iss": "other", "sub": "other"}), E),
    ("ca-iss-sub", subject(CA, context=OTHER_CLIENT), E),
    ("ca-iss-sub", subject(CA), None),
    ("ca-iss-sub", subject(CA, context=RunContext(request={"client_id": CLIENT_ID})), None),
    ("ca-aud-endpoint", to(TOKEN_ENDPOINT), W),
    ("ca-aud-endpoint", to(TOKEN_ENDPOINT, FAPI), E),
    ("ca-aud-endpoint", to(TOKEN_ENDPOINT, context=BLIND), W),
    ("ca-aud-endpoint", to([ISSUER, TOKEN_ENDPOINT]), W),
    ("ca-aud-endpoint", to(ISSUER), None),
    ("ca-aud-endpoint", to(TOKEN_ENDPOINT, replace(EXPECTED, issuer=TOKEN_ENDPOINT)), None),
    ("ca-aud-endpoint", to(f"{ISSUER}/tenant", context=BLIND), None),
    ("ca-aud-not-sole-issuer", to("https://other.example"), E),
    ("ca-aud-not-sole-issuer", to("https://other.example", context=BLIND), E),
    ("ca-aud-not-sole-issuer", to([ISSUER, "https://other.example"]), E),
    ("ca-aud-not-sole-issuer", to([ISSUER, TOKEN_ENDPOINT]), E),
    ("ca-aud-not-sole-issuer", to(f"{ISSUER}/"), E),
    ("ca-aud-not-sole-issuer", to(f"{ISSUER}/tenant/token"), E),
    ("ca-aud-not-sole-issuer", to([ISSUER]), W),
    ("ca-aud-not-sole-issuer", to([ISSUER], FAPI), E),
    ("ca-aud-not-sole-issuer", to(ISSUER), None),
    ("ca-aud-not-sole-issuer", to(TOKEN_ENDPOINT), None),
    ("ca-jti", subject(CA, drop=("jti",)), E),
    ("ca-jti", subject(CA, claims={"jti": ""}), E),
    ("ca-jti", subject(CA, claims={"jti": 17}), E),
    ("ca-jti", subject(CA, claims={"jti": "17"}), W),
    ("ca-jti", subject(CA, claims={"jti": "1767225590123456"}), W),
    ("ca-jti", subject(CA, claims={"jti": "6f1c2c1e-6c0e-4b7f-9d4e-0f7a4f5b8a21"}), None),
    ("ca-jti", subject(CA), None),
    ("ca-alg-symmetric", subject(CA, head={"alg": "HS256"}), W),
    ("ca-alg-symmetric", subject(CA), None),
    ("ca-typ", subject(CA, drop=("typ",)), W),
    ("ca-typ", subject(CA, head={"typ": "JWT"}), W),
    ("ca-typ", subject(CA, head={"typ": "vendor-client-authentication+jwt"}), None),
    ("ca-typ", subject(CA), None),
]


@pytest.mark.parametrize(("rule", "about", "severity"), CASES)
def test_client_assertion(rule: str, about: TokenSubject, severity: Severity | None) -> None:
    assert flagged(about, rule) is severity


def test_an_address_under_the_issuer_is_undecided_without_the_metadata() -> None:
    """It may be another tenant's endpoint, so a guess must not accept it."""
    verdict = judge(to(TOKEN_ENDPOINT, context=BLIND))
    assert outcome(verdict, "ca-aud-not-sole-issuer").status is Status.NOT_CHECKED
    assert verdict.decision is Decision.UNDECIDED


def test_an_endpoint_that_the_reader_stated_counts_as_its_own() -> None:
    stated = replace(EXPECTED, audiences=(TOKEN_ENDPOINT,))
    verdict = judge(to(TOKEN_ENDPOINT, stated, BLIND))
    assert verdict.decision is Decision.ACCEPT
    assert flagged(to(TOKEN_ENDPOINT, stated, BLIND), "ca-aud-endpoint") is W


def test_another_servers_endpoint_is_not_this_ones() -> None:
    metadata = {**METADATA, "token_endpoint": "https://elsewhere.example/token"}
    about = to(TOKEN_ENDPOINT, context=RunContext(metadata=metadata))
    assert judge(about).decision is Decision.REJECT
