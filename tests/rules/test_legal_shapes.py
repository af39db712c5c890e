"""Tokens as large vendors shape them, signed with keys of our own: none may be called wrong."""

from dataclasses import dataclass, replace
from typing import Any

import pytest
from joserfc.jwk import RSAKey

from oidc_workbench.jose.key_set import KeySource
from oidc_workbench.rules.expectation import Expectation, Purpose
from oidc_workbench.rules.inspection import inspect
from oidc_workbench.rules.outcome import Decision, Severity, Verdict
from rules.tokens import NOW, ids, key_sets, signed

# A kid as Entra and ADFS form it: the base64url of a certificate's SHA-1.
KID = "nOo3ZDrODXEK1jKWhXslHR_KXEg"
KEY = RSAKey.generate_key(2048, {"kid": KID})
SUBJECT = "AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ"
TENANT = "9122040d-6c67-4c5b-b112-36a304b66dad"
CLIENT = "6cb04018-a3f5-46a7-b995-940c78f5aef3"
ID, AT = Purpose.ID_TOKEN, Purpose.ACCESS_TOKEN


@dataclass(frozen=True)
class Shape:
    """A vendor's token; ``aud`` is what its receiver answers to."""

    purpose: Purpose
    issuer: str
    aud: str
    claims: dict[str, Any]
    head: dict[str, Any] | None = None
    nonce: str = ""
    scopes: tuple[str, ...] | None = None


