"""Introspection and UserInfo responses."""

from typing import Any

import pytest

from oidc_workbench.exchange import Exchange, HttpRequest, HttpResponse
from rules.documents import changed
from rules.messages import CLEAR, INTRO, NA, UI, UNCHECKED, E, Said, W, said
from rules.tokens import API, CLIENT_ID, ISSUER, NOW, compact

ACTIVE: dict[str, Any] = {
    "active": True,
    "aud": API,
    "scope": "orders:read",
    "exp": NOW + 600,
    "sub": "248289761001",
}
CHECKED: dict[str, Any] = {"resources": (API,), "scopes": ("orders:read",)}
NAN = float("nan")
HEAD = {"alg": "ES256", "typ": "token-introspection+jwt"}
ENVELOPE: dict[str, Any] = {
    "iss": ISSUER, "aud": API, "iat": NOW, "token_introspection": ACTIVE,
}  # fmt: skip


def typed(content_type: str) -> Exchange:
    response = HttpResponse(200, (("Content-Type", content_type),))
    return Exchange(HttpRequest("GET", f"{ISSUER}/x"), response, NOW, 0.1)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (ACTIVE, CLEAR),
        ({"active": False}, CLEAR),
        ({}, E),
        ({"active": "true"}, E),
        ({"active": 1}, E),
        ({"active": False, "sub": "x"}, W),
        ({"error": "invalid_client"}, NA),
        (compact(HEAD, ENVELOPE), CLEAR),
        (compact(HEAD, {**ENVELOPE, "token_introspection": {"active": "yes"}}), E),
    ],
)
def test_intro_active(answer: Any, expected: Said) -> None:
    assert said(INTRO, answer, "intro-active") is expected


@pytest.mark.parametrize(
    ("answer", "context", "expected"),
    [
        (ACTIVE, CHECKED, CLEAR),
        (changed(ACTIVE, exp=NOW - 61), CHECKED, E),
        (changed(ACTIVE, exp=NOW - 59), CHECKED, CLEAR),
        (changed(ACTIVE, nbf=NOW + 61), CHECKED, E),
        (changed(ACTIVE, aud="https://billing.example/"), CHECKED, E),
        (changed(ACTIVE, scope="orders:write"), CHECKED, E),
        (changed(ACTIVE, token_type="Bearer", cnf={"jkt": "x"}), CHECKED, E),
        (changed(ACTIVE, token_type="DPoP"), CHECKED, E),
        (changed(ACTIVE, token_type="bearer"), CHECKED, CLEAR),
        (changed(ACTIVE, token_type="DPoP", cnf={"jkt": "x"}), CHECKED, UNCHECKED),
        (ACTIVE, {"scopes": ()}, UNCHECKED),
        (ACTIVE, {"resources": (API,)}, UNCHECKED),
        (changed(ACTIVE, "aud"), {"scopes": ()}, CLEAR),
        ({"active": False}, CHECKED, NA),
        ({"active": "true", "exp": 1}, CHECKED, NA),
        (compact(HEAD, ENVELOPE), CHECKED, CLEAR),
    ],
)
def test_intro_not_evaluated(answer: Any, context: dict[str, Any], expected: Said) -> None:
    assert said(INTRO, answer, "intro-not-evaluated", **context) is expected


def test_without_the_time_an_active_token_is_not_checked() -> None:
    assert said(INTRO, ACTIVE, "intro-not-evaluated", NAN, **CHECKED) is UNCHECKED


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (compact(HEAD, ENVELOPE), CLEAR),
        (compact({**HEAD, "typ": "JWT"}, ENVELOPE), E),
        (compact(HEAD, changed(ENVELOPE, "iss")), E),
        (compact(HEAD, changed(ENVELOPE, "aud")), E),
        (compact(HEAD, changed(ENVELOPE, "iat")), E),
        (compact(HEAD, changed(ENVELOPE, "token_introspection")), E),
        (compact(HEAD, changed(ENVELOPE, sub="x")), W),
        (compact(HEAD, changed(ENVELOPE, exp=NOW + 60)), W),
        ("eyJhbGciOiJkaXIifQ..a.b.c", UNCHECKED),
        (ACTIVE, NA),
    ],
)
def test_intro_jwt(answer: Any, expected: Said) -> None:
    assert said(INTRO, answer, "intro-jwt") is expected


def test_an_answer_that_is_only_called_signed() -> None:
    exchange = typed("application/token-introspection+jwt")
    assert said(INTRO, ACTIVE, "intro-jwt", exchange=exchange) is E


