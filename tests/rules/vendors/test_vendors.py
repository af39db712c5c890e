"""Every vendor's token is right for its receiver and wrong for everybody else."""

from dataclasses import replace

import pytest

from oidc_workbench.rules.expectation import Expectation
from oidc_workbench.rules.inspection import inspect
from oidc_workbench.rules.outcome import Decision, Severity, Status, Verdict
from oidc_workbench.rules.token_hash import left_half_hash
from rules.tokens import NOW, compact, ids
from rules.vendors.providers import SHAPES as PROVIDERS
from rules.vendors.services import ASSERTIONS, SIGN_IN, WORKLOADS
from rules.vendors.shape import AT, CA, CLIENT, GUID, IAT, ID, KID, OTHER, Shape, judged, token

SHAPES = {**PROVIDERS, **SIGN_IN, **WORKLOADS, **ASSERTIONS}


def errors(verdict: Verdict) -> list[str]:
    return [f.rule for f in verdict.findings if f.severity is Severity.ERROR]


def test_there_are_many() -> None:
    assert len(SHAPES) >= 30


@pytest.mark.parametrize("name", SHAPES)
def test_it_is_accepted_where_it_belongs(name: str) -> None:
    verdict = judged(SHAPES[name])
    assert errors(verdict) == []
    assert verdict.with_status(Status.CRASHED) == ()
    assert verdict.decision is Decision.ACCEPT, verdict.headline


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("receiver", ["https://elsewhere.example/", "", "upper"])
def test_it_is_rejected_elsewhere(name: str, receiver: str) -> None:
    shape = SHAPES[name]
    other = shape.aud.swapcase() if receiver == "upper" else receiver or shape.aud[:-1]
    if other != shape.aud:
        assert judged(shape, receiver=other).decision is Decision.REJECT


@pytest.mark.parametrize("name", SHAPES)
def test_it_is_rejected_with_another_key(name: str) -> None:
    verdict = judged(SHAPES[name], thief=True)
    assert verdict.decision is Decision.REJECT
    assert "sig-invalid" in errors(verdict)


@pytest.mark.parametrize("name", [*PROVIDERS, *SIGN_IN, *WORKLOADS])
def test_it_is_rejected_from_another_issuer(name: str) -> None:
    verdict = judged(SHAPES[name], issuer=f"{SHAPES[name].issuer}x")
    assert "iss-mismatch" in errors(verdict)


@pytest.mark.parametrize("name", [name for name, one in SHAPES.items() if one.purpose is ID])
def test_an_id_token_opens_no_api(name: str) -> None:
    shape = SHAPES[name]
    at_api = Shape(AT, shape.issuer, "https://api.example", shape.claims, shape.head)
    assert judged(at_api, token(shape)).decision is Decision.REJECT


# -- what nobody but the vendor can accept ---------------------------------------------------

GRAPH = Shape(
    AT, f"https://sts.windows.net/{GUID}/", "00000003-0000-0000-c000-000000000000",
    {"app_displayname": "App", "appid": CLIENT, "scp": "User.Read", "ver": "1.0", "tid": GUID,
     "nbf": IAT, "xms_tcdt": 1451615000, "wids": [GUID], "xms_st": {"sub": "x"}},
    {"x5t": KID, "nonce": "kJ6pQr0R1cZkqT4u4X9b3bSxM5yJYk1k"}, scopes=("User.Read",),
)  # fmt: skip


def test_a_graph_token_is_not_verifiable_as_it_stands() -> None:
    """Microsoft hashes the header's nonce before it signs: only Graph itself verifies these."""
    head, payload, _ = token(GRAPH).split(".")
    hashed = Shape(AT, GRAPH.issuer, GRAPH.aud, GRAPH.claims, {**GRAPH.head, "nonce": "A" * 43})
    text = f"{head}.{payload}.{token(hashed).rpartition('.')[2]}"
    assert errors(judged(GRAPH, text)) == ["sig-invalid"]


