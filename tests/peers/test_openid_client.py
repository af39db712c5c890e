"""The certified client against the certified server: whoever fails here, it is not our provider."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from joserfc.jwk import ECKey, OKPKey, RSAKey

if TYPE_CHECKING:
    from collections.abc import Callable

    from joserfc.jwk import Key

    from peers.oidc_provider import OidcProvider

    Judge = Callable[[dict[str, Any]], dict[str, Any]]

pytestmark = pytest.mark.needs("oidc-provider", "openid-client")


def _with_secret(server: OidcProvider, client_id: str) -> dict[str, Any]:
    known = server.client(client_id)
    return {
        "client_id": client_id,
        "auth": known["token_endpoint_auth_method"],
        "client_secret": known["client_secret"],
    }


def test_a_person_signs_in_refreshes_and_revokes(
    oidc_provider: OidcProvider, openid_client: Judge
) -> None:
    person = {
        "client_id": "native",
        "auth": "none",
        "redirect_uri": "http://127.0.0.1:1/callback",
        "parameters": {"scope": "openid email offline_access", "prompt": "consent"},
        "pages": [{"login": "alice", "password": "any"}, {}],
    }
    inspector = _with_secret(oidc_provider, "api")
    answer = openid_client(
        {"issuer": oidc_provider.issuer, "person": person, "inspector": inspector}
    )["person"]
    assert answer["claims"]["sub"] == "alice"
    assert answer["userinfo"]["email"] == "alice@example.test"
    assert answer["introspection"]["active"] is True
    assert answer["refreshed"]["access_token"] != answer["tokens"]["access_token"]
    assert answer["after_revocation"] == "invalid_grant"


@pytest.mark.parametrize("client_id", ["service-basic", "service-post", "service:odd/id"])
def test_a_service_authenticates_with_a_secret(
    oidc_provider: OidcProvider, openid_client: Judge, client_id: str
) -> None:
    service = _with_secret(oidc_provider, client_id)
    service["parameters"] = {"scope": "api:read", "resource": "urn:api:opaque"}
    request = {
        "issuer": oidc_provider.issuer,
        "services": [service],
        "inspector": _with_secret(oidc_provider, "api"),
    }
    assert openid_client(request)["services"][0]["introspection"]["scope"] == "api:read"


@pytest.mark.parametrize(
    ("alg", "key"),
    [
        ("RS256", RSAKey.generate_key(2048, auto_kid=True)),
        ("PS256", RSAKey.generate_key(2048, auto_kid=True)),
        ("ES256", ECKey.generate_key("P-256", auto_kid=True)),
        ("Ed25519", OKPKey.generate_key("Ed25519", auto_kid=True)),
    ],
    ids=["RS256", "PS256", "ES256", "Ed25519"],
)
def test_a_service_authenticates_with_its_private_key(
    oidc_provider: OidcProvider, openid_client: Judge, alg: str, key: Key
) -> None:
    client_id = f"service-{alg}"
    oidc_provider.register_service(client_id, dict(key.as_dict(private=False)))
    service = {
        "client_id": client_id,
        "auth": "private_key_jwt",
        "alg": alg,
        "key": key.as_dict(private=True),
        "parameters": {"scope": "api:write", "resource": "urn:api:es256"},
    }
    answer = openid_client({"issuer": oidc_provider.issuer, "services": [service]})
    assert answer["services"][0]["tokens"]["scope"] == "api:write"
