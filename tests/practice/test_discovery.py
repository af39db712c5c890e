"""The metadata: complete, honest, and the same in both places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oidc_workbench.practice.core import ROUTES
from practice.provider_bench import API, ISSUER, body

if TYPE_CHECKING:
    from practice.provider_bench import Bench


def test_both_documents_are_the_same_and_hold_no_null(bench: Bench) -> None:
    openid = bench.get("/.well-known/openid-configuration")
    oauth = bench.get("/.well-known/oauth-authorization-server")
    assert body(openid) == body(oauth)
    assert body(openid)["issuer"] == ISSUER
    assert None not in body(openid).values()
    assert openid.media_type == "application/json"


def test_every_announced_endpoint_is_there(bench: Bench) -> None:
    document = body(bench.get("/.well-known/openid-configuration"))
    urls = [url for name, url in document.items() if name.endswith(("_endpoint", "_uri"))]
    assert len(urls) == 7
    for url in urls:
        assert url.removeprefix(ISSUER) in ROUTES


def test_what_it_says_of_itself_is_what_it_does(bench: Bench) -> None:
    document = body(bench.get("/.well-known/openid-configuration"))
    assert document["code_challenge_methods_supported"] == ["S256"]
    assert document["authorization_response_iss_parameter_supported"] is True
    assert document["response_types_supported"] == ["code"]
    assert document["request_uri_parameter_supported"] is False
    methods = {client.auth_method for client in bench.core.authority.clients.values()}
    assert methods == set(document["token_endpoint_auth_methods_supported"])
    assert "none" not in document["introspection_endpoint_auth_methods_supported"]
    assert "none" not in document["token_endpoint_auth_signing_alg_values_supported"]
    scopes = {s for client in bench.core.authority.clients.values() for s in client.scopes}
    assert scopes == set(document["scopes_supported"])


def test_the_key_set_may_be_cached_and_holds_no_private_member(bench: Bench) -> None:
    response = bench.get("/jwks")
    assert response.header("cache-control") == "public, max-age=300"
    keys = body(response)["keys"]
    assert [key["alg"] for key in keys] == ["RS256", "ES256"]
    for key in keys:
        assert key["use"] == "sig"
        assert not {"d", "p", "q", "dp", "dq", "qi"} & set(key)


def test_the_api_names_its_authorization_server(bench: Bench) -> None:
    document = body(bench.get("/.well-known/oauth-protected-resource/api"))
    assert document["resource"] == API
    assert document["authorization_servers"] == [ISSUER]
