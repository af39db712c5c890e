"""Steps and tokens as flows yield them, without a flow."""

from dataclasses import replace

from joserfc import jwt
from joserfc.jwk import ECKey

from oidc_workbench.exchange import Exchange, HttpRequest, HttpResponse
from oidc_workbench.flows.step import ObtainedToken, Step, StepState, TokenKind
from oidc_workbench.jose.key_set import KeySet, KeySource
from oidc_workbench.jose.public_keys import public_key
from oidc_workbench.rules.expectation import Expectation, Purpose, RunContext
from oidc_workbench.rules.inspection import Inspection, inspect
from oidc_workbench.workspace.profile import Client, Provider, Workspace

NOW = 1_700_000_000.0
ISSUER = "https://as.example"
API = "https://api.example/"
PROVIDER = Provider("p1", "Example", ISSUER)
PERSON = Client("c1", "p1", "App", "app-1", scopes=("openid", "orders:read"), resource=API)
SERVICE = Client(
    "c2", "p1", "Job", "job-1", actor="service", auth_method="private_key_jwt", key_id="k1",
    scopes=("orders:read",), resource=API,
)  # fmt: skip
WORKSPACE = Workspace(providers=(PROVIDER,), clients=(PERSON, SERVICE))
_KEY = ECKey.generate_key("P-256", {"kid": "as-1", "use": "sig", "alg": "ES256"})
KEYS = KeySet(
    (public_key(_KEY.as_dict(private=False)),),
    KeySource("issuer", f"{ISSUER}/jwks", ISSUER, f"{ISSUER}/.well-known/openid-configuration"),
)
ACCESS_CLAIMS: dict[str, object] = {
    "iss": ISSUER, "sub": "alice-1", "aud": API, "client_id": "app-1", "scope": "orders:read",
    "iat": int(NOW) - 10, "exp": int(NOW) + 290, "jti": "0123456789abcdef",
}  # fmt: skip
ID_CLAIMS: dict[str, object] = {
    "iss": ISSUER, "sub": "alice-1", "aud": "app-1", "nonce": "n-0S6_WzA2MjQ1b8hK3v9Q",
    "iat": int(NOW) - 10, "exp": int(NOW) + 290,
}  # fmt: skip


def signed(claims: dict[str, object], typ: str = "JWT") -> str:
    """A token that the provider's key signed."""
    return jwt.encode({"alg": "ES256", "kid": "as-1", "typ": typ}, claims, _KEY)


def access_token(**claims: object) -> ObtainedToken:
    """An access token with what its run knows."""
    text = signed({**ACCESS_CLAIMS, **claims}, "at+jwt")
    wanted = Expectation(Purpose.ACCESS_TOKEN, ISSUER, audiences=(API,), scopes=("orders:read",))
    return _obtained("access_token", text, wanted)


def id_token(**claims: object) -> ObtainedToken:
    """An ID token with what its run knows."""
    text = signed({**ID_CLAIMS, **claims})
    wanted = Expectation(Purpose.ID_TOKEN, ISSUER, "app-1", nonce=str(ID_CLAIMS["nonce"]))
    return _obtained("id_token", text, wanted)


def refresh_token() -> ObtainedToken:
    """An opaque refresh token."""
    return _obtained("refresh_token", "rt-8xLOxBtZp8", Expectation(Purpose.OTHER, ISSUER))


def _obtained(kind: TokenKind, text: str, wanted: Expectation) -> ObtainedToken:
    return ObtainedToken(kind, text, wanted, RunContext(), (KEYS,), "p1", "c1", NOW)


def judged(token: ObtainedToken) -> Inspection:
    """A token's judgement by its own run."""
    return inspect(token.text, token.expectation, token.keys, token.context, NOW)


def step(step_id: str, state: StepState = StepState.DONE, **more: object) -> Step:
    """A step with a title of its own."""
    made = Step(step_id, step_id.title(), f"why {step_id}", state)
    return replace(made, **more)  # type: ignore[arg-type]  # the fields of a step, by name


def exchange(
    url: str, method: str = "GET", status: int = 200, body: bytes = b"", *, front: bool = False
) -> Exchange:
    """A request and its answer; one that the browser carried has none."""
    request = HttpRequest(method, url)
    if front:
        return Exchange(request, None, NOW, 0.0, "front")
    return Exchange(request, HttpResponse(status, body=body), NOW, 0.01)


def token_steps(*tokens: ObtainedToken, lifetime: int = 300) -> tuple[Step, Step]:
    """The two last steps of a flow: the tokens, and their judgement."""
    body = b'{"expires_in": %d}' % lifetime
    answer = exchange(f"{ISSUER}/token", "POST", body=body)
    told = tuple((t.kind, judged(t)) for t in tokens if t.kind != "refresh_token")
    return (
        step("token", tokens=tokens, exchanges=(answer,)),
        step("validate", tokens=tuple(t for t in tokens if t.kind != "refresh_token"),
             inspections=told),
    )  # fmt: skip
