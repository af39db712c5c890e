"""DPoP proofs as a server meets them: really signed, with the request they came with."""

import hashlib
from dataclasses import replace
from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey

from oidc_workbench.jose.thumbprint import thumbprint
from oidc_workbench.rules.expectation import Expectation, Purpose, RunContext
from oidc_workbench.rules.history import History
from oidc_workbench.rules.inspection import Inspection, inspect
from oidc_workbench.rules.outcome import Decision, Severity, Status
from oidc_workbench.rules.presentation import Presentation
from oidc_workbench.secret import Secret
from rules.tokens import (
    API,
    AT_CLAIMS,
    AT_HEAD,
    EXPECTED,
    METADATA,
    NOW,
    TOKEN_ENDPOINT,
    b64url,
    compact,
    key_sets,
    maced,
    outcome,
    signed,
    without,
)

E, W = Severity.ERROR, Severity.WARNING
KEY = ECKey.generate_key("P-256")
OTHER = ECKey.generate_key("P-256")
ISSUERS = ECKey.generate_key("P-256", {"kid": "2025-11", "use": "sig"})
JWK = KEY.as_dict(private=False)
JKT = thumbprint(JWK)
BOUND = signed(AT_HEAD, {**AT_CLAIMS, "cnf": {"jkt": JKT}}, ISSUERS)
UNBOUND = signed(AT_HEAD, AT_CLAIMS, ISSUERS)


def ath(token: str) -> str:
    return b64url(hashlib.sha256(token.encode()).digest())


HEAD: dict[str, Any] = {"typ": "dpop+jwt", "alg": "ES256", "jwk": JWK}
CLAIMS: dict[str, Any] = {
    "jti": "-BwC3ESc6acc2lTc", "htm": "GET", "htu": API, "iat": 1767225590, "ath": ath(BOUND),
}  # fmt: skip
FOR_TOKEN_ENDPOINT = {**without(CLAIMS, "ath"), "htm": "POST", "htu": TOKEN_ENDPOINT}
AT_API = Presentation("GET", f"{API}?page=2", "DPoP", nonce="")
AT_TOKEN_ENDPOINT = Presentation("POST", TOKEN_ENDPOINT, carries_token=False, nonce="")
ASKED = Expectation(Purpose.DPOP_PROOF)


def judged(
    proof: str | None = None,
    presented: Presentation = AT_API,
    token: str | None = BOUND,
    now: float = NOW,
    **known: Any,
) -> Inspection:
    held = Secret(token) if token else None
    context = RunContext(access_token=held, presentation=presented, **known)
    return inspect(proof or signed(HEAD, CLAIMS, KEY), ASKED, (), context, now)


def claiming(**claims: Any) -> str:
    return signed(HEAD, {**CLAIMS, **claims}, KEY)


def severity(inspection: Inspection, rule: str) -> Severity | None:
    findings = outcome(inspection.verdict, rule).findings
    return findings[0].severity if findings else None


def test_a_proof_is_accepted_with_its_request_and_its_token() -> None:
    verdict = judged().verdict
    assert verdict.decision is Decision.ACCEPT
    assert verdict.findings == ()
    assert "which the proof carries" in verdict.headline


def test_a_proof_for_the_token_endpoint_needs_no_access_token() -> None:
    proof = signed(HEAD, FOR_TOKEN_ENDPOINT, KEY)
    assert judged(proof, AT_TOKEN_ENDPOINT, None).verdict.decision is Decision.ACCEPT
    unsaid = replace(AT_TOKEN_ENDPOINT, carries_token=None)
    assert judged(proof, unsaid, None).verdict.decision is Decision.UNDECIDED
    known = judged(proof, unsaid, None, metadata=METADATA)
    assert known.verdict.decision is Decision.ACCEPT


WITHOUT = {
    "nothing": (Presentation(), None, "the request that it proves (its method and URL)"),
    "the URL": (replace(AT_API, url=""), BOUND, "the request that it proves"),
    "a URL that is one": (replace(AT_API, url="/a"), BOUND, "the request that it proves"),
    "the method": (replace(AT_API, method=""), BOUND, "the request that it proves"),
    "the nonce": (replace(AT_API, nonce=None), BOUND, "the DPoP-Nonce"),
    "the token": (AT_API, None, "the access token that came with it"),
    "what an opaque token is bound to": (AT_API, "mF_9.B5f-4.1JqM", "the thumbprint (cnf.jkt)"),
}


