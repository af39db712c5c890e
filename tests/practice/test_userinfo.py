from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from practice.provider_bench import bearer, body

if TYPE_CHECKING:
    from practice.provider_bench import Bench


@pytest.mark.parametrize(
    ("scope", "claims"),
    [
        ("openid", {"sub"}),
        ("openid email", {"sub", "email", "email_verified"}),
        (
            "openid profile summarize:write",
            {"sub", "name", "given_name", "family_name", "preferred_username"},
        ),
    ],
)
def test_scopes_decide_what_is_told(bench: Bench, scope: str, claims: set[str]) -> None:
    token = bench.tokens(scope=scope)["access_token"]
    assert set(body(bench.get("/userinfo", bearer(token)))) == claims
    assert bench.send("POST", "/userinfo", bearer(token)).status == 200


def test_the_subject_is_the_id_tokens(bench: Bench) -> None:
    token = bench.tokens()["access_token"]
    assert body(bench.get("/userinfo", bearer(token)))["sub"] == "usr-4f1c2a"


def test_a_token_without_openid_is_not_enough(bench: Bench) -> None:
    token = body(bench.machine_token())["access_token"]
    response = bench.get("/userinfo", bearer(token))
    assert response.status == 403
    assert 'scope="openid"' in (response.header("www-authenticate") or "")


def test_an_id_token_is_not_an_access_token(bench: Bench) -> None:
    response = bench.get("/userinfo", bearer(bench.tokens()["id_token"]))
    assert response.status == 401
    assert "This is an ID token" in body(response)["error_description"]


def test_a_revoked_token_is_refused(bench: Bench) -> None:
    token = bench.tokens()["access_token"]
    bench.post("/revoke", {"token": token, "client_id": "desktop-app"})
    response = bench.get("/userinfo", bearer(token))
    assert "revoked" in body(response)["error_description"]


def test_without_a_token_it_challenges(bench: Bench) -> None:
    response = bench.get("/userinfo")
    assert response.status == 401
    assert response.header("www-authenticate") == 'Bearer realm="practice"'
