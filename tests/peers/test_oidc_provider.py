from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from peers.oidc_provider import OidcProvider

pytestmark = pytest.mark.needs("oidc-provider")


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False) as client:
        yield client


def _access_token(http: httpx.Client, server: OidcProvider, resource: str) -> dict[str, Any]:
    # Each part is encoded by itself, since the id and the secret hold a colon.
    client = server.client("service:odd/id")
    parts = [quote(client["client_id"], safe=""), quote(client["client_secret"], safe="")]
    reply = http.post(
        server.metadata()["token_endpoint"],
        data={"grant_type": "client_credentials", "scope": "api:read", "resource": resource},
        headers={"Authorization": f"Basic {base64.b64encode(':'.join(parts).encode()).decode()}"},
    )
    body: dict[str, Any] = reply.raise_for_status().json()
    return body


def _header(token: str) -> dict[str, Any]:
    encoded, _, _ = token.partition(".")
    header: dict[str, Any] = json.loads(base64.urlsafe_b64decode(encoded + "=="))
    return header


def test_names_itself_in_its_metadata(oidc_provider: OidcProvider) -> None:
    assert oidc_provider.metadata()["issuer"] == oidc_provider.issuer


@pytest.mark.parametrize(
    ("resource", "alg"), [("urn:api:jwt", "RS256"), ("urn:api:es256", "ES256")]
)
def test_a_resource_decides_the_token_s_algorithm(
    oidc_provider: OidcProvider, http: httpx.Client, resource: str, alg: str
) -> None:
    token = _access_token(http, oidc_provider, resource)["access_token"]
    assert _header(token)["alg"] == alg


def test_lifetimes_change_for_a_while(oidc_provider: OidcProvider, http: httpx.Client) -> None:
    with oidc_provider.state(accessTokenLifetime=7):
        assert _access_token(http, oidc_provider, "urn:api:opaque")["expires_in"] == 7
    assert _access_token(http, oidc_provider, "urn:api:opaque")["expires_in"] == 300


def test_keys_rotate_in_three_stages(oidc_provider: OidcProvider, http: httpx.Client) -> None:
    before = _header(_access_token(http, oidc_provider, "urn:api:jwt")["access_token"])["kid"]
    published = oidc_provider.rotate("publish")
    same = _header(_access_token(http, oidc_provider, "urn:api:jwt")["access_token"])["kid"]
    switched = oidc_provider.rotate("switch")
    after = _header(_access_token(http, oidc_provider, "urn:api:jwt")["access_token"])["kid"]
    left = oidc_provider.rotate("retire")
    assert same == before
    assert after != before
    assert sorted(switched) == sorted(published)
    assert (before in published, before in left, after in left) == (True, False, True)


def test_says_why_it_refused(oidc_provider: OidcProvider, http: httpx.Client) -> None:
    oidc_provider.refusals()
    http.post(oidc_provider.metadata()["token_endpoint"], data={"grant_type": "client_credentials"})
    assert [(r["event"], r["error"]) for r in oidc_provider.refusals()] == [
        ("grant.error", "invalid_request")
    ]
