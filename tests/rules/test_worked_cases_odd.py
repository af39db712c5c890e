"""The odd lines of the worked cases as they are written: the violation and its near miss.

Those on confused keys, encryption and proofs of possession stand with the tests of their rules.
"""

import json
from dataclasses import replace
from typing import Any

import pytest
from joserfc.jwk import ECKey, RSAKey

from oidc_workbench.rules.document import DocumentKind
from oidc_workbench.rules.expectation import Purpose, RunContext
from oidc_workbench.rules.judging import judge
from oidc_workbench.rules.outcome import Severity, Status
from oidc_workbench.rules.subject import TokenSubject
from rules.documents import PLAIN, changed
from rules.messages import AREQ, CHALLENGE, CLEAR, REDIRECT, UI, Said, form, said
from rules.tokens import (
    API,
    CLIENT_ID,
    EXPECTED,
    ID_CLAIMS,
    ISSUER,
    METADATA,
    NOW,
    TOKEN_ENDPOINT,
    b64url,
    compact,
    ec_key,
    flagged,
    key_set,
    maced,
    outcome,
    rsa_key,
    subject,
    verified,
)

E, W = Severity.ERROR, Severity.WARNING
AT, CA, DPOP = Purpose.ACCESS_TOKEN, Purpose.CLIENT_ASSERTION, Purpose.DPOP_PROOF
P384 = ec_key("p", crv="P-384", raw={"kty": "EC", "crv": "P-384"})
DER = bytes.fromhex("3044022045") + b"\x11" * 31 + bytes.fromhex("022045") + b"\x22" * 31
OTHERS = replace(EXPECTED, trusted_audiences=("other-trusted",))
SLASH = replace(EXPECTED, issuer=f"{ISSUER}/")
PROFILE = replace(EXPECTED, profile="rfc9068")
SIGNED_WITH_WORDS = maced({"alg": "HS256"}, ID_CLAIMS, b"your-256-bit-secret")
IS_ENDPOINT = RunContext(metadata={**METADATA, "issuer": TOKEN_ENDPOINT})


def with_payload(payload: str) -> TokenSubject:
    return subject(text=f"{compact({'alg': 'ES256'}, {}).split('.')[0]}.{payload}.{'A' * 86}")


def claiming(claims: str) -> TokenSubject:
    return with_payload(b64url(claims.encode()))


