from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from practice.provider_bench import API, ISSUER, REDIRECT_URI, VERIFIER, basic, body

if TYPE_CHECKING:
    from practice.provider_bench import Bench

INACTIVE = {"active": False}


@pytest.mark.parametrize("resource", [API, "urn:practice:opaque"])
def test_the_api_learns_all_about_its_token(bench: Bench, resource: str) -> None:
    token = bench.tokens(scope="openid summarize:write", resource=resource)["access_token"]
    answer = bench.introspect(token)
    assert answer.pop("jti")
    assert answer == {
        "active": True,
        "iss": ISSUER,
        "sub": "usr-4f1c2a",
        "username": "alice",
        "aud": resource,
        "client_id": "desktop-app",
        "token_type": "Bearer",
        "scope": "openid summarize:write",
        "iat": 1_700_000_000,
        "exp": 1_700_000_300,
    }


def test_a_client_may_ask_about_its_own_tokens_only(bench: Bench) -> None:
    own = body(bench.machine_token())["access_token"]
    assert bench.introspect(own, "legacy-batch")["active"] is True
    assert bench.introspect(bench.tokens()["access_token"], "legacy-batch") == INACTIVE
    assert "does not speak for" in bench.core.refusals[-1].description


def test_a_refresh_token_is_shown_to_its_own_client_only(bench: Bench) -> None:
    assert bench.introspect(bench.tokens()["refresh_token"]) == INACTIVE


def test_a_client_may_ask_about_its_own_refresh_token(bench: Bench) -> None:
    headers = basic("web-app", bench.secret("web-app"))
    code = bench.sign_in(client_id="web-app", scope="openid offline_access")["code"]
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": REDIRECT_URI,
        "code_verifier": VERIFIER,
    }
    token = body(bench.post("/token", form, headers))["refresh_token"]
    answer = bench.introspect(token, "web-app")
    assert answer == {"active": True, "client_id": "web-app", "exp": 1_700_000_000 + 8 * 3600}
    form = {"grant_type": "refresh_token", "refresh_token": token}
    fresh = body(bench.post("/token", form, headers))["refresh_token"]
    assert bench.introspect(token, "web-app") == INACTIVE
    bench.clock.advance(8 * 3600)
    assert bench.introspect(fresh, "web-app") == INACTIVE


@pytest.mark.parametrize("how", ["expired", "unknown", "id token", "changed", "revoked"])
def test_a_token_that_is_no_good_is_inactive_and_nothing_more(bench: Bench, how: str) -> None:
    tokens = bench.tokens()
    token = tokens["access_token"]
    if how == "expired":
        bench.clock.advance(300)
    elif how == "unknown":
        token = "unheard-of"
    elif how == "id token":
        token = tokens["id_token"]
    elif how == "changed":
        token = token[:-4] + ("AAAA" if not token.endswith("AAAA") else "BBBB")
    else:
        bench.post("/revoke", {"token": tokens["refresh_token"], "client_id": "desktop-app"})
    assert bench.introspect(token) == INACTIVE
    assert bench.core.refusals[-1].error == "inactive"


def test_it_is_for_authenticated_clients(bench: Bench) -> None:
    anonymous = bench.post("/introspect", {"token": "x"})
    public = bench.post("/introspect", {"token": "x", "client_id": "desktop-app"})
    assert anonymous.status == public.status == 401
    assert "public client may not introspect" in body(public)["error_description"]


def test_it_needs_a_token(bench: Bench) -> None:
    headers = basic("summary-api", bench.secret("summary-api"))
    response = bench.post("/introspect", {"token_type_hint": "access_token"}, headers)
    assert response.status == 400
    assert "token is missing" in body(response)["error_description"]
