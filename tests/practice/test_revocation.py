from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from practice.provider_bench import basic, body

if TYPE_CHECKING:
    from oidc_workbench.exchange import HttpResponse
    from practice.provider_bench import Bench


def revoke(bench: Bench, token: str) -> HttpResponse:
    return bench.post("/revoke", {"token": token, "client_id": "desktop-app"})


def test_with_the_refresh_token_goes_the_whole_grant(bench: Bench) -> None:
    tokens = bench.tokens()
    assert revoke(bench, tokens["refresh_token"]).status == 200
    assert bench.introspect(tokens["access_token"]) == {"active": False}
    assert bench.refresh(tokens["refresh_token"]).status == 400


@pytest.mark.parametrize("resource", ["http://127.0.0.1:4711/api", "urn:practice:opaque"])
def test_an_access_token_goes_alone(bench: Bench, resource: str) -> None:
    tokens = bench.tokens(resource=resource)
    assert revoke(bench, tokens["access_token"]).status == 200
    assert bench.introspect(tokens["access_token"]) == {"active": False}
    assert bench.refresh(tokens["refresh_token"]).status == 200


@pytest.mark.parametrize("token", ["unknown", "a.b.c", "e30.e30.x"])
def test_an_unknown_token_is_as_good_as_revoked(bench: Bench, token: str) -> None:
    response = revoke(bench, token)
    assert (response.status, response.body) == (200, b"")


@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
def test_nobody_revokes_anothers_token(bench: Bench, kind: str) -> None:
    tokens = bench.tokens()
    headers = basic("legacy-batch", bench.secret("legacy-batch"))
    response = bench.post("/revoke", {"token": tokens[kind]}, headers)
    assert (response.status, body(response)["error"]) == (400, "unauthorized_client")
    assert bench.introspect(tokens["access_token"])["active"] is True


def test_it_authenticates_and_needs_a_token(bench: Bench) -> None:
    assert bench.post("/revoke", {"token": "x"}).status == 401
    assert bench.post("/revoke", {"client_id": "desktop-app"}).status == 400
