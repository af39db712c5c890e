"""Registration requests and answers: what is sent, what is read, what stays out of sight."""

import json

import pytest

from fakes.sender import exchange_of, json_response, text_response
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.exchange import Exchange, HttpResponse
from oidc_workbench.oauth.oauth_error import OAuthError
from oidc_workbench.oauth.registration import (
    Registration,
    delete_request,
    read_deletion,
    read_registration,
    read_request,
    read_update,
    registration_hint,
    registration_request,
    update_request,
)
from oidc_workbench.redaction.exchanges import redacted
from oidc_workbench.secret import Secret

_URI = "https://as.example/reg/c1"
_TOKEN = Secret("reg-t0ken")
_ANSWER: dict[str, object] = {
    "client_id": "c1",
    "client_id_issued_at": 1_700_000_000,
    "client_secret": "s3cret-of-the-client",
    "client_secret_expires_at": 0,
    "registration_access_token": "r4t-of-the-client",
    "registration_client_uri": _URI,
    "client_name": "Job",
    "jwks": {"keys": [{"kty": "EC"}, 1]},
    "odd": None,
}


def _read(**changes: object) -> Registration:
    found = read_registration(exchange_of(json_response(_ANSWER | changes, 201)))
    assert isinstance(found, Registration)
    return found


def test_a_registration_is_sent_as_json() -> None:
    request = registration_request("https://as.example/reg", {"client_name": "Jöb"}, _TOKEN)
    assert (request.method, request.url) == ("POST", "https://as.example/reg")
    assert json.loads(request.body) == {"client_name": "Jöb"}
    headers = dict(request.headers)
    assert headers["Content-Type"] == "application/json"
    assert headers["Authorization"] == "Bearer reg-t0ken"
    assert "Authorization" not in dict(registration_request("https://as.example/reg", {}).headers)


def test_reading_and_deleting_send_the_token_and_no_body() -> None:
    for request, method in (
        (read_request(_URI, _TOKEN), "GET"),
        (delete_request(_URI, _TOKEN), "DELETE"),
    ):
        assert (request.method, request.url, request.body) == (method, _URI, b"")
        assert dict(request.headers)["Authorization"] == "Bearer reg-t0ken"


def test_an_update_sends_everything_back_but_what_the_server_decides() -> None:
    request = update_request(_URI, _TOKEN, _read(), {"jwks": {"keys": []}})
    assert request.method == "PUT"
    assert json.loads(request.body) == {
        "client_id": "c1",
        "client_name": "Job",
        "jwks": {"keys": []},
    }
    request = update_request(_URI, _TOKEN, _read(), {"jwks": None, "jwks_uri": "https://k/"})
    assert json.loads(request.body) == {
        "client_id": "c1",
        "client_name": "Job",
        "jwks_uri": "https://k/",
    }


@pytest.mark.parametrize("name", ["client_id", "client_secret", "registration_access_token"])
def test_what_the_server_decides_is_not_changed(name: str) -> None:
    with pytest.raises(WorkbenchError) as caught:
        update_request(_URI, _TOKEN, _read(), {name: "x"})
    assert caught.value.code == "registration-member-fixed"


@pytest.mark.parametrize("token", ["two words", "line\r\nbreak: x", "", "ümlaut", '"quoted"'])
def test_a_token_that_is_no_bearer_token_is_not_sent(token: str) -> None:
    with pytest.raises(WorkbenchError) as caught:
        read_request(_URI, Secret(token))
    assert caught.value.code == "registration-token-malformed"
    assert not token or token not in str(caught.value)


def test_blanks_around_a_token_are_dropped() -> None:
    assert dict(read_request(_URI, Secret(" t0k\n")).headers)["Authorization"] == "Bearer t0k"


def test_an_answer_is_read() -> None:
    found = _read()
    assert found.client_id == "c1"
    assert found.client_secret == Secret("s3cret-of-the-client")
    assert found.access_token == Secret("r4t-of-the-client")
    assert (found.uri, found.issued_at, found.secret_expires_at) == (_URI, 1_700_000_000, 0)
    assert found.metadata == {"client_name": "Job", "jwks": _ANSWER["jwks"], "odd": None}
    assert found.keys == ({"kty": "EC"},)
    assert (found.text("client_name"), found.text("odd"), found.text("nothing")) == ("Job", "", "")


