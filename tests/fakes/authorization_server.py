"""An authorization server in memory, behind the fake sender: just enough to run flows against."""

import json
from base64 import urlsafe_b64encode
from hashlib import sha256
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey

from fakes.sender import json_response, text_response
from fakes.world import FakeWorld
from oidc_workbench.exchange import HttpRequest, HttpResponse
from oidc_workbench.workspace.profile import Client, Provider

ISSUER = "https://as.example"
API = "https://api.example/"
OPENID_CONFIGURATION = f"{ISSUER}/.well-known/openid-configuration"
OAUTH_METADATA = f"{ISSUER}/.well-known/oauth-authorization-server"
PROVIDER = Provider("p1", "Example", ISSUER)
PERSON = Client(
    "c1", "p1", "App", "s6BhdRkqt3", scopes=("openid", "email", "orders:read"), resource=API
)
SERVICE = Client(
    "c2",
    "p1",
    "Job",
    "service-1",
    actor="service",
    auth_method="private_key_jwt",
    key_id="k1",
    scopes=("orders:read",),
    resource=API,
)


class FakeAuthorizationServer:
    """Answers discovery, sign-in and token requests; tests change its fields to misbehave.

    Args:
        id_claims: replaces claims of the next ID tokens; None as a value removes one.
        access_claims: the same for access tokens.
        callback: replaces parameters of the authorization response; None removes one.
        token_members: replaces members of the token response; None removes one.
    """

    def __init__(self, world: FakeWorld) -> None:
        self.world = world
        self.key = ECKey.generate_key("P-256", {"kid": "as-1", "use": "sig", "alg": "ES256"})
        self.id_claims: dict[str, object] = {}
        self.access_claims: dict[str, object] = {}
        self.callback: dict[str, str | None] = {}
        self.token_members: dict[str, object] = {}
        self.form_post = False
        self.opaque = False
        self.authorization: dict[str, str] = {}
        self.token_forms: list[dict[str, list[str]]] = []
        self.metadata: dict[str, object] = {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/jwks",
            "userinfo_endpoint": f"{ISSUER}/me",
            "introspection_endpoint": f"{ISSUER}/introspect",
            "revocation_endpoint": f"{ISSUER}/revoke",
            "response_types_supported": ["code"],
            "code_challenge_methods_supported": ["S256"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "authorization_response_iss_parameter_supported": True,
        }
        world.browser.on_open = self.sign_in
        http = world.http
        http.on("GET", OPENID_CONFIGURATION, lambda _: json_response(self.metadata))
        http.on("GET", OAUTH_METADATA, text_response("", 404))
        http.on("GET", f"{ISSUER}/jwks", lambda _: json_response(self.jwks))
        http.on("POST", f"{ISSUER}/token", self.token)

    @property
    def jwks(self) -> dict[str, object]:
        return {"keys": [self.key.as_dict(private=False)]}

    def sign_in(self, url: str) -> None:
        """Play the person and the browser: come back to the redirect URI with a code."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        self.authorization = asked
        answer: dict[str, object] = {"code": "c0de-1", "state": asked["state"], "iss": ISSUER}
        parameters = _changed(answer, dict(self.callback))
        self.come_back({name: str(value) for name, value in parameters.items()})

    def come_back(self, parameters: dict[str, str]) -> None:
        """Let an authorization response reach the listener."""
        listener, query = self.world.listeners.last, urlencode(parameters)
        if self.form_post:
            listener.deliver(listener.redirect_uri, query.encode())
        else:
            listener.deliver(f"{listener.redirect_uri}?{query}")

    def token(self, request: HttpRequest) -> HttpResponse:
        """Answer a token request."""
        form = parse_qs(request.body.decode())
        self.token_forms.append(form)
        grant = form["grant_type"][0]
        if grant == "authorization_code" and not self._verifies(form):
            return json_response({"error": "invalid_grant"}, 400)
        access = "0paque-access-token" if self.opaque else self.access_token(form)
        members: dict[str, object] = {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": 600,
        }
        if grant != "client_credentials":
            members["id_token"] = self.id_token(refreshed=grant == "refresh_token")
            members["refresh_token"] = f"r3fresh-{len(self.token_forms)}"
        return json_response(
            _changed(members, self.token_members), headers=(("Cache-Control", "no-store"),)
        )

    def _verifies(self, form: dict[str, list[str]]) -> bool:
        verifier = form.get("code_verifier", [""])[0]
        digest = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        return (
            form.get("code") == ["c0de-1"]
            and form.get("redirect_uri") == [self.authorization["redirect_uri"]]
            and digest == self.authorization["code_challenge"]
        )

    def id_token(self, *, refreshed: bool = False) -> str:
        now = int(self.world.clock.now())
        claims: dict[str, object] = {
            "iss": ISSUER,
            "sub": "248289761001",
            "aud": PERSON.client_id,
            "iat": now - 1,
            "exp": now + 600,
        }
        nonce = self.authorization.get("nonce")
        if nonce and not refreshed:
            claims["nonce"] = nonce
        return self.sign({"typ": "JWT"}, _changed(claims, self.id_claims))

    def access_token(self, form: dict[str, list[str]]) -> str:
        now = int(self.world.clock.now())
        claims: dict[str, object] = {
            "iss": ISSUER,
            "sub": "248289761001",
            "aud": form.get("resource", ["https://default.example/"])[0],
            "client_id": PERSON.client_id,
            "iat": now - 1,
            "exp": now + 600,
            "jti": "6f1c2c1e-6c0e-4b7f-9d4e-0f7a4f5b8a21",
            "scope": "orders:read",
        }
        return self.sign({"typ": "at+jwt"}, _changed(claims, self.access_claims))

    def sign(self, header: dict[str, str], claims: dict[str, object]) -> str:
        head = {"alg": "ES256", "kid": str(self.key.kid), **header}
        return jwt.encode(head, json.loads(json.dumps(claims)), self.key)


def _changed(values: dict[str, object], changes: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in (values | changes).items() if value is not None}
