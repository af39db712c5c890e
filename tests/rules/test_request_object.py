"""Request objects (RFC 9101), and pushed requests (RFC 9126)."""

from typing import Any
from urllib.parse import urlencode

import pytest

from rules.messages import (
    AREQ,
    CHALLENGE,
    CLEAR,
    INTRO,
    NA,
    STATE,
    TRESP,
    UNCHECKED,
    E,
    Said,
    W,
    evidence,
    params,
    posted,
    said,
    url,
)
from rules.tokens import CLIENT_ID, ISSUER, NONCE, NOW, compact

HEAD: dict[str, Any] = {"alg": "ES256", "typ": "oauth-authz-req+jwt"}
CLAIMS: dict[str, Any] = {
    "iss": CLIENT_ID, "aud": ISSUER, "client_id": CLIENT_ID, "response_type": "code",
    "redirect_uri": "https://client.example/cb", "scope": "orders", "state": STATE,
    "code_challenge": CHALLENGE, "code_challenge_method": "S256", "exp": NOW + 300, "nbf": NOW,
}  # fmt: skip
JWE = "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..a.b.c"  # {"alg":"dir","enc":"A128GCM"}
NESTED = "eyJhbGciOiJkaXIiLCJjdHkiOiJKV1QifQ..a.b.c"  # {"alg":"dir","cty":"JWT"}
PUSHED = "urn:ietf:params:oauth:request_uri:6esc_11ACC5bwc014ltc14eY22c"


def jar(
    drop: tuple[str, ...] = (),
    /,
    head: dict[str, Any] | None = None,
    beside: dict[str, str] | None = None,
    **claims: Any,
) -> str:
    """A request with a well-formed request object, changed inside or beside it."""
    inner = {name: v for name, v in {**CLAIMS, **claims}.items() if name not in drop}
    pairs = {"client_id": CLIENT_ID, "request": compact({**HEAD, **(head or {})}, inner)}
    return f"{ISSUER}/authorize?{urlencode({**pairs, **(beside or {})})}"


def by_object(text: str) -> str:
    return f"{ISSUER}/authorize?client_id={CLIENT_ID}&request={text}"


def by_reference(uri: str, more: str = "") -> str:
    return f"{ISSUER}/authorize?client_id={CLIENT_ID}&request_uri={uri}{more}"


@pytest.mark.parametrize(
    ("text", "context", "expected"),
    [
        (jar(head={"alg": "none"}), {}, E),
        (jar(head={"alg": "none"}, scope="openid"), {}, W),
        (jar(head={"alg": "none"}, scope="openid"), {"profile": "fapi2"}, E),
        (jar(), {}, CLEAR),
        (by_object(JWE), {}, E),
        (by_object(NESTED), {}, UNCHECKED),
        (by_object("x"), {}, UNCHECKED),
        (by_reference("https://client.example/request.jwt"), {}, UNCHECKED),
        (by_reference(PUSHED), {}, NA),
        (url(), {}, NA),
    ],
)
def test_jar_unsigned(text: str, context: dict[str, Any], expected: Said) -> None:
    assert said(AREQ, text, "jar-unsigned", **context) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (jar(), CLEAR),
        (jar(client_id="other"), E),
        (jar(request="eyJ"), E),
        (jar(request_uri="https://client.example/r"), E),
        (jar(beside={"response_type": "token"}), E),
        (jar(beside={"redirect_uri": "https://other.example/"}), W),
        (jar(beside={"response_type": "code", "scope": "orders"}), CLEAR),
        (jar(beside={"scope": "orders"}, scope="orders openid"), CLEAR),
        (jar(iss="other"), W),
        (jar(("iss",)), W),
        (jar(("aud",)), W),
        (jar(aud="https://other.example"), W),
        (jar(aud=[ISSUER, "https://other.example"]), CLEAR),
        (by_object(JWE), UNCHECKED),
        (url(), NA),
    ],
)
def test_jar_binding(text: str, expected: Said) -> None:
    assert said(AREQ, text, "jar-binding", issuer=ISSUER) is expected


def test_jar_binding_needs_the_issuer_and_shows_no_state() -> None:
    assert said(AREQ, jar(), "jar-binding") is UNCHECKED
    text = jar(beside={"state": "Zk3vq0pTn8Wc5yHs2LrXeM"})
    told = evidence(AREQ, text, "jar-binding", issuer=ISSUER)
    assert STATE not in told
    assert "Zk3vq0pTn8Wc5yHs2LrXeM" not in told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (jar(), CLEAR),
        (jar(sub="a user"), CLEAR),
        (jar(sub=CLIENT_ID), W),
        (jar(head={"typ": "JWT"}), W),
        (jar(head={"typ": "application/OAuth-Authz-Req+JWT"}), CLEAR),
        (by_object(NESTED), UNCHECKED),
        (url(), NA),
    ],
)
def test_jar_as_client_assertion(text: str, expected: Said) -> None:
    assert said(AREQ, text, "jar-as-client-assertion") is expected


def test_the_object_counts_and_not_what_stands_beside_it() -> None:
    weak = jar(("code_challenge", "state"), beside={"state": STATE})
    assert said(AREQ, weak, "pkce-missing", client_type="public") is E
    assert said(AREQ, jar(), "pkce-missing", client_type="public") is CLEAR
    assert said(AREQ, jar(), "authz-param-invalid") is CLEAR
    assert said(AREQ, jar(), "csrf-unprotected") is CLEAR
    assert said(AREQ, by_object(JWE), "csrf-unprotected") is UNCHECKED


