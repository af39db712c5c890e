"""Client authentication: one method, the registered one, and right."""

from __future__ import annotations

import json
from base64 import b64encode
from functools import cache

import pytest
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.practice.assertion import ASSERTION_TYPE
from oidc_workbench.practice.compact import b64url, unsigned
from oidc_workbench.secret import Secret
from practice.provider_bench import ISSUER, Bench, basic, body, signed_by

ALGORITHMS = {
    "RS256": "RSA", "RS384": "RSA", "RS512": "RSA", "PS256": "RSA", "PS384": "RSA", "PS512": "RSA",
    "ES256": "P-256", "ES384": "P-384", "ES512": "P-521", "EdDSA": "Ed25519", "Ed25519": "Ed25519",
}  # fmt: skip
CLIENT = "nightly-summarizer"
Key = RSAKey | ECKey | OKPKey


@cache
def key(kind: str, number: int = 0) -> Key:
    assert number >= 0
    if kind == "RSA":
        return RSAKey.generate_key(2048)
    return OKPKey.generate_key("Ed25519") if kind == "Ed25519" else ECKey.generate_key(kind)


def register(bench: Bench, signing: Key, **members: object) -> None:
    bench.core.register_key(CLIENT, {**signing.as_dict(private=False), **members})


def refused(bench: Bench, assertion: str, says: str) -> None:
    response = bench.present(assertion)
    document = body(response)
    assert (response.status, document["error"]) == (401, "invalid_client"), document
    assert says in document["error_description"]


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
@pytest.mark.parametrize("alg", ALGORITHMS)
def test_every_announced_algorithm_is_accepted(bench: Bench, alg: str) -> None:
    signing = key(ALGORITHMS[alg])
    register(bench, signing, alg=alg, use="sig", key_ops=["verify"])
    response = bench.present(signed_by(signing, alg, bench.assertion_claims()))
    assert response.status == 200, response.text()
    assert body(response)["scope"] == "summarize:write"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"iss": "another"}, "iss and sub must both be the client id"),
        ({"sub": None}, "iss and sub must both be the client id"),
        ({"iss": 1, "sub": 1}, "iss and sub must both be the client id"),
        ({"iss": "ghost", "sub": "ghost"}, "There is no client"),
        ({"iss": "legacy-batch", "sub": "legacy-batch"}, "registered for client_secret_basic"),
        ({"aud": None}, f"expected was {ISSUER} (the issuer) or {ISSUER}/token"),
        ({"aud": []}, "expected was"),
        ({"aud": f"{ISSUER}/"}, "expected was"),
        ({"aud": [ISSUER, "https://another.example"]}, "nothing beside it"),
        ({"exp": None}, "no exp"),
        ({"exp": "soon"}, "not a number"),
        ({"exp": True}, "not a number"),
        ({"exp": 1_700_000_000}, "expired 0 seconds ago"),
        ({"exp": 1_700_000_311}, "expires 311 seconds from now; at most 300"),
        ({"iat": 1_700_000_100}, "iat lies 100 seconds ahead"),
        ({"nbf": 1_700_000_100}, "nbf lies 100 seconds ahead"),
        ({"jti": None}, "no jti"),
        ({"jti": ""}, "no jti"),
        ({"jti": 7}, "no jti"),
    ],
)
def test_an_assertion_is_refused_for_its_claims(
    bench: Bench, changes: dict[str, object], says: str
) -> None:
    signing = key("P-256")
    register(bench, signing)
    refused(bench, signed_by(signing, "ES256", bench.assertion_claims(**changes)), says)


@pytest.mark.parametrize("audience", [ISSUER, f"{ISSUER}/token", [ISSUER]])
def test_issuer_and_token_endpoint_are_both_the_audience(bench: Bench, audience: object) -> None:
    signing = key("P-256")
    register(bench, signing)
    claims = bench.assertion_claims(aud=audience, iat=None)
    assert bench.present(signed_by(signing, "ES256", claims)).status == 200


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ({"typ": "at+jwt"}, "typ is 'at+jwt'"),
        ({"typ": 1}, "typ is 1"),
        ({"crit": ["b64"], "b64": False}, "crit header"),
        ({"kid": "unheard"}, "names the key 'unheard'"),
    ],
)
def test_an_assertion_is_refused_for_its_header(
    bench: Bench, header: dict[str, object], says: str
) -> None:
    signing = key("P-256")
    register(bench, signing)
    good = signed_by(signing, "ES256", bench.assertion_claims())
    changed = b64url(json.dumps({"alg": "ES256", **header}).encode())
    refused(bench, changed + "." + good.partition(".")[2], says)


