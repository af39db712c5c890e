"""DPoP proofs and bound access tokens made to pass at a server that must refuse them."""

from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc.jwk import ECKey

from oidc_workbench.jose.thumbprint import thumbprint
from oidc_workbench.rules.expectation import Expectation, Purpose, RunContext
from oidc_workbench.rules.inspection import Inspection, inspect
from oidc_workbench.rules.outcome import Decision, Status
from oidc_workbench.rules.presentation import Presentation
from oidc_workbench.secret import Secret
from rules.test_dpop import CLAIMS, HEAD, ath
from rules.tokens import (
    API,
    AT_CLAIMS,
    AT_HEAD,
    EXPECTED,
    KID,
    NOW,
    b64url,
    compact,
    ids,
    key_sets,
    signed,
    without,
)

ACCEPT, REJECT = Decision.ACCEPT, Decision.REJECT
ISSUER_KEY = ECKey.generate_key("P-256", {"kid": KID, "use": "sig"})
KEY = ECKey.generate_key("P-256")
THIEF = ECKey.generate_key("P-256")
JWK, THIEF_JWK = KEY.as_dict(private=False), THIEF.as_dict(private=False)
JKT, THIEF_JKT = thumbprint(JWK), thumbprint(THIEF_JWK)
AT_API = Presentation("GET", f"{API}?page=2", "DPoP", nonce="")


def token(**claims: Any) -> str:
    return signed(AT_HEAD, {**AT_CLAIMS, **claims}, ISSUER_KEY)


BOUND, UNBOUND = token(cnf={"jkt": JKT}), token()


def proof(for_token: str = BOUND, /, **claims: Any) -> str:
    full = {**CLAIMS, "ath": ath(for_token), **claims}
    return signed({**HEAD, "jwk": JWK}, full, KEY)


def stolen(for_token: str = BOUND) -> str:
    return signed({**HEAD, "jwk": THIEF_JWK}, {**CLAIMS, "ath": ath(for_token)}, THIEF)


def headed(jwk: dict[str, Any] | None = None, **head: Any) -> str:
    """A proof whose header no library would sign; the signature is right all the same."""
    full = {**HEAD, "jwk": {**JWK, **(jwk or {})}, **head}
    signing_input = compact(full, {**CLAIMS, "ath": ath(BOUND)}).rpartition(".")[0]
    private = KEY.private_key
    assert private is not None
    r, s = decode_dss_signature(private.sign(signing_input.encode(), ECDSA(SHA256())))
    return f"{signing_input}.{b64url(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def as_proof(text: str, request: Presentation = AT_API, access: str = BOUND) -> Inspection:
    context = RunContext(access_token=Secret(access), presentation=request)
    found = inspect(text, Expectation(Purpose.DPOP_PROOF), (), context, NOW)
    assert found.verdict.with_status(Status.CRASHED) == ()
    return found


def as_token(text: str, request: Presentation) -> Inspection:
    expected = replace(EXPECTED, purpose=Purpose.ACCESS_TOKEN)
    context = RunContext(presentation=request)
    found = inspect(text, expected, key_sets(ISSUER_KEY), context, NOW)
    assert found.verdict.with_status(Status.CRASHED) == ()
    return found


def sent(*proofs: str, **other: Any) -> Presentation:
    return replace(AT_API, proofs=tuple(Secret(one) for one in proofs), **other)


