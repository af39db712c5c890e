"""Token requests: client authentication, codes, grants; and requests about tokens."""

from typing import Any

import pytest

from oidc_workbench.exchange import Exchange, HttpRequest, HttpResponse
from rules.messages import (
    CHALLENGE,
    CLEAR,
    NA,
    TREQ,
    TRESP,
    UNCHECKED,
    VERIFIER,
    E,
    Said,
    W,
    evidence,
    form,
    params,
    posted,
    said,
)
from rules.tokens import ISSUER, NOW, TOKEN_ENDPOINT

JWT = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
SAML = "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
SECRET = "hunter2hunter2"
BASIC = {"Authorization": "Basic eDp5"}
CC = "client_credentials"


def sent(body: str, **headers: str) -> Any:
    return posted(TOKEN_ENDPOINT, body, "{}", 200, **headers)


@pytest.mark.parametrize(
    ("body", "headers", "expected"),
    [
        (form(client_assertion="a.b.c", client_assertion_type="jwt-bearer"), {}, E),
        (form(client_assertion="a.b.c"), {}, E),
        (form(client_assertion_type=JWT), {}, E),
        (form(client_assertion="a.b.c", client_assertion_type=JWT), {}, CLEAR),
        (form(client_assertion="PHNhbWw", client_assertion_type=SAML), {}, CLEAR),
        (form(client_assertion="a", client_assertion_type=JWT, client_secret=SECRET), {}, E),
        (form(client_assertion="a", client_assertion_type=JWT), BASIC, E),
        (form(client_id="x", client_secret=SECRET), BASIC, E),
        (form(client_id="x", client_secret=SECRET), {}, CLEAR),
        (form(client_id="x", grant_type="refresh_token"), {}, NA),
    ],
)
def test_ca_request(body: str, headers: dict[str, str], expected: Said) -> None:
    assert said(TREQ, body, "ca-request", exchange=sent(body, **headers)) is expected
    assert SECRET not in evidence(TREQ, body, "ca-request", exchange=sent(body, **headers))


def test_without_the_headers_a_second_method_can_not_be_excluded() -> None:
    body = form(client_assertion="a.b.c", client_assertion_type=JWT)
    assert said(TREQ, body, "ca-request") is UNCHECKED


@pytest.mark.parametrize(
    ("verifier", "challenge", "expected"),
    [
        (VERIFIER, CHALLENGE, CLEAR),
        ("", CHALLENGE, E),
        (VERIFIER, "", E),
        ("", "", CLEAR),
        (VERIFIER, None, UNCHECKED),
    ],
)
def test_tok_verifier(verifier: str, challenge: str | None, expected: Said) -> None:
    more = {"code_verifier": verifier} if verifier else {}
    body = form(grant_type="authorization_code", code="abc", **more)
    assert said(TREQ, body, "tok-verifier", code_challenge=challenge) is expected
    if challenge is not None:
        asked = params(code_challenge=challenge) if challenge else params(state="x")
        assert said(TREQ, body, "tok-verifier", request=asked) is expected
    assert said(TREQ, form(grant_type=CC), "tok-verifier", code_challenge=challenge) is NA


@pytest.mark.parametrize(
    ("age", "profile", "earlier", "expected"),
    [
        (600, "plain", (), CLEAR),
        (601, "plain", (), W),
        (60, "fapi2", (), CLEAR),
        (61, "fapi2", (), W),
        (1, "plain", (params(code="c0de-c0de"),), E),
        (1, "plain", None, UNCHECKED),
        (None, "plain", (), UNCHECKED),
    ],
)
def test_code_lifetime(age: int | None, profile: str, earlier: Any, expected: Said) -> None:
    body = form(grant_type="authorization_code", code="c0de-c0de")
    issued = None if age is None else NOW - age
    context = {"profile": profile, "issued_at": issued, "earlier_requests": earlier}
    assert said(TREQ, body, "code-lifetime", **context) is expected
    assert "c0de" not in evidence(TREQ, body, "code-lifetime", **context)


MTLS = {"token_endpoint_auth_methods_supported": ["tls_client_auth"]}


@pytest.mark.parametrize(
    ("more", "headers", "context", "expected"),
    [
        ({"client_id": "x"}, {}, {}, E),
        ({"client_id": "x"}, {}, {"metadata": MTLS}, UNCHECKED),
        (
            {"client_id": "x"},
            {},
            {"registration": {"token_endpoint_auth_method": "tls_client_auth"}},
            CLEAR,
        ),
        ({"client_secret": SECRET}, {}, {}, CLEAR),
        ({"client_assertion": "a.b.c"}, {}, {}, CLEAR),
        ({}, BASIC, {}, CLEAR),
        ({"client_secret": SECRET}, {}, {"client_type": "public"}, E),
        ({}, {}, {"registration": {"token_endpoint_auth_method": "none"}}, E),
    ],
)
def test_cc_unauthenticated(
    more: dict[str, str], headers: dict[str, str], context: dict[str, Any], expected: Said
) -> None:
    body = form(grant_type=CC, **more)
    exchange = sent(body, **headers)
    assert said(TREQ, body, "cc-unauthenticated", exchange=exchange, **context) is expected
    assert said(TREQ, form(grant_type="x"), "cc-unauthenticated", **context) is NA


def test_a_form_alone_does_not_show_the_clients_headers() -> None:
    assert said(TREQ, form(grant_type=CC), "cc-unauthenticated") is UNCHECKED


