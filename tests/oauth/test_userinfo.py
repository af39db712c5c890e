"""UserInfo is about the subject of the ID token, or about nobody."""

import pytest

from fakes.sender import exchange_of, json_response, text_response
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.exchange import HttpResponse
from oidc_workbench.oauth.protected_resource import ResourceAnswer
from oidc_workbench.oauth.userinfo import (
    UserInfo,
    read_userinfo,
    require_same_subject,
    userinfo_request,
)
from oidc_workbench.secret import Secret


def test_the_request() -> None:
    request = userinfo_request("https://as.example/me", Secret("t0k"))
    assert request.method == "GET"
    assert ("Authorization", "Bearer t0k") in request.headers


def test_claims() -> None:
    info = read_userinfo(exchange_of(json_response({"sub": "248289761001", "name": "Jane"})))
    assert isinstance(info, UserInfo)
    assert info.sub == "248289761001"
    require_same_subject(info, "248289761001")
    assert "Jane" not in repr(info)


@pytest.mark.parametrize("claims", [{}, {"sub": "248289761002"}, {"sub": 248289761001}])
def test_somebody_else(claims: dict[str, object]) -> None:
    with pytest.raises(WorkbenchError) as caught:
        require_same_subject(UserInfo(claims), "248289761001")
    assert caught.value.code == "userinfo-sub-mismatch"


def test_a_jwt_is_not_believed() -> None:
    response = text_response("eyJ.eyJ.sig\n", media_type="application/jwt; charset=utf-8")
    info = read_userinfo(exchange_of(response))
    assert isinstance(info, UserInfo)
    assert info.jwt == Secret("eyJ.eyJ.sig")
    assert info.claims == {}


def test_a_refusal_is_a_value() -> None:
    headers = (("WWW-Authenticate", 'Bearer error="invalid_token"'),)
    answer = read_userinfo(exchange_of(HttpResponse(401, headers)))
    assert isinstance(answer, ResourceAnswer)
    assert answer.error == "invalid_token"


@pytest.mark.parametrize(
    ("response", "code"),
    [
        (HttpResponse(302), "redirect-not-followed"),
        (text_response("<html>"), "html-answer"),
        (HttpResponse(200), "empty-answer"),
        (
            HttpResponse(200, (("Content-Type", "application/jwt"),), b"eyJ", truncated=True),
            "answer-too-large",
        ),
    ],
)
def test_a_success_that_is_none(response: HttpResponse, code: str) -> None:
    with pytest.raises(WorkbenchError) as caught:
        read_userinfo(exchange_of(response))
    assert caught.value.code == code