@pytest.mark.parametrize("missing", WITHOUT)
def test_without_what_a_server_knows_it_stays_undecided(missing: str) -> None:
    request, token, needed = WITHOUT[missing]
    proof = claiming(ath=ath(token)) if token else None
    verdict = judged(proof, request, token).verdict
    assert verdict.decision is Decision.UNDECIDED
    assert any(one.startswith(needed) for one in verdict.needed)


def test_without_the_time_it_stays_undecided() -> None:
    assert judged(now=float("nan")).verdict.decision is Decision.UNDECIDED


def test_an_opaque_token_is_known_by_its_introspection() -> None:
    request = replace(AT_API, jkt=JKT)
    proof = claiming(ath=ath("opaque-token"))
    assert judged(proof, request, "opaque-token").verdict.decision is Decision.ACCEPT


TWICE = replace(AT_API, proofs=(Secret("a"), Secret("b")))
STRUCTURE: dict[str, tuple[str, Presentation, Severity | None]] = {
    "typ JWT": (signed({**HEAD, "typ": "JWT"}, CLAIMS, KEY), AT_API, E),
    "no typ": (signed(without(HEAD, "typ"), CLAIMS, KEY), AT_API, E),
    "typ in full": (signed({**HEAD, "typ": "application/DPoP+jwt"}, CLAIMS, KEY), AT_API, None),
    "no jwk": (signed(without(HEAD, "jwk"), CLAIMS, KEY), AT_API, E),
    "jwk is no object": (compact({**HEAD, "jwk": "a"}, CLAIMS), AT_API, E),
    "another's key": (
        signed({**HEAD, "jwk": OTHER.as_dict(private=False)}, CLAIMS, KEY),
        AT_API,
        E,
    ),
    "HS256": (maced({**HEAD, "alg": "HS256"}, CLAIMS, b"s" * 32), AT_API, E),
    "two header fields": (signed(HEAD, CLAIMS, KEY), TWICE, E),
    "one header field": (signed(HEAD, CLAIMS, KEY), replace(AT_API, proofs=(Secret("a"),)), None),
}


@pytest.mark.parametrize("case", STRUCTURE)
def test_dpop_structure(case: str) -> None:
    proof, request, expected = STRUCTURE[case]
    inspection = judged(proof, request)
    assert severity(inspection, "dpop-structure") is expected
    accepted = inspection.verdict.decision is Decision.ACCEPT
    assert accepted is (expected is None)


def test_a_key_that_only_a_certificate_shows_proves_nothing() -> None:
    certificate_alone = signed({**without(HEAD, "jwk"), "x5c": ["MIIB"]}, CLAIMS, KEY)
    assert severity(judged(certificate_alone), "dpop-structure") is E


def test_a_symmetric_key_in_the_header_proves_nothing() -> None:
    key = OctKey.generate_key(256)
    proof = maced({**HEAD, "alg": "HS256", "jwk": key.as_dict(private=True)}, CLAIMS, b"s" * 32)
    inspection = judged(proof)
    assert inspection.verdict.decision is Decision.REJECT
    assert severity(inspection, "jwks-private-key") is E


def test_a_private_key_in_the_header_is_an_error_and_is_not_shown() -> None:
    inspection = judged(signed({**HEAD, "jwk": KEY.as_dict(private=True)}, CLAIMS, KEY))
    assert severity(inspection, "jwks-private-key") is E
    assert severity(inspection, "dpop-structure") is None
    assert str(KEY.as_dict(private=True)["d"]) not in repr(inspection.verdict)
    assert severity(judged(), "jwks-private-key") is None


REQUESTS: dict[str, tuple[dict[str, Any], Severity | None]] = {
    "another method": ({"htm": "POST"}, E),
    "the method in other letters": ({"htm": "get"}, E),
    "another path": ({"htu": f"{API}orders"}, E),
    "another host": ({"htu": "https://api.example.evil/"}, E),
    "plain http": ({"htu": "http://api.example/"}, E),
    "no URL": ({"htu": "api.example"}, E),
    "the host in capitals, with its port": ({"htu": "https://API.example:443"}, None),
    "with a query": ({"htu": f"{API}?page=1"}, None),
}


@pytest.mark.parametrize("case", REQUESTS)
def test_dpop_htm_htu(case: str) -> None:
    claims, expected = REQUESTS[case]
    assert severity(judged(claiming(**claims)), "dpop-htm-htu") is expected


