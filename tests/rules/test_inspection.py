"""Whole tokens, really signed: what must pass, what must not, and the known attacks."""

import math
from dataclasses import replace
from typing import Any

import pytest
from joserfc.jwk import ECKey, OKPKey, RSAKey

from oidc_workbench.jose.key_set import KeySet
from oidc_workbench.rules.expectation import Expectation, Purpose, RunContext
from oidc_workbench.rules.inspection import Inspection, inspect
from oidc_workbench.rules.outcome import Decision, Severity, Status
from oidc_workbench.rules.token_hash import left_half_hash
from oidc_workbench.secret import Secret
from rules import tokens
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
    METADATA,
    NOW,
    SUPPLIED,
    TOKEN_ENDPOINT,
    ids,
    key_sets,
    outcome,
    published,
    signed,
    without,
)

KEY = ECKey.generate_key("P-256", {"kid": KID, "use": "sig"})
CLIENT_KEY = ECKey.generate_key("P-256", {"kid": "c1", "use": "sig"})
OTHER_KEY = ECKey.generate_key("P-256", {"kid": KID, "use": "sig"})
RSA = RSAKey.generate_key(2048, {"kid": "r1"})
ID_TOKEN = signed(ID_HEAD, ID_CLAIMS, KEY)
ACCESS_TOKEN = signed(AT_HEAD, AT_CLAIMS, KEY)
SERVER = RunContext(metadata=METADATA)


def judged(
    text: str,
    purpose: Purpose | None,
    keys: tuple[KeySet, ...] | None = None,
    context: RunContext | None = None,
    **expected: Any,
) -> Inspection:
    expectation = replace(EXPECTED, purpose=purpose, **expected)
    found = key_sets(KEY) if keys is None else keys
    return inspect(text, expectation, found, context or RunContext(), NOW)


def test_the_good_id_token_has_no_findings() -> None:
    verdict = judged(ID_TOKEN, Purpose.ID_TOKEN).verdict
    assert verdict.decision is Decision.ACCEPT
    assert verdict.findings == ()


def test_the_good_access_token_is_only_not_bound_to_its_sender() -> None:
    verdict = judged(ACCESS_TOKEN, Purpose.ACCESS_TOKEN).verdict
    assert verdict.decision is Decision.ACCEPT
    assert [(f.rule, f.severity) for f in verdict.findings] == [("at-unconstrained", Severity.INFO)]


def test_the_id_token_is_no_access_token() -> None:
    verdict = judged(ID_TOKEN, Purpose.ACCESS_TOKEN).verdict
    assert verdict.decision is Decision.REJECT
    expected = {"idt-as-at", "at-typ", "at-aud-resource", "at-aud-client-id", "claim-missing"}
    assert expected <= ids(verdict)
    places = {f.where for f in outcome(verdict, "claim-missing").findings}
    assert places == {"payload.client_id", "payload.jti"}
    assert verdict.first_failing is not None
    assert verdict.first_failing.rule == "idt-as-at"


def test_the_access_token_is_no_id_token() -> None:
    verdict = judged(ACCESS_TOKEN, Purpose.ID_TOKEN).verdict
    assert verdict.decision is Decision.REJECT
    assert {"typ-unexpected", "aud-mismatch", "nonce-missing"} <= ids(verdict)


def assertion(**claims: object) -> str:
    return signed(CA_HEAD, {**CA_CLAIMS, **claims}, CLIENT_KEY)


def test_the_good_client_assertion_has_no_findings() -> None:
    keys = key_sets(CLIENT_KEY, source=SUPPLIED)
    verdict = judged(assertion(), Purpose.CLIENT_ASSERTION, keys, SERVER).verdict
    assert verdict.decision is Decision.ACCEPT
    assert verdict.findings == ()
    assert "supplied by you" in verdict.headline


@pytest.mark.parametrize(
    ("profile", "severity", "decision"),
    [("plain", Severity.WARNING, Decision.ACCEPT), ("fapi2", Severity.ERROR, Decision.REJECT)],
)
def test_the_classic_client_assertion_is_addressed_to_an_endpoint(
    profile: str, severity: Severity, decision: Decision
) -> None:
    keys = key_sets(CLIENT_KEY, source=SUPPLIED)
    text = assertion(aud=TOKEN_ENDPOINT)
    verdict = judged(text, Purpose.CLIENT_ASSERTION, keys, SERVER, profile=profile).verdict
    assert [(f.rule, f.severity) for f in verdict.findings] == [("ca-aud-endpoint", severity)]
    assert verdict.decision is decision