COGNITO = Shape(
    AT, "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_x", "https://api.example",
    {"aud": None, "client_id": "1example", "token_use": "access", "scope": "orders", "jti": GUID,
     "origin_jti": GUID, "event_id": GUID, "version": 2, "username": "a", "auth_time": IAT},
    {"typ": None},
)  # fmt: skip


def test_cognitos_access_token_names_no_api() -> None:
    """RFC 8725 §3.9: without an audience nothing says where it belongs."""
    assert errors(judged(COGNITO)) == ["aud-missing"]


REFRESH = Shape(
    OTHER, "https://kc.example/realms/r", "https://kc.example/realms/r",
    {"typ": "Refresh", "azp": "app", "jti": GUID, "sid": GUID, "scope": "openid"},
    {"alg": "HS256"},
)  # fmt: skip


@pytest.mark.parametrize("purpose", [ID, AT])
def test_keycloaks_refresh_token_is_for_keycloak_alone(purpose: object) -> None:
    shape = Shape(AT if purpose is AT else ID, REFRESH.issuer, "app")
    assert judged(shape, token(REFRESH)).decision is Decision.REJECT


@pytest.mark.parametrize("typ", ["ID", "Refresh", "Offline", "Logout"])
def test_keycloaks_refresh_token_is_recognised_as_no_accepted_kind(typ: str) -> None:
    shape = Shape(OTHER, REFRESH.issuer, REFRESH.aud, {**REFRESH.claims, "typ": typ}, {})
    assert judged(shape).decision is not Decision.ACCEPT


GRANTS = {
    "a Google service account": Shape(
        CA, "robot@project.iam.gserviceaccount.com", "https://oauth2.googleapis.com/token",
        {"sub": None, "scope": "https://www.googleapis.com/auth/devstorage.read_only"},
    ),
    "a Salesforce JWT bearer": Shape(
        CA, "3MVG9", "https://login.salesforce.com",
        {"sub": "a@b.example", "iat": None, "exp": IAT + 180}, {"kid": None},
    ),
    "a Firebase custom token": Shape(
        CA, "robot@project.iam.gserviceaccount.com",
        "https://identitytoolkit.googleapis.com/google.identity.identitytoolkit.v1.IdentityToolkit",
        {"sub": "robot@project.iam.gserviceaccount.com", "uid": "u1", "claims": {"premium": True}},
    ),
    "a GitHub App": Shape(
        CA, "12345", "https://api.github.com", {"aud": None, "sub": None, "exp": IAT + 600},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", GRANTS)
def test_what_is_no_token_of_ours_gets_no_verdict_of_another_kind(name: str) -> None:
    """A grant or an app's own token is none of the five kinds; it is read, and not accepted."""
    shape = GRANTS[name]
    other = Shape(OTHER, shape.issuer, shape.aud, shape.claims, shape.head)
    verdict = judged(other)
    assert errors(verdict) == []
    assert verdict.decision is Decision.UNDECIDED


@pytest.mark.parametrize("name", SHAPES)
def test_without_any_requirement_or_key_it_is_only_read(name: str) -> None:
    verdict = inspect(token(SHAPES[name]), Expectation(), (), now=NOW).verdict
    assert errors(verdict) == []
    assert verdict.decision is Decision.UNDECIDED


def test_a_changed_header_nonce_is_just_a_header() -> None:
    text = compact({"alg": "RS256", "nonce": "x"}, {"iss": "i"})
    assert "crit-unsupported" not in ids(inspect(text, Expectation()).verdict)


def test_an_id_token_with_a_hash_of_the_code_waits_for_the_code() -> None:
    """Apple's and Vault's: OpenID Connect Core §3.3.2.10."""
    apple = SHAPES["Apple ID token"]
    shape = replace(apple, claims={**apple.claims, "c_hash": left_half_hash("code-1", "RS256")})
    assert judged(shape).needed == ("the code that came with it",)
    assert judged(shape, code="code-1").decision is Decision.ACCEPT
    assert judged(shape, code="code-2").decision is Decision.REJECT
