"""The screening passes only what none of the rules it stands for rejects."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from joserfc.jwk import ECKey

from oidc_workbench.jose.jwk_set import key_set_of
from oidc_workbench.jose.key_generation import generate_key
from oidc_workbench.jose.key_set import KeySource
from oidc_workbench.jose.signing import sign
from oidc_workbench.rules.expectation import Expectation, Purpose, RunContext
from oidc_workbench.rules.inspection import inspect
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.screening import Screening
from oidc_workbench.secret import Secret
from rules.tokens import (
    AT_CLAIMS,
    AT_HEAD,
    EXPECTED,
    FROM_ISSUER,
    ID_CLAIMS,
    ID_HEAD,
    KID,
    NOW,
    key_sets,
    maced,
    published,
    signed,
)
from strategies.mutations import changed_members, edited

KEY = ECKey.generate_key("P-256", {"kid": KID})
KEYS = key_sets(KEY)
FOR_API = replace(EXPECTED, purpose=Purpose.ACCESS_TOKEN)
FOR_CLIENT = replace(EXPECTED, purpose=Purpose.ID_TOKEN)
API_SCREEN, CLIENT_SCREEN = Screening(FOR_API, KEYS), Screening(FOR_CLIENT, KEYS)
AT = signed(AT_HEAD, AT_CLAIMS, KEY)
COVERED = {
    "sig-invalid", "sig-length", "alg-none", "alg-not-allowed", "crit-unsupported", "iss-mismatch",
    "aud-missing", "aud-mismatch", "at-aud-resource", "exp-missing", "exp-expired", "nbf-future",
    "typ-unexpected", "json-duplicate-member", "json-not-object", "json-not-utf8", "jwt-charset",
    "b64url-invalid", "jwt-segments", "jwt-json-serialization", "limit-size-depth", "kid-unknown",
}  # fmt: skip


def screened(token: str, expected: Expectation = FOR_API, now: float = NOW) -> bool:
    """Whether it passes; then the catalogue must have nothing to say against it either."""
    screen = CLIENT_SCREEN if expected.purpose is Purpose.ID_TOKEN else API_SCREEN
    passed = screen.passes(token, now)
    assert screen.passes(token, now) is passed
    verdict = inspect(token, expected, KEYS, RunContext(), now).verdict
    errors = {one.rule for one in verdict.findings if one.severity is Severity.ERROR}
    assert not passed or not errors & COVERED
    return passed


def test_good_tokens_pass() -> None:
    assert screened(AT)
    assert screened(signed({**AT_HEAD, "typ": "application/at+jwt"}, AT_CLAIMS, KEY))
    assert screened(signed(AT_HEAD, {**AT_CLAIMS, "aud": ["x", *FOR_API.audiences]}, KEY))
    assert screened(signed(ID_HEAD, ID_CLAIMS, KEY), FOR_CLIENT)


@pytest.mark.parametrize(
    "members",
    [
        {"iss": "https://as.example/"}, {"iss": None}, {"iss": [FOR_API.issuer]},
        {"aud": "https://other.example/"}, {"aud": []}, {"aud": None}, {"aud": ["x", 1]},
        {"aud": [[]]}, {"aud": {}}, {"exp": NOW - 60}, {"exp": NOW - 61}, {"exp": None},
        {"exp": "9999999999"}, {"exp": True}, {"exp": [1]}, {"nbf": NOW + 61}, {"nbf": None},
        {"nbf": "0"}, {"nbf": {}}, {"exp": -1e300}, {"nbf": 1e300},
    ],
)  # fmt: skip
def test_what_a_rule_rejects_does_not_pass(members: dict[str, Any]) -> None:
    assert not screened(signed(AT_HEAD, {**AT_CLAIMS, **members}, KEY))


def test_times_are_compared_with_the_leeway() -> None:
    token = signed(AT_HEAD, {**AT_CLAIMS, "exp": NOW, "nbf": NOW}, KEY)
    moments = (NOW - 61, NOW - 60, NOW + 59.9, NOW + 60)
    assert [screened(token, now=at) for at in moments] == [False, True, True, False]
    assert not screened(token, now=float("nan"))


@pytest.mark.parametrize("typ", ["dpop+jwt", "logout+jwt", "secevent+jwt", "", 1, [], {}])
def test_another_type_does_not_pass(typ: object) -> None:
    signer = generate_key("P-256", KID)
    screen = Screening(FOR_API, (key_set_of([signer.public], FROM_ISSUER),))
    assert screen.passes(sign(AT_HEAD, AT_CLAIMS, signer, "ES256"), NOW)
    assert not screen.passes(sign({**AT_HEAD, "typ": typ}, AT_CLAIMS, signer, "ES256"), NOW)


def test_an_id_token_is_no_access_token_and_the_reverse() -> None:
    assert not screened(AT, FOR_CLIENT)
    assert not screened(signed(ID_HEAD, ID_CLAIMS, KEY), FOR_API)


@pytest.mark.parametrize(
    "expected",
    [
        Expectation(),
        replace(FOR_API, purpose=None),
        replace(FOR_API, issuer=""),
        replace(FOR_API, audiences=()),
        replace(FOR_API, audiences=("",)),
        replace(FOR_API, purpose=Purpose.CLIENT_ASSERTION),
        replace(FOR_API, algorithms=("RS256",)),
    ],
)
def test_nothing_passes_what_is_not_stated(expected: Expectation) -> None:
    assert not Screening(expected, KEYS).passes(AT, NOW)
    empty = signed(AT_HEAD, {**AT_CLAIMS, "iss": "", "aud": ""}, KEY)
    assert not Screening(expected, KEYS).passes(empty, NOW)


@pytest.mark.parametrize(
    "source",
    [
        replace(FROM_ISSUER, issuer="https://other.example"),
        replace(FROM_ISSUER, issuer=""),
        KeySource("supplied", "a file", "https://other.example"),
        KeySource("vault", "a key"),
        KeySource("token-header", "jwk"),
    ],
)
def test_the_keys_of_somebody_else_do_not_speak_for_the_issuer(source: KeySource) -> None:
    assert not Screening(FOR_API, key_sets(KEY, source=source)).passes(AT, NOW)


def test_keys_supplied_by_hand_and_a_shared_secret_count() -> None:
    supplied = key_sets(KEY, source=KeySource("supplied", "a file"))
    assert Screening(FOR_API, supplied).passes(AT, NOW)
    token = maced({**AT_HEAD, "alg": "HS256"}, AT_CLAIMS, b"k" * 32)
    assert Screening(FOR_API, (), Secret("k" * 32)).passes(token, NOW)
    assert not Screening(FOR_API, (), Secret("l" * 32)).passes(token, NOW)
    assert not Screening(FOR_API, supplied).passes(token, NOW)


def test_a_published_key_is_no_secret() -> None:
    octets = published(KEY).encode()
    token = maced({**AT_HEAD, "alg": "HS256"}, AT_CLAIMS, octets)
    assert not screened(token)


def test_a_claim_that_stands_twice_does_not_pass() -> None:
    from joserfc import jws

    body = json.dumps(AT_CLAIMS)
    token = jws.serialize_compact(AT_HEAD, f'{{"aud":"x",{body[1:]}', KEY, algorithms=["ES256"])
    assert not screened(token)


@settings(deadline=None, max_examples=150)
@given(changed_members(AT_CLAIMS, ("nbf", "aud", "exp", "iss")))
def test_any_claims_pass_only_where_no_rule_objects(claims: dict[str, Any]) -> None:
    try:
        token = signed(AT_HEAD, claims, KEY)
    except UnicodeEncodeError:  # lone surrogates, which joserfc does not sign
        return
    screened(token)


@settings(deadline=None, max_examples=80)
@given(edited(AT))
def test_any_text_passes_only_where_no_rule_objects(text: str) -> None:
    screened(text)
