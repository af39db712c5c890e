"""The protected API: whom it lets in, and the sentence for everyone else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from oidc_workbench.practice.compact import b64url, sign
from practice.provider_bench import API, ISSUER, Bench, bearer, body

if TYPE_CHECKING:
    from oidc_workbench.exchange import HttpResponse

METADATA = f'resource_metadata="{ISSUER}/.well-known/oauth-protected-resource/api"'


def call(bench: Bench, token: str, path: str = "/api/summaries") -> HttpResponse:
    return bench.send("GET" if path == "/api/ping" else "POST", path, bearer(token))


def forged(bench: Bench, alg: str = "RS256", typ: str = "at+jwt", **changes: object) -> str:
    """Return an access token signed with the provider's own key, but with other contents."""
    key = bench.core.authority.keys.signing(alg)
    claims = {
        "iss": ISSUER, "sub": "x", "aud": API, "client_id": "x", "iat": 1_700_000_000,
        "exp": 1_700_000_300, "jti": "x", "scope": "summarize:write",
    } | changes  # fmt: skip
    kept = {name: value for name, value in claims.items() if value is not None}
    return sign({"alg": alg, "typ": typ, "kid": key.kid}, kept, key.key)


def test_a_good_token_is_let_in_and_told_why(bench: Bench) -> None:
    response = call(bench, bench.tokens()["access_token"])
    document = body(response)
    assert response.status == 200
    assert document["called_by"] == {"sub": "usr-4f1c2a", "client_id": "desktop-app"}
    assert len(document["why"]) == 7
    assert "It has the scope summarize:write." in document["why"]


def test_a_service_is_let_in(bench: Bench) -> None:
    token = body(bench.machine_token())["access_token"]
    assert call(bench, token).status == call(bench, token, "/api/emails").status == 200


def test_an_opaque_token_is_let_in_by_introspection(bench: Bench) -> None:
    token = body(bench.machine_token(resource="urn:practice:opaque"))["access_token"]
    response = call(bench, token)
    assert response.status == 200
    assert "introspection says" in body(response)["why"][0]


@pytest.mark.parametrize("resource", [API, "urn:practice:ping"])
def test_ping_checks_the_audience_only(bench: Bench, resource: str) -> None:
    token = body(bench.machine_token(resource=resource))["access_token"]
    assert call(bench, token, "/api/ping").status == 200


def test_a_token_for_ping_does_not_write_summaries(bench: Bench) -> None:
    token = body(bench.machine_token(resource="urn:practice:ping"))["access_token"]
    response = call(bench, token)
    assert response.status == 401
    assert "meant for urn:practice:ping, not for this API" in body(response)["error_description"]


def test_a_missing_scope_is_forbidden_and_named(bench: Bench) -> None:
    token = body(bench.machine_token(scope="summarize:write"))["access_token"]
    response = call(bench, token, "/api/emails")
    challenge = response.header("www-authenticate") or ""
    assert response.status == 403
    assert 'error="insufficient_scope"' in challenge
    assert 'scope="email:send"' in challenge
    assert body(response)["failed_check"] == "scope"
    assert len(body(response)["passed_checks"]) == 6


@pytest.mark.parametrize(
    ("changes", "check", "says"),
    [
        ({"iss": "https://another.example"}, "iss", "The issuer is 'https://another.example'"),
        ({"iss": None}, "iss", "The issuer is None"),
        ({"exp": 1_700_000_000}, "exp", "expired 0 seconds ago"),
        ({"exp": None}, "exp", "no exp"),
        ({"exp": True}, "exp", "no exp"),
        ({"exp": "never"}, "exp", "no exp"),
        ({"aud": "desktop-app"}, "aud", "not for this API"),
        ({"aud": None}, "aud", "not for this API"),
        ({"aud": f"{API}/"}, "aud", "not for this API"),
        ({"typ": "JWT"}, "typ", "an access token has at+jwt"),
        ({"typ": "JWT", "nonce": "n"}, "typ", "This is an ID token"),
        ({"typ": "JWT", "at_hash": "h"}, "typ", "This is an ID token"),
    ],
)
def test_a_token_with_a_good_signature_is_still_judged(
    bench: Bench, changes: dict[str, Any], check: str, says: str
) -> None:
    response = call(bench, forged(bench, **changes))
    document = body(response)
    assert (response.status, document["error"]) == (401, "invalid_token")
    assert document["failed_check"] == check
    assert says in document["error_description"]
    challenge = response.header("www-authenticate") or ""
    assert challenge.startswith('Bearer realm="practice", error="invalid_token"')
    assert METADATA in challenge
    assert says in challenge