def test_a_symmetric_or_missing_algorithm_is_refused(bench: Bench) -> None:
    signing = key("P-256")
    register(bench, signing)
    octets = OctKey.import_key(str(signing.as_dict(private=False)["x"]))
    claims = bench.assertion_claims()
    refused(bench, signed_by(octets, "HS256", claims), "signed with 'HS256'")
    refused(bench, unsigned({"typ": "JWT"}, claims), "signed with 'none'")


def test_another_key_does_not_match(bench: Bench) -> None:
    register(bench, key("P-256"))
    assertion = signed_by(key("P-256", 1), "ES256", bench.assertion_claims())
    refused(bench, assertion, "does not match a registered key")


def test_an_algorithm_of_another_kind_of_key_does_not_match(bench: Bench) -> None:
    register(bench, key("P-256"))
    assertion = signed_by(key("RSA"), "RS256", bench.assertion_claims())
    refused(bench, assertion, "does not match a registered key")


@pytest.mark.parametrize(
    "assertion", ["one", "a.b", "....", "a.b.c", "e30.e30.é", "bnVsbA.e30.x", "e30.W10.x"]
)
def test_what_is_no_assertion_is_refused(bench: Bench, assertion: str) -> None:
    register(bench, key("P-256"))
    response = bench.present(assertion)
    assert response.status == 401
    assert body(response)["error"] == "invalid_client"


def test_an_assertion_works_once(bench: Bench) -> None:
    signing = key("P-256")
    register(bench, signing)
    assertion = signed_by(signing, "ES256", bench.assertion_claims())
    assert bench.present(assertion).status == 200
    refused(bench, assertion, "was used before")


def test_a_refused_assertion_does_not_use_up_its_jti(bench: Bench) -> None:
    signing = key("P-256")
    register(bench, signing)
    bench.present(signed_by(signing, "ES256", bench.assertion_claims(aud="elsewhere")))
    assert bench.present(signed_by(signing, "ES256", bench.assertion_claims())).status == 200


def test_without_a_registered_key_the_refusal_says_so(bench: Bench) -> None:
    assertion = signed_by(key("P-256"), "ES256", bench.assertion_claims())
    refused(bench, assertion, "No public key is registered")


def test_a_second_key_can_be_registered_before_the_first_goes(bench: Bench) -> None:
    for number in (0, 1):
        register(bench, key("P-256", number))
    for number in (0, 1):
        claims = bench.assertion_claims(jti=f"jti-{number}")
        signing = key("P-256", number)
        assertion = signed_by(signing, "ES256", claims, kid=signing.thumbprint())
        assert bench.present(assertion).status == 200


@pytest.mark.parametrize("kind", ["", "urn:ietf:params:oauth:grant-type:jwt-bearer"])
def test_the_assertion_type_is_exact(bench: Bench, kind: str) -> None:
    response = bench.present("a.b.c", client_assertion_type=kind)
    assert ASSERTION_TYPE in body(response)["error_description"]


def test_an_assertion_type_without_an_assertion_is_refused(bench: Bench) -> None:
    refused(bench, "", "client_assertion is missing")


def test_the_form_must_not_name_another_client(bench: Bench) -> None:
    signing = key("P-256")
    register(bench, signing)
    assertion = signed_by(signing, "ES256", bench.assertion_claims())
    response = bench.present(assertion, client_id="legacy-batch")
    assert "but the client authentication says" in body(response)["error_description"]
    assert bench.present(assertion, client_id=CLIENT).status == 200


def test_two_methods_at_once_are_refused(bench: Bench) -> None:
    secret = bench.secret("legacy-batch")
    form = {
        "grant_type": "client_credentials",
        "client_id": "legacy-batch",
        "client_secret": secret,
    }
    response = bench.post("/token", form, basic("legacy-batch", secret))
    assert response.status == 400
    document = body(response)
    assert document["error"] == "invalid_request"
    assert "client_secret_basic and client_secret_post" in document["error_description"]