AGES = [(-301, E), (-300, None), (0, None), (250, None), (301, E), (10**9, E)]


@pytest.mark.parametrize(("age", "expected"), AGES)
def test_a_proof_is_good_for_five_minutes(age: int, expected: Severity | None) -> None:
    inspection = judged(claiming(iat=NOW - age), history=History(jtis=frozenset()))
    assert severity(inspection, "dpop-freshness") is expected


def test_a_replayed_proof_is_a_warning_and_unknown_ones_are_not_checked() -> None:
    seen = History(jtis=frozenset((CLAIMS["jti"],)))
    assert severity(judged(history=seen), "dpop-freshness") is W
    fresh = judged(history=History(jtis=frozenset(("other",))))
    assert outcome(fresh.verdict, "dpop-freshness").status is Status.CLEAR
    unknown = outcome(judged().verdict, "dpop-freshness")
    assert (unknown.status, unknown.decisive) == (Status.NOT_CHECKED, False)


NONCES: list[tuple[str | None, dict[str, Any], Severity | None]] = [
    ("eyJ7S_zG", {}, E),
    ("eyJ7S_zG", {"nonce": "older"}, E),
    ("eyJ7S_zG", {"nonce": 7}, E),
    ("eyJ7S_zG", {"nonce": "eyJ7S_zG"}, None),
    ("", {}, None),
    ("", {"nonce": "left over"}, None),
]


@pytest.mark.parametrize(("supplied", "claims", "expected"), NONCES)
def test_dpop_nonce(
    supplied: str | None, claims: dict[str, Any], expected: Severity | None
) -> None:
    request = replace(AT_API, nonce=supplied)
    assert severity(judged(claiming(**claims), request), "dpop-nonce") is expected


def test_the_published_example_of_ath() -> None:
    token = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU"
    right = claiming(ath="fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo")
    half = claiming(ath="fUHyO2r2Z3DZ53EsNrWBbw")
    request = replace(AT_API, jkt=JKT)
    assert severity(judged(right, request, token), "dpop-ath") is None
    found = outcome(judged(half, request, token).verdict, "dpop-ath").findings
    assert "left half" in found[0].message
    assert severity(judged(claiming(ath=ath("another"))), "dpop-ath") is E


def test_ath_is_required_with_an_access_token_and_only_then() -> None:
    bare = signed(HEAD, without(CLAIMS, "ath"), KEY)
    assert severity(judged(bare), "dpop-ath") is E
    carried = replace(AT_API, carries_token=True)
    assert severity(judged(bare, carried, None), "dpop-ath") is E
    none = judged(bare, replace(AT_API, carries_token=False), None)
    assert outcome(none.verdict, "dpop-ath").status is Status.NOT_APPLICABLE


BINDINGS: dict[str, tuple[str, Severity | None]] = {
    "the proof's key": (BOUND, None),
    "another key": (signed(AT_HEAD, {**AT_CLAIMS, "cnf": {"jkt": "0ZcO"}}, ISSUERS), E),
    "no key": (UNBOUND, E),
}


@pytest.mark.parametrize("case", BINDINGS)
def test_dpop_jkt_of_a_proof(case: str) -> None:
    token, expected = BINDINGS[case]
    assert severity(judged(claiming(ath=ath(token)), token=token), "dpop-jkt") is expected


def test_an_authorization_request_can_bind_the_key_too() -> None:
    proof = signed(HEAD, FOR_TOKEN_ENDPOINT, KEY)
    wrong = judged(proof, AT_TOKEN_ENDPOINT, None, request={"dpop_jkt": "0ZcO"})
    assert severity(wrong, "dpop-jkt") is E
    right = judged(proof, AT_TOKEN_ENDPOINT, None, request={"dpop_jkt": JKT})
    assert outcome(right.verdict, "dpop-jkt").status is Status.CLEAR


# -- the access token that a proof came with -------------------------------------------------


def token_judged(token: str = BOUND, request: Presentation = AT_API, **known: Any) -> Inspection:
    expected = replace(EXPECTED, purpose=Purpose.ACCESS_TOKEN)
    context = RunContext(presentation=request, **known)
    return inspect(token, expected, key_sets(ISSUERS), context, NOW)


