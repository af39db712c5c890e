"""What is sent to the token endpoint, and how its answers are read."""

from urllib.parse import parse_qsl

import pytest

from fakes.sender import exchange_of, json_response, text_response
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.exchange import Exchange, HttpRequest, HttpResponse
from oidc_workbench.oauth.oauth_error import OAuthError
from oidc_workbench.oauth.token import (
    TokenResponse,
    authorization_code_request,
    client_credentials_request,
    read_token_response,
    refresh_request,
)
from oidc_workbench.secret import Secret

_ENDPOINT = "https://as.example/token"


def test_redeeming_a_code() -> None:
    request = authorization_code_request(
        _ENDPOINT, Secret("c0de"), "http://127.0.0.1:1/cb", Secret("v"), ("https://a", "https://b")
    )
    assert parse_qsl(request.to_http("x").body.decode()) == [
        ("grant_type", "authorization_code"),
        ("code", "c0de"),
        ("redirect_uri", "http://127.0.0.1:1/cb"),
        ("code_verifier", "v"),
        ("resource", "https://a"),
        ("resource", "https://b"),
    ]
    assert "c0de" not in repr(request)


def test_asking_for_oneself() -> None:
    request = client_credentials_request(_ENDPOINT, ("a:b", "c"), ("https://api.example/",))
    assert request.params == (
        ("grant_type", "client_credentials"),
        ("scope", "a:b c"),
        ("resource", "https://api.example/"),
    )
    assert client_credentials_request(_ENDPOINT, (), ("",)).params == request.params[:1]


def test_refreshing() -> None:
    request = refresh_request(_ENDPOINT, Secret("r3fresh"), ("a",), ("https://api.example/",))
    assert request.params == (
        ("grant_type", "refresh_token"),
        ("refresh_token", "r3fresh"),
        ("scope", "a"),
        ("resource", "https://api.example/"),
    )


def _read(**members: object) -> TokenResponse:
    answer = read_token_response(exchange_of(json_response({"access_token": "t"} | members)))
    assert isinstance(answer, TokenResponse)
    return answer


def test_a_full_answer() -> None:
    answer = _read(
        access_token="acc3ss-value",
        token_type="bEaReR",
        expires_in=300,
        scope="a  b",
        refresh_token="r3fresh-value",
        id_token="1d.t0k.en",
    )
    assert answer.access_token == Secret("acc3ss-value")
    assert answer.is_bearer
    assert answer.expires_in == 300
    assert answer.scope == ("a", "b")
    assert answer.refresh_token == Secret("r3fresh-value")
    assert answer.id_token == Secret("1d.t0k.en")
    for secret in ("acc3ss", "r3fresh", "1d.t0k"):
        assert secret not in repr(answer)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (60, 60.0),
        (59.5, 59.5),
        ("3600", 3600.0),
        ("1h", None),
        (True, None),
        (None, None),
        (-1, None),
        ("nan", None),
        ("inf", None),
        (10**400, None),
        ([60], None),
    ],
)
def test_expires_in_as_servers_send_it(value: object, seconds: float | None) -> None:
    assert _read(expires_in=value).expires_in == seconds


@pytest.mark.parametrize(
    ("value", "scope"),
    [("", ()), (None, None), (["a", 1, "b"], ("a", "b")), (7, None)],
)
def test_scope_as_servers_send_it(value: object, scope: tuple[str, ...] | None) -> None:
    assert _read(scope=value).scope == scope


def test_a_missing_token_type_is_seen() -> None:
    assert _read().token_type == ""
    assert not _read().is_bearer
    assert not _read(token_type="DPoP").is_bearer


@pytest.mark.parametrize(
    ("response", "error", "said"),
    [
        (json_response({"error": "invalid_grant"}, 400), "invalid_grant", "invalid_grant"),
        (json_response({"error": "invalid_code"}, 403), "invalid_code", "status 403"),
        (json_response({"error": "invalid_client"}, 200), "invalid_client", "invalid_client"),
        (HttpResponse(403), "", "status 403 and no reason"),
        (HttpResponse(401, (), b""), "", "status 401 and no reason"),
        (text_response("<html>oops", 500), "", "status 500 and no reason"),
        (text_response("go\x00 away", 400, "text/plain"), "", "status 400: “go away”"),
        (json_response({"error": 7, "error_description": "x"}, 400), "", "“x”"),
        (json_response([1], 400), "", "status 400 and no reason"),
        (HttpResponse(400, (), b'{"error":"cut', truncated=True), "", "status 400"),
    ],
)
def test_a_refusal_is_a_value_however_it_looks(
    response: HttpResponse, error: str, said: str
) -> None:
    answer = read_token_response(exchange_of(response))
    assert isinstance(answer, OAuthError)
    assert answer.error == error
    assert said in answer.message
    assert answer.message.endswith(".")
    assert answer.hint.endswith(".")


@pytest.mark.parametrize(
    ("response", "code"),
    [
        (HttpResponse(302, (("Location", "https://x.example/"),)), "redirect-not-followed"),
        (HttpResponse(307), "redirect-not-followed"),
        (json_response({"token_type": "Bearer"}), "token-response-incomplete"),
        (json_response({"access_token": ""}), "token-response-incomplete"),
        (json_response({"access_token": ["t"]}), "token-response-incomplete"),
        (HttpResponse(204), "empty-answer"),
        (text_response("<html>"), "html-answer"),
        (text_response("access_token=t&token_type=bearer", 200, "text/plain"), "not-json"),
        (HttpResponse(200, (), b'{"access_token":"t"}', truncated=True), "answer-too-large"),
    ],
)
def test_a_success_that_is_none(response: HttpResponse, code: str) -> None:
    with pytest.raises(WorkbenchError) as caught:
        read_token_response(exchange_of(response))
    assert caught.value.code == code


def test_no_answer_at_all() -> None:
    with pytest.raises(WorkbenchError, match=r"as\.example"):
        read_token_response(Exchange(HttpRequest("POST", _ENDPOINT), None, 0.0, 0.0))