SHAPES = {
    "Entra v1 ID token": Shape(
        ID, f"https://sts.windows.net/{TENANT}/", CLIENT,
        {"amr": ["pwd", "mfa"], "aio": "AXQAi/8", "oid": TENANT, "nbf": NOW - 300, "tid": TENANT,
         "unique_name": "a@b.example", "upn": "a@b.example", "ver": "1.0", "uti": "x", "rh": "0."},
        {"x5t": KID}, "678910",
    ),
    "Entra v2 ID token": Shape(
        ID, f"https://login.microsoftonline.com/{TENANT}/v2.0", CLIENT,
        {"nbf": NOW - 300, "name": "Ä", "oid": TENANT, "tid": TENANT, "ver": "2.0", "roles": []},
        None, "678910",
    ),
    "Entra v1 access token": Shape(
        AT, f"https://sts.windows.net/{TENANT}/", "api://orders",
        {"appid": CLIENT, "appidacr": "1", "scp": "orders.read profile", "nbf": NOW - 300,
         "tid": TENANT, "ver": "1.0", "acr": "1", "amr": ["pwd"]},
        {"x5t": KID}, scopes=("orders.read",),
    ),
    "Entra v2 access token of a service": Shape(
        AT, f"https://login.microsoftonline.com/{TENANT}/v2.0", CLIENT,
        {"azp": "another", "azpacr": "1", "roles": ["Orders.Read"], "idtyp": "app", "ver": "2.0"},
    ),
    "Okta ID token": Shape(
        ID, "https://dev.okta.example/oauth2/default", "0oa1",
        {"ver": 1, "jti": "ID.x", "amr": ["pwd"], "idp": "00o1", "auth_time": NOW - 20,
         "at_hash": "preyLpEhZ4uPAAAAAAAAAA", "preferred_username": "a"},
        None, "n1",
    ),
    "Okta access token": Shape(
        AT, "https://dev.okta.example/oauth2/default", "api://default",
        {"ver": 1, "jti": "AT.x", "cid": "0oa1", "uid": "00u1", "scp": ["openid", "orders"]},
        {"typ": None}, scopes=("orders",),
    ),
    "Auth0 ID token": Shape(
        ID, "https://tenant.auth0.example/", "lkjh",
        {"nickname": "a", "updated_at": "2025-12-31T23:00:00.000Z", "email_verified": True,
         "sid": "x", "https://app.example/roles": ["admin"]},
        None, "n1",
    ),
    "Auth0 access token for two resources": Shape(
        AT, "https://tenant.auth0.example/", "https://api.example",
        {"aud": ["https://api.example", "https://tenant.auth0.example/userinfo"], "azp": "lkjh",
         "scope": "openid orders:read", "gty": "password"},
        scopes=("orders:read",),
    ),
    "Auth0 access token of a service": Shape(
        AT, "https://tenant.auth0.example/", "https://api.example",
        {"sub": "lkjh@clients", "azp": "lkjh", "gty": "client-credentials"},
    ),
    "Google ID token for a backend": Shape(
        ID, "https://accounts.google.com", "1.apps.googleusercontent.com",
        {"azp": "2.apps.googleusercontent.com", "hd": "b.example", "email_verified": True,
         "at_hash": "HK6E_P6Dh8Y93mRNtsDB1Q"},
    ),
    "Google service account": Shape(
        ID, "https://accounts.google.com", "https://run.example",
        {"azp": "1234", "email": "a@p.iam.gserviceaccount.example", "email_verified": True},
    ),
    "Cognito ID token": Shape(
        ID, "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_x", "1example",
        {"cognito:username": "a", "cognito:groups": ["g"], "token_use": "id", "origin_jti": "x",
         "event_id": "y", "auth_time": NOW - 20, "email_verified": False},
        {"typ": None},
    ),
    "Keycloak ID token": Shape(
        ID, "https://kc.example/realms/r", "app",
        {"typ": "ID", "azp": "app", "session_state": "x", "sid": "x", "acr": "1",
         "at_hash": "7XpMFHp4C5T2ksTtYL0Rnw", "auth_time": 0},
        None, "n1",
    ),
    "Keycloak access token": Shape(
        AT, "https://kc.example/realms/r", "account",
        {"typ": "Bearer", "azp": "app", "realm_access": {"roles": ["a"]}, "jti": "x",
         "allowed-origins": ["https://app.example"], "scope": "profile email"},
        scopes=("profile",),
    ),
    "Apple ID token": Shape(
        ID, "https://appleid.apple.com", "com.example.app",
        {"email_verified": "true", "is_private_email": "true", "nonce_supported": True,
         "auth_time": NOW - 20, "sub": "001234.9ab.0123", "real_user_status": 2},
        {"typ": None}, "n1",
    ),
    "GitHub Actions": Shape(
        ID, "https://token.actions.githubusercontent.com", "sts.amazonaws.com",
        {"sub": "repo:octo-org/octo-repo:environment:prod", "ref": "refs/heads/main",
         "run_id": "1", "nbf": NOW - 600, "jti": "x", "job_workflow_ref": "o/r/.github/w.yml@main"},
        {"x5t": KID},
    ),
    "GitLab CI": Shape(
        ID, "https://gitlab.com", "https://vault.example",
        {"sub": "project_path:g/p:ref_type:branch:ref:main", "namespace_id": "1", "nbf": NOW - 5,
         "ref_protected": "true", "jti": "x", "pipeline_id": "1"},
    ),
    "a Kubernetes service account": Shape(
        AT, "https://kubernetes.default.svc.cluster.local", "https://kubernetes.default.svc",
        {"aud": ["https://kubernetes.default.svc"], "exp": NOW + 31_536_000, "nbf": NOW - 60,
         "sub": "system:serviceaccount:ns:sa",
         "kubernetes.io": {"namespace": "ns", "warnafter": int(NOW) + 3607}},
        {"typ": None},
    ),
    "Firebase": Shape(
        ID, "https://securetoken.google.com/project", "project",
        {"user_id": "x", "auth_time": NOW - 20, "email_verified": False,
         "firebase": {"identities": {"email": ["a@b.example"]}, "sign_in_provider": "password"}},
    ),
}  # fmt: skip