@pytest.mark.parametrize(
    ("client_id", "how", "says"),
    [
        ("legacy-batch", "post", "registered for client_secret_basic; it used client_secret_post"),
        ("post-batch", "basic", "registered for client_secret_post; it used client_secret_basic"),
        ("legacy-batch", "none", "it used no client authentication"),
        (CLIENT, "none", "registered for private_key_jwt"),
        ("desktop-app", "basic", "public client and must not authenticate"),
        ("desktop-app", "post", "public client and must not authenticate"),
    ],
)
def test_only_the_registered_method_is_accepted(
    bench: Bench, client_id: str, how: str, says: str
) -> None:
    known = bench.core.authority.clients[client_id].secret
    secret = known.reveal() if known else "made up"
    form = {"grant_type": "client_credentials", "client_id": client_id}
    headers = basic(client_id, secret) if how == "basic" else ()
    if how == "post":
        form["client_secret"] = secret
    response = bench.post("/token", form, headers)
    assert (response.status, body(response)["error"]) == (401, "invalid_client")
    assert says in body(response)["error_description"]
    assert (response.header("www-authenticate") or "").startswith("Basic ")


def test_client_secret_post_is_accepted(bench: Bench) -> None:
    form = {
        "grant_type": "client_credentials",
        "client_id": "post-batch",
        "client_secret": bench.secret("post-batch"),
    }
    assert bench.post("/token", form).status == 200
    wrong = bench.post("/token", {**form, "client_secret": "wrong"})
    assert (wrong.status, body(wrong)["error"]) == (401, "invalid_client")


def test_a_secret_that_was_not_form_encoded_gets_its_own_sentence(bench: Bench) -> None:
    bench.core.authority.clients["legacy-batch"].secret = Secret("a+b%20c")
    form = {"grant_type": "client_credentials"}
    assert bench.post("/token", form, basic("legacy-batch", "a+b%20c")).status == 200
    raw = b64encode(b"legacy-batch:a+b%20c").decode()
    response = bench.post("/token", form, (("Authorization", f"Basic {raw}"),))
    assert response.status == 401
    assert "was not form-encoded" in body(response)["error_description"]


@pytest.mark.parametrize(
    ("authorization", "says"),
    [
        ("Basic %%%", "not base64"),
        ("Basic " + b64encode(b"\xff:x").decode(), "not base64"),
        ("Basic " + b64encode(b"no colon").decode(), "no colon"),
        ("Basic " + b64encode(b":secret").decode(), "No client_id"),
        ("Bearer abc", "scheme bearer does not authenticate a client"),
    ],
)
def test_malformed_credentials_are_refused(bench: Bench, authorization: str, says: str) -> None:
    form = {"grant_type": "client_credentials"}
    response = bench.post("/token", form, (("Authorization", authorization),))
    assert response.status == 401
    assert says in body(response)["error_description"]


@pytest.mark.parametrize(
    ("client_id", "jwk", "code"),
    [
        ("legacy-batch", {"kty": "EC"}, "practice-client-unknown"),
        ("ghost", {"kty": "EC"}, "practice-client-unknown"),
        (CLIENT, {"kty": "oct", "k": "AAAA"}, "practice-key-refused"),
        (CLIENT, {"kty": "oct"}, "practice-key-refused"),
        (CLIENT, {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}, "practice-key-refused"),
        (CLIENT, {"kty": "RSA"}, "practice-key-refused"),
        (CLIENT, {}, "practice-key-refused"),
    ],
)
def test_a_key_that_can_not_serve_is_not_registered(
    bench: Bench, client_id: str, jwk: dict[str, object], code: str
) -> None:
    with pytest.raises(WorkbenchError) as caught:
        bench.core.register_key(client_id, jwk)
    assert caught.value.code == code


def test_a_private_key_is_not_registered(bench: Bench) -> None:
    private = key("P-256").as_dict(private=True)
    with pytest.raises(WorkbenchError, match="private members") as caught:
        bench.core.register_key(CLIENT, private)
    assert str(private["d"]) not in str(caught.value)


def test_registering_a_key_again_changes_nothing(bench: Bench) -> None:
    register(bench, key("P-256"))
    register(bench, key("P-256"))
    assert len(bench.core.authority.clients[CLIENT].jwks) == 1
