"""Only the JSON value true means active."""

import pytest

from fakes.sender import exchange_of, json_response, text_response
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.exchange import HttpResponse
from oidc_workbench.oauth.introspection import (
    Introspection,
    NotIntrospectable,
    introspection_request,
    read_introspection,
)
from oidc_workbench.oauth.oauth_error import OAuthError
from oidc_workbench.secret import Secret


def test_the_request() -> None:
    request = introspection_request("https://as.example/i", Secret("t0k"), "access_token")
    assert request.params == (("token", "t0k"), ("token_type_hint", "access_token"))
    assert introspection_request("https://as.example/i", Secret("t")).params == (("token", "t"),)


@pytest.mark.parametrize(
    ("value", "active"),
    [(True, True), (False, False), ("true", False), (1, False), (None, False), ({}, False)],
)
def test_active(value: object, active: bool) -> None:
    answer = read_introspection(exchange_of(json_response({"active": value, "scope": "a"})))
    assert isinstance(answer, Introspection)
    assert answer.active is active
    assert answer.claims["scope"] == "a"


def test_a_token_the_server_keeps_no_state_of() -> None:
    response = json_response({"error": "unsupported_token_type"}, 400)
    answer = read_introspection(exchange_of(response))
    assert isinstance(answer, NotIntrospectable)
    assert "not introspectable here" in answer.reason


def test_a_refusal_is_a_value() -> None:
    answer = read_introspection(exchange_of(HttpResponse(403)))
    assert isinstance(answer, OAuthError)
    assert answer.status == 403


@pytest.mark.parametrize(
    ("response", "code"),
    [
        (json_response({}), "introspection-incomplete"),
        (HttpResponse(303), "redirect-not-followed"),
        (
            text_response("eyJ.eyJ.s", media_type="application/token-introspection+jwt"),
            "introspection-signed",
        ),
        (text_response("<html>"), "html-answer"),
    ],
)
def test_an_answer_that_says_nothing(response: HttpResponse, code: str) -> None:
    with pytest.raises(WorkbenchError) as caught:
        read_introspection(exchange_of(response))
    assert caught.value.code == code