def test_a_request_object_may_be_pasted_alone() -> None:
    alone = compact(HEAD, CLAIMS)
    assert said(AREQ, alone, "authz-param-invalid") is CLEAR
    assert said(AREQ, alone, "jar-binding", issuer=ISSUER) is CLEAR
    assert said(AREQ, compact({"alg": "none"}, CLAIMS), "jar-unsigned") is E


@pytest.mark.parametrize(
    ("rule", "text", "now", "expected"),
    [
        ("exp-expired", jar(exp=NOW - 61), NOW, E),
        ("exp-expired", jar(exp=NOW - 59), NOW, CLEAR),
        ("exp-expired", jar(), float("nan"), UNCHECKED),
        ("exp-expired", jar(("exp",)), NOW, NA),
        ("exp-expired", url(), NOW, NA),
        ("nbf-future", jar(nbf=NOW + 61), NOW, E),
        ("nbf-future", jar(nbf=NOW + 60), NOW, CLEAR),
        ("nbf-future", jar(), float("nan"), UNCHECKED),
        ("lifetime-long", jar(exp=NOW + 3601), NOW, W),
        ("lifetime-long", jar(exp=NOW + 3600), NOW, CLEAR),
        ("lifetime-long", jar(("nbf",)), float("nan"), UNCHECKED),
        ("lifetime-long", jar(("exp",)), NOW, NA),
        ("typ-unexpected", jar(head={"typ": "client-authentication+jwt"}), NOW, E),
        ("typ-unexpected", jar(head={"typ": "JWT"}), NOW, CLEAR),
        ("typ-unexpected", url(), NOW, NA),
    ],
)
def test_times_and_type_of_a_request_object(
    rule: str, text: str, now: float, expected: Said
) -> None:
    assert said(AREQ, text, rule, now) is expected


def test_the_type_of_an_introspection_response() -> None:
    claims = {"iss": ISSUER, "aud": "api", "iat": NOW, "token_introspection": {"active": True}}
    assert said(INTRO, compact({"alg": "ES256", "typ": "at+jwt"}, claims), "typ-unexpected") is E


@pytest.mark.parametrize(
    ("text", "context", "expected"),
    [
        (by_reference(PUSHED), {"earlier_requests": ()}, CLEAR),
        (by_reference(PUSHED), {"earlier_requests": (params(request_uri=PUSHED),)}, W),
        (by_reference(PUSHED), {}, UNCHECKED),
        (by_reference("https://client.example/r"), {}, NA),
        (url(), {"metadata": {"require_pushed_authorization_requests": True}}, E),
        (url(), {"registration": {"require_pushed_authorization_requests": True}}, E),
        (url(), {"metadata": {}}, CLEAR),
        (url(), {}, UNCHECKED),
    ],
)
def test_par_misuse(text: str, context: dict[str, Any], expected: Said) -> None:
    assert said(AREQ, text, "par-misuse", **context) is expected


def test_a_pushed_request_holds_the_parameters() -> None:
    body = url().partition("?")[2]
    metadata = {
        "pushed_authorization_request_endpoint": f"{ISSUER}/push",
        "require_pushed_authorization_requests": True,
    }
    for place in (f"{ISSUER}/push", f"{ISSUER}/par"):
        exchange = posted(place, body)
        assert said(AREQ, body, "par-misuse", exchange=exchange, metadata=metadata) is CLEAR
        more = f"{body}&request_uri={PUSHED}"
        assert said(AREQ, more, "par-misuse", exchange=exchange, metadata=metadata) is E


@pytest.mark.parametrize(
    ("expires_in", "profile", "expected"),
    [
        (60, "plain", CLEAR),
        (600, "plain", CLEAR),
        (601, "plain", W),
        (600, "fapi2", E),
        (599, "fapi2", CLEAR),
        (0, "plain", E),
        ("60", "plain", E),
        (True, "plain", E),
        (None, "plain", E),
    ],
)
def test_the_answer_to_a_pushed_request(expires_in: Any, profile: str, expected: Said) -> None:
    answer = {"request_uri": PUSHED, "expires_in": expires_in}
    assert said(TRESP, answer, "par-misuse", profile=profile) is expected
    assert said(TRESP, {"access_token": "x"}, "par-misuse") is NA


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("http://client.example/r", E),
        ("https://169.254.169.254/latest", E),
        ("https://client.example/r", CLEAR),
        (PUSHED, NA),
    ],
)
def test_where_a_request_uri_leads(uri: str, expected: Said) -> None:
    assert said(AREQ, by_reference(uri), "hdr-url-ssrf") is expected


@pytest.mark.parametrize(
    ("text", "context", "expected"),
    [
        (by_reference(PUSHED), {}, UNCHECKED),
        (
            by_reference(PUSHED),
            {"request": params(response_type="code", code_challenge_method="S256")},
            CLEAR,
        ),
        (by_reference(PUSHED, "&state=x"), {"request": params(response_type="code")}, E),
        (by_reference(PUSHED), {"request": params(response_type="code id_token")}, E),
        (by_reference(PUSHED), {"request": params(code_challenge_method="plain")}, E),
        (url(), {}, E),
    ],
)
def test_fapi_request(text: str, context: dict[str, Any], expected: Said) -> None:
    assert said(AREQ, text, "fapi-request", profile="fapi2", **context) is expected
    assert said(AREQ, text, "fapi-request", **context) is NA


def test_a_pushed_request_is_what_fapi_wants() -> None:
    body = url(nonce=NONCE).partition("?")[2]
    exchange = posted(f"{ISSUER}/par", body)
    assert said(AREQ, body, "fapi-request", profile="fapi2", exchange=exchange) is CLEAR
