import pytest

from oidc_workbench.jose.key_set import PublicKey
from oidc_workbench.jose.signature_check import SignatureStatus
from oidc_workbench.rules.expectation import Expectation, Purpose, RunContext
from oidc_workbench.rules.judging import judge
from oidc_workbench.rules.outcome import Severity, Status
from oidc_workbench.rules.subject import TokenSubject
from oidc_workbench.secret import Secret
from rules.tokens import (
    ID_CLAIMS,
    ec_key,
    flagged,
    found,
    key_set,
    maced,
    outcome,
    rsa_key,
    subject,
    unverified,
)

E, W = Severity.ERROR, Severity.WARNING
AT = Purpose.ACCESS_TOKEN
FAILED = unverified(SignatureStatus.FAILED, ec_key())
NO_KEY = unverified(SignatureStatus.NO_MATCHING_KEY)
LONG = RunContext(shared_secret=Secret("x" * 43))
SHORT = RunContext(shared_secret=Secret("x" * 31))
HS = {"alg": "HS256"}
OCT = PublicKey(raw={}, kty="oct", kid="s")
# RFC 7515 appendix A.1.1
EXAMPLE = (
    "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
    ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
    ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
)


def with_secret(secret: bytes) -> TokenSubject:
    return subject(text=maced(HS, ID_CLAIMS, secret))


CASES: list[tuple[str, TokenSubject, Severity | None]] = [
    ("hmac-public-key-confusion", subject(head=HS, check=NO_KEY, confusion=rsa_key()), E),
    ("hmac-public-key-confusion", subject(head=HS, confusion=rsa_key(), context=LONG), E),
    ("hmac-public-key-confusion", subject(head=HS, check=NO_KEY, keys=(key_set(rsa_key()),)), E),
    ("hmac-public-key-confusion", subject(head=HS, context=LONG, keys=(key_set(rsa_key()),)), None),
    (
        "hmac-public-key-confusion",
        subject(head=HS, context=LONG, check=FAILED, keys=(key_set(rsa_key()),)),
        None,
    ),
    (
        "hmac-public-key-confusion",
        subject(
            head=HS,
            check=NO_KEY,
            expected=Expectation(algorithms=("HS256",)),
            keys=(key_set(rsa_key()),),
        ),
        None,
    ),
    ("hmac-public-key-confusion", subject(head=HS, check=NO_KEY, keys=(key_set(OCT),)), None),
    ("hmac-public-key-confusion", subject(), None),
    ("hmac-secret-short", subject(head=HS, context=SHORT), E),
    ("hmac-secret-short", subject(head={"alg": "HS384"}, context=LONG), E),
    ("hmac-secret-short", subject(head=HS, context=LONG), None),
    ("hmac-multi-party", subject(AT, head=HS, context=LONG), W),
    ("hmac-multi-party", subject(head=HS, context=LONG), None),
    ("hmac-multi-party", subject(AT), None),
    ("hmac-secret-guessable", with_secret(b"secret"), E),
    ("hmac-secret-guessable", with_secret(b"your-256-bit-secret"), E),
    ("hmac-secret-guessable", with_secret(b"keyboard cat"), E),
    ("hmac-secret-guessable", with_secret(b""), E),
    ("hmac-secret-guessable", subject(text=EXAMPLE), E),
    ("hmac-secret-guessable", with_secret(b"nobody guesses this one, it is hoped"), None),
    ("hmac-secret-guessable", subject(), None),
]


@pytest.mark.parametrize(("rule", "about", "severity"), CASES)
def test_macs(rule: str, about: TokenSubject, severity: Severity | None) -> None:
    assert flagged(about, rule) is severity


def test_a_confused_key_is_named_before_the_wrong_signature() -> None:
    about = subject(
        head=HS, octets=b"\x01" * 32, check=NO_KEY, confusion=rsa_key(), keys=(key_set(rsa_key()),)
    )
    verdict = judge(about)
    assert verdict.first_failing is not None
    assert verdict.first_failing.rule == "hmac-public-key-confusion"


def test_a_shared_secret_never_shows_in_a_finding() -> None:
    secret = "squeamish-ossifrage"
    about = subject(head=HS, context=RunContext(shared_secret=Secret(secret)))
    assert found(about, "hmac-secret-short")
    assert secret not in repr(judge(about))


def test_a_secret_that_is_in_no_list_is_not_checked_when_it_is_unknown() -> None:
    said = outcome(judge(with_secret(b"nobody guesses this")), "hmac-secret-guessable")
    assert said.status is Status.NOT_CHECKED