TOKENS: list[tuple[int, str, TokenSubject, Severity | None]] = [
    (1, "alg-none", subject(head={"alg": "none"}, octets=b""), E),
    (1, "alg-none", subject(claims={"alg": "none"}), None),
    (5, "hdr-url-ssrf", subject(head={"jku": "http://169.254.169.254/latest/keys"}), E),
    (5, "hdr-url-ssrf", subject(head={"x5u": "https://127.0.0.1.nip.io/c.pem"}), E),
    (7, "crit-unsupported", subject(head={"crit": ["exp"], "exp": 1767229200}), E),
    (7, "crit-unsupported", subject(head={"exp": 1767229200}), None),
    (9, "sig-length", subject(octets=DER), E),
    (9, "sig-length", subject(octets=b"\x01" * 63), E),
    (9, "sig-length", subject(head={"alg": "ES512"}, octets=b"\x01" * 132), None),
    (9, "sig-length", subject(head={"alg": "ES512"}, octets=b"\x01" * 128), E),
    (
        11,
        "key-type-mismatch",
        subject(head={"kid": "p"}, check=verified(P384), keys=(key_set(P384),)),
        E,
    ),
    (
        11,
        "key-type-mismatch",
        subject(
            head={"alg": "PS256", "kid": "p"},
            check=verified(rsa_key("p")),
            keys=(key_set(rsa_key("p")),),
        ),
        None,
    ),
    (13, "hmac-secret-guessable", subject(text=SIGNED_WITH_WORDS), E),
    (19, "b64url-noncanonical", with_payload("eyJhIjoxfR"), W),
    (19, "b64url-noncanonical", with_payload("eyJhIjoxfQ"), None),
    (21, "json-number-nonfinite", claiming('{"exp":1e999}'), E),
    (21, "json-number-nonfinite", claiming('{"exp":NaN}'), E),
    (21, "json-number-nonfinite", claiming('{"exp":1.7672292e9}'), None),
    (27, "exp-missing", subject(AT, drop=("exp",)), E),
    (27, "exp-missing", subject(DPOP), None),
    (29, "time-type", subject(claims={"exp": "1767229200"}), E),
    (29, "time-type", subject(claims={"exp": "2026-01-01T01:00:00Z"}), E),
    (29, "time-type", subject(claims={"exp": 1767229200.5}), None),
    (31, "iat-future", subject(claims={"iat": 1767225720}), W),
    (31, "iat-future", subject(claims={"iat": 1767225608}), None),
    (33, "iss-mismatch", subject(claims={"iss": f"{ISSUER}/"}), E),
    (33, "iss-mismatch", subject(claims={"iss": f"{ISSUER}/"}, expected=SLASH), None),
    (35, "aud-mismatch", subject(claims={"aud": CLIENT_ID.upper()}), E),
    (
        35,
        "aud-mismatch",
        subject(claims={"aud": ["other-trusted", CLIENT_ID]}, expected=OTHERS),
        None,
    ),
    (37, "azp-mismatch", subject(claims={"azp": "mobile-app"}), W),
    (37, "azp-mismatch", subject(claims={"aud": [CLIENT_ID]}), None),
    (37, "azp-mismatch", subject(AT, claims={"azp": "mobile-app"}), None),
    (
        39,
        "nonce-mismatch",
        subject(claims={"nonce": "N-0S6_WZA2MJ"}, expected=replace(EXPECTED, nonce="n-0S6_WzA2Mj")),
        E,
    ),
    (39, "nonce-mismatch", subject(expected=replace(EXPECTED, nonce="")), E),
    (39, "nonce-mismatch", subject(context=RunContext(refreshed=True)), None),
    (41, "at-typ", subject(AT, head={"alg": "RS256", "typ": "JWT"}, expected=PROFILE), E),
    (41, "at-typ", subject(AT, head={"alg": "RS256", "typ": "JWT"}), W),
    (41, "at-typ", subject(AT, head={"typ": "at+JWT"}, expected=PROFILE), None),
    (43, "at-aud-resource", subject(AT, claims={"aud": "https://billing.example/"}), E),
    (43, "at-aud-resource", subject(AT, claims={"aud": [API, f"{ISSUER}/userinfo"]}), None),
    (43, "at-aud-broad", subject(AT, claims={"aud": [API, f"{ISSUER}/userinfo"]}), W),
    (47, "ca-aud-endpoint", subject(CA, claims={"aud": TOKEN_ENDPOINT}), W),
    (47, "ca-aud-endpoint", subject(CA, claims={"aud": ISSUER}), None),
    (
        47,
        "ca-aud-endpoint",
        subject(
            CA,
            claims={"aud": TOKEN_ENDPOINT},
            context=IS_ENDPOINT,
            expected=replace(EXPECTED, issuer=TOKEN_ENDPOINT),
        ),
        None,
    ),
    (49, "ca-typ", subject(CA, drop=("typ",)), W),
    (49, "ca-typ", subject(CA), None),
]


@pytest.mark.parametrize(
    ("line", "rule", "about", "expected"),
    TOKENS,
    ids=[f"{line}-{rule}-{expected}" for line, rule, _, expected in TOKENS],
)
def test_a_token(line: int, rule: str, about: TokenSubject, expected: Severity | None) -> None:
    assert line % 2
    assert flagged(about, rule) is expected


def test_9_a_der_signature_is_named() -> None:
    (finding,) = outcome(judge(subject(octets=DER)), "sig-length").findings
    assert "DER" in f"{finding.message} {finding.evidence} {finding.remedy}"


def test_13_a_secret_in_no_list_is_not_called_good() -> None:
    text = maced({"alg": "HS256"}, ID_CLAIMS, b"\x8f\x02" * 16)
    assert outcome(judge(subject(text=text)), "hmac-secret-guessable").status is Status.NOT_CHECKED