def test_the_issuers_keys_do_not_judge_a_client_assertion() -> None:
    """Neither do they verify it, nor is its kid "unknown" because they do not hold it."""
    verdict = judged(assertion(), Purpose.CLIENT_ASSERTION, key_sets(KEY), SERVER).verdict
    assert verdict.decision is Decision.UNDECIDED
    assert verdict.needed == ("the client's public keys",)


def test_a_token_signed_with_another_key_is_rejected() -> None:
    verdict = judged(signed(ID_HEAD, ID_CLAIMS, OTHER_KEY), Purpose.ID_TOKEN).verdict
    assert verdict.first_failing is not None
    assert verdict.first_failing.rule == "sig-invalid"


def test_a_changed_claim_is_rejected() -> None:
    head, _, signature = ID_TOKEN.split(".")
    other = tokens.compact(ID_HEAD, {**ID_CLAIMS, "sub": "admin"}).split(".")[1]
    verdict = judged(f"{head}.{other}.{signature}", Purpose.ID_TOKEN).verdict
    assert "sig-invalid" in ids(verdict)


def test_a_rotated_key_is_named() -> None:
    key = ECKey.generate_key("P-256", {"kid": "2026-01"})
    verdict = judged(ID_TOKEN, Purpose.ID_TOKEN, key_sets(key)).verdict
    assert verdict.first_failing is not None
    assert verdict.first_failing.rule == "kid-unknown"
    assert verdict.next_failing is None


def test_a_key_enclosed_in_the_token_is_a_forgery() -> None:
    head = {**ID_HEAD, "jwk": OTHER_KEY.as_dict(private=False)}
    verdict = judged(signed(head, ID_CLAIMS, OTHER_KEY), Purpose.ID_TOKEN).verdict
    assert verdict.decision is Decision.REJECT
    assert verdict.first_failing is not None
    assert verdict.first_failing.rule == "hdr-key-self-signed"
    assert "hdr-key-material" in ids(verdict)


def test_an_enclosed_key_is_not_believed_where_no_other_is_given() -> None:
    head = {**ID_HEAD, "jwk": OTHER_KEY.as_dict(private=False)}
    verdict = judged(signed(head, ID_CLAIMS, OTHER_KEY), Purpose.ID_TOKEN, ()).verdict
    assert verdict.decision is Decision.UNDECIDED


def test_a_public_key_as_a_secret_is_a_forgery() -> None:
    pem = RSA.as_pem(private=False)
    head = {"alg": "HS256", "kid": "r1"}
    text = tokens.maced(head, ID_CLAIMS, pem)
    verdict = judged(text, Purpose.ID_TOKEN, key_sets(RSA)).verdict
    assert verdict.first_failing is not None
    assert verdict.first_failing.rule == "hmac-public-key-confusion"
    assert "public" in verdict.first_failing.message


def test_a_confidential_clients_shared_secret_is_no_confusion() -> None:
    secret = "k" * 43
    text = tokens.maced({"alg": "HS256"}, ID_CLAIMS, secret.encode())
    context = RunContext(shared_secret=Secret(secret))
    verdict = judged(text, Purpose.ID_TOKEN, key_sets(RSA), context).verdict
    assert verdict.decision is Decision.ACCEPT
    assert verdict.findings == ()


@pytest.mark.parametrize("alg", ["none", "None", "NONE", "nOnE", "none "])
@pytest.mark.parametrize("purpose", [None, *Purpose])
def test_an_unsigned_token_is_never_accepted(alg: str, purpose: Purpose | None) -> None:
    text = tokens.compact({**ID_HEAD, "alg": alg}, ID_CLAIMS, b"")
    verdict = judged(text, purpose, algorithms=(alg,)).verdict
    assert verdict.decision is Decision.REJECT
    assert verdict.first_failing is not None
    assert verdict.first_failing.rule in {"alg-none", "alg-none-variant"}


def test_a_claim_named_alg_is_only_a_claim() -> None:
    text = signed(ID_HEAD, {**ID_CLAIMS, "alg": "none"}, KEY)
    assert judged(text, Purpose.ID_TOKEN).verdict.findings == ()


def test_another_issuers_key_does_not_vouch() -> None:
    source = replace(FROM_ISSUER, issuer="https://other.example")
    verdict = judged(ID_TOKEN, Purpose.ID_TOKEN, key_sets(KEY, source=source)).verdict
    assert verdict.decision is Decision.REJECT
    assert "sig-foreign-issuer-key" in ids(verdict)


def test_without_keys_nothing_is_accepted_and_nothing_is_passed() -> None:
    verdict = judged(ID_TOKEN, Purpose.ID_TOKEN, ()).verdict
    assert verdict.decision is Decision.UNDECIDED
    assert outcome(verdict, "sig-invalid").status is Status.NOT_CHECKED