def judged(shape: Shape, text: str = "") -> Verdict:
    expectation = Expectation(
        purpose=shape.purpose,
        issuer=shape.issuer,
        client_id=shape.aud if shape.purpose is ID else "",
        audiences=(shape.aud,) if shape.purpose is AT else (),
        scopes=shape.scopes,
        nonce=shape.nonce,
    )
    keys = key_sets(KEY, source=KeySource("issuer", f"{shape.issuer}/jwks", shape.issuer))
    return inspect(text or token(shape), expectation, keys, now=NOW).verdict


def token(shape: Shape) -> str:
    claims = {
        "iss": shape.issuer, "aud": shape.aud, "sub": SUBJECT, "iat": int(NOW) - 10,
        "exp": int(NOW) + 3590, **({"nonce": shape.nonce} if shape.nonce else {}), **shape.claims,
    }  # fmt: skip
    head = {"alg": "RS256", "kid": KID, "typ": "JWT", **(shape.head or {})}
    return signed({k: v for k, v in head.items() if v is not None}, claims, KEY)


@pytest.mark.parametrize("name", SHAPES)
def test_a_vendors_token_is_accepted(name: str) -> None:
    verdict = judged(SHAPES[name])
    assert [f for f in verdict.findings if f.severity is Severity.ERROR] == []
    assert verdict.decision is Decision.ACCEPT


@pytest.mark.parametrize("name", SHAPES)
def test_it_is_recognised_as_what_it_is_or_left_open(name: str) -> None:
    """A wrong guess would reject it by the rules of another kind."""
    shape = SHAPES[name]
    expectation = Expectation(issuer=shape.issuer, nonce=shape.nonce, scopes=shape.scopes)
    expectation = replace(expectation, client_id=shape.aud, audiences=(shape.aud,))
    keys = key_sets(KEY, source=KeySource("issuer", f"{shape.issuer}/jwks", shape.issuer))
    verdict = inspect(token(shape), expectation, keys, now=NOW).verdict
    assert [f for f in verdict.findings if f.severity is Severity.ERROR] == []


@pytest.mark.parametrize("name", SHAPES)
def test_the_same_token_for_another_receiver_is_rejected(name: str) -> None:
    shape = SHAPES[name]
    verdict = judged(replace(shape, aud=shape.aud[:-1]), token(shape))
    assert verdict.decision is Decision.REJECT
    assert {"aud-mismatch", "at-aud-resource"} & ids(verdict)


def test_an_access_token_without_any_audience_stays_rejected() -> None:
    """Cognito's: nothing says which API it is for (RFC 8725 §3.9)."""
    shape = Shape(AT, SHAPES["Cognito ID token"].issuer, "https://api.example", {
        "aud": None, "client_id": "1example", "token_use": "access", "scope": "orders", "jti": "x",
    })  # fmt: skip
    errors = [f.rule for f in judged(shape).findings if f.severity is Severity.ERROR]
    assert errors == ["aud-missing"]


def test_a_date_in_letters_about_the_user_is_only_a_warning() -> None:
    found = [f for f in judged(SHAPES["Auth0 ID token"]).findings if f.rule == "time-type"]
    assert [(f.where, f.severity) for f in found] == [("payload.updated_at", Severity.WARNING)]


@pytest.mark.parametrize(
    "text",
    [
        "ya29.a0AfH6SMBx-x_x.y", "gho_16C7e42F292c6912E7710c838347Ae178B4a", "1//0gabc-def",
        "00D5e000000abcd!AQ4AQPxQxQ.xYz.AbC", "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        "EAACEdEose0cBAKZC", "xoxb-1234-5678-abc", "v2.local.AAAA", "AgAAAA+/x==",
    ],
)  # fmt: skip
def test_an_opaque_access_token_is_no_broken_jwt(text: str) -> None:
    verdict = judged(SHAPES["Okta access token"], text)
    assert verdict.decision is Decision.UNDECIDED
    assert ids(verdict) == {"at-opaque"}