# -- the proof itself ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "claims",
    [
        {"jti": ""}, {"jti": 1}, {"jti": ["a"]}, {"iat": "1767225590"}, {"iat": True},
        {"iat": NOW + 301}, {"iat": NOW - 301}, {"exp": NOW - 61}, {"nbf": NOW + 61},
        {"ath": None}, {"ath": [ath(BOUND)]}, {"ath": f"{ath(BOUND)}="}, {"ath": ath(UNBOUND)},
        {"htm": ["GET"]}, {"htm": "GET "}, {"htm": "get"}, {"htm": "HEAD"}, {"htu": [API]},
        {"htu": ""}, {"htu": f"{API}\t"}, {"htu": "//api.example/"}, {"htu": "https:api.example/"},
        {"htu": "https:///api.example/"}, {"htu": "https://api.example@evil.example/"},
        {"htu": "https://user@api.example/"}, {"htu": "https://api.example\\@evil.example/"},
        {"htu": "https://api.example./"}, {"htu": "https://api.example//"},
        {"htu": "https://api.example/%2F"}, {"htu": "https://api.example/;x"},
        {"htu": "https://api.example:444/"}, {"htu": "https://\uff41pi.example/"},
        {"htu": "https://ap\u0131.example/"}, {"htu": "https://api.example/%2e%2e/x"},
    ],
    ids="-".join,  # the names alone: some values differ from run to run
)  # fmt: skip
def test_a_proof_for_another_request_or_time_is_refused(claims: dict[str, Any]) -> None:
    assert as_proof(proof(**claims)).verdict.decision is REJECT
    assert as_token(BOUND, sent(proof(**claims))).verdict.decision is REJECT


@pytest.mark.parametrize(
    "htu",
    [
        "HTTPS://API.example", "https://api.example:443/", "https://api.example:/",
        "https://api.example/a/..", "https://api.example/%2e/", "https://api.example/?a#b",
    ],
)  # fmt: skip
def test_the_same_url_in_other_letters_is_the_same(htu: str) -> None:
    assert as_proof(proof(htu=htu)).verdict.decision is ACCEPT


def test_a_letter_that_only_lowers_to_another_names_another_host() -> None:
    request = replace(AT_API, url="https://bank.example/")
    text = proof(htu="https://ban\u212a.example/")  # the Kelvin sign
    assert as_proof(text, request).verdict.decision is REJECT


@pytest.mark.parametrize("name", ["jti", "htm", "htu", "iat", "ath"])
def test_no_claim_of_a_proof_can_be_left_out(name: str) -> None:
    text = signed({**HEAD, "jwk": JWK}, without({**CLAIMS, "ath": ath(BOUND)}, name), KEY)
    assert as_proof(text).verdict.decision is REJECT


@pytest.mark.parametrize(
    "text",
    [
        *(headed({name: value}) for name in ("d", "k", "priv", "oth") for value in ("", None, "x")),
        headed({"use": "enc"}),
        headed({"key_ops": ["encrypt"]}),
        headed({"alg": "ES384"}),
        headed({"kty": "ec"}),
        headed({"crv": "P-384"}),
        headed(THIEF_JWK),
        headed(jwk=None, typ="dpop+jwt "),
        headed(typ=["dpop+jwt"]),
        headed(typ="JWT"),
        headed(crit=["x"], x=1),
        headed(crit=["b64"], b64=False),
        headed(b64=False),
    ],
)
def test_a_header_that_a_server_must_refuse_is_refused(text: str) -> None:
    assert as_proof(headed()).verdict.decision is ACCEPT
    assert as_proof(text).verdict.decision is REJECT


# -- what the token is bound to --------------------------------------------------------------


def test_a_stated_binding_does_not_overrule_the_tokens_own() -> None:
    """RFC 9449 §4.3 step 12: a binding to two keys can be proven with neither."""
    request = replace(AT_API, jkt=THIEF_JKT)
    assert as_proof(stolen(), request).verdict.decision is REJECT
    assert as_proof(proof(), request).verdict.decision is REJECT
    assert as_token(BOUND, sent(stolen(), jkt=THIEF_JKT)).verdict.decision is REJECT
    assert as_token(BOUND, sent(proof(), jkt=THIEF_JKT)).verdict.decision is REJECT
    assert as_token(BOUND, sent(proof(), jkt=JKT)).verdict.decision is ACCEPT


