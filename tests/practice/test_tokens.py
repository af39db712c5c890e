"""What is issued, judged by other code through the published JWKS; and the faults on command."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc import jwt
from joserfc.jwk import KeySet

from oidc_workbench.practice.settings import Misbehaviour
from practice.provider_bench import (
    API,
    ISSUER,
    REDIRECT_URI,
    VERIFIER,
    Bench,
    answer_of,
    basic,
    bearer,
    body,
)

if TYPE_CHECKING:
    from joserfc.jwt import Token

NOW = 1_700_000_000


def verified(bench: Bench, token: str, alg: str) -> Token:
    keys = KeySet.import_key_set(body(bench.get("/jwks")))  # type: ignore[arg-type]  # JSON
    return jwt.decode(token, keys, algorithms=[alg])


def unverified(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    header, claims, _ = token.split(".")
    return json.loads(_octets(header)), json.loads(_octets(claims))


def _octets(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_the_id_token_is_bound_to_the_request(bench: Bench) -> None:
    bench.sign_in()
    bench.clock.advance(30)
    tokens = bench.tokens()
    token = verified(bench, tokens["id_token"], "RS256")
    half = sha256(tokens["access_token"].encode()).digest()[:16]
    assert token.claims == {
        "iss": ISSUER,
        "sub": "usr-4f1c2a",
        "aud": "desktop-app",
        "iat": NOW + 30,
        "exp": NOW + 330,
        "auth_time": NOW,
        "nonce": "a nonce",
        "at_hash": urlsafe_b64encode(half).rstrip(b"=").decode(),
    }


def test_the_access_token_follows_its_profile(bench: Bench) -> None:
    token = verified(bench, bench.tokens()["access_token"], "RS256")
    assert token.header["typ"] == "at+jwt"
    assert token.claims.pop("jti")
    assert token.claims == {
        "iss": ISSUER,
        "sub": "usr-4f1c2a",
        "aud": API,
        "client_id": "desktop-app",
        "iat": NOW,
        "exp": NOW + 300,
        "auth_time": NOW,
        "scope": "openid profile offline_access summarize:write",
    }


def test_a_machines_token_is_about_the_machine(bench: Bench) -> None:
    access = body(bench.machine_token())["access_token"]
    claims = verified(bench, access, "RS256").claims
    assert claims["sub"] == claims["client_id"] == "legacy-batch"
    assert "auth_time" not in claims


def test_the_signature_holds_for_cryptography_alone(bench: Bench) -> None:
    token = bench.tokens()["id_token"]
    jwk = next(key for key in body(bench.get("/jwks"))["keys"] if key["alg"] == "RS256")
    numbers = [int.from_bytes(_octets(jwk[name]), "big") for name in ("e", "n")]
    public = RSAPublicNumbers(*numbers).public_key()
    signed, _, signature = token.rpartition(".")
    public.verify(_octets(signature), signed.encode(), PKCS1v15(), SHA256())
    with pytest.raises(InvalidSignature):
        public.verify(_octets(signature), signed.encode() + b"x", PKCS1v15(), SHA256())


def test_a_client_gets_its_registered_algorithm(bench: Bench) -> None:
    code = bench.sign_in(client_id="web-app", scope="openid")["code"]
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": REDIRECT_URI,
        "code_verifier": VERIFIER,
    }
    response = bench.post("/token", form, basic("web-app", bench.secret("web-app")))
    assert verified(bench, body(response)["id_token"], "ES256").claims["aud"] == "web-app"


def test_a_refreshed_id_token_keeps_auth_time_and_has_no_nonce(bench: Bench) -> None:
    tokens = bench.tokens()
    bench.clock.advance(100)
    claims = unverified(body(bench.refresh(tokens["refresh_token"]))["id_token"])[1]
    assert claims["auth_time"] == NOW
    assert claims["iat"] == NOW + 100
    assert "nonce" not in claims


def test_without_a_resource_the_token_is_for_userinfo(bench: Bench) -> None:
    claims = unverified(bench.tokens(scope="openid")["access_token"])[1]
    assert claims["aud"] == f"{ISSUER}/userinfo"


def test_two_resources_can_be_narrowed_to_one(bench: Bench) -> None:
    bench.sign_in(resource="urn:practice:ping", scope="openid")
    bench.sign_in()
    pairs = [*bench.request_params().items(), ("resource", API), ("resource", "urn:practice:ping")]
    for resource, audience in (("", [API, "urn:practice:ping"]), ("urn:practice:ping",) * 2):
        code = answer_of(bench.get("/authorize?" + urlencode(pairs)))["code"]
        tokens = body(bench.redeem(code, resource=resource))
        assert unverified(tokens["access_token"])[1]["aud"] == audience
    assert "summarize:write" not in tokens["scope"]


def test_every_token_has_an_identifier_of_its_own(bench: Bench) -> None:
    seen = {unverified(body(bench.machine_token())["access_token"])[1]["jti"] for _ in range(3)}
    assert len(seen) == 3


def faulty(bench: Bench, fault: Misbehaviour) -> dict[str, Any]:
    bench.core.misbehave(fault)
    return bench.tokens()


def test_wrong_audience(bench: Bench) -> None:
    tokens = faulty(bench, Misbehaviour.WRONG_AUDIENCE)
    assert unverified(tokens["id_token"])[1]["aud"] != "desktop-app"
    response = bench.send("POST", "/api/summaries", bearer(tokens["access_token"]))
    assert body(response)["failed_check"] == "aud"


def test_expired_token(bench: Bench) -> None:
    tokens = faulty(bench, Misbehaviour.EXPIRED_TOKEN)
    assert unverified(tokens["id_token"])[1]["exp"] == NOW - 300
    response = bench.send("POST", "/api/summaries", bearer(tokens["access_token"]))
    assert body(response)["failed_check"] == "exp"


def test_wrong_nonce(bench: Bench) -> None:
    claims = unverified(faulty(bench, Misbehaviour.WRONG_NONCE)["id_token"])[1]
    assert claims["nonce"] != "a nonce"


def test_wrong_issuer_in_the_response(bench: Bench) -> None:
    bench.core.misbehave(Misbehaviour.WRONG_ISS_RESPONSE)
    assert bench.sign_in()["iss"] == "https://another-issuer.example"


def test_unknown_kid(bench: Bench) -> None:
    tokens = faulty(bench, Misbehaviour.UNKNOWN_KID)
    published = {key["kid"] for key in body(bench.get("/jwks"))["keys"]}
    assert unverified(tokens["id_token"])[0]["kid"] not in published
    response = bench.send("POST", "/api/summaries", bearer(tokens["access_token"]))
    assert body(response)["failed_check"] == "signature"


def test_alg_none(bench: Bench) -> None:
    tokens = faulty(bench, Misbehaviour.ALG_NONE)
    assert unverified(tokens["id_token"])[0]["alg"] == "none"
    assert tokens["id_token"].endswith(".")
    response = bench.send("POST", "/api/summaries", bearer(tokens["access_token"]))
    assert body(response)["failed_check"] == "alg"


def test_scope_dropped(bench: Bench) -> None:
    tokens = faulty(bench, Misbehaviour.SCOPE_DROPPED)
    assert "scope" not in tokens
    response = bench.send("POST", "/api/summaries", bearer(tokens["access_token"]))
    assert response.status == 403
    assert "summarize:write" not in unverified(tokens["access_token"])[1]["scope"]


def test_long_lifetime(bench: Bench) -> None:
    tokens = faulty(bench, Misbehaviour.LONG_LIFETIME)
    assert tokens["expires_in"] == 86_400
    assert unverified(tokens["access_token"])[1]["exp"] == NOW + 86_400


def test_every_fault_is_explained_and_can_be_switched_off(bench: Bench) -> None:
    for fault in Misbehaviour:
        assert fault.sentence.endswith(".")
    bench.core.misbehave(*Misbehaviour)
    bench.core.misbehave()
    assert bench.sign_in()["iss"] == ISSUER