@pytest.mark.parametrize(
    ("scope", "expected"), [("openid", W), ("a offline_access", W), ("a", CLEAR), ("", CLEAR)]
)
def test_scopes_of_persons_in_a_machines_request(scope: str, expected: Said) -> None:
    assert said(TREQ, form(grant_type=CC, scope=scope), "flow-grant-mismatch") is expected
    body = form(grant_type="authorization_code", scope=scope)
    assert said(TREQ, body, "flow-grant-mismatch") is NA


@pytest.mark.parametrize(
    ("answer", "grant", "expected"),
    [
        ({"access_token": "x", "refresh_token": "y"}, CC, W),
        ({"access_token": "x", "id_token": "y"}, CC, W),
        ({"access_token": "x"}, CC, CLEAR),
        ({"access_token": "x", "id_token": "y"}, "authorization_code", NA),
        ({"access_token": "x"}, None, UNCHECKED),
    ],
)
def test_what_a_machine_gets(answer: dict[str, str], grant: str | None, expected: Said) -> None:
    exchange = None if grant is None else sent(form(grant_type=grant))
    assert said(TRESP, answer, "flow-grant-mismatch", exchange=exchange) is expected


FULL = {"subject_token": "x", "subject_token_type": "y", "audience": "api"}


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (FULL, CLEAR),
        ({"subject_token": "x", "audience": "api"}, E),
        ({"subject_token_type": "x", "audience": "api"}, E),
        ({**FULL, "actor_token": "x"}, E),
        ({**FULL, "actor_token_type": "x"}, E),
        ({**FULL, "actor_token": "x", "actor_token_type": "y"}, CLEAR),
        ({"subject_token": "x", "subject_token_type": "y"}, W),
    ],
)
def test_tx_request(more: dict[str, str], expected: Said) -> None:
    assert said(TREQ, form(grant_type=EXCHANGE, **more), "tx-request") is expected
    assert said(TREQ, form(grant_type="refresh_token", **more), "tx-request") is NA


@pytest.mark.parametrize(
    ("answer", "grant", "expected"),
    [
        ({"issued_token_type": "x", "token_type": "N_A"}, EXCHANGE, CLEAR),
        ({"token_type": "Bearer"}, EXCHANGE, E),
        ({"issued_token_type": "x"}, None, E),
        ({"token_type": "Bearer"}, CC, NA),
        ({"token_type": "Bearer"}, None, UNCHECKED),
        ({"error": "invalid_request"}, EXCHANGE, NA),
    ],
)
def test_the_answer_to_an_exchange(
    answer: dict[str, str], grant: str | None, expected: Said
) -> None:
    exchange = None if grant is None else sent(form(grant_type=grant))
    assert said(TRESP, answer, "tx-request", exchange=exchange) is expected


@pytest.mark.parametrize(
    ("place", "method", "more", "answer", "expected"),
    [
        (f"{ISSUER}/introspect", "POST", "", '{"active":false}', E),
        (f"{ISSUER}/introspect", "POST", "", '{"error":"invalid_client"}', CLEAR),
        (f"{ISSUER}/introspect", "POST", "&client_secret=x", '{"active":true}', CLEAR),
        (f"{ISSUER}/revoke", "POST", "", "", CLEAR),  # a public client's own token
        (f"{ISSUER}/revoke", "GET", "", "", E),
        ("http://as.example/revoke", "POST", "", "", E),
        ("http://127.0.0.1:9000/revoke", "POST", "", "", CLEAR),
        (f"{ISSUER}/elsewhere", "POST", "", '{"active":true}', NA),
    ],
)
def test_requests_about_tokens(
    place: str, method: str, more: str, answer: str, expected: Said
) -> None:
    body = f"token=hunter2{more}"
    request = HttpRequest(method, place, (), body.encode())
    exchange = Exchange(request, HttpResponse(200, (), answer.encode()), NOW, 0.1)
    assert said(TREQ, body, "endpoint-unauthenticated", exchange=exchange) is expected
    assert "hunter2" not in evidence(TREQ, body, "endpoint-unauthenticated", exchange=exchange)


def test_other_requests_are_not_about_tokens() -> None:
    assert said(TREQ, form(grant_type=CC), "endpoint-unauthenticated") is NA
    assert said(TREQ, "token=abc", "endpoint-unauthenticated") is UNCHECKED


@pytest.mark.parametrize(
    ("body", "headers", "context", "expected"),
    [
        (form(grant_type=CC, client_secret=SECRET), {}, {}, E),
        (form(grant_type=CC), BASIC, {}, E),
        (form(grant_type=CC, client_assertion="a.b.c"), {}, {}, CLEAR),
        (form(grant_type=CC, client_assertion="a.b.c"), {}, {"client_type": "public"}, E),
        (form(grant_type=CC), {}, {}, UNCHECKED),
    ],
)
def test_the_client_of_fapi(
    body: str, headers: dict[str, str], context: dict[str, Any], expected: Said
) -> None:
    exchange = sent(body, **headers)
    assert (
        said(TREQ, body, "fapi-client", exchange=exchange, profile="fapi2", **context) is expected
    )
    assert said(TREQ, body, "fapi-client", exchange=exchange, **context) is NA


def test_the_password_grant_is_an_error() -> None:
    assert said(TREQ, form(grant_type="password", username="a"), "grant-ropc") is E
    assert said(TREQ, form(grant_type=CC), "grant-ropc") is CLEAR