@pytest.mark.parametrize(
    ("rule", "answer", "context", "expected"),
    [
        ("at-aud-resource", ACTIVE, CHECKED, CLEAR),
        ("at-aud-resource", changed(ACTIVE, aud=[ISSUER, API]), CHECKED, CLEAR),
        ("at-aud-resource", changed(ACTIVE, aud="https://billing.example/"), CHECKED, E),
        ("at-aud-resource", ACTIVE, {}, UNCHECKED),
        ("at-aud-resource", changed(ACTIVE, "aud"), CHECKED, NA),
        ("at-aud-resource", {"active": False}, CHECKED, NA),
        ("at-aud-broad", ACTIVE, {}, CLEAR),
        ("at-aud-broad", changed(ACTIVE, aud=["a", "b"]), {}, W),
        ("at-aud-broad", changed(ACTIVE, aud="*"), {}, W),
        ("at-aud-broad", changed(ACTIVE, aud=ISSUER), {"issuer": ISSUER}, W),
        ("at-aud-broad", changed(ACTIVE, aud=[API, "c"], client_id="c"), {}, CLEAR),
        ("at-scope-insufficient", ACTIVE, CHECKED, CLEAR),
        ("at-scope-insufficient", changed(ACTIVE, scope="Orders:Read"), CHECKED, E),
        ("at-scope-insufficient", changed(ACTIVE, "scope"), CHECKED, E),
        ("at-scope-insufficient", changed(ACTIVE, "scope"), {"scopes": ()}, CLEAR),
        ("at-scope-insufficient", ACTIVE, {}, UNCHECKED),
        ("at-scope-format", changed(ACTIVE, scope=["a"]), {}, W),
        ("at-scope-format", ACTIVE, {}, CLEAR),
        ("at-scope-format", changed(ACTIVE, "scope"), {}, NA),
        ("time-type", changed(ACTIVE, exp="1767229200"), {}, E),
        ("time-type", changed(ACTIVE, exp=1767229200.5), {}, CLEAR),
        ("time-milliseconds", changed(ACTIVE, exp=NOW * 1000), {}, W),
        ("time-milliseconds", ACTIVE, {}, CLEAR),
        ("time-milliseconds", {"active": True}, {}, NA),
        ("tx-act", changed(ACTIVE, act="x"), {}, E),
        ("tx-act", changed(ACTIVE, act={"sub": "x", "exp": 1}), {}, W),
        ("tx-act", changed(ACTIVE, act={"sub": "x"}), {}, UNCHECKED),
        ("tx-act", ACTIVE, {}, NA),
        ("dpop-jkt", changed(ACTIVE, cnf={"jkt": "x"}), {}, UNCHECKED),
        ("dpop-jkt", ACTIVE, {}, NA),
    ],
)
def test_what_is_told_about_the_token(
    rule: str, answer: Any, context: dict[str, Any], expected: Said
) -> None:
    assert said(INTRO, answer, rule, **context) is expected


USER = {"sub": "248289761001", "name": "Jane"}
SIGNED = {**USER, "iss": ISSUER, "aud": CLIENT_ID}
KNOWN = {"issuer": ISSUER, "client_id": CLIENT_ID}


def jwt(*drop: str, **claims: Any) -> str:
    return compact({"alg": "ES256"}, changed(SIGNED, *drop, **claims))


@pytest.mark.parametrize(
    ("answer", "subject", "expected"),
    [
        (USER, "248289761001", CLEAR),
        ({**USER, "sub": "248289761002"}, "248289761001", E),
        ({"name": "Jane"}, "248289761001", E),
        ({"sub": 248289761001}, "248289761001", E),
        (USER, "", UNCHECKED),
        (jwt(), "248289761001", CLEAR),
        (jwt(sub="x"), "248289761001", E),
        ({"error": "invalid_token"}, "x", NA),
    ],
)
def test_userinfo_sub_mismatch(answer: Any, subject: str, expected: Said) -> None:
    assert said(UI, answer, "userinfo-sub-mismatch", subject=subject) is expected


@pytest.mark.parametrize(
    ("answer", "content_type", "context", "expected"),
    [
        (USER, "application/json; charset=utf-8", KNOWN, CLEAR),
        (USER, "text/html", KNOWN, E),
        (USER, "application/jwt", KNOWN, E),
        (jwt(), "application/jwt", KNOWN, CLEAR),
        (jwt(), "application/json", KNOWN, E),
        (jwt("iss"), "application/jwt", KNOWN, W),
        (jwt("aud"), "application/jwt", KNOWN, W),
        (jwt(iss="https://other.example"), "application/jwt", KNOWN, E),
        (jwt(aud="other"), "application/jwt", KNOWN, E),
        (jwt(), "application/jwt", {"issuer": ISSUER}, UNCHECKED),
        (jwt(), "application/jwt", {"client_id": CLIENT_ID}, UNCHECKED),
        (USER, "", KNOWN, UNCHECKED),
    ],
)
def test_userinfo_signed(
    answer: Any, content_type: str, context: dict[str, Any], expected: Said
) -> None:
    exchange = typed(content_type) if content_type else None
    assert said(UI, answer, "userinfo-signed", exchange=exchange, **context) is expected


@pytest.mark.parametrize(
    ("answer", "issuer", "expected"),
    [
        (USER, ISSUER, NA),
        (SIGNED, ISSUER, CLEAR),
        (SIGNED, f"{ISSUER}/", E),
        (jwt(iss="https://other.example"), ISSUER, E),
        (SIGNED, "", UNCHECKED),
    ],
)
def test_the_issuer_of_userinfo(answer: Any, issuer: str, expected: Said) -> None:
    assert said(UI, answer, "iss-mismatch", issuer=issuer) is expected