def test_without_a_clock_nothing_is_accepted() -> None:
    verdict = inspect(ID_TOKEN, replace(EXPECTED, purpose=Purpose.ID_TOKEN), key_sets(KEY)).verdict
    assert verdict.decision is Decision.UNDECIDED
    assert math.isnan(inspect(ID_TOKEN, EXPECTED).judged_at)


def test_without_any_requirement_nothing_is_accepted() -> None:
    for text in (ID_TOKEN, ACCESS_TOKEN):
        verdict = inspect(text, Expectation(), key_sets(KEY), now=NOW).verdict
        assert verdict.decision is Decision.UNDECIDED


def test_the_purpose_is_recognised_and_that_is_said() -> None:
    for text, purpose in ((ID_TOKEN, Purpose.ID_TOKEN), (ACCESS_TOKEN, Purpose.ACCESS_TOKEN)):
        verdict = judged(text, None).verdict
        assert (verdict.purpose, verdict.decision) == (purpose, Decision.ACCEPT)
        assert verdict.recognised
    assert judged(ID_TOKEN, Purpose.ID_TOKEN).verdict.recognised == ""


def test_the_token_of_the_stated_purpose_is_taken_out_of_a_response() -> None:
    response = f'{{"access_token":"{ACCESS_TOKEN}","id_token":"{ID_TOKEN}","token_type":"Bearer"}}'
    for purpose, token in ((Purpose.ID_TOKEN, ID_TOKEN), (Purpose.ACCESS_TOKEN, ACCESS_TOKEN)):
        inspection = judged(response, purpose)
        assert inspection.reading.token == token
        assert inspection.verdict.decision is Decision.ACCEPT


def test_an_id_token_is_compared_with_the_access_token_pasted_beside_it() -> None:
    for value, decision in (
        (left_half_hash(ACCESS_TOKEN, "ES256"), Decision.ACCEPT),
        (left_half_hash("another", "ES256"), Decision.REJECT),
    ):
        text = signed(ID_HEAD, {**ID_CLAIMS, "at_hash": value}, KEY)
        response = f'{{"access_token":"{ACCESS_TOKEN}","id_token":"{text}"}}'
        verdict = judged(response, Purpose.ID_TOKEN).verdict
        assert verdict.decision is decision
        assert outcome(verdict, "at-hash-mismatch").status is not Status.NOT_CHECKED


@pytest.mark.parametrize(
    ("head", "key"),
    [
        ({"alg": "RS256", "kid": "r1"}, RSA),
        ({"alg": "PS256", "kid": "r1"}, RSA),
        ({"alg": "Ed25519", "kid": "o1"}, OKPKey.generate_key("Ed25519", {"kid": "o1"})),
        ({"alg": "ES384", "kid": "e1"}, ECKey.generate_key("P-384", {"kid": "e1"})),
        ({"alg": "ES512", "kid": "e2"}, ECKey.generate_key("P-521", {"kid": "e2"})),
    ],
)
def test_the_usual_algorithms_pass_without_a_word(
    head: dict[str, str], key: RSAKey | ECKey | OKPKey
) -> None:
    verdict = judged(signed(head, ID_CLAIMS, key), Purpose.ID_TOKEN, key_sets(key)).verdict
    assert verdict.decision is Decision.ACCEPT
    assert verdict.findings == ()


NEVER_FLAGGED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "unknown claims": ({}, {"https://vendor.example/tier": "gold", "foo": [1]}),
    "a fractional date": ({}, {"exp": 1767226200.25, "iat": 1767225590.75}),
    "aud as an array of one": ({}, {"aud": [CLIENT_ID]}),
    "an unknown header without crit": ({"foo": 1}, {}),
    "typ JWT": ({"typ": "JWT"}, {}),
    "no typ": ({"typ": None}, {}),
    "no jti, nbf, azp, at_hash": ({}, {}),
}


@pytest.mark.parametrize("name", NEVER_FLAGGED)
def test_what_is_legal_is_never_flagged(name: str) -> None:
    head, claims = NEVER_FLAGGED[name]
    full = {key: value for key, value in {**ID_HEAD, **head}.items() if value is not None}
    verdict = judged(signed(full, {**ID_CLAIMS, **claims}, KEY), Purpose.ID_TOKEN).verdict
    assert verdict.decision is Decision.ACCEPT
    assert verdict.findings == ()


