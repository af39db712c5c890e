"""What an API answers to a bearer token, in the words of its challenge."""

import pytest

from fakes.sender import exchange_of, json_response
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.exchange import Headers, HttpResponse
from oidc_workbench.oauth.protected_resource import (
    ResourceAnswer,
    bearer_request,
    challenges,
    read_resource_answer,
)
from oidc_workbench.secret import Secret


def _challenges(*values: str) -> list[tuple[str, dict[str, str]]]:
    headers = tuple(("WWW-Authenticate", value) for value in values)
    return [(c.scheme, dict(c.params)) for c in challenges(HttpResponse(401, headers))]


def _answer(status: int, *headers: tuple[str, str]) -> ResourceAnswer:
    return read_resource_answer(exchange_of(HttpResponse(status, headers)))


def test_the_token_goes_into_the_header() -> None:
    accept: Headers = (("Accept", "text/plain"),)
    request = bearer_request(
        "POST", "https://api.example/", Secret("t0k"), headers=accept, body=b"x"
    )
    assert request.headers == (("Authorization", "Bearer t0k"), ("Accept", "text/plain"))
    assert (request.method, request.body) == ("POST", b"x")


@pytest.mark.parametrize("token", ["", "a b", "a\r\nX-Injected: 1", "a\x00", "tökén", "a\x7f"])
def test_a_text_that_can_not_stand_in_a_header(token: str) -> None:
    with pytest.raises(WorkbenchError) as caught:
        bearer_request("GET", "https://api.example/", Secret(token))
    assert caught.value.code == "token-unsendable"
    assert not token or token not in str(caught.value)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], []),
        (["Bearer"], [("Bearer", {})]),
        (['Bearer realm="a, b"'], [("Bearer", {"realm": "a, b"})]),
        (["Bearer Error=x , SCOPE = y"], [("Bearer", {"error": "x", "scope": "y"})]),
        ([r'Bearer realm="say \"hi\""'], [("Bearer", {"realm": 'say "hi"'})]),
        (
            ['Basic realm="r", Bearer error="invalid_token"'],
            [("Basic", {"realm": "r"}), ("Bearer", {"error": "invalid_token"})],
        ),
        (["Basic, Bearer error=x"], [("Basic", {}), ("Bearer", {"error": "x"})]),
        (["Negotiate YWJj==, Bearer a=b"], [("Negotiate", {}), ("Bearer", {"a": "b"})]),
        (
            ['DPoP algs="ES256 PS256"', "Bearer"],
            [("DPoP", {"algs": "ES256 PS256"}), ("Bearer", {})],
        ),
        (['Bearer error="a", error="b"'], [("Bearer", {"error": "a"})]),
        (['Bearer realm="never ends'], [("Bearer", {"realm": "never ends"})]),
        ([", ,Bearer,"], [("Bearer", {})]),
        (['"""', "=", "\\"], []),
    ],
)
def test_challenges_as_servers_send_them(
    values: list[str], expected: list[tuple[str, dict[str, str]]]
) -> None:
    assert _challenges(*values) == expected


def test_a_hostile_challenge_is_read_in_bounds() -> None:
    assert len(_challenges("Bearer " * 100_000)) < 2000
    assert _challenges('"' * 100_000) == []
    assert _challenges("a=" * 100_000) == []


@pytest.mark.parametrize("status", [200, 201, 204])
def test_only_success_is_acceptance(status: int) -> None:
    answer = _answer(status)
    assert answer.accepted
    assert str(status) in answer.reason
    assert answer.hint == ""


@pytest.mark.parametrize("status", [301, 304, 400, 401, 403, 404, 500])
def test_everything_else_is_not(status: int) -> None:
    answer = _answer(status)
    assert not answer.accepted
    assert str(status) in answer.reason
    assert answer.hint.endswith(".")


def test_the_reason_comes_from_the_challenge_that_tells_one() -> None:
    told = 'Bearer error="insufficient_scope", scope="email:send a", error_description="too\tfew"'
    answer = _answer(403, ("WWW-Authenticate", 'Basic realm="x"'), ("www-authenticate", told))
    assert answer.error == "insufficient_scope"
    assert answer.scope == ("email:send", "a")
    assert answer.description == "too few"
    assert "email:send a" in answer.reason
    assert "Obtain a token with that scope" in answer.hint


def test_a_sender_constrained_resource_says_so() -> None:
    answer = _answer(401, ("WWW-Authenticate", 'DPoP error="use_dpop_nonce"'))
    assert "sender-constrained" in answer.hint


def test_the_body_is_never_taken_for_the_reason() -> None:
    response = json_response({"error": "insufficient_scope"}, 401)
    assert read_resource_answer(exchange_of(response)).error == ""
