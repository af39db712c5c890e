"""PKCE in authorization and token requests."""

import hashlib
from base64 import b64encode, urlsafe_b64encode
from typing import Any

import pytest

from rules.messages import (
    AREQ,
    CHALLENGE,
    CLEAR,
    NA,
    TREQ,
    UNCHECKED,
    VERIFIER,
    E,
    Said,
    W,
    evidence,
    form,
    params,
    said,
    url,
)  # fmt: skip

DIGEST = hashlib.sha256(VERIFIER.encode()).digest()
HEX, STANDARD = DIGEST.hex(), b64encode(DIGEST).decode()
PADDED = urlsafe_b64encode(DIGEST).decode()
SAMPLE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
NO_PKCE = ("code_challenge", "code_challenge_method")
PUSHED = url((*NO_PKCE, "nonce"), request_uri="urn:ietf:params:oauth:request_uri:abc")


def redeem(verifier: str = VERIFIER) -> str:
    return form(grant_type="authorization_code", code="c" * 22, code_verifier=verifier)


@pytest.mark.parametrize(
    ("text", "context", "expected"),
    [
        (url(NO_PKCE), {"client_type": "public"}, E),
        (url(NO_PKCE), {"application_type": "native"}, E),
        (url((*NO_PKCE, "nonce")), {"client_type": "confidential"}, W),
        (url((*NO_PKCE, "nonce")), {}, W),
        (url(NO_PKCE, scope="orders:read"), {"client_type": "confidential"}, W),
        (url(NO_PKCE), {"client_type": "confidential"}, CLEAR),  # the nonce replaces it
        (url(NO_PKCE), {}, UNCHECKED),
        (url(code_challenge=""), {"client_type": "public"}, E),
        (url(), {"client_type": "public"}, CLEAR),
        (url(NO_PKCE, response_type="id_token"), {"client_type": "public"}, NA),
        (PUSHED, {"client_type": "public"}, UNCHECKED),
        (PUSHED, {"request": params(code_challenge=CHALLENGE)}, CLEAR),
        ("https://as.example/logout?post_logout_redirect_uri=https://c.example/", {}, NA),
    ],
)
def test_pkce_missing(text: str, context: dict[str, Any], expected: Said) -> None:
    assert said(AREQ, text, "pkce-missing", **context) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (url(code_challenge=HEX), E),
        (url(code_challenge=PADDED), E),
        (url(code_challenge="+" + CHALLENGE[1:]), E),
        (url(code_challenge=CHALLENGE[:-1]), E),
        (url(), CLEAR),
        (url(code_challenge="a" * 128, code_challenge_method="plain"), CLEAR),
        (url(code_challenge="a" * 129, code_challenge_method="plain"), E),
        (url(NO_PKCE), NA),
        (PUSHED, UNCHECKED),
    ],
)
def test_the_challenge_is_a_hash_in_base64url(text: str, expected: Said) -> None:
    assert said(AREQ, text, "pkce-format") is expected


@pytest.mark.parametrize(
    ("verifier", "expected"),
    [("a" * 42, E), ("a" * 43, CLEAR), ("~." * 64, CLEAR), ("a" * 129, E), ("ä" * 50, E)],
)
def test_the_verifier_is_43_to_128_characters(verifier: str, expected: Said) -> None:
    assert said(TREQ, redeem(verifier), "pkce-format") is expected


@pytest.mark.parametrize(
    ("challenge", "expected", "hint"),
    [
        (CHALLENGE, CLEAR, ""),
        (CHALLENGE.swapcase(), E, ""),
        (HEX, E, "hexadecimal"),
        (PADDED, E, "padded"),
        (STANDARD, E, "standard base64"),
        (urlsafe_b64encode(HEX.encode()).decode().rstrip("="), E, "hexadecimal hash"),
        (VERIFIER, UNCHECKED, ""),
        ("", NA, ""),
        (None, UNCHECKED, ""),
    ],
)
def test_the_verifier_matches_its_challenge(
    challenge: str | None, expected: Said, hint: str
) -> None:
    assert said(TREQ, redeem(), "pkce-mismatch", code_challenge=challenge) is expected
    assert hint in evidence(TREQ, redeem(), "pkce-mismatch", code_challenge=challenge)


def test_a_plain_challenge_is_the_verifier_and_an_s256_one_is_not() -> None:
    plain = params(code_challenge=VERIFIER, code_challenge_method="plain")
    silent = params(code_challenge=VERIFIER)
    hashed = params(code_challenge=VERIFIER, code_challenge_method="S256")
    assert said(TREQ, redeem(), "pkce-mismatch", request=plain) is CLEAR
    assert said(TREQ, redeem(), "pkce-mismatch", request=silent) is CLEAR
    assert said(TREQ, redeem(), "pkce-mismatch", request=hashed) is E
    assert "the verifier itself" in evidence(TREQ, redeem(), "pkce-mismatch", request=hashed)


@pytest.mark.parametrize(
    ("kind", "text", "earlier", "expected"),
    [
        (AREQ, url(code_challenge=SAMPLE), None, W),
        (AREQ, url(), (params(code_challenge=CHALLENGE),), W),
        (AREQ, url(), (params(code_challenge=SAMPLE),), CLEAR),
        (AREQ, url(), None, UNCHECKED),
        (AREQ, url(code_challenge="a" * 43, code_challenge_method="plain"), None, W),
        (AREQ, url(code_challenge="a" * 43), (), CLEAR),  # a hash tells nothing of its origin
        (TREQ, redeem("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"), (), W),
        (TREQ, redeem("a" * 43), (), W),
        (TREQ, redeem("0123456789abcdef0123456789abcdef0123456789a"), (), W),
        (TREQ, redeem(), (), CLEAR),
        (TREQ, form(grant_type="client_credentials"), (), NA),
    ],
)
def test_pkce_weak(kind: Any, text: str, earlier: Any, expected: Said) -> None:
    assert said(kind, text, "pkce-weak", earlier_requests=earlier) is expected


def test_no_finding_shows_a_verifier() -> None:
    for rule in ("pkce-format", "pkce-mismatch", "pkce-weak"):
        text = redeem(f"{VERIFIER}ä" if rule == "pkce-format" else "q" * 43)
        told = evidence(TREQ, text, rule, code_challenge=CHALLENGE)
        assert told
        assert VERIFIER not in told
        assert "q" * 43 not in told
