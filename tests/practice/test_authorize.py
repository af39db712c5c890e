"""The authorization endpoint: what it grants, what it refuses, and where the refusal goes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import pytest

from oidc_workbench.exchange import FORM
from practice.provider_bench import API, CHALLENGE, ISSUER, REDIRECT_URI, answer_of

if TYPE_CHECKING:
    from practice.provider_bench import Bench


def test_code_state_and_issuer_come_back(bench: Bench) -> None:
    answer = bench.sign_in()
    assert set(answer) == {"code", "state", "iss"}
    assert answer["state"] == "a state"
    assert answer["iss"] == ISSUER


def test_a_posted_request_is_as_good_as_a_link(bench: Bench) -> None:
    response = bench.post("/authorize", bench.request_params())
    assert (response.header("location") or "").startswith(f"{ISSUER}/interaction?id=")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"client_id": None}, "client_id is missing"),
        ({"client_id": "nobody"}, "There is no client"),
        ({"redirect_uri": None}, "redirect_uri is missing"),
        ({"redirect_uri": "http://127.0.0.1:50505/other"}, "is not registered for desktop-app"),
        ({"redirect_uri": "http://127.0.0.1:50505/callback/"}, "is not registered"),
        ({"redirect_uri": "http://127.0.0.1:50505/callback?x=1"}, "is not registered"),
        ({"redirect_uri": "http://127.0.0.1:70000/callback"}, "is not registered"),
        ({"redirect_uri": "http://127.0.0.1:/callback"}, "is not registered"),
        ({"redirect_uri": "http://127.0.0.1:80@evil.example/callback"}, "is not registered"),
        ({"redirect_uri": "http://127.0.0.1:80\r\n/callback"}, "is not registered"),
        ({"redirect_uri": "http://127.0.0.1:80/callback\r\nX: y"}, "is not registered"),
        ({"redirect_uri": "https://127.0.0.1:50505/callback"}, "is not registered"),
        ({"redirect_uri": "http://localhost:50505/callback"}, "Use 127.0.0.1 and not localhost"),
        ({"redirect_uri": "http://[::1:50505/callback"}, "is not registered"),
        ({"redirect_uri": "https://evil.example/callback"}, "is not registered"),
        ({"client_id": "legacy-batch"}, "registered: none at all"),
    ],
)
def test_nothing_is_sent_to_an_address_that_is_not_the_clients(
    bench: Bench, changes: dict[str, str | None], says: str
) -> None:
    response = bench.authorize(**changes)
    assert response.status == 400
    assert response.header("location") is None
    assert says in response.text()


@pytest.mark.parametrize("name", ["client_id", "redirect_uri"])
def test_a_doubled_address_is_not_redirected_to(bench: Bench, name: str) -> None:
    pairs = [*bench.request_params().items(), (name, "desktop-app")]
    response = bench.get("/authorize?" + urlencode(pairs))
    assert response.status == 400
    assert f"{name} was sent more than once" in response.text()


@pytest.mark.parametrize(
    "redirect_uri",
    [
        "http://127.0.0.1/callback",
        "http://127.0.0.1:1/callback",
        "http://[::1]:65535/callback",
    ],
)
def test_any_loopback_port_will_do(bench: Bench, redirect_uri: str) -> None:
    response = bench.authorize(redirect_uri=redirect_uri)
    assert (response.header("location") or "").startswith(f"{ISSUER}/interaction")


@pytest.mark.parametrize(
    ("changes", "error", "says"),
    [
        ({"response_type": None}, "invalid_request", "response_type is missing"),
        ({"response_type": "token"}, "unsupported_response_type", "Only response_type code"),
        ({"response_type": "code id_token"}, "unsupported_response_type", "Only response_type"),
        ({"response_mode": "fragment"}, "invalid_request", "response_mode query"),
        ({"code_challenge": None}, "invalid_request", "code_challenge is missing"),
        (
            {"code_challenge": None, "code_challenge_method": None},
            "invalid_request",
            "public clients must use PKCE",
        ),
        ({"code_challenge_method": "plain"}, "invalid_request", "must be S256, not plain"),
        ({"code_challenge_method": None}, "invalid_request", "must be S256, not plain"),
        ({"code_challenge": "short"}, "invalid_request", "43 characters"),
        ({"code_challenge": CHALLENGE + "="}, "invalid_request", "43 characters"),
        ({"scope": None}, "invalid_scope", "No scope was asked for"),
        ({"scope": "openid nonsense"}, "invalid_scope", "nonsense is not registered"),
        ({"scope": "openid  profile"}, "invalid_scope", "one space each"),
        ({"resource": "https://elsewhere.example"}, "invalid_target", "There is no resource"),
        (
            {"client_id": "web-app", "resource": "urn:practice:ping", "scope": "openid"},
            "invalid_target",
            "may not ask tokens for",
        ),
        ({"resource": "urn:practice:ping"}, "invalid_scope", "means nothing to urn:practice:ping"),
        ({"prompt": "none login"}, "invalid_request", "stands alone"),
        ({"prompt": "create"}, "invalid_request", "is none of"),
        ({"max_age": "-1"}, "invalid_request", "max_age"),
        ({"max_age": "soon"}, "invalid_request", "max_age"),
        ({"request": "eyJ"}, "request_not_supported", "request is not supported"),
        ({"request_uri": "urn:x"}, "request_uri_not_supported", "request_uri is not supported"),
        ({"prompt": "none"}, "login_required", "Nobody is signed in"),
    ],
)
def test_a_refusal_goes_to_the_client_with_state_and_issuer(
    bench: Bench, changes: dict[str, str | None], error: str, says: str
) -> None:
    response = bench.authorize(**changes)
    assert (response.header("location") or "").startswith(REDIRECT_URI)
    answer = answer_of(response)
    assert answer["error"] == error
    assert says in answer["error_description"]
    assert answer["state"] == "a state"
    assert answer["iss"] == ISSUER
    assert "code" not in answer


@pytest.mark.parametrize("name", ["state", "nonce", "scope", "code_challenge", "unknown"])
def test_a_doubled_parameter_is_refused(bench: Bench, name: str) -> None:
    pairs = [*bench.request_params().items(), (name, "1"), (name, "2")]
    answer = answer_of(bench.get("/authorize?" + urlencode(pairs)))
    assert answer["error"] == "invalid_request"
    assert name in answer["error_description"]


def test_resource_may_be_repeated(bench: Bench) -> None:
    pairs = [
        *bench.request_params().items(),
        ("resource", API),
        ("resource", "urn:practice:ping"),
    ]
    location = bench.get("/authorize?" + urlencode(pairs)).header("location") or ""
    assert location.startswith(f"{ISSUER}/interaction")


def test_an_empty_parameter_counts_as_not_sent(bench: Bench) -> None:
    answer = answer_of(bench.authorize(response_type=""))
    assert "response_type is missing" in answer["error_description"]


def test_a_body_that_is_no_form_is_shown_as_a_page(bench: Bench) -> None:
    response = bench.send("POST", "/authorize", (("Content-Type", "application/json"),), b"{}")
    assert response.status == 400
    assert FORM in response.text()


def test_a_signed_in_person_is_not_asked_again(bench: Bench) -> None:
    bench.sign_in()
    answer = answer_of(bench.authorize(prompt="none"))
    assert "code" in answer
    assert "code" in answer_of(bench.authorize())


@pytest.mark.parametrize(
    ("changes", "age", "error"),
    [
        ({}, 0, ""),
        ({"max_age": "100"}, 100, ""),
        ({"max_age": "100"}, 101, "login_required"),
        ({"max_age": "0"}, 0, "login_required"),
        ({"scope": "openid email"}, 0, "consent_required"),
        ({"client_id": "web-app", "scope": "openid"}, 0, "consent_required"),
        ({"login_hint": "alice@example.com"}, 0, ""),
        ({"login_hint": "bob"}, 0, "login_required"),
        ({}, 8 * 3600, "login_required"),
    ],
)
def test_silence_is_kept_only_where_nothing_is_to_be_asked(
    bench: Bench, changes: dict[str, str | None], age: int, error: str
) -> None:
    bench.sign_in()
    bench.clock.advance(age)
    answer = answer_of(bench.authorize(prompt="none", **changes))
    assert answer.get("error", "") == error
    assert ("code" in answer) is (not error)


@pytest.mark.parametrize("prompt", ["login", "select_account"])
def test_a_login_can_be_asked_for_anew(bench: Bench, prompt: str) -> None:
    bench.sign_in()
    location = bench.authorize(prompt=prompt).header("location") or ""
    assert "<h1>Sign in</h1>" in bench.get(location).text()


def test_consent_can_be_asked_for_anew(bench: Bench) -> None:
    bench.sign_in()
    location = bench.authorize(prompt="consent").header("location") or ""
    assert "<h1>Allow the access?</h1>" in bench.get(location).text()


def test_an_ipv6_redirect_keeps_its_form_policy_valid(bench: Bench) -> None:
    location = bench.authorize(redirect_uri="http://[::1]:9/callback").header("location") or ""
    policy = bench.get(location).header("content-security-policy") or ""
    assert policy.endswith("form-action 'self' http:")
    assert urlsplit(location).path == "/interaction"


def test_only_loopback_addresses_may_change_their_port(bench: Bench) -> None:
    client = bench.core.authority.clients["desktop-app"]
    client.redirect_uris = ("http://localhost/callback", "https://app.example/callback")
    for redirect_uri in ("http://localhost:1/callback", "https://app.example:444/callback"):
        assert bench.authorize(redirect_uri=redirect_uri).status == 400
    assert bench.authorize(redirect_uri="https://app.example/callback").status == 303


def test_a_service_has_nobody_to_sign_in(bench: Bench) -> None:
    bench.core.authority.clients["legacy-batch"].redirect_uris = (REDIRECT_URI,)
    answer = answer_of(bench.authorize(client_id="legacy-batch", scope="email:send"))
    assert answer["error"] == "unauthorized_client"
