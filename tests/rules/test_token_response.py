"""Token responses, and the answers to device authorization requests."""

from typing import Any

import pytest

from oidc_workbench.exchange import Exchange, HttpRequest, HttpResponse
from rules.documents import changed
from rules.messages import (
    AREQ,
    CLEAR,
    NA,
    TRESP,
    UNCHECKED,
    E,
    Said,
    W,
    evidence,
    form,
    params,
    posted,
    said,
    url,
)
from rules.tokens import AT_CLAIMS, AT_HEAD, ISSUER, NOW, TOKEN_ENDPOINT, compact

OPAQUE = "Zk3vq0pTn8Wc5yHs2LrXeMB7uAfDgJ9i"
JWT = compact(AT_HEAD, AT_CLAIMS)  # good for 610 seconds
BOUND = compact(AT_HEAD, {**AT_CLAIMS, "cnf": {"jkt": "x"}})
GOOD: dict[str, Any] = {"access_token": OPAQUE, "token_type": "Bearer", "expires_in": 600}
DEVICE: dict[str, Any] = {
    "device_code": OPAQUE,
    "user_code": "WDJB-MJHT",
    "verification_uri": "https://as.example/device",
    "expires_in": 600,
}
PUSHED = {"request_uri": f"urn:ietf:params:oauth:request_uri:{OPAQUE}", "expires_in": 60}
REFRESH = params(grant_type="refresh_token", refresh_token="old")


def came(content_type: str = "application/json", cache_control: str = "no-store") -> Exchange:
    headers = (("Content-Type", content_type), ("Cache-Control", cache_control))
    return Exchange(HttpRequest("POST", TOKEN_ENDPOINT), HttpResponse(200, headers), NOW, 0.1)


@pytest.mark.parametrize(
    ("answer", "cache_control", "expected"),
    [
        (GOOD, "no-store", CLEAR),
        (GOOD, "private, No-Store, max-age=0", CLEAR),
        (GOOD, "no-cache", E),
        (DEVICE, "no-cache", W),
        (PUSHED, "no-cache", W),
        ({"error": "invalid_grant"}, "", NA),
    ],
)
def test_tok_cache_control(answer: dict[str, Any], cache_control: str, expected: Said) -> None:
    exchange = came(cache_control=cache_control)
    assert said(TRESP, answer, "tok-cache-control", exchange=exchange) is expected


def test_without_the_response_caching_is_not_checked() -> None:
    assert said(TRESP, GOOD, "tok-cache-control") is UNCHECKED


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (GOOD, CLEAR),
        (changed(GOOD, token_type="dPoP"), CLEAR),
        (changed(GOOD, token_type="BEARER"), CLEAR),
        (changed(GOOD, token_type="magic"), E),
        (changed(GOOD, "token_type"), E),
        (changed(GOOD, "access_token"), E),
        (changed(GOOD, access_token=""), E),
        (changed(GOOD, "expires_in"), W),
        (changed(GOOD, expires_in="600"), E),
        (changed(GOOD, expires_in=0), E),
        (changed(GOOD, expires_in=599.5), CLEAR),
        (changed(GOOD, access_token=JWT), CLEAR),
        (changed(GOOD, access_token=JWT, expires_in=3600), W),
        ({"error": "invalid_grant"}, NA),
        (DEVICE, NA),
        (PUSHED, NA),
    ],
)
def test_tok_response_shape(answer: dict[str, Any], expected: Said) -> None:
    assert said(TRESP, answer, "tok-response-shape") is expected
    assert said(TRESP, answer, "tok-response-shape", exchange=came()) is expected


def test_the_content_type_is_json() -> None:
    assert said(TRESP, GOOD, "tok-response-shape", exchange=came("text/html")) is E
    sized = came("application/json; charset=utf-8")
    assert said(TRESP, GOOD, "tok-response-shape", exchange=sized) is CLEAR


@pytest.mark.parametrize(
    ("answer", "context", "expected"),
    [
        (changed(GOOD, refresh_token="old"), {"client_type": "public"}, E),
        (GOOD, {"client_type": "public"}, E),  # none came, so the old one stays
        (changed(GOOD, refresh_token="new"), {"client_type": "public"}, CLEAR),
        (changed(GOOD, refresh_token="old"), {"client_type": "confidential"}, NA),
        (changed(GOOD, refresh_token="old"), {}, UNCHECKED),
        (changed(GOOD, token_type="DPoP"), {"client_type": "public"}, CLEAR),
        (changed(GOOD, access_token=BOUND), {"client_type": "public"}, CLEAR),
        (
            GOOD,
            {
                "client_type": "public",
                "registration": {"tls_client_certificate_bound_access_tokens": True},
            },
            CLEAR,
        ),
        ({"error": "invalid_grant"}, {"client_type": "public"}, NA),
    ],
)
def test_tok_refresh_unbound(
    answer: dict[str, Any], context: dict[str, Any], expected: Said
) -> None:
    assert said(TRESP, answer, "tok-refresh-unbound", request=REFRESH, **context) is expected


