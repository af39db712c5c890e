"""Texts, tokens and keys made to be accepted wrongly; each must get another answer."""

import json
from dataclasses import replace
from typing import Any

import pytest
from joserfc.jwk import ECKey

from oidc_workbench.jose.key_set import KeySet, KeySource
from oidc_workbench.rules.expectation import Purpose, RunContext
from oidc_workbench.rules.inspection import Inspection, inspect
from oidc_workbench.rules.logout_token import EVENT
from oidc_workbench.rules.outcome import Decision, Status
from rules.tokens import (
    API,
    AT_CLAIMS,
    AT_HEAD,
    CA_CLAIMS,
    CA_HEAD,
    CLIENT_ID,
    EXPECTED,
    FROM_ISSUER,
    ID_CLAIMS,
    ID_HEAD,
    ISSUER,
    KID,
    LT_CLAIMS,
    LT_HEAD,
    METADATA,
    NOW,
    SUPPLIED,
    TOKEN_ENDPOINT,
    ids,
    key_sets,
    signed,
    without,
)

KEY = ECKey.generate_key("P-256", {"kid": KID, "use": "sig"})
THIEF = ECKey.generate_key("P-256", {"kid": KID, "use": "sig"})
ID_TOKEN = signed(ID_HEAD, ID_CLAIMS, KEY)
ACCESS_TOKEN = signed(AT_HEAD, AT_CLAIMS, KEY)
FORGED_ID_TOKEN = signed(ID_HEAD, {**ID_CLAIMS, "sub": "admin"}, THIEF)
FORGED_ACCESS_TOKEN = signed(AT_HEAD, {**AT_CLAIMS, "sub": "admin"}, THIEF)


def judged(
    text: str,
    purpose: Purpose | None = Purpose.ID_TOKEN,
    keys: tuple[KeySet, ...] | None = None,
    context: RunContext | None = None,
    **expected: Any,
) -> Inspection:
    """Judge by the fixed context of the worked cases; no rule may fall over the text."""
    expectation = replace(EXPECTED, purpose=purpose, **expected)
    found = key_sets(KEY) if keys is None else keys
    inspection = inspect(text, expectation, found, context or RunContext(), NOW)
    assert inspection.verdict.with_status(Status.CRASHED) == ()
    return inspection


def decision(*args: Any, **expected: Any) -> Decision:
    return judged(*args, **expected).verdict.decision


# -- several tokens in one text --------------------------------------------------------------

_GOOD, _BAD = ACCESS_TOKEN, FORGED_ACCESS_TOKEN
BESIDE_A_FORGERY = {
    "one parameter twice": f"https://app.example/cb#access_token={_GOOD}&access_token={_BAD}",
    "in query and fragment": f"https://app.example/cb?access_token={_GOOD}#access_token={_BAD}",
    "two header lines": f"Authorization: Bearer {_GOOD}\nAuthorization: Bearer {_BAD}\n",
    "two in a curl command": (
        f"curl -H 'Authorization: Bearer {_GOOD}' -H 'Authorization: Bearer {_BAD}' https://api"
    ),
    "one on each line": f"{_GOOD}\n{_BAD}\n",
    "behind a JSON object": f'{{"access_token":"{_GOOD}"}}{{"access_token":"{_BAD}"}}',
    "one member twice": f'{{"access_token":"{_BAD}","access_token":"{_GOOD}"}}',
    "one member twice, beside an ID token": (
        f'{{"id_token":"{ID_TOKEN}","access_token":"{_BAD}","access_token":"{_GOOD}"}}'
    ),
}


@pytest.mark.parametrize("name", BESIDE_A_FORGERY)
@pytest.mark.parametrize("purpose", [None, Purpose.ACCESS_TOKEN])
def test_a_good_token_does_not_cover_a_forged_one_of_the_same_name(
    name: str, purpose: Purpose | None
) -> None:
    text = BESIDE_A_FORGERY[name]
    assert decision(text, purpose) is not Decision.ACCEPT
    assert decision(text.replace(_BAD, "x").replace(_GOOD, _BAD), purpose) is Decision.REJECT


def test_what_is_missing_beside_another_token_is_said() -> None:
    verdict = judged(BESIDE_A_FORGERY["one on each line"], Purpose.ACCESS_TOKEN).verdict
    assert verdict.needed == ("the one token that is meant, since this text holds several",)


@pytest.mark.parametrize(
    "text",
    [
        f"{ID_TOKEN}\n{ID_TOKEN}\n",
        f"https://app.example/cb#id_token={ID_TOKEN}&access_token={ACCESS_TOKEN}",
        json.dumps({"id_token": ID_TOKEN, "access_token": ACCESS_TOKEN}),
        f"Authorization: Bearer {ID_TOKEN}\nDPoP: {ACCESS_TOKEN}\nAuthorization: Bearer {ID_TOKEN}",
    ],
)
def test_tokens_that_can_be_told_apart_are_no_obstacle(text: str) -> None:
    assert decision(text) is Decision.ACCEPT


