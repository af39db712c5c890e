"""The authorization request: bound to the browser, complete, and its answer in a safe place."""

from typing import Any

import pytest

from oidc_workbench.rules.document import DocumentContext
from rules.documents import verdict
from rules.messages import (
    AREQ,
    CLEAR,
    NA,
    SIGN_IN,
    STATE,
    UNCHECKED,
    E,
    I,
    Said,
    W,
    evidence,
    params,
    posted,
    said,
    url,
)  # fmt: skip
from rules.tokens import CLIENT_ID, ISSUER

PKCE = ("code_challenge", "code_challenge_method")
BARE = f"{ISSUER}/authorize?response_type=code&client_id={CLIENT_ID}&redirect_uri=https://c.example"
LOGOUT = f"{ISSUER}/logout?post_logout_redirect_uri=https://c.example/"
BY_NAME = f"{ISSUER}/authorize?client_id=x&request_uri=urn:ietf:params:oauth:request_uri:abc"
ENCRYPTED = f"{ISSUER}/authorize?client_id=x&request=eyJhbGciOiJkaXIifQ..a.b.c"


def test_an_honest_request_has_no_finding() -> None:
    context = DocumentContext(
        client_type="public",
        redirect_uris=(str(SIGN_IN["redirect_uri"]),),
        earlier_requests=(),
        metadata={},
    )
    judged = verdict(AREQ, url(), context)
    assert judged.findings == ()
    assert judged.needed == ()


@pytest.mark.parametrize(
    ("text", "context", "expected"),
    [
        (BARE, {}, E),
        (url((*PKCE, "state", "nonce")), {}, E),
        (url(("state", "nonce")), {}, CLEAR),  # PKCE suffices
        (url((*PKCE, "nonce")), {}, CLEAR),
        (url((*PKCE, "state")), {}, CLEAR),
        (url(("state", "nonce")), {"metadata": {}}, CLEAR),
        (url(("state", "nonce")), {"metadata": {"code_challenge_methods_supported": []}}, E),
        (BY_NAME, {}, UNCHECKED),
        (BY_NAME, {"request": params(client_id="x")}, E),
        (ENCRYPTED, {}, UNCHECKED),
        (LOGOUT, {}, NA),
    ],
)
def test_csrf_unprotected(text: str, context: dict[str, Any], expected: Said) -> None:
    assert said(AREQ, text, "csrf-unprotected", **context) is expected


@pytest.mark.parametrize(
    ("changed", "earlier", "expected"),
    [
        ({"nonce": "123"}, (), W),
        ({"nonce": "1234567890123456"}, (), W),
        ({"nonce": "a" * 40}, (), W),
        ({"state": "abc"}, (), I),  # PKCE protects
        ({"state": "https://c.example/after?x=1&y=abcdefghijklmno"}, (), W),
        ({"state": "user=alice@c.example;n=Zk3vq0pTn8Wc5yHs2LrXeM"}, (), W),
        ({"state": "eyJhbGciOiJIUzI1NiJ9.eyJyIjoiL2hvbWUifQ.c2lnbmF0dXJl"}, (), W),
        ({"state": "eyJhbGciOiJkaXIifQ..aXY.Y2lwaGVydGV4dA.dGFn"}, (), CLEAR),
        ({"nonce": "Zk3vq0pTn8Wc5yHs2LrXeMB7uAfDgJ9i-oQ4t1K6_Ew" * 2}, (), I),
        ({}, (params(state=STATE),), I),
        ({}, (), CLEAR),
        ({"state": "6f1c2c1e-6c0e-4b7f-9d4e-0f7a4f5b8a21"}, (), CLEAR),
        ({}, None, UNCHECKED),
    ],
)
def test_state_nonce_weak(changed: dict[str, Any], earlier: Any, expected: Said) -> None:
    assert said(AREQ, url(**changed), "state-nonce-weak", earlier_requests=earlier) is expected


