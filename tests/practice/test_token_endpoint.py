"""The token endpoint: the table of its refusals, and what it issues."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oidc_workbench.exchange import FORM
from practice.provider_bench import (
    API,
    ISSUER,
    REDIRECT_URI,
    VERIFIER,
    Bench,
    basic,
    bearer,
    body,
)

if TYPE_CHECKING:
    from oidc_workbench.exchange import HttpResponse


def refused(response: HttpResponse, error: str, says: str, status: int = 400) -> None:
    document = body(response)
    assert (response.status, document["error"]) == (status, error), document
    assert says in document["error_description"]
    assert response.header("cache-control") == "no-store"


def test_a_code_gives_tokens(bench: Bench) -> None:
    response = bench.redeem(bench.sign_in()["code"])
    document = body(response)
    assert response.status == 200
    assert response.header("cache-control") == "no-store"
    assert set(document) == {
        "access_token", "token_type", "expires_in", "scope", "id_token", "refresh_token",
    }  # fmt: skip
    assert document["scope"] == "openid profile offline_access summarize:write"
    assert document["expires_in"] == 300


@pytest.mark.parametrize(
    ("changes", "error", "says"),
    [
        ({"grant_type": None}, "invalid_request", "grant_type is missing"),
        ({"grant_type": "password"}, "unsupported_grant_type", "is not offered here"),
        ({"grant_type": "client_credentials"}, "unauthorized_client", "may not use"),
        ({"code": None}, "invalid_request", "code is missing"),
        ({"code": "guessed"}, "invalid_grant", "unknown here"),
        ({"redirect_uri": None}, "invalid_grant", "redirect_uri is missing"),
        ({"redirect_uri": "http://127.0.0.1:1/callback"}, "invalid_grant", REDIRECT_URI),
        ({"code_verifier": None}, "invalid_grant", "code_verifier is missing"),
        ({"code_verifier": "w" * 43}, "invalid_grant", "does not match"),
        ({"code_verifier": "v" * 42}, "invalid_grant", "43 to 128"),
        ({"code_verifier": "v" * 129}, "invalid_grant", "43 to 128"),
        ({"code_verifier": "v" * 42 + "="}, "invalid_grant", "43 to 128"),
        ({"resource": "urn:practice:ping"}, "invalid_target", "was not granted"),
        ({"resource": "https://elsewhere.example"}, "invalid_target", "no resource"),
    ],
)
def test_a_code_is_refused(
    bench: Bench, changes: dict[str, str | None], error: str, says: str
) -> None:
    refused(bench.redeem(bench.sign_in()["code"], **changes), error, says)


def test_a_replayed_code_revokes_what_was_issued_for_it(bench: Bench) -> None:
    code = bench.sign_in()["code"]
    tokens = body(bench.redeem(code))
    refused(bench.redeem(code), "invalid_grant", "was used before")
    refused(bench.refresh(tokens["refresh_token"]), "invalid_grant", "revoked")
    assert bench.introspect(tokens["access_token"]) == {"active": False}
    assert bench.get("/userinfo", bearer(tokens["access_token"])).status == 401


def test_a_wrong_verifier_uses_the_code_up(bench: Bench) -> None:
    code = bench.sign_in()["code"]
    bench.redeem(code, code_verifier="w" * 43)
    refused(bench.redeem(code), "invalid_grant", "was used before")


@pytest.mark.parametrize(("age", "status"), [(59, 200), (60, 400)])
def test_a_code_lives_for_a_minute(bench: Bench, age: int, status: int) -> None:
    code = bench.sign_in()["code"]
    bench.clock.advance(age)
    assert bench.redeem(code).status == status


def test_another_clients_code_is_refused_and_not_used_up(bench: Bench) -> None:
    code = bench.sign_in()["code"]
    headers = basic("web-app", bench.secret("web-app"))
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT_URI}
    refused(bench.post("/token", form, headers), "invalid_grant", "not web-app's")
    assert bench.redeem(code).status == 200


@pytest.mark.parametrize(
    ("challenged", "verifier", "status"),
    [(True, VERIFIER, 200), (True, "", 400), (False, "", 200), (False, VERIFIER, 400)],
)
def test_pkce_of_a_confidential_client_is_not_downgraded(
    bench: Bench, *, challenged: bool, verifier: str, status: int
) -> None:
    without: dict[str, str | None] = {"code_challenge": None, "code_challenge_method": None}
    changes: dict[str, str | None] = {} if challenged else without
    code = bench.sign_in("alice", client_id="web-app", scope="openid", **changes)["code"]
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": REDIRECT_URI,
        "code_verifier": verifier,
    }
    response = bench.post("/token", form, basic("web-app", bench.secret("web-app")))
    assert response.status == status, response.text()


def test_refresh_tokens_rotate(bench: Bench) -> None:
    first = bench.tokens()
    second = body(bench.refresh(first["refresh_token"]))
    third = body(bench.refresh(second["refresh_token"]))
    assert len({t["refresh_token"] for t in (first, second, third)}) == 3
    assert third["scope"] == first["scope"]


def test_reuse_of_a_refresh_token_revokes_the_family(bench: Bench) -> None:
    first = bench.tokens()
    second = body(bench.refresh(first["refresh_token"]))
    refused(bench.refresh(first["refresh_token"]), "invalid_grant", "was used before")
    refused(bench.refresh(second["refresh_token"]), "invalid_grant", "revoked")
    assert bench.introspect(second["access_token"]) == {"active": False}


def test_reuse_is_noticed_after_hours_of_rotation(bench: Bench) -> None:
    first = tokens = bench.tokens()
    for _ in range(4):
        bench.clock.advance(2 * 3600)
        tokens = body(bench.refresh(tokens["refresh_token"]))
    refused(bench.refresh(first["refresh_token"]), "invalid_grant", "was used before")
    refused(bench.refresh(tokens["refresh_token"]), "invalid_grant", "revoked")


@pytest.mark.parametrize(
    ("changes", "error", "says"),
    [
        ({"refresh_token": ""}, "invalid_request", "refresh_token is missing"),
        ({"refresh_token": "guessed"}, "invalid_grant", "unknown here"),
        ({"scope": "openid email"}, "invalid_scope", "was not granted"),
        ({"scope": "openid nonsense"}, "invalid_scope", "not registered"),
    ],
)
def test_a_refresh_is_refused(bench: Bench, changes: dict[str, str], error: str, says: str) -> None:
    refused(bench.refresh(bench.tokens()["refresh_token"], **changes), error, says)


def test_a_refused_refresh_leaves_the_token_good(bench: Bench) -> None:
    token = bench.tokens()["refresh_token"]
    bench.refresh(token, scope="openid email")
    assert bench.refresh(token).status == 200


def test_a_refresh_token_expires(bench: Bench) -> None:
    token = bench.tokens()["refresh_token"]
    bench.clock.advance(8 * 3600)
    refused(bench.refresh(token), "invalid_grant", "expired")


def test_another_clients_refresh_token_is_refused(bench: Bench) -> None:
    form = {"grant_type": "refresh_token", "refresh_token": bench.tokens()["refresh_token"]}
    headers = basic("web-app", bench.secret("web-app"))
    refused(bench.post("/token", form, headers), "invalid_grant", "not web-app's")


def test_a_refresh_can_ask_for_less(bench: Bench) -> None:
    token = bench.tokens()["refresh_token"]
    less = body(bench.refresh(token, scope="summarize:write"))
    assert less["scope"] == "summarize:write"
    assert "id_token" not in less
    more = body(bench.refresh(less["refresh_token"]))
    assert "openid" in more["scope"]


def test_no_refresh_token_without_offline_access(bench: Bench) -> None:
    assert "refresh_token" not in bench.tokens(scope="openid")


def test_no_id_token_without_openid(bench: Bench) -> None:
    assert "id_token" not in bench.tokens(scope="summarize:write")


def test_a_machine_gets_an_access_token_and_nothing_else(bench: Bench) -> None:
    document = body(bench.machine_token(scope="email:send"))
    assert set(document) == {"access_token", "token_type", "expires_in", "scope"}
    assert document["scope"] == "email:send"


def test_without_scope_a_machine_gets_what_it_is_registered_for(bench: Bench) -> None:
    assert body(bench.machine_token())["scope"] == "summarize:write email:send"


def test_an_audience_only_token_has_no_scope(bench: Bench) -> None:
    document = body(bench.machine_token(resource="urn:practice:ping"))
    assert "scope" not in document


def test_an_opaque_token_can_not_be_read(bench: Bench) -> None:
    token = body(bench.machine_token(resource="urn:practice:opaque"))["access_token"]
    assert "." not in token
    assert bench.introspect(token)["aud"] == "urn:practice:opaque"


@pytest.mark.parametrize(
    ("form", "error", "says"),
    [
        ({"scope": "openid"}, "invalid_scope", "about a person"),
        ({"scope": "offline_access"}, "invalid_scope", "about a person"),
        ({"scope": "admin"}, "invalid_scope", "not registered"),
        ({"scope": "email:send", "resource": "urn:practice:ping"}, "invalid_scope", "nothing to"),
        ({"resource": "https://elsewhere.example"}, "invalid_target", "no resource"),
        ({"grant_type": "authorization_code"}, "unauthorized_client", "may not use"),
    ],
)
def test_a_machine_is_refused(bench: Bench, form: dict[str, str], error: str, says: str) -> None:
    refused(bench.machine_token(**form), error, says)


def test_one_token_is_not_opaque_and_a_jwt_at_once(bench: Bench) -> None:
    headers = basic("legacy-batch", bench.secret("legacy-batch"))
    form = [
        ("grant_type", "client_credentials"),
        ("resource", API),
        ("resource", "urn:practice:opaque"),
    ]
    refused(bench.post("/token", form, headers), "invalid_target", "name one resource")


def test_a_doubled_parameter_is_refused(bench: Bench) -> None:
    form = [("grant_type", "client_credentials"), ("scope", "a"), ("scope", "b")]
    refused(bench.post("/token", form), "invalid_request", "scope was sent more than once")


def test_parameters_stay_out_of_the_url(bench: Bench) -> None:
    response = bench.post("/token?grant_type=client_credentials", {})
    refused(response, "invalid_request", "never in the URL")


@pytest.mark.parametrize(
    ("media_type", "content", "says"),
    [
        ("application/json", b"{}", FORM),
        ("", b"grant_type=x", FORM),
        (FORM, b"\xff=1", "UTF-8"),
        (FORM, b"a=%ff", "UTF-8"),
        (FORM, b"&".join(b"a%d=1" % n for n in range(200)), "More than 100"),
    ],
)
def test_a_body_that_is_no_form_is_refused(
    bench: Bench, media_type: str, content: bytes, says: str
) -> None:
    headers = (("Content-Type", media_type),) if media_type else ()
    refused(bench.send("POST", "/token", headers, content), "invalid_request", says)


def test_refusals_are_logged_without_secrets(bench: Bench) -> None:
    code = bench.sign_in()["code"]
    bench.redeem(code, code_verifier="w" * 43)
    note = bench.core.refusals[-1]
    assert (note.path, note.client_id, note.error) == ("/token", "desktop-app", "invalid_grant")
    assert note.at == int(bench.clock.now())
    assert code not in repr(bench.core.refusals)
    assert ISSUER in bench.core.authority.issuer


def test_a_refused_secret_is_never_shown(bench: Bench) -> None:
    headers = basic("legacy-batch", "a-wrong-secret")
    response = bench.post("/token", {"grant_type": "client_credentials"}, headers)
    refused(response, "invalid_client", "secret of legacy-batch is wrong", 401)
    assert "a-wrong-secret" not in response.text() + repr(bench.core.refusals)