@pytest.mark.parametrize(
    "changes",
    [{"aud": [API, "https://x.example"]}, {"typ": "application/at+JWT"}, {"alg": "ES256"}],
)
def test_lawful_variants_are_let_in(bench: Bench, changes: dict[str, Any]) -> None:
    assert call(bench, forged(bench, **changes)).status == 200


def test_a_changed_token_is_refused(bench: Bench) -> None:
    head, _, signature = bench.tokens()["access_token"].split(".")
    token = ".".join((head, b64url(b'{"iss":"x"}'), signature))
    document = body(call(bench, token))
    assert document["failed_check"] == "signature"
    assert "the token was changed" in document["error_description"]


def test_a_key_is_used_with_its_own_algorithm_only(bench: Bench) -> None:
    head, claims, signature = forged(bench).split(".")
    kid = bench.core.authority.keys.signing("RS256").kid
    head = b64url(f'{{"alg":"ES256","typ":"at+jwt","kid":"{kid}"}}'.encode())
    document = body(call(bench, f"{head}.{claims}.{signature}"))
    assert "is for RS256, not for 'ES256'" in document["error_description"]


@pytest.mark.parametrize(
    ("token", "says"),
    [
        ("opaque-but-unknown", "does not know it"),
        ("a.b.c", "not JSON in base64url"),
        (b64url(b'{"alg":"HS256"}') + ".e30.x", "'HS256' is not accepted"),
        (b64url(b'{"alg":["none"]}') + ".e30.x", "is not accepted"),
        (b64url(b'{"alg":"none"}') + ".e30.", "not signed"),
        (b64url(b"[]") + ".e30.x", "not a JSON object"),
    ],
)
def test_what_is_no_access_token_is_refused(bench: Bench, token: str, says: str) -> None:
    response = call(bench, token)
    assert response.status == 401
    assert says in body(response)["error_description"]


@pytest.mark.parametrize("how", ["expired", "revoked"])
def test_an_opaque_token_ends(bench: Bench, how: str) -> None:
    token = bench.tokens(resource="urn:practice:opaque")["access_token"]
    if how == "expired":
        bench.clock.advance(300)
    else:
        bench.post("/revoke", {"token": token, "client_id": "desktop-app"})
    assert how in body(call(bench, token))["error_description"]


def test_a_jwt_expires(bench: Bench) -> None:
    token = bench.tokens()["access_token"]
    bench.clock.advance(299)
    assert call(bench, token).status == 200
    bench.clock.advance(1)
    assert body(call(bench, token))["failed_check"] == "exp"


def test_without_a_token_there_is_no_error_code(bench: Bench) -> None:
    response = bench.send("POST", "/api/summaries")
    assert response.status == 401
    assert response.header("www-authenticate") == f'Bearer realm="practice", {METADATA}'
    assert "no Authorization header" in body(response)["error_description"]


def test_another_scheme_is_no_bearer_token(bench: Bench) -> None:
    response = bench.send("POST", "/api/summaries", (("Authorization", "Basic abc"),))
    assert response.status == 401
    assert "scheme basic" in body(response)["error_description"]


def test_a_token_in_the_url_is_refused(bench: Bench) -> None:
    token = bench.tokens()["access_token"]
    response = bench.send("POST", f"/api/summaries?access_token={token}")
    assert response.status == 400
    assert token not in response.text()


def test_a_refusal_never_repeats_the_token(bench: Bench) -> None:
    token = bench.tokens()["id_token"]
    response = call(bench, token)
    assert token not in response.text() + repr(response.headers) + repr(bench.core.refusals)


def test_after_a_rotation_old_tokens_live_until_their_key_is_retired(bench: Bench) -> None:
    token = bench.tokens()["access_token"]
    for stage, status in (("publish", 200), ("switch", 200), ("retire", 401)):
        bench.core.rotate(stage)
        assert call(bench, token).status == status
    assert "may have been retired" in body(call(bench, token))["error_description"]
    assert call(bench, bench.tokens()["access_token"]).status == 200