def with_proofs(*proofs: str, **other: Any) -> Presentation:
    return replace(AT_API, proofs=tuple(Secret(proof) for proof in proofs), **other)


PROOF = signed(HEAD, CLAIMS, KEY)
STOLEN = signed({**HEAD, "jwk": OTHER.as_dict(private=False)}, CLAIMS, OTHER)
PRESENTED: dict[str, tuple[str, Presentation, Decision]] = {
    "with its proof": (BOUND, with_proofs(PROOF), Decision.ACCEPT),
    "no request known": (BOUND, Presentation(), Decision.UNDECIDED),
    "without a proof": (BOUND, with_proofs(), Decision.REJECT),
    "with two proofs": (BOUND, with_proofs(PROOF, PROOF), Decision.REJECT),
    "with another key's proof": (BOUND, with_proofs(STOLEN), Decision.REJECT),
    "with a stale proof": (BOUND, with_proofs(claiming(iat=1)), Decision.REJECT),
    "as Bearer": (BOUND, with_proofs(PROOF, scheme="Bearer"), Decision.REJECT),
    "nonce not known": (BOUND, with_proofs(PROOF, nonce=None), Decision.UNDECIDED),
    "not bound, sent as DPoP": (UNBOUND, AT_API, Decision.REJECT),
    "not bound": (UNBOUND, replace(AT_API, scheme="Bearer"), Decision.ACCEPT),
}


@pytest.mark.parametrize("case", PRESENTED)
def test_a_bound_token_is_good_with_a_good_proof_only(case: str) -> None:
    token, request, decision = PRESENTED[case]
    verdict = token_judged(token, request).verdict
    assert verdict.decision is decision
    assert verdict.with_status(Status.CRASHED) == ()


def test_another_keys_proof_is_said_to_be_so() -> None:
    inspection = token_judged(request=with_proofs(STOLEN))
    assert severity(inspection, "dpop-jkt") is E
    assert severity(inspection, "at-sender-unproven") is E
    assert severity(token_judged(request=with_proofs(PROOF)), "dpop-jkt") is None


CERTIFICATES: list[tuple[str | None, Decision]] = [
    (None, Decision.UNDECIDED),
    ("", Decision.REJECT),
    ("another", Decision.REJECT),
    ("bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2", Decision.ACCEPT),
]


@pytest.mark.parametrize(("proven", "decision"), CERTIFICATES)
def test_a_certificate_bound_token(proven: str | None, decision: Decision) -> None:
    cnf = {"x5t#S256": "bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2"}
    token = signed(AT_HEAD, {**AT_CLAIMS, "cnf": cnf}, ISSUERS)
    verdict = token_judged(token, Presentation(certificate=proven)).verdict
    assert verdict.decision is decision


def test_both_bindings_must_be_proven() -> None:
    token = signed(AT_HEAD, {**AT_CLAIMS, "cnf": {"jkt": JKT, "x5t#S256": "a"}}, ISSUERS)
    proof = claiming(ath=ath(token))
    assert token_judged(token, with_proofs(proof)).verdict.decision is Decision.UNDECIDED
    both = with_proofs(proof, certificate="a")
    assert token_judged(token, both).verdict.decision is Decision.ACCEPT


DOWNGRADES: dict[str, tuple[str, Presentation, Status]] = {
    "bound, sent as Bearer": (BOUND, Presentation(scheme="bearer"), Status.FOUND),
    "bound, sent as DPoP": (BOUND, Presentation(scheme="dpop"), Status.CLEAR),
    "bound, scheme not known": (BOUND, Presentation(), Status.NOT_CHECKED),
    "not bound, with a proof": (UNBOUND, with_proofs(PROOF), Status.FOUND),
    "not bound, sent as DPoP": (UNBOUND, Presentation(scheme="DPoP"), Status.FOUND),
    "not bound, no proof": (UNBOUND, Presentation(scheme="Bearer"), Status.NOT_APPLICABLE),
    "bound, in a Bearer header": (f"Authorization: Bearer {BOUND}", Presentation(), Status.FOUND),
    "bound, in a DPoP header": (f"Authorization: DPoP {BOUND}", Presentation(), Status.CLEAR),
}


@pytest.mark.parametrize("case", DOWNGRADES)
def test_dpop_downgrade(case: str) -> None:
    text, request, status = DOWNGRADES[case]
    assert outcome(token_judged(text, request).verdict, "dpop-downgrade").status is status