def test_a_weak_state_without_pkce_is_warned_about_and_not_shown() -> None:
    text = url(PKCE, state="https://c.example/secret-place")
    assert said(AREQ, text, "state-nonce-weak") is W
    assert "secret-place" not in evidence(AREQ, text, "state-nonce-weak")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (url(("nonce",), response_type="id_token"), E),
        (url(("nonce",), response_type="code id_token"), E),
        (url(response_type="code id_token"), CLEAR),
        (url(("nonce",)), NA),
        (BY_NAME, UNCHECKED),
    ],
)
def test_nonce_required(text: str, expected: Said) -> None:
    assert said(AREQ, text, "nonce-required") is expected


@pytest.mark.parametrize(
    ("text", "registration", "expected"),
    [
        (url(response_type="code token", response_mode="query"), None, E),
        (url(response_type="id_token", response_mode="query"), None, E),
        (url(response_type="id_token", response_mode="query.jwt"), None, UNCHECKED),
        (url(response_type="id_token", response_mode="query.jwt"), {}, E),
        (
            url(response_type="id_token", response_mode="query.jwt"),
            {"authorization_encrypted_response_alg": "RSA-OAEP-256"},
            CLEAR,
        ),
        (url(response_type="id_token", response_mode="form_post"), None, NA),
        (url(response_mode="query"), None, CLEAR),
        (url(), None, NA),
        (BY_NAME, None, UNCHECKED),
    ],
)
def test_response_mode_query(text: str, registration: Any, expected: Said) -> None:
    assert said(AREQ, text, "response-mode-query", registration=registration) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (url(("client_id",)), E),
        (url(("response_type",)), E),
        (url(scope="profile", response_type="id_token"), E),
        (url(prompt="none login"), E),
        (url(max_age="-1"), E),
        (url(max_age="1.5"), E),
        (url(max_age="\u0663"), E),  # a digit, but none that is meant
        (url(request="a.b.c", request_uri="https://c.example/r"), E),
        (url(scope="openid offline_access"), W),
        (url(scope="openid offline_access", prompt="consent"), CLEAR),
        (url(scope="offline_access"), CLEAR),
        (url(prompt="none", max_age="0"), CLEAR),
        (url(), CLEAR),
        (BY_NAME, UNCHECKED),
        (f"{ISSUER}/authorize?request_uri=urn:x", E),
        (LOGOUT, NA),
        ("https://api.example/orders?access_token=abc", NA),
    ],
)
def test_authz_param_invalid(text: str, expected: Said) -> None:
    assert said(AREQ, text, "authz-param-invalid") is expected


@pytest.mark.parametrize(("headers", "expected"), [({"Authorization": "Basic eA"}, CLEAR), ({}, E)])
def test_a_pushed_request_names_its_client_by_its_authentication(
    headers: dict[str, Any], expected: Said
) -> None:
    body = url(("client_id",)).partition("?")[2]
    exchange = posted(f"{ISSUER}/par", body, "{}", 201, **headers)
    assert said(AREQ, body, "authz-param-invalid", exchange=exchange) is expected


def test_plain_and_implicit_requests() -> None:
    assert said(AREQ, url(("code_challenge_method",)), "pkce-plain") is W
    assert said(AREQ, url(), "pkce-plain") is CLEAR
    assert said(AREQ, url(response_type="token"), "authz-implicit") is W
    assert said(AREQ, url(), "authz-implicit") is CLEAR
    for rule in ("pkce-plain", "authz-implicit"):
        assert said(AREQ, BY_NAME, rule) is UNCHECKED
        assert said(AREQ, ENCRYPTED, rule) is UNCHECKED
    implicit = params(response_type="token", code_challenge="x")
    assert said(AREQ, BY_NAME, "authz-implicit", request=implicit) is W
    assert said(AREQ, BY_NAME, "pkce-plain", request=implicit) is W
