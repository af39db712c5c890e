"""The front channel: what is asked, and which answers count."""

from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.oauth.authorization import (
    AuthorizationRequest,
    AuthorizationResponse,
    NotOurs,
    read_callback,
)
from oidc_workbench.oauth.metadata import ProviderMetadata
from oidc_workbench.oauth.oauth_error import OAuthError

_ISSUER = "https://as.example"
_REDIRECT = "http://127.0.0.1:49152/callback"
_STATE = "af0ifjsldkj-our-own-state"
_REQUEST = AuthorizationRequest(
    "s6BhdRkqt3", _REDIRECT, ("openid", "a/b c"), _STATE, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuG"
)
_PLAIN = ProviderMetadata(_ISSUER, f"{_ISSUER}/md", {})
_PROMISES_ISS = ProviderMetadata(_ISSUER, f"{_ISSUER}/md", {}, iss_in_response=True)


def _query(url: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(url).query, keep_blank_values=True)


def _callback(pairs: dict[str, str] | list[tuple[str, str]]) -> str:
    return f"{_REDIRECT}?{urlencode(pairs)}"


def test_the_least_request() -> None:
    assert _query(_REQUEST.url("https://as.example/authorize")) == [
        ("response_type", "code"),
        ("client_id", "s6BhdRkqt3"),
        ("redirect_uri", _REDIRECT),
        ("scope", "openid a/b c"),
        ("state", _STATE),
        ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuG"),
        ("code_challenge_method", "S256"),
    ]


def test_the_fullest_request() -> None:
    request = AuthorizationRequest(
        "c",
        _REDIRECT,
        ("openid",),
        "s",
        "ch",
        nonce="n",
        resources=("https://a.example", "https://b.example"),
        prompt="login",
        max_age=0,
        response_mode="form_post",
        extra=(("ui_locales", "de"),),
    )
    pairs = _query(request.url("https://as.example/authorize"))
    assert pairs[-1] == ("ui_locales", "de")
    assert ("response_mode", "form_post") in pairs
    assert ("nonce", "n") in pairs
    assert ("prompt", "login") in pairs
    assert ("max_age", "0") in pairs
    assert [value for name, value in pairs if name == "resource"] == [
        "https://a.example",
        "https://b.example",
    ]


def test_the_endpoints_own_query_stays_and_its_fragment_goes() -> None:
    url = _REQUEST.url("https://as.example/authorize?tenant=a%20b#top")
    assert url.startswith("https://as.example/authorize?tenant=a%20b&response_type=code")
    assert "#" not in url
    assert quote("openid a/b c", safe="") in url


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_value_breaks_out_of_its_parameter(client_id: str, scope: str) -> None:
    request = AuthorizationRequest(client_id, _REDIRECT, (scope,), "s", "c", extra=(("x", "y"),))
    pairs = dict(_query(request.url("https://as.example/authorize")))
    assert pairs.get("client_id", "") == client_id
    assert pairs.get("scope", "") == scope
    assert set(pairs) <= {
        *("response_type", "client_id", "redirect_uri", "scope", "state"),
        *("code_challenge", "code_challenge_method", "x"),
    }


def test_the_right_answer_in_the_query() -> None:
    url = _callback({"code": "SplxlOBeZQQYbYS6WxSbIA", "state": _STATE, "iss": _ISSUER})
    answer = read_callback(url, b"", _REQUEST, _PROMISES_ISS)
    assert isinstance(answer, AuthorizationResponse)
    assert answer.code.reveal() == "SplxlOBeZQQYbYS6WxSbIA"
    assert answer.issuer == _ISSUER
    assert "Splx" not in repr(answer)


def test_the_right_answer_as_form_post() -> None:
    body = urlencode({"code": "c0de", "state": _STATE}).encode()
    answer = read_callback(_REDIRECT, body, _REQUEST, _PLAIN)
    assert isinstance(answer, AuthorizationResponse)
    assert answer.code.reveal() == "c0de"


def test_a_pasted_url_may_carry_blanks_around_it() -> None:
    url = f"  {_callback({'code': 'c', 'state': _STATE})}\n"
    assert isinstance(read_callback(url, b"", _REQUEST, _PLAIN), AuthorizationResponse)