def test_nothing_secret_is_in_its_repr_or_in_a_redacted_exchange() -> None:
    response = json_response(_ANSWER | {"echo": "r4t-of-the-client s3cret-of-the-client"})
    request = update_request(_URI, Secret("old-t0ken-of-it"), _read(), {})
    shown = redacted(Exchange(request, response, 0.0, 0.0))
    assert shown.response is not None
    told = f"{_read()!r}{shown.request.headers}{shown.request.body!r}{shown.response.text()}"
    for secret in ("r4t-of-the-client", "s3cret-of-the-client", "old-t0ken-of-it"):
        assert secret not in told


@pytest.mark.parametrize(
    ("value", "read"),
    [(17.5, 17.5), ("17", None), (True, None), (float("inf"), None), (10**400, None), (None, None)],
)
def test_odd_times_are_read_or_left_out(value: object, read: float | None) -> None:
    response = HttpResponse(200, (), json.dumps(_ANSWER | {"client_id_issued_at": value}).encode())
    found = read_registration(exchange_of(response))
    assert isinstance(found, Registration)
    assert found.issued_at == read


def test_members_of_the_wrong_kind_are_as_if_absent() -> None:
    found = _read(client_secret=7, registration_access_token="", registration_client_uri=[], jwks=1)
    assert (found.client_secret, found.access_token, found.uri, found.keys) == (None, None, "", ())
    for keys in ("none", 5, True, {"kid": 1}, None):
        assert _read(jwks={"keys": keys}).keys == ()


def test_a_text_that_is_no_unicode_goes_back_as_it_came() -> None:
    found = read_registration(exchange_of(json_response(_ANSWER | {"client_name": "\ud800 Jöb"})))
    assert isinstance(found, Registration)
    request = update_request(_URI, _TOKEN, found, {})
    assert json.loads(request.body)["client_name"] == "\ud800 Jöb"


@pytest.mark.parametrize("answer", [{}, {"client_id": ""}, {"client_id": 7}])
def test_an_answer_without_a_client_id_is_no_registration(answer: dict[str, object]) -> None:
    with pytest.raises(WorkbenchError) as caught:
        read_registration(exchange_of(json_response(answer)))
    assert caught.value.code == "registration-incomplete"


def test_the_registration_of_another_client_is_not_taken() -> None:
    with pytest.raises(WorkbenchError) as caught:
        read_registration(exchange_of(json_response(_ANSWER)), "c2")
    assert caught.value.code == "registration-of-another"


@pytest.mark.parametrize(
    ("response", "error"),
    [
        (json_response({"error": "invalid_client_metadata"}, 400), "invalid_client_metadata"),
        (HttpResponse(403), ""),
        (text_response("<html>", 405), ""),
        (HttpResponse(401), ""),
    ],
)
def test_refusals_are_values_with_advice(response: HttpResponse, error: str) -> None:
    for read in (read_registration, lambda e: read_update(e, "c1"), read_deletion):
        found = read(exchange_of(response))
        assert isinstance(found, OAuthError)
        assert (found.error, found.status) == (error, response.status)
        assert registration_hint(found).endswith(".")


def test_a_refusal_of_the_token_is_said_to_be_about_the_token() -> None:
    for error in (OAuthError("invalid_token", status=401), OAuthError("", status=403)):
        assert "token for registering" in registration_hint(error)
    assert registration_hint(OAuthError("temporarily_unavailable")).startswith("The provider is")


@pytest.mark.parametrize(
    ("response", "code"),
    [
        (HttpResponse(200), "empty-answer"),
        (text_response("<html></html>"), "html-answer"),
        (HttpResponse(302, (("Location", "https://evil.example/"),)), "redirect-not-followed"),
        (HttpResponse(200, body=b"[]"), "not-json"),
    ],
)
def test_an_unreadable_success_is_said(response: HttpResponse, code: str) -> None:
    with pytest.raises(WorkbenchError) as caught:
        read_registration(exchange_of(response))
    assert caught.value.code == code


def test_an_update_may_be_answered_without_a_word() -> None:
    assert read_update(exchange_of(HttpResponse(204)), "c1") is None
    assert read_update(exchange_of(HttpResponse(200)), "c1") is None
    assert isinstance(read_update(exchange_of(json_response(_ANSWER)), "c1"), Registration)
    assert read_deletion(exchange_of(HttpResponse(204))) is None