def test_a_json_serialisation_is_no_wrapping_of_another_token() -> None:
    """RFC 8725bis §2.13: the claims of one must never come with the signature of another."""
    protected, payload, signature = FORGED_ID_TOKEN.split(".")
    members = {"protected": protected, "payload": payload, "signature": signature}
    for more in ({}, {"id_token": ID_TOKEN}, {"header": {"x": ID_TOKEN}}):
        verdict = judged(json.dumps({**members, **more})).verdict
        assert verdict.decision is Decision.REJECT
        assert "jwt-json-serialization" in ids(verdict)
    assert decision(json.dumps(members) + json.dumps({"id_token": ID_TOKEN})) is Decision.REJECT


def test_thousands_of_repeated_names_are_answered() -> None:
    """With a cost that grew with the square, this test would run for minutes."""
    names = ",".join(f'"{number}":1,"{number}":1' for number in range(9_000))
    verdict = judged(f'{{{names},"id_token":"{ID_TOKEN}"}}').verdict
    assert ids(verdict) == {"json-duplicate-member"}


# -- one kind of token in place of another ---------------------------------------------------


def logout_token(head: dict[str, Any] | None = None, **claims: Any) -> str:
    full = {key: value for key, value in {**LT_CLAIMS, **claims}.items() if value is not ...}
    return signed({**LT_HEAD, **(head or {})}, full, KEY)


def test_a_logout_token_does_not_sign_a_user_in() -> None:
    """Where no nonce was sent and no typ tells, its event still does."""
    verdict = judged(logout_token({"typ": "JWT"}), nonce="").verdict
    assert verdict.decision is Decision.REJECT
    assert ids(verdict) == {"typ-unexpected"}


@pytest.mark.parametrize(
    ("claims", "rule"),
    [
        ({"nbf": NOW + 3600}, "nbf-future"),
        ({"aud": [CLIENT_ID, "another-client"]}, "aud-untrusted"),
        ({"aud": "another-client"}, "aud-mismatch"),
        ({"exp": NOW - 3600, "iat": NOW - 7200}, "exp-expired"),
        ({"events": {EVENT: True}}, "lt-invalid"),
        ({"events": [EVENT]}, "lt-invalid"),
        ({"events": {EVENT.upper(): {}}}, "lt-invalid"),
        ({"nonce": None}, "lt-nonce"),
        ({"sub": ..., "sid": 7}, "lt-invalid"),
        ({"iat": ...}, "claim-missing"),
        ({"jti": ...}, "claim-missing"),
    ],
)
def test_a_logout_token_is_checked_as_an_id_token_is(claims: dict[str, Any], rule: str) -> None:
    """OpenID Connect Back-Channel Logout §2.6."""
    assert decision(logout_token(), Purpose.LOGOUT_TOKEN) is Decision.ACCEPT
    verdict = judged(logout_token(**claims), Purpose.LOGOUT_TOKEN).verdict
    assert verdict.decision is Decision.REJECT
    assert rule in ids(verdict)


# -- access tokens ---------------------------------------------------------------------------


@pytest.mark.parametrize("cnf", ["jkt", {}, [], ["jkt"], True, 0, {"jkt": 1}, {"unknown": {}}])
def test_a_binding_that_nobody_can_check_is_not_ignored(cnf: object) -> None:
    """RFC 7800 §3.1: the issuer wanted the token bound; it must not pass as a bearer token."""
    text = signed(AT_HEAD, {**AT_CLAIMS, "cnf": cnf}, KEY)
    assert decision(text, Purpose.ACCESS_TOKEN) is Decision.UNDECIDED


@pytest.mark.parametrize("audiences", [(), ("",)])
def test_an_empty_audience_stands_for_no_api(audiences: tuple[str, ...]) -> None:
    for aud in (API, "", [""]):
        text = signed(AT_HEAD, {**AT_CLAIMS, "aud": aud}, KEY)
        verdict = judged(text, Purpose.ACCESS_TOKEN, audiences=audiences).verdict
        assert verdict.decision is not Decision.ACCEPT
        assert "at-aud-resource" not in ids(verdict)


@pytest.mark.parametrize(
    "scope",
    [
        "orders:read,orders:write", "orders:read\t", "orders:read\u00a0", "ORDERS:READ",
        "orders:reader", "orders:*", "", [["orders:read"]], {"orders:read": True}, True, 1,
    ],
)  # fmt: skip
def test_a_scope_is_compared_exactly(scope: object) -> None:
    text = signed(AT_HEAD, {**AT_CLAIMS, "scope": scope, "scp": "orders:read"}, KEY)
    verdict = judged(text, Purpose.ACCESS_TOKEN).verdict
    assert verdict.decision is Decision.REJECT
    assert "at-scope-insufficient" in ids(verdict)


