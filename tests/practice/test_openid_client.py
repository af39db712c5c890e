"""A certified client judges the practice provider: all it does here must satisfy others' code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from joserfc.jwk import ECKey, OKPKey, RSAKey

from oidc_workbench.adapters.clock import SystemClock
from oidc_workbench.adapters.randomness import SystemRandomness
from oidc_workbench.practice.server import PracticeServer
from oidc_workbench.practice.settings import Misbehaviour, PracticeSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from joserfc.jwk import Key

    Judge = Callable[[dict[str, Any]], dict[str, Any]]

pytestmark = pytest.mark.needs("openid-client")


class Provider:
    """A running practice provider, described as the certified client wants it."""

    def __init__(self, server: PracticeServer) -> None:
        self.server = server
        self.info = server.start_sync()

    def client(self, client_id: str, **more: Any) -> dict[str, Any]:
        (known,) = (c for c in self.info.clients if c.client_id == client_id)
        described = {"client_id": client_id, "auth": known.auth_method, **more}
        if known.secret is not None:
            described["client_secret"] = known.secret.reveal()
        return described

    def person(self, client_id: str = "desktop-app", **more: Any) -> dict[str, Any]:
        return self.client(
            client_id,
            redirect_uri="http://127.0.0.1:1/callback",
            pages=[{"choice": "alice"}, {"choice": "allow"}],
            **more,
        )

    def request(self, **parts: Any) -> dict[str, Any]:
        return {"issuer": self.info.issuer, **parts}


@pytest.fixture
def provider() -> Iterator[Provider]:
    server = PracticeServer(SystemClock(), SystemRandomness())
    yield Provider(server)
    server.stop_sync()


def test_a_person_signs_in_refreshes_and_revokes(provider: Provider, openid_client: Judge) -> None:
    parameters = {"scope": "openid email offline_access"}
    answer = openid_client(provider.request(person=provider.person(parameters=parameters)))
    person = answer["person"]
    assert person["userinfo"]["sub"] == person["claims"]["sub"]
    assert person["userinfo"]["email"] == "alice@example.com"
    assert person["refreshed"]["refresh_token"] != person["tokens"]["refresh_token"]
    assert person["after_revocation"] == "invalid_grant"


def test_a_confidential_client_gets_an_es256_id_token(
    provider: Provider, openid_client: Judge
) -> None:
    person = provider.person(
        "web-app",
        parameters={"scope": "openid summarize:write", "resource": provider.info.resource},
        metadata={"id_token_signed_response_alg": "ES256"},
    )
    inspector = provider.client("summary-api")
    answer = openid_client(provider.request(person=person, inspector=inspector))["person"]
    assert answer["claims"]["aud"] == "web-app"
    assert answer["introspection"]["scope"] == "openid summarize:write"


@pytest.mark.parametrize(
    ("client_id", "resource"),
    [
        ("legacy-batch", "urn:practice:opaque"),
        ("legacy-batch", "urn:practice:ping"),
        ("post-batch", "urn:practice:ping"),
    ],
)
def test_a_service_authenticates_with_a_secret(
    provider: Provider, openid_client: Judge, client_id: str, resource: str
) -> None:
    service = provider.client(client_id, parameters={"resource": resource})
    request = provider.request(services=[service], inspector=provider.client("summary-api"))
    (answer,) = openid_client(request)["services"]
    assert answer["introspection"]["active"] is True
    assert answer["introspection"]["client_id"] == client_id


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
    provider: Provider, openid_client: Judge, alg: str, key: Key
) -> None:
    provider.server.register_key_sync("nightly-summarizer", dict(key.as_dict(private=False)))
    service = provider.client(
        "nightly-summarizer",
        alg=alg,
        key=key.as_dict(private=True),
        parameters={"scope": "summarize:write", "resource": provider.info.resource},
    )
    (answer,) = openid_client(provider.request(services=[service]))["services"]
    assert answer["tokens"]["scope"] == "summarize:write"


def _newcomer(provider: Provider, **more: Any) -> dict[str, Any]:
    registered = {
        "client_name": "Newcomer",
        "grant_types": ["client_credentials"],
        "response_types": [],
        "redirect_uris": [],
        "scope": "summarize:write",
    }
    return {
        "registered": registered | more.pop("registered", {}),
        "parameters": {"scope": "summarize:write", "resource": provider.info.resource},
        **more,
    }


def test_a_client_registers_itself_and_gets_a_secret(
    provider: Provider, openid_client: Judge
) -> None:
    newcomer = _newcomer(provider, auth="client_secret_post", registered=_BY_POST)
    answer = openid_client(provider.request(newcomer=newcomer))["newcomer"]
    assert answer["metadata"]["registration_access_token"]
    assert answer["tokens"]["scope"] == "summarize:write"


_BY_POST = {"token_endpoint_auth_method": "client_secret_post"}


def test_a_client_registers_its_key_with_an_initial_access_token(openid_client: Judge) -> None:
    settings = PracticeSettings(registration="token")
    server = PracticeServer(SystemClock(), SystemRandomness(), settings)
    provider = Provider(server)
    try:
        token = provider.info.initial_access_token
        assert token is not None
        key = ECKey.generate_key("P-256", auto_kid=True)
        registered = {
            "token_endpoint_auth_method": "private_key_jwt",
            "token_endpoint_auth_signing_alg": "ES256",
            "jwks": {"keys": [key.as_dict(private=False)]},
        }
        newcomer = _newcomer(
            provider,
            auth="private_key_jwt",
            alg="ES256",
            key=key.as_dict(private=True),
            registered=registered,
            initial_access_token=token.reveal(),
        )
        answer = openid_client(provider.request(newcomer=newcomer))["newcomer"]
        assert answer["metadata"]["token_endpoint_auth_method"] == "private_key_jwt"
        assert answer["tokens"]["scope"] == "summarize:write"
        with pytest.raises(pytest.fail.Exception, match="refused"):
            openid_client(provider.request(newcomer=newcomer | {"initial_access_token": "x"}))
    finally:
        server.stop_sync()


@pytest.mark.parametrize(
    "fault",
    [
        Misbehaviour.WRONG_AUDIENCE,
        Misbehaviour.EXPIRED_TOKEN,
        Misbehaviour.WRONG_NONCE,
        Misbehaviour.WRONG_ISS_RESPONSE,
        Misbehaviour.UNKNOWN_KID,
        Misbehaviour.ALG_NONE,
    ],
)
def test_the_client_sees_through_a_misbehaving_provider(
    provider: Provider, openid_client: Judge, fault: Misbehaviour
) -> None:
    provider.server.misbehave(fault)
    with pytest.raises(pytest.fail.Exception, match="refused"):
        openid_client(provider.request(person=provider.person(parameters={"scope": "openid"})))
