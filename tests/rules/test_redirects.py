"""Redirect URIs in requests and registrations, and the one after logout."""

from typing import Any

import pytest

from rules.messages import AREQ, CLEAR, NA, REG, UNCHECKED, E, Said, W, said, url
from rules.tokens import ISSUER

REGISTERED = ("https://client.example/cb", "http://127.0.0.1/cb", "http://localhost:8080/cb")
KNOWN = {"redirect_uris": REGISTERED}
LOGOUT = f"{ISSUER}/logout?post_logout_redirect_uri=https://c.example/&id_token_hint=eyJ"


@pytest.mark.parametrize(
    ("uri", "context", "expected"),
    [
        ("https://client.example/cb", KNOWN, CLEAR),
        ("https://client.example/cb/", KNOWN, E),
        ("https://client.example/CB", KNOWN, E),
        ("https://client.example/cb?x=1", KNOWN, E),
        ("https://client.example:444/cb", KNOWN, E),
        ("https://evil.example/cb", KNOWN, E),
        ("http://127.0.0.1:54321/cb", KNOWN, CLEAR),  # the port of a loopback address may differ
        ("http://localhost:54321/cb", KNOWN, CLEAR),
        ("http://[::1]:54321/cb", KNOWN, E),
        ("http://127.0.0.1:54321/other", KNOWN, E),
        ("http://x@127.0.0.1:54321/cb", KNOWN, E),
        ("http://127.0.0.1.evil.example/cb", KNOWN, E),
        ("https://*.client.example/cb", {}, E),
        ("https://client.example/cb#x", {}, E),
        ("/cb", {}, E),
        ("com.example.app:/cb", {"redirect_uris": ("com.example.app:/cb",)}, CLEAR),
        ("https://client.example/cb", {}, UNCHECKED),
        ("https://client.example/cb", {"registration": {"redirect_uris": [REGISTERED[0]]}}, CLEAR),
        ("https://client.example/cb", {"redirect_uris": ()}, E),
    ],
)
def test_redirect_mismatch(uri: str, context: dict[str, Any], expected: Said) -> None:
    assert said(AREQ, url(redirect_uri=uri), "redirect-mismatch", **context) is expected


@pytest.mark.parametrize(
    ("text", "context", "expected"),
    [
        (url(("redirect_uri",)), {}, E),
        (url(("redirect_uri",), scope="orders"), {"redirect_uris": REGISTERED}, E),
        (url(("redirect_uri",), scope="orders"), {"redirect_uris": REGISTERED[:1]}, NA),
        (f"{ISSUER}/authorize?client_id=x&request_uri=urn:x", {}, UNCHECKED),
        (LOGOUT, {}, NA),
    ],
)
def test_an_absent_redirect_uri(text: str, context: dict[str, Any], expected: Said) -> None:
    assert said(AREQ, text, "redirect-mismatch", **context) is expected


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"redirect_uris": list(REGISTERED)}, CLEAR),
        ({"redirect_uris": ["https://client.example/*"]}, E),
        ({"redirect_uris": ["https://client.example/cb#"]}, E),
        ({"redirect_uris": ["cb"]}, E),
        ({"grant_types": ["authorization_code"]}, E),
        ({"grant_types": ["client_credentials"]}, NA),
    ],
)
def test_registered_redirect_uris(members: dict[str, Any], expected: Said) -> None:
    assert said(REG, members, "redirect-mismatch") is expected


@pytest.mark.parametrize(
    ("uri", "context", "expected"),
    [
        ("http://client.example/cb", {}, E),
        ("http://192.168.0.7/cb", {}, E),
        ("http://127.0.0.1:5000/cb", {}, CLEAR),
        ("http://[::1]/cb", {}, CLEAR),
        ("http://localhost/cb", {"application_type": "native"}, CLEAR),
        ("http://localhost/cb", {"application_type": "web"}, E),
        ("https://client.example/cb", {"application_type": "web"}, CLEAR),
        ("com.example.app:/cb", {}, CLEAR),
    ],
)
def test_redirect_http(uri: str, context: dict[str, Any], expected: Said) -> None:
    assert said(AREQ, url(redirect_uri=uri), "redirect-http", **context) is expected
    assert said(REG, {"redirect_uris": [uri]}, "redirect-http", **context) is expected


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("http://localhost:8080/cb", W),
        ("myapp://cb", W),
        ("urn:ietf:wg:oauth:2.0:oob", W),
        ("com.example.app:/cb", CLEAR),
        ("http://127.0.0.1/cb", CLEAR),
        ("https://localhost/cb", CLEAR),
        ("https://client.example/cb", CLEAR),
    ],
)
def test_redirect_native(uri: str, expected: Said) -> None:
    assert said(AREQ, url(redirect_uri=uri), "redirect-native") is expected
    assert said(REG, {"redirect_uris": [uri]}, "redirect-native") is expected


def test_without_a_redirect_uri_nothing_is_said_about_it() -> None:
    for rule in ("redirect-http", "redirect-native"):
        assert said(AREQ, url(("redirect_uri",)), rule) is NA
        assert said(AREQ, f"{ISSUER}/authorize?client_id=x&request_uri=urn:x", rule) is UNCHECKED


@pytest.mark.parametrize(
    ("text", "known", "expected"),
    [
        (LOGOUT, ("https://c.example/",), CLEAR),
        (LOGOUT, ("https://c.example",), E),
        (LOGOUT, (), E),
        (LOGOUT, None, UNCHECKED),
        (LOGOUT.partition("&")[0], ("https://c.example/",), W),
        (f"{ISSUER}/logout?id_token_hint=eyJ&state=x", None, CLEAR),
        (url(), (), NA),
    ],
)
def test_rpl_redirect(text: str, known: Any, expected: Said) -> None:
    assert said(AREQ, text, "rpl-redirect", post_logout_redirect_uris=known) is expected


def test_a_logout_is_known_by_its_endpoint() -> None:
    text, metadata = f"{ISSUER}/end", {"end_session_endpoint": f"{ISSUER}/end"}
    assert said(AREQ, f"{text}?state=x", "rpl-redirect", metadata=metadata) is W
    assert said(AREQ, f"{text}?state=x", "rpl-redirect") is NA