def test_rotation_is_asked_of_refreshes_only() -> None:
    first = params(grant_type="authorization_code")
    assert said(TRESP, GOOD, "tok-refresh-unbound", request=first) is NA
    assert said(TRESP, GOOD, "tok-refresh-unbound", client_type="public") is UNCHECKED
    seen = posted(TOKEN_ENDPOINT, form(grant_type="refresh_token", refresh_token="old"))
    assert said(TRESP, GOOD, "tok-refresh-unbound", client_type="public", exchange=seen) is E


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (GOOD, CLEAR),
        (changed(GOOD, access_token="12345678901234567890"), W),
        (changed(GOOD, access_token="hunter2"), W),
        (changed(GOOD, refresh_token="a" * 40), W),
        (changed(GOOD, access_token=JWT), NA),
        (changed(DEVICE, device_code="123456"), W),
        (PUSHED, CLEAR),
        ({"request_uri": "urn:ietf:params:oauth:request_uri:7", "expires_in": 60}, W),
        ({"error": "invalid_grant"}, NA),
    ],
)
def test_tok_low_entropy(answer: dict[str, Any], expected: Said) -> None:
    assert said(TRESP, answer, "tok-low-entropy") is expected
    assert "hunter2" not in evidence(TRESP, answer, "tok-low-entropy")


@pytest.mark.parametrize(
    ("kind", "headers", "expected"),
    [
        ("Bearer", {"DPoP": "a.b.c"}, W),
        (None, {"DPoP": "a.b.c"}, W),
        ("dpop", {"DPoP": "a.b.c"}, CLEAR),
        ("Bearer", {}, NA),
    ],
)
def test_dpop_downgrade(kind: str | None, headers: dict[str, Any], expected: Said) -> None:
    answer = changed(GOOD, token_type=kind)
    exchange = posted(TOKEN_ENDPOINT, "grant_type=x", "{}", 200, **headers)
    assert said(TRESP, answer, "dpop-downgrade", exchange=exchange) is expected
    assert said(TRESP, answer, "dpop-downgrade") is UNCHECKED


@pytest.mark.parametrize(
    ("rule", "members", "expected"),
    [
        ("at-scope-format", {"scope": "a b"}, CLEAR),
        ("at-scope-format", {"scope": ""}, CLEAR),
        ("at-scope-format", {"scope": "a,b"}, W),
        ("at-scope-format", {"scope": ["a", "b"]}, W),
        ("at-scope-format", {}, NA),
        ("time-milliseconds", {"expires_in": 3_600_000_000}, W),
        ("time-milliseconds", {"expires_in": 31_536_000}, CLEAR),
        ("time-milliseconds", {"expires_in": "soon"}, NA),
    ],
)
def test_scope_and_unit(rule: str, members: dict[str, Any], expected: Said) -> None:
    assert said(TRESP, {**GOOD, **members}, rule) is expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (DEVICE, CLEAR),
        (changed(DEVICE, "device_code"), E),
        (changed(DEVICE, "user_code"), E),
        (changed(DEVICE, "verification_uri"), E),
        (changed(DEVICE, "verification_uri", verification_url="https://as.example/d"), E),
        (changed(DEVICE, "expires_in"), E),
        (changed(DEVICE, verification_uri="http://as.example/device"), E),
        (changed(DEVICE, verification_uri_complete="http://as.example/d?user_code=WDJB-MJHT"), E),
        (GOOD, NA),
        ({"error": "invalid_client"}, NA),
    ],
)
def test_device_response(answer: dict[str, Any], expected: Said) -> None:
    assert said(TRESP, answer, "device-response") is expected
    told = evidence(TRESP, answer, "device-response")
    assert OPAQUE not in told
    assert "WDJB" not in told


def test_a_device_answer_is_known_by_its_endpoint() -> None:
    metadata = {"device_authorization_endpoint": f"{ISSUER}/device"}
    exchange = posted(f"{ISSUER}/device", "client_id=x", "{}")
    assert said(TRESP, {"x": 1}, "device-response", exchange=exchange, metadata=metadata) is E


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (DEVICE, CLEAR),
        (changed(DEVICE, user_code="123-456"), W),
        (changed(DEVICE, user_code="BCDFGHJ"), W),  # seven out of twenty
        (changed(DEVICE, user_code="A1B2C3D4"), CLEAR),
        (changed(DEVICE, expires_in=900), CLEAR),
        (changed(DEVICE, expires_in=901), W),
        (GOOD, NA),
    ],
)
def test_device_phishing(answer: dict[str, Any], expected: Said) -> None:
    assert said(TRESP, answer, "device-phishing") is expected


def test_a_link_with_a_user_code() -> None:
    link = "https://as.example/device?user_code=WDJB-MJHT"
    assert said(AREQ, link, "device-phishing") is W
    assert "WDJB" not in evidence(AREQ, link, "device-phishing")
    assert said(AREQ, url(), "device-phishing") is NA


@pytest.mark.parametrize(
    ("answer", "request_", "expected"),
    [
        (changed(GOOD, access_token=JWT), "authorization_code", E),
        (changed(GOOD, access_token=BOUND), "authorization_code", CLEAR),
        (changed(GOOD, token_type="DPoP"), "authorization_code", CLEAR),
        (GOOD, "authorization_code", UNCHECKED),
        (changed(GOOD, token_type="DPoP", refresh_token="new"), "refresh_token", W),
        (changed(GOOD, token_type="DPoP", refresh_token="old"), "refresh_token", CLEAR),
        (changed(GOOD, token_type="DPoP", refresh_token="new"), "authorization_code", CLEAR),
        ({"error": "x"}, "refresh_token", NA),
    ],
)
def test_the_tokens_of_fapi(answer: dict[str, Any], request_: str, expected: Said) -> None:
    asked = params(grant_type=request_, refresh_token="old")
    assert said(TRESP, answer, "fapi-client", request=asked, profile="fapi2") is expected
    assert said(TRESP, answer, "fapi-client", request=asked) is NA