def test_an_issuer_that_ends_in_a_slash_is_fine_when_it_is_that_one() -> None:
    issuer = f"{ISSUER}/"
    text = signed(ID_HEAD, {**ID_CLAIMS, "iss": issuer}, KEY)
    keys = key_sets(KEY, source=replace(FROM_ISSUER, issuer=issuer))
    verdict = judged(text, Purpose.ID_TOKEN, keys, issuer=issuer).verdict
    assert verdict.findings == ()
    assert verdict.decision is Decision.ACCEPT


def test_access_by_audience_alone_is_fine() -> None:
    text = signed(AT_HEAD, without(AT_CLAIMS, "scope"), KEY)
    for scopes in ((), None):
        verdict = judged(text, Purpose.ACCESS_TOKEN, scopes=scopes).verdict
        assert verdict.decision is Decision.ACCEPT
        assert ids(verdict) == {"at-unconstrained"}


def test_an_audience_in_an_array_of_one_is_fine_for_an_access_token() -> None:
    text = signed(AT_HEAD, {**AT_CLAIMS, "aud": [API]}, KEY)
    assert ids(judged(text, Purpose.ACCESS_TOKEN).verdict) == {"at-unconstrained"}


def test_one_kid_for_two_types_of_keys_is_fine() -> None:
    rsa = RSAKey.generate_key(2048, {"kid": KID})
    verdict = judged(ID_TOKEN, Purpose.ID_TOKEN, key_sets(rsa, KEY)).verdict
    assert verdict.decision is Decision.ACCEPT
    assert verdict.findings == ()


def test_a_dpop_proof_verifies_with_its_own_key_and_is_not_accepted_alone() -> None:
    head = {"alg": "ES256", "typ": "dpop+jwt", "jwk": OTHER_KEY.as_dict(private=False)}
    claims = {"htm": "GET", "htu": API, "jti": "e1j3V_bKic8", "iat": NOW}
    inspection = judged(signed(head, claims, OTHER_KEY), None)
    assert inspection.verdict.purpose is Purpose.DPOP_PROOF
    assert inspection.signature.verified
    assert inspection.verdict.decision is Decision.UNDECIDED
    assert inspection.verdict.findings == ()


@pytest.mark.parametrize(
    "text", ["", " \n", "x", "{", "a.b.c", "....", "\x00", "eyJ", "\ud800", ID_TOKEN[:50]]
)
@pytest.mark.parametrize("purpose", [None, *Purpose])
def test_any_text_gets_an_answer_and_none_of_these_is_accepted(
    text: str, purpose: Purpose | None
) -> None:
    verdict = judged(text, purpose).verdict
    assert verdict.decision is not Decision.ACCEPT
    assert verdict.with_status(Status.CRASHED) == ()


HOSTILE: list[object] = [None, True, -1, 10**400, 1e308, "", "x" * 5000, [], {}, [[]], {"a": {}}]


@pytest.mark.parametrize("value", HOSTILE)
def test_no_rule_falls_over_a_hostile_value(value: object) -> None:
    others = [
        "scp",
        "cnf",
        "azp",
        "at_hash",
        "c_hash",
        "auth_time",
        "nbf",
        "events",
        "sid",
        "htm",
        "htu",
        "updated_at",
    ]
    names = [*ID_CLAIMS, *AT_CLAIMS, *others]
    context = RunContext(access_token=Secret("a"), code=Secret("b"), metadata={"x_endpoint": 1})
    for name in names:
        text = tokens.compact(ID_HEAD, {**ID_CLAIMS, name: value})
        for purpose in (None, *Purpose):
            verdict = judged(text, purpose, None, context).verdict
            assert verdict.with_status(Status.CRASHED) == ()
            assert verdict.decision is not Decision.ACCEPT
    for name in ("alg", "kid", "typ", "crit", "b64", "jwk", "jku", "x5c", "x5u", "enc"):
        text = tokens.compact({**ID_HEAD, name: value}, ID_CLAIMS)
        for purpose in (None, *Purpose):
            verdict = judged(text, purpose, None, context).verdict
            assert verdict.with_status(Status.CRASHED) == ()
            assert verdict.decision is not Decision.ACCEPT


def test_a_verdict_never_repeats_the_token() -> None:
    wrong = replace(EXPECTED, audiences=("x",), client_id="y", nonce="z", purpose=None)
    for text in (ID_TOKEN, ACCESS_TOKEN):
        verdict = inspect(text, wrong, key_sets(OTHER_KEY), now=NOW + 10**6).verdict
        signature = text.rpartition(".")[2]
        assert signature not in repr(verdict)
        assert len(verdict.findings) > 3


def test_published_keys_are_read_as_they_stand() -> None:
    assert '"d"' not in published(KEY)
