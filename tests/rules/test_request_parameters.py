"""Parameters: repeated, malformed, or where all can see them."""

from typing import Any

import pytest

from rules.messages import (
    AREQ,
    ARESP,
    CLEAR,
    NA,
    TREQ,
    UNCHECKED,
    E,
    Said,
    W,
    evidence,
    form,
    posted,
    said,
    url,
)  # fmt: skip
from rules.tokens import ISSUER, TOKEN_ENDPOINT

REFERER = "Host: as.example\r\nReferer: https://c.example/cb?access_token=hunter2"


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (AREQ, f"{url()}&scope=admin", E),
        (AREQ, f"{url()}&resource=https%3A%2F%2Fa&resource=https%3A%2F%2Fb", CLEAR),
        (TREQ, "grant_type=client_credentials&scope=a&scope=b", E),
        (TREQ, "grant_type=x&audience=a&audience=b", CLEAR),
        (ARESP, "https://c.example/cb?code=abc&code=abd", E),
        (ARESP, "https://c.example/cb?code=abc&state=x", CLEAR),
        (AREQ, '{"client_id": "x", "acr": ["a", "b"]}', CLEAR),  # a list is one member
    ],
)
def test_param_duplicate(kind: Any, text: str, expected: Said) -> None:
    assert said(kind, text, "param-duplicate") is expected


def test_a_repeated_code_is_not_shown() -> None:
    told = evidence(ARESP, "https://c.example/cb?code=hunter2&code=hunter3", "param-duplicate")
    assert "2 times" in told
    assert "hunter" not in told


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("https://api.example/", CLEAR),
        ("urn:api:orders", CLEAR),
        ("api.example", E),
        ("/orders", E),
        ("https://api.example/#x", E),
        ("https://api.example/?tenant=1", W),
        (["https://api.example/", "orders"], E),
    ],
)
def test_resource_invalid(value: Any, expected: Said) -> None:
    assert said(AREQ, url(resource=value), "resource-invalid") is expected
    assert said(TREQ, form(grant_type="x", resource=value), "resource-invalid") is expected


def test_without_a_resource_there_is_nothing_to_say() -> None:
    assert said(AREQ, url(), "resource-invalid") is NA
    pushed = "https://as.example/authorize?client_id=x&request_uri=urn:x"
    assert said(AREQ, pushed, "resource-invalid") is UNCHECKED


@pytest.mark.parametrize(
    "name", ["client_secret", "client_assertion", "refresh_token", "password", "code_verifier"]
)
def test_credentials_do_not_stand_in_a_url(name: str) -> None:
    secret: dict[str, Any] = {name: "hunter2"}
    text = f"POST /token?{name}=hunter2 HTTP/1.1\r\nHost: as.example\r\n\r\ngrant_type=x"
    assert said(TREQ, text, "secret-in-url") is E
    assert "hunter2" not in evidence(TREQ, text, "secret-in-url")
    assert said(AREQ, url(**secret), "secret-in-url") is E
    assert said(TREQ, form(grant_type="x", **secret), "secret-in-url") is CLEAR


def test_the_url_of_the_exchange_is_looked_at_too() -> None:
    body = form(grant_type="refresh_token")
    leaking = posted(f"{TOKEN_ENDPOINT}?refresh_token=hunter2", body)
    assert said(TREQ, body, "secret-in-url", exchange=leaking) is E
    assert said(TREQ, body, "secret-in-url", exchange=posted(TOKEN_ENDPOINT, body)) is CLEAR


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (AREQ, "https://api.example/orders?access_token=hunter2", E),
        (ARESP, "https://c.example/cb?access_token=hunter2&state=x", E),
        (ARESP, "https://c.example/cb#access_token=hunter2", CLEAR),  # resp-token-in-url warns
        (AREQ, url(), CLEAR),
        (
            AREQ,
            f"GET /x HTTP/1.1\r\n{REFERER}\r\n\r\n",
            E,
        ),
        (
            AREQ,
            f"GET {url().removeprefix(ISSUER)} HTTP/1.1\r\n{REFERER}\r\n\r\n",
            E,
        ),
    ],
)
def test_at_in_url(kind: Any, text: str, expected: Said) -> None:
    assert said(kind, text, "at-in-url") is expected
    assert "hunter2" not in evidence(kind, text, "at-in-url")
