"""Registration and its management: what is registered, refused and replaced."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from joserfc.jwk import ECKey

from oidc_workbench.practice.key_fetch import NotFetchedError
from oidc_workbench.practice.registration import MOST_CLIENTS
from oidc_workbench.practice.settings import Misbehaviour
from practice.provider_bench import API, ISSUER, Bench, basic, bearer, body, signed_by

if TYPE_CHECKING:
    from oidc_workbench.exchange import Headers, HttpResponse

_KEY, _OTHER = ECKey.generate_key("P-256"), ECKey.generate_key("P-256")
_JSON = (("Content-Type", "application/json"),)


def _public(key: ECKey, kid: str = "k1") -> dict[str, object]:
    return {**key.as_dict(private=False), "kid": kid}


def _service(**changes: object) -> dict[str, object]:
    metadata: dict[str, object] = {
        "client_name": "Job",
        "token_endpoint_auth_method": "private_key_jwt",
        "grant_types": ["client_credentials"],
        "response_types": [],
        "scope": "summarize:write",
        "jwks": {"keys": [_public(_KEY)]},
    }
    return {name: value for name, value in (metadata | changes).items() if value is not None}


def _send(
    bench: Bench, method: str, path: str, document: object = None, headers: Headers = ()
) -> HttpResponse:
    content = b"" if document is None else json.dumps(document).encode()
    return bench.send(method, path, (*_JSON, *headers), content)


def _register(bench: Bench, **changes: object) -> dict[str, Any]:
    response = _send(bench, "POST", "/register", _service(**changes))
    assert response.status == 201, response.text()
    return body(response)


def _refused(response: HttpResponse, error: str, says: str, status: int = 400) -> None:
    document = body(response)
    assert (response.status, document["error"]) == (status, error), document
    assert says in document["error_description"]


def _token(
    bench: Bench, client_id: str, key: ECKey = _KEY, kid: str = "k1", jti: str = "1"
) -> HttpResponse:
    claims = bench.assertion_claims(iss=client_id, sub=client_id, jti=jti)
    return bench.present(signed_by(key, "ES256", claims, kid=kid))


def _manage(bench: Bench, method: str, known: dict[str, Any], document: object = None) -> Any:
    path = known["registration_client_uri"].removeprefix(ISSUER)
    headers = bearer(known["registration_access_token"])
    return _send(bench, method, path, document, headers)


def _update(known: dict[str, Any], **changes: object) -> dict[str, object]:
    left_out = ("registration_access_token", "registration_client_uri", "client_id_issued_at")
    kept = {name: value for name, value in known.items() if name not in left_out}
    kept.pop("client_secret_expires_at", None)
    return {**kept, **changes}


def test_a_service_is_registered_and_gets_a_token(bench: Bench) -> None:
    known = _register(bench)
    assert known["client_name"] == "Job"
    assert known["client_id_issued_at"] == int(bench.clock.now())
    assert known["registration_client_uri"] == f"{ISSUER}/register/{known['client_id']}"
    assert "client_secret" not in known
    response = _token(bench, known["client_id"])
    assert body(response)["scope"] == "summarize:write"


def test_a_person_signs_in_through_a_registered_client(bench: Bench) -> None:
    known = _register(
        bench,
        token_endpoint_auth_method="none",
        grant_types=["authorization_code", "refresh_token"],
        response_types=["code"],
        redirect_uris=["http://127.0.0.1/callback"],
        scope="openid profile",
        jwks=None,
    )
    answer = bench.sign_in("alice", client_id=known["client_id"], scope="openid profile")
    assert "code" in answer, answer


def test_a_client_with_a_secret_gets_one(bench: Bench) -> None:
    known = _register(bench, token_endpoint_auth_method=None, jwks=None)
    assert known["token_endpoint_auth_method"] == "client_secret_basic"
    assert known["client_secret_expires_at"] == 0
    headers = basic(known["client_id"], known["client_secret"])
    form = {"grant_type": "client_credentials", "resource": API}
    assert bench.post("/token", form, headers).status == 200


@pytest.mark.parametrize(
    ("changes", "error", "says"),
    [
        ({"token_endpoint_auth_method": "tls"}, "invalid_client_metadata", "offered here"),
        ({"token_endpoint_auth_method": "none"}, "invalid_client_metadata", "client_credentials"),
        ({"grant_types": ["password"]}, "invalid_client_metadata", "'password'"),
        ({"grant_types": "client_credentials"}, "invalid_client_metadata", "array of texts"),
        ({"response_types": ["token"]}, "invalid_client_metadata", "'token'"),
        ({"scope": "openid"}, "invalid_client_metadata", "'openid'"),
        ({"scope": ["summarize:write"]}, "invalid_client_metadata", "a text"),
        ({"client_name": "x" * 2001}, "invalid_client_metadata", "at most 2000"),
        ({"token_endpoint_auth_signing_alg": "HS256"}, "invalid_client_metadata", "HS256"),
        ({"id_token_signed_response_alg": "none"}, "invalid_client_metadata", "none"),
        ({"jwks": None}, "invalid_client_metadata", "needs the client's public keys"),
        ({"jwks": [1]}, "invalid_client_metadata", "array of at most"),
        ({"jwks": {"keys": [1]}}, "invalid_client_metadata", "not a JSON object"),
        ({"jwks": {"keys": [{"kty": "oct", "k": "AA"}]}}, "invalid_client_metadata", "private"),
        (
            {"jwks": {"keys": [_public(_KEY), _public(_OTHER)]}},
            "invalid_client_metadata",
            "same kid",
        ),
        ({"jwks_uri": "http://127.0.0.1:9/k"}, "invalid_client_metadata", "exclude each other"),
        (
            {"jwks": None, "jwks_uri": "https://keys.example/"},
            "invalid_client_metadata",
            "127.0.0.1 only",
        ),
        ({"jwks": None, "jwks_uri": f"{ISSUER}/jwks"}, "invalid_client_metadata", "not from"),
        # The same address in another spelling, and one that is none.
        (
            {"jwks": None, "jwks_uri": f"http://127.0.0.1:0{urlsplit(ISSUER).port}/jwks"},
            "invalid_client_metadata",
            "not from",
        ),
        (
            {"jwks": None, "jwks_uri": "http://127.0.0.1:99999/jwks"},
            "invalid_client_metadata",
            "not from",
        ),
        ({"jwks": None, "jwks_uri": "http://[bad"}, "invalid_client_metadata", "127.0.0.1 only"),
        ({"grant_types": ["authorization_code"]}, "invalid_redirect_uri", "needs a redirect"),
        ({"redirect_uris": ["http://app.example/"]}, "invalid_redirect_uri", "neither an https"),
        ({"redirect_uris": ["https://app.example/#f"]}, "invalid_redirect_uri", "fragment"),
        ({"redirect_uris": ["https://a.example/"] * 11}, "invalid_redirect_uri", "At most 10"),
    ],
)
def test_each_refusal_says_what_would_do(
    bench: Bench, changes: dict[str, object], error: str, says: str
) -> None:
    before = len(bench.core.authority.clients)
    _refused(_send(bench, "POST", "/register", _service(**changes)), error, says)
    assert len(bench.core.authority.clients) == before
    assert bench.core.refusals[-1].path == "/register"


def test_what_is_no_json_object_is_refused(bench: Bench) -> None:
    _refused(bench.post("/register", {"a": "b"}), "invalid_request", "application/json")
    for content in (b"[]", b"{", b"\xff", b"[" * 100_000):
        response = bench.send("POST", "/register", _JSON, content)
        _refused(response, "invalid_client_metadata", "JSON object")


def test_it_does_not_fill_the_memory(bench: Bench) -> None:
    for _ in range(MOST_CLIENTS - len(bench.core.authority.clients)):
        _register(bench)
    response = _send(bench, "POST", "/register", _service())
    _refused(response, "invalid_request", "not kept", 403)


def test_with_an_initial_access_token_only() -> None:
    bench = Bench(registration="token")
    assert _send(bench, "POST", "/register", _service()).status == 401
    wrong = _send(bench, "POST", "/register", _service(), bearer("wrong"))
    _refused(wrong, "invalid_token", "initial access token", 401)
    token = bench.core.authority.initial_access_token.reveal()
    right = _send(bench, "POST", "/register", _service(), bearer(token))
    assert right.status == 201
    # The control page shows the token, and lets the mode be changed.
    page = bench.get("/practice").text()
    assert token in page
    assert bench.post("/practice/registration", {"mode": "open"}).status == 200
    assert token not in bench.get("/practice").text()
    assert _send(bench, "POST", "/register", _service()).status == 201
    assert bench.post("/practice/registration", {"mode": "other"}).status == 400


def test_an_update_replaces_registration_and_token(bench: Bench) -> None:
    known = _register(bench)
    keys = {"keys": [_public(_KEY), _public(_OTHER, "k2")]}
    response = _manage(bench, "PUT", known, _update(known, jwks=keys))
    assert response.status == 200, response.text()
    after = body(response)
    assert after["registration_access_token"] != known["registration_access_token"]
    assert [key["kid"] for key in after["jwks"]["keys"]] == ["k1", "k2"]
    # Both keys are accepted while they overlap.
    client_id = known["client_id"]
    assert _token(bench, client_id).status == 200
    assert _token(bench, client_id, _OTHER, "k2", "2").status == 200
    last = _manage(bench, "PUT", after, _update(after, jwks={"keys": [_public(_OTHER, "k2")]}))
    assert last.status == 200
    _refused(_token(bench, client_id, jti="3"), "invalid_client", "names the key 'k1'", 401)
    assert _token(bench, client_id, _OTHER, "k2", "4").status == 200
    # The token of before is of no use any more.
    _refused(_manage(bench, "GET", known), "invalid_token", "each update replaces it", 401)


def test_an_update_without_a_member_drops_it(bench: Bench) -> None:
    known = _register(bench, token_endpoint_auth_signing_alg="ES256")
    changed = _update(known)
    del changed["token_endpoint_auth_signing_alg"]
    after = body(_manage(bench, "PUT", known, changed))
    assert "token_endpoint_auth_signing_alg" not in after


def test_assertions_keep_to_the_registered_algorithm(bench: Bench) -> None:
    known = _register(bench, token_endpoint_auth_signing_alg="RS256")
    _refused(_token(bench, known["client_id"]), "invalid_client", "registered to sign", 401)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"client_id": "another"}, "the client_id, unchanged"),
        ({"client_id_issued_at": 1}, "must not hold client_id_issued_at"),
        ({"registration_access_token": "x"}, "must not hold registration_access_token"),
        ({"registration_client_uri": "x"}, "must not hold registration_client_uri"),
        ({"client_secret_expires_at": 0}, "must not hold client_secret_expires_at"),
        ({"client_secret": "guessed"}, "must be the present one"),
    ],
)
def test_an_update_must_not_hold_what_the_provider_decides(
    bench: Bench, changes: dict[str, object], says: str
) -> None:
    known = _register(bench, token_endpoint_auth_method="client_secret_post", jwks=None)
    response = _manage(bench, "PUT", known, _update(known, **changes))
    _refused(response, "invalid_request", says)
    assert body(_manage(bench, "GET", known))["client_secret"] == known["client_secret"]


def test_a_deleted_client_is_gone(bench: Bench) -> None:
    known = _register(bench)
    assert _manage(bench, "DELETE", known).status == 204
    assert _manage(bench, "GET", known).status == 401
    assert _token(bench, known["client_id"]).status == 401


def test_clients_that_are_not_managed_and_clients_that_are_not_there_look_the_same(
    bench: Bench,
) -> None:
    answers = [
        _send(bench, "GET", f"/register/{name}", headers=bearer("x")).body
        for name in ("desktop-app", "nobody", "nightly-summarizer", "")
    ]
    assert len(set(answers)) == 1


def test_the_sample_service_can_be_managed_from_the_start(bench: Bench) -> None:
    token = bench.core.authority.clients["nightly-summarizer"].registration_token
    assert token is not None
    path = "/register/nightly-summarizer"
    answer = body(_send(bench, "GET", path, headers=bearer(token.reveal())))
    assert answer["jwks"] == {"keys": []}
    assert answer["client_name"] == "Nightly summarizer"


class Keys:
    """Stands for the address of a client's keys."""

    def __init__(self) -> None:
        self.octets = b""
        self.asked: list[str] = []

    def __call__(self, url: str) -> bytes:
        self.asked.append(url)
        if not self.octets:
            raise NotFetchedError("nobody answers there")
        return self.octets


