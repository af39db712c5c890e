"""The engine: every rule answers, none brings the others down, and the decision follows."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from oidc_workbench.jose.reader import read
from oidc_workbench.jose.reading import Defect
from oidc_workbench.jose.signature_check import SignatureStatus
from oidc_workbench.rules import judging
from oidc_workbench.rules.expectation import Expectation, Purpose, RunContext
from oidc_workbench.rules.index import RULES
from oidc_workbench.rules.judging import judge
from oidc_workbench.rules.outcome import Decision, Severity, Status
from oidc_workbench.rules.rule import Answer
from oidc_workbench.rules.subject import TokenSubject
from oidc_workbench.secret import Secret
from rules import tokens
from rules.tokens import outcome, subject


@pytest.fixture
def broken_rule(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[str]:
    """Put a bug into the rule that the test names."""

    def crash(about: TokenSubject) -> Answer:
        raise ZeroDivisionError(about.reading.token)

    rules = tuple(replace(one, check=crash) if one.id == request.param else one for one in RULES)
    monkeypatch.setattr(judging, "RULES", rules)
    judging._plan.cache_clear()
    yield str(request.param)
    judging._plan.cache_clear()


def test_a_good_id_token_is_accepted_and_its_key_is_named() -> None:
    verdict = judge(subject())
    assert verdict.decision is Decision.ACCEPT
    assert verdict.findings == ()
    assert "ES256" in verdict.headline
    assert tokens.KID in verdict.headline
    assert "JWKS of https://as.example" in verdict.headline


def test_every_rule_answers_in_the_order_of_the_index() -> None:
    for purpose in Purpose:
        verdict = judge(subject(purpose))
        asked = [rule.id for rule in RULES if rule.check is not None]
        assert [one.rule for one in verdict.outcomes] == asked


@pytest.mark.parametrize("broken_rule", ["nonce-mismatch"], indirect=True)
def test_a_crashed_error_rule_is_an_outcome_and_forbids_acceptance(broken_rule: str) -> None:
    about = subject()
    verdict = judge(about)
    crashed = outcome(verdict, broken_rule)
    assert crashed.status is Status.CRASHED
    assert about.reading.token not in crashed.needs
    assert verdict.decision is Decision.UNDECIDED
    assert outcome(verdict, "aud-mismatch").status is Status.CLEAR


@pytest.mark.parametrize("broken_rule", ["nonce-mismatch"], indirect=True)
def test_a_crashed_rule_does_not_hide_another_ones_error(broken_rule: str) -> None:
    verdict = judge(subject(claims={"aud": "other"}))
    assert outcome(verdict, broken_rule).status is Status.CRASHED
    assert verdict.decision is Decision.REJECT


@pytest.mark.parametrize("broken_rule", ["lifetime-long"], indirect=True)
def test_a_crashed_warning_rule_does_not_forbid_acceptance(broken_rule: str) -> None:
    verdict = judge(subject())
    assert outcome(verdict, broken_rule).status is Status.CRASHED
    assert verdict.decision is Decision.ACCEPT


def test_the_first_failing_check_is_the_first_in_a_validators_order() -> None:
    wrong = {"exp": 1, "aud": "other", "nonce": "N", "iss": "https://evil.example"}
    check = tokens.unverified(SignatureStatus.FAILED, tokens.ec_key())
    verdict = judge(subject(claims=wrong, check=check))
    assert verdict.first_failing is not None
    assert verdict.first_failing.rule == "sig-invalid"
    assert verdict.next_failing is not None
    assert verdict.next_failing.rule == "iss-mismatch"
    errors = [f.rule for f in verdict.findings if f.severity is Severity.ERROR]
    assert errors == [
        "sig-invalid",
        "iss-mismatch",
        "aud-mismatch",
        "exp-expired",
        "nonce-mismatch",
    ]
    assert verdict.headline.startswith("Rejected: the signature is wrong")
    assert verdict.smallest_fix == verdict.first_failing.remedy


def test_the_next_failing_check_is_of_another_rule() -> None:
    verdict = judge(subject(claims={"sub": "", "iat": None}, drop=("iat",)))
    assert verdict.first_failing is not None
    assert verdict.first_failing.rule == "claim-missing"
    assert verdict.next_failing is None


UNDECIDED = {
    "no issuer expected": (replace(tokens.EXPECTED, issuer=""), "the expected issuer"),
    "no client": (replace(tokens.EXPECTED, client_id=""), "the client_id"),
    "no nonce": (
        replace(tokens.EXPECTED, nonce=None),
        "the nonce that was sent (or that none was sent)",
    ),
}


@pytest.mark.parametrize("name", UNDECIDED)
def test_a_missing_decisive_input_leaves_it_undecided_and_is_named(name: str) -> None:
    expected, needed = UNDECIDED[name]
    verdict = judge(subject(expected=expected))
    assert verdict.decision is Decision.UNDECIDED
    assert needed in verdict.needed
    assert needed in verdict.headline


def test_an_error_rejects_even_where_inputs_are_missing() -> None:
    verdict = judge(subject(expected=Expectation(), claims={"exp": "soon"}))
    assert verdict.decision is Decision.REJECT


def test_an_unknown_time_leaves_it_undecided() -> None:
    verdict = judge(subject(now=float("nan")))
    assert verdict.decision is Decision.UNDECIDED
    assert verdict.needed == ("the time of judgement",)


def test_no_keys_leave_it_undecided() -> None:
    check = tokens.unverified(SignatureStatus.NOT_CHECKED)
    verdict = judge(subject(keys=(), check=check))
    assert verdict.decision is Decision.UNDECIDED
    assert verdict.needed == ("the issuer's keys",)


@pytest.mark.parametrize(
    "status", [s for s in SignatureStatus if s is not SignatureStatus.VERIFIED]
)
@pytest.mark.parametrize("purpose", list(Purpose))
def test_nothing_is_accepted_without_a_verified_signature(
    status: SignatureStatus, purpose: Purpose
) -> None:
    about = subject(purpose, check=tokens.unverified(status))
    assert judge(about).decision is not Decision.ACCEPT


def test_keys_supplied_by_the_user_are_accepted_with_that_said() -> None:
    source = tokens.SUPPLIED
    check = tokens.verified(source=source)
    verdict = judge(subject(check=check, keys=(tokens.key_set(source=source),)))
    assert verdict.decision is Decision.ACCEPT
    assert "supplied by you" in verdict.headline
    assert "not from the issuer's JWKS" in verdict.headline
    assert outcome(verdict, "sig-foreign-issuer-key").status is Status.NOT_CHECKED


UNTRUSTED = {
    "from the token": replace(tokens.SUPPLIED, kind="token-header"),
    "supplied, but another issuer's": replace(tokens.SUPPLIED, issuer="https://evil.example"),
    "another issuer's": replace(tokens.FROM_ISSUER, issuer="https://evil.example"),
    "no issuer known": replace(tokens.FROM_ISSUER, issuer=""),
}


@pytest.mark.parametrize("name", UNTRUSTED)
def test_a_verified_signature_with_an_untrusted_key_is_never_accepted(name: str) -> None:
    source = UNTRUSTED[name]
    check = tokens.verified(source=source)
    verdict = judge(subject(check=check, keys=(tokens.key_set(source=source),)))
    assert verdict.decision is not Decision.ACCEPT


def test_an_issuers_key_does_not_vouch_for_a_client() -> None:
    check = tokens.verified(tokens.ec_key("c1"), tokens.FROM_ISSUER)
    verdict = judge(subject(Purpose.CLIENT_ASSERTION, check=check))
    assert verdict.decision is Decision.UNDECIDED
    assert verdict.needed == ("the client's public keys",)


def test_the_users_own_key_vouches_for_an_assertion_and_for_no_issuer() -> None:
    own = replace(tokens.SUPPLIED, kind="vault", location="laptop key")
    for purpose, kid, decision in (
        (Purpose.CLIENT_ASSERTION, "c1", Decision.ACCEPT),
        (Purpose.ID_TOKEN, tokens.KID, Decision.UNDECIDED),
    ):
        check = tokens.verified(tokens.ec_key(kid), own)
        assert judge(subject(purpose, check=check)).decision is decision


def test_a_verified_signature_without_provenance_is_never_accepted() -> None:
    check = replace(tokens.verified(), source=None)
    assert judge(subject(check=check)).decision is not Decision.ACCEPT


@pytest.mark.parametrize("purpose", [Purpose.OTHER, Purpose.DPOP_PROOF])
def test_what_is_not_judged_here_is_never_accepted(purpose: Purpose) -> None:
    assert judge(subject(purpose)).decision is not Decision.ACCEPT


FORMS = {
    "empty": ("", Decision.UNDECIDED, "there is no token"),
    "opaque": ("mF_9.B5f-4.1JqM", Decision.UNDECIDED, "introspection endpoint"),
    "encrypted": (
        ".".join((tokens.b64url(b'{"alg":"dir","enc":"A256GCM"}'), "", "AAAA", "AAAA", "AAAA")),
        Decision.UNDECIDED,
        "decryption key",
    ),
    "cut off": (
        ".".join(tokens.compact(tokens.AT_HEAD, tokens.AT_CLAIMS).split(".")[:2]),
        Decision.REJECT,
        "",
    ),
    "not JSON": (f"{tokens.b64url(b'{alg')}.AAAA.AAAA", Decision.REJECT, ""),
    "array of claims": (
        ".".join((tokens.b64url(b'{"alg":"ES256"}'), tokens.b64url(b"[1]"), "A" * 86)),
        Decision.REJECT,
        "",
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_what_is_no_signed_jwt_is_never_accepted(form: str) -> None:
    text, decision, words = FORMS[form]
    about = subject(Purpose.ACCESS_TOKEN)
    about = replace(about, reading=read(text))
    about = replace(about, head=about.reading.head, claims=about.reading.claims)
    verdict = judge(about)
    assert verdict.decision is decision
    assert words in verdict.headline
    assert outcome(verdict, "exp-missing").status is not Status.FOUND


def test_an_opaque_text_is_no_id_token() -> None:
    about = replace(subject(), reading=read("mF_9.B5f-4.1JqM"), head={}, claims={})
    verdict = judge(about)
    assert verdict.decision is Decision.REJECT
    assert verdict.first_failing is not None
    assert verdict.first_failing.rule == "jwt-segments"


def test_a_defect_that_no_rule_judges_forbids_acceptance() -> None:
    about = subject()
    odd = replace(about.reading, defects=(Defect("never-heard-of", "Odd."),))
    assert judge(replace(about, reading=odd)).decision is Decision.UNDECIDED


def test_how_a_purpose_was_recognised_is_said() -> None:
    assert judge(subject(), recognised="by its claim nonce").recognised == "by its claim nonce"


def test_a_shared_secret_that_the_user_gave_is_trusted() -> None:
    secret = Secret("x" * 43)
    source = replace(tokens.SUPPLIED, kind="client-secret", location="client secret")
    check = replace(tokens.verified(source=source), key=None, alg="HS256")
    about = subject(
        head={"alg": "HS256"},
        drop=("kid",),
        octets=b"\x01" * 32,
        check=check,
        keys=(),
        context=RunContext(shared_secret=secret),
    )
    verdict = judge(about)
    assert verdict.decision is Decision.ACCEPT
    assert "client secret" in verdict.headline
    assert secret.reveal() not in repr(verdict)