def test_33_the_trailing_slash_is_named() -> None:
    (finding,) = outcome(judge(subject(claims={"iss": f"{ISSUER}/"})), "iss-mismatch").findings
    assert "slash" in f"{finding.message} {finding.remedy}"


JWKS, META = DocumentKind.JWKS, DocumentKind.METADATA
RSA = {**RSAKey.generate_key(2048).as_dict(private=False), "kid": "1", "use": "sig"}
OTHER_RSA = {**RSAKey.generate_key(2048).as_dict(private=False), "kid": "1", "use": "sig"}
EC = {**ECKey.generate_key("P-256").as_dict(private=False), "kid": "1", "use": "sig"}
SHORT = {**EC, "x": b64url(b"\x01" * 31)}
# A point of P-256 whose x begins with a zero octet.
ZERO = {"kty": "EC", "crv": "P-256", "kid": "z", "use": "sig"}
WELL_KNOWN = "/.well-known/openid-configuration"
BARE = f"{ISSUER}/authorize?response_type=code&client_id={CLIENT_ID}&redirect_uri={REDIRECT}"
SAME = f"{BARE}&code_challenge={CHALLENGE}&code_challenge_method=S256"
T1 = changed(PLAIN, issuer=f"{ISSUER}/t1")


def keys(*entries: dict[str, Any]) -> str:
    return json.dumps({"keys": entries})


DOCUMENTS: list[tuple[int, DocumentKind, Any, str, dict[str, Any], Said | None]] = [
    (5, META, changed(PLAIN, jwks_uri="https://as.example:8443/keys"), "hdr-url-ssrf", {}, None),
    (23, JWKS, keys(RSA, OTHER_RSA), "jwks-kid", {}, W),
    (23, JWKS, keys(RSA, EC), "jwks-kid", {}, None),
    (23, JWKS, keys({k: v for k, v in RSA.items() if k != "kid"}), "jwks-kid", {}, None),
    (25, JWKS, keys(SHORT), "ec-invalid", {}, E),
    (53, AREQ, BARE, "csrf-unprotected", {"state": "", "nonce": ""}, E),
    (53, AREQ, SAME, "csrf-unprotected", {"state": "", "nonce": ""}, None),
    (55, AREQ, f"{SAME}&scope=openid&scope=admin", "param-duplicate", {}, E),
    (55, AREQ, f"{SAME}&{form(resource=['https://a', 'https://b'])}", "param-duplicate", {}, None),
    (
        57,
        META,
        changed(PLAIN, issuer="https://login.as.example"),
        "meta-issuer-mismatch",
        {"url": f"{ISSUER}{WELL_KNOWN}"},
        E,
    ),
    (57, META, T1, "meta-issuer-mismatch", {"url": f"{ISSUER}/t1{WELL_KNOWN}"}, None),
    (
        57,
        META,
        T1,
        "meta-issuer-mismatch",
        {"url": f"{ISSUER}/.well-known/oauth-authorization-server/t1"},
        None,
    ),
    (59, UI, '{"sub":"248289761002"}', "userinfo-sub-mismatch", {"subject": "248289761001"}, E),
    (59, UI, '{"sub":"248289761001"}', "userinfo-sub-mismatch", {"subject": "248289761001"}, None),
]


@pytest.mark.parametrize(
    "case", DOCUMENTS, ids=[f"{one[0]}-{one[3]}-{one[5]}" for one in DOCUMENTS]
)
def test_a_document(case: tuple[int, DocumentKind, Any, str, dict[str, Any], Said | None]) -> None:
    line, kind, text, rule, context, expected = case
    assert line % 2
    answer = said(kind, text, rule, NOW, **context)
    assert answer is expected or (expected is None and not isinstance(answer, Severity))


def test_25_a_coordinate_may_begin_with_a_zero_octet() -> None:
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey

    point = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), b"\x02" + bytes(31) + b"\x05")
    numbers = point.public_numbers()
    x, y = (b64url(value.to_bytes(32, "big")) for value in (numbers.x, numbers.y))
    assert said(JWKS, keys({**ZERO, "x": x, "y": y}), "ec-invalid") is CLEAR