# -- client assertions -----------------------------------------------------------------------

CLIENT_KEY = ECKey.generate_key("P-256", {"kid": "c1", "use": "sig"})
CLIENT_KEYS = key_sets(CLIENT_KEY, source=SUPPLIED)
ELSEWHERE = "https://elsewhere.example/token"


def assertion_for(aud: object, metadata: dict[str, Any] | None = METADATA) -> Inspection:
    text = signed(CA_HEAD, {**CA_CLAIMS, "aud": aud}, CLIENT_KEY)
    return judged(text, Purpose.CLIENT_ASSERTION, CLIENT_KEYS, RunContext(metadata=metadata))


def test_the_metadata_of_another_server_does_not_say_whom_an_assertion_is_for() -> None:
    """CVE-2025-27370: a hostile server publishes another one's endpoint as its own."""
    foreign = {"issuer": "https://elsewhere.example", "token_endpoint": ELSEWHERE}
    assert assertion_for(ELSEWHERE, foreign).verdict.decision is Decision.REJECT
    own = {"issuer": ISSUER, "token_endpoint": ELSEWHERE}
    assert assertion_for(ELSEWHERE, own).verdict.decision is Decision.ACCEPT
    assert assertion_for(TOKEN_ENDPOINT, foreign).verdict.decision is Decision.UNDECIDED


def test_an_assertion_for_the_mutual_tls_alias_is_for_this_server() -> None:
    """RFC 8705 §5."""
    alias = "https://mtls.as.example/token"
    verdict = assertion_for(
        alias, {**METADATA, "mtls_endpoint_aliases": {"token_endpoint": alias}}
    ).verdict
    assert verdict.decision is Decision.ACCEPT
    assert ids(verdict) == {"ca-aud-endpoint"}
    hostile = {**METADATA, "mtls_endpoint_aliases": [alias]}
    assert assertion_for(alias, hostile).verdict.decision is Decision.REJECT


@pytest.mark.parametrize(
    "aud", [f"{ISSUER}/", ISSUER.upper(), [ISSUER, ELSEWHERE], [ISSUER, ISSUER], [], [[ISSUER]], {}]
)
def test_an_assertion_for_anything_else_is_rejected(aud: object) -> None:
    assert assertion_for(aud).verdict.decision is Decision.REJECT


# -- whose key it is -------------------------------------------------------------------------

FOREIGN = replace(FROM_ISSUER, issuer="https://evil.example")


def test_a_foreign_issuer_with_the_same_kid_signs_nothing_here() -> None:
    keys = (*key_sets(THIEF, source=FOREIGN), *key_sets(KEY))
    assert decision(ID_TOKEN, keys=keys) is Decision.ACCEPT
    verdict = judged(signed(ID_HEAD, ID_CLAIMS, THIEF), keys=keys).verdict
    assert verdict.decision is Decision.REJECT
    assert "sig-foreign-issuer-key" in ids(verdict)


@pytest.mark.parametrize("source", [FROM_ISSUER, SUPPLIED])
def test_a_key_that_a_foreign_issuer_publishes_too_is_not_the_less_ones_own(
    source: KeySource,
) -> None:
    for keys in (
        (*key_sets(KEY, source=FOREIGN), *key_sets(KEY, source=source)),
        (*key_sets(KEY, source=source), *key_sets(KEY, source=FOREIGN)),
    ):
        assert decision(ID_TOKEN, keys=keys) is Decision.ACCEPT


@pytest.mark.parametrize(
    "source",
    [
        KeySource("token-header", "jwk"),
        KeySource("vault", "mine"),
        KeySource("issuer", "https://as.example/jwks"),
        KeySource("supplied", "keys.json", "https://evil.example"),
    ],
)
def test_a_key_of_doubtful_origin_is_not_believed(source: KeySource) -> None:
    assert decision(ID_TOKEN, keys=key_sets(KEY, source=source)) is not Decision.ACCEPT


def test_a_token_is_not_judged_by_a_part_of_the_keys() -> None:
    """Without a kid only so many keys are tried; one of the others may still be the right one."""
    others = [ECKey.generate_key("P-256", {"kid": str(number)}) for number in range(16)]
    text = signed(without(ID_HEAD, "kid"), ID_CLAIMS, KEY)
    verdict = judged(text, keys=key_sets(*others, KEY)).verdict
    assert verdict.decision is Decision.UNDECIDED
    assert "sig-invalid" not in ids(verdict)
    assert decision(text, keys=key_sets(*others[1:], KEY)) is Decision.ACCEPT
    assert decision(text, keys=key_sets(*others)) is Decision.REJECT