def test_a_binding_that_introspection_told_must_be_proven_too() -> None:
    """RFC 9449 §6.2: the claims of the token need not repeat it."""
    for request in (
        sent(jkt=JKT),
        sent(stolen(UNBOUND), jkt=JKT),
        sent(proof(UNBOUND), jkt=JKT, scheme="Bearer"),
    ):
        verdict = as_token(UNBOUND, request).verdict
        assert verdict.decision is REJECT
        assert "at-sender-unproven" in ids(verdict)
    assert as_token(UNBOUND, Presentation(jkt=JKT)).verdict.decision is Decision.UNDECIDED
    assert as_token(UNBOUND, sent(proof(UNBOUND), jkt=JKT)).verdict.decision is ACCEPT


@pytest.mark.parametrize("cnf", [None, {"x5t#S256": "a"}, {"jwk": JWK}, {}])
def test_what_is_sent_as_a_dpop_token_must_be_bound_to_the_proofs_key(cnf: object) -> None:
    """RFC 9449 §7.1."""
    text = token(cnf=cnf)
    for request in (sent(proof(text), certificate="a"), replace(AT_API, certificate="a")):
        verdict = as_token(text, request).verdict
        assert verdict.decision is REJECT
        assert "dpop-jkt" in ids(verdict)


@pytest.mark.parametrize(
    "jkt",
    [1, "", None, [JKT], {"jkt": JKT}, f"{JKT}=", JKT.swapcase()],
    ids=range(7),  # the values differ from run to run
)
def test_a_malformed_binding_is_proven_by_nobody(jkt: object) -> None:
    text = token(cnf={"jkt": jkt})
    assert as_token(text, sent(proof(text))).verdict.decision is REJECT
    assert as_token(text, sent(proof(text), jkt=JKT)).verdict.decision is not ACCEPT


@pytest.mark.parametrize("proven", ["", "A", "a=", "b"])
@pytest.mark.parametrize("bound", ["a", ["a"], None, "", {"a": "a"}])
def test_another_certificate_proves_nothing(bound: object, proven: str) -> None:
    text = token(cnf={"x5t#S256": bound})
    assert as_token(text, Presentation(certificate=proven)).verdict.decision is REJECT


# -- how they were sent ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        f"Authorization:Bearer {BOUND}",
        f"authorization: bearer {BOUND}",
        f"https://api.example/?access_token={BOUND}",
        f"DPoP: {proof()}\nAuthorization: Bearer {BOUND}",
    ],
)
def test_a_bound_token_that_was_sent_as_bearer_is_refused(text: str) -> None:
    """RFC 9449 §7.2; RFC 6750 §2.3: a token in a query is one, too."""
    verdict = as_token(text, sent(proof(), scheme="")).verdict
    assert verdict.decision is REJECT
    assert "at-sender-unproven" in ids(verdict)


@pytest.mark.parametrize("scheme", ["Bearer", "BEARER", "Basic", "DPoP,Bearer"])
def test_a_bound_token_is_sent_with_the_dpop_scheme_only(scheme: str) -> None:
    assert as_token(BOUND, sent(proof(), scheme=scheme)).verdict.decision is REJECT


GOOD = proof()
FIELDS = {
    "two, with a comma": f"{GOOD}, {GOOD}",
    "another one behind": f"{GOOD},{stolen()}",
    "on two lines": f"{GOOD}\n{GOOD}",
    "with a scheme": f"DPoP {GOOD}",
    "with the field's name": f"DPoP: {GOOD}",
    "quoted": f'"{GOOD}"',
    "in JSON": f'{{"dpop_proof":"{GOOD}"}}',
    "in JSON beside another": f'{{"dpop_proof":"{GOOD}","id_token":"{stolen()}"}}',
    "folded": f"{GOOD[:40]}\n {GOOD[40:]}",
    "with a disclosure": f"{GOOD}~",
    "empty": "",
    "the access token": BOUND,
}


@pytest.mark.parametrize("name", FIELDS)
def test_a_dpop_field_holds_one_jwt_and_nothing_else(name: str) -> None:
    """RFC 9449 §4.3 step 2."""
    assert as_token(BOUND, sent(GOOD)).verdict.decision is ACCEPT
    assert as_token(BOUND, sent(FIELDS[name])).verdict.decision is REJECT