def test_keys_are_fetched_from_their_address_at_every_assertion(bench: Bench) -> None:
    keys = bench.core.authority.fetch = Keys()
    uri = "http://127.0.0.1:50999/jwks.json"
    known = _register(bench, jwks=None, jwks_uri=uri)
    assert (known["jwks_uri"], "jwks" in known) == (uri, False)
    client_id = known["client_id"]
    _refused(_token(bench, client_id), "invalid_client", "nobody answers there", 401)
    keys.octets = b"<html>"
    _refused(_token(bench, client_id, jti="2"), "invalid_client", "no JWK Set", 401)
    keys.octets = json.dumps({"keys": [_public(_KEY)]}).encode()
    assert _token(bench, client_id, jti="3").status == 200
    keys.octets = json.dumps({"keys": [_public(_OTHER, "k2")]}).encode()
    assert _token(bench, client_id, jti="4").status == 401
    assert set(keys.asked) == {uri}


def test_a_registration_that_is_replaced_while_its_keys_are_fetched_lets_nobody_in(
    bench: Bench,
) -> None:
    known = _register(bench, jwks=None, jwks_uri="http://127.0.0.1:50999/jwks.json")

    def fetch(_url: str) -> bytes:
        changed = _update(known, jwks_uri="http://127.0.0.1:50998/jwks.json")
        assert _manage(bench, "PUT", known, changed).status == 200
        return json.dumps({"keys": [_public(_KEY)]}).encode()

    bench.core.authority.fetch = fetch
    response = _token(bench, known["client_id"])
    _refused(response, "invalid_client", "changed while its keys were read", 401)


def test_a_provider_in_memory_fetches_nothing(bench: Bench) -> None:
    known = _register(bench, jwks=None, jwks_uri="http://127.0.0.1:50999/jwks.json")
    response = _token(bench, known["client_id"])
    _refused(response, "invalid_client", "this provider fetches nothing", 401)


def test_misbehaviours_do_not_touch_registration(bench: Bench) -> None:
    bench.core.misbehave(*Misbehaviour)
    assert _register(bench)["client_id"]
