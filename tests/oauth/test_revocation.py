"""A revocation is taken, impossible, or refused."""

import pytest

from fakes.sender import exchange_of, json_response
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.exchange import HttpResponse
from oidc_workbench.oauth.oauth_error import OAuthError
from oidc_workbench.oauth.revocation import (
    NotRevocable,
    Revoked,
    read_revocation,
    revocation_request,
)
from oidc_workbench.secret import Secret


def test_the_request() -> None:
    request = revocation_request("https://as.example/r", Secret("t0k"), "refresh_token")
    assert request.params == (("token", "t0k"), ("token_type_hint", "refresh_token"))


@pytest.mark.parametrize("status", [200, 204])
def test_taken(status: int) -> None:
    response = HttpResponse(status, (), b"whatever")
    assert read_revocation(exchange_of(response)) == Revoked()


def test_impossible() -> None:
    response = json_response({"error": "unsupported_token_type"}, 400)
    assert isinstance(read_revocation(exchange_of(response)), NotRevocable)


def test_refused() -> None:
    assert isinstance(read_revocation(exchange_of(HttpResponse(503))), OAuthError)


def test_a_redirect_is_not_followed() -> None:
    with pytest.raises(WorkbenchError) as caught:
        read_revocation(exchange_of(HttpResponse(302)))
    assert caught.value.code == "redirect-not-followed"