@pytest.mark.parametrize(
    ("url", "body"),
    [
        (_REDIRECT, b""),
        ("", b""),
        ("not a url", b""),
        ("http://[broken", b""),
        (_callback({"code": "c"}), b""),
        (_callback({"code": "c", "state": "another"}), b""),
        (_callback({"code": "c", "state": ""}), b""),
        (_callback({"code": "c", "state": _STATE[:-1]}), b""),
        (_callback({"code": "c", "state": _STATE.upper()}), b""),
        (_callback({"code": "c", "state": "\udc80".encode("utf-8", "replace").decode()}), b""),
        (f"{_REDIRECT}?state=\udc80", b""),
        (_callback({"error": "access_denied"}), b""),
        (_REDIRECT, b"\xff\xfe=\x00"),
        (_REDIRECT + "?" + "a=b&" * 500 + f"state={_STATE}&code=c", b""),
    ],
)
def test_what_is_not_ours_never_ends_the_waiting(url: str, body: bytes) -> None:
    answer = read_callback(url, body, _REQUEST, _PLAIN)
    assert isinstance(answer, NotOurs)
    assert answer.reason


def test_a_stray_error_is_told_but_does_not_count() -> None:
    answer = read_callback(_callback({"error": "access_denied\x1b[2J"}), b"", _REQUEST, _PLAIN)
    assert isinstance(answer, NotOurs)
    assert answer.reason.endswith("It said access_denied [2J.")


def test_a_refusal_is_a_value() -> None:
    pairs = {
        "error": "access_denied",
        "error_description": "no\r\nthank\u202eyou" + "x" * 2000,
        "state": _STATE,
    }
    answer = read_callback(_callback(pairs), b"", _REQUEST, _PLAIN)
    assert isinstance(answer, OAuthError)
    assert answer.error == "access_denied"
    assert answer.description.startswith("no thank youx")
    assert len(answer.description) == 500
    assert "access_denied" in answer.message
    assert "consent" in answer.hint


@pytest.mark.parametrize(
    ("pairs", "metadata", "code"),
    [
        ([("code", "a"), ("code", "b"), ("state", _STATE)], _PLAIN, "callback-repeats-parameter"),
        ([("code", "a"), ("code", "a"), ("state", _STATE)], _PLAIN, "callback-repeats-parameter"),
        ([("code", "a"), ("state", _STATE), ("state", "x")], _PLAIN, "callback-repeats-parameter"),
        (
            [("code", "a"), ("state", _STATE), ("access_token", "t")],
            _PLAIN,
            "callback-token-in-url",
        ),
        ([("id_token", "t"), ("state", _STATE)], _PLAIN, "callback-token-in-url"),
        ([("state", _STATE)], _PLAIN, "callback-without-code"),
        ([("state", _STATE), ("code", "")], _PLAIN, "callback-without-code"),
        ([("code", "a"), ("state", _STATE), ("iss", "https://evil.example")], _PLAIN, None),
        ([("code", "a"), ("state", _STATE), ("iss", _ISSUER + "/")], _PROMISES_ISS, None),
        ([("error", "access_denied"), ("state", _STATE), ("iss", "x")], _PLAIN, None),
        ([("code", "a"), ("state", _STATE), ("iss", "")], _PLAIN, None),
        ([("code", "a"), ("state", _STATE)], _PROMISES_ISS, "callback-iss-missing"),
        ([("error", "x"), ("state", _STATE)], _PROMISES_ISS, "callback-iss-missing"),
    ],
)
def test_ours_but_unusable(
    pairs: list[tuple[str, str]], metadata: ProviderMetadata, code: str | None
) -> None:
    with pytest.raises(WorkbenchError) as caught:
        read_callback(_callback(pairs), b"", _REQUEST, metadata)
    assert caught.value.code == (code or "callback-iss-mismatch")


def test_a_token_in_a_pasted_fragment_is_noticed() -> None:
    url = f"{_REDIRECT}#{urlencode({'access_token': 't', 'state': _STATE})}"
    with pytest.raises(WorkbenchError) as caught:
        read_callback(url, b"", _REQUEST, _PLAIN)
    assert caught.value.code == "callback-token-in-url"


def test_query_and_form_may_not_contradict_each_other() -> None:
    body = urlencode({"code": "b", "state": _STATE}).encode()
    url = _callback({"code": "a", "state": _STATE})
    with pytest.raises(WorkbenchError, match="code, state"):
        read_callback(url, body, _REQUEST, _PLAIN)
