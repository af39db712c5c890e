"""Documents that must not be called good unread, and real ones that must not be called wrong."""

from typing import Any

import pytest

from oidc_workbench.rules.document import DocumentContext, DocumentKind
from oidc_workbench.rules.outcome import Severity, Status
from rules.documents import fetched, verdict
from rules.messages import AREQ, ARESP, INTRO, REDIRECT, REG, STATE, TREQ, TRESP, UI, url
from rules.tokens import CLIENT_ID, ISSUER

META = DocumentKind.METADATA


@pytest.mark.parametrize("kind", list(DocumentKind))
@pytest.mark.parametrize(
    "text",
    [
        "", " \n", "null", "[]", "0", '"x"', "{", "{}", "\ufeff{}", "{}{}", "<html></html>", "%",
        "?", "#", "a=b", "https://a.example/", "https://a.example/?a=b", "HTTP/1.1 500 x\r\n\r\n{}",
        '{"issuer":"https://as.example"}', '{"foo":1}', "eyJhIjoxfQ.eyJhIjoxfQ.x",
    ],
)  # fmt: skip
def test_what_is_no_such_document_is_never_called_good(kind: DocumentKind, text: str) -> None:
    found = verdict(kind, text)
    assert found.with_status(Status.CRASHED) == ()
    if found.worst is not Severity.ERROR:
        assert not found.decided
        assert "Nothing is wrong" not in found.headline


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (TREQ, '{"keys":[]}'), (TREQ, '{"active":false}'), (ARESP, '{"keys":[]}'),
        (ARESP, '{"active":true,"sub":"a"}'), (REG, '{"keys":[]}'), (REG, '{"active":false}'),
    ],
)  # fmt: skip
def test_a_document_of_another_kind_is_not_called_good(kind: DocumentKind, text: str) -> None:
    assert not verdict(kind, text).decided


# What large providers publish, shortened to what the rules look at.
_EXAMPLE = {"subject_types_supported": ["public"], "scopes_supported": ["openid"]}
_RS256 = {"id_token_signing_alg_values_supported": ["RS256"]}
_ALL_TYPES = ["code", "token", "id_token", "code token", "code id_token", "code token id_token"]


def provider(issuer: str, base: str, **members: Any) -> dict[str, Any]:
    paths = {"authorization": "auth", "token": "token", "userinfo": "userinfo"}
    endpoints = {f"{name}_endpoint": f"{base}/{path}" for name, path in paths.items()}
    keys = {"issuer": issuer, "jwks_uri": f"{base}/keys", "response_types_supported": ["code"]}
    return {**_EXAMPLE, **_RS256, **endpoints, **keys, **members}


_ENTRA = "https://login.microsoftonline.com/9122040d-6c67-4c5b-b112-36a304b66dad"
_ACTIONS = "https://token.actions.githubusercontent.com"
_POOL = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_x"
PUBLISHED = {
    "Google": provider(
        "https://accounts.google.com", "https://oauth2.googleapis.com",
        response_types_supported=_ALL_TYPES, code_challenge_methods_supported=["plain", "S256"],
        token_endpoint_auth_methods_supported=["client_secret_post", "client_secret_basic"],
    ),
    "Entra": provider(
        f"{_ENTRA}/v2.0", f"{_ENTRA}/oauth2/v2.0", subject_types_supported=["pairwise"],
        token_endpoint_auth_methods_supported=["client_secret_post", "private_key_jwt"],
        request_uri_parameter_supported=False, userinfo_endpoint="https://graph.microsoft.com/u",
        mtls_endpoint_aliases={"token_endpoint": "https://mtlsauth.microsoft.com/token"},
    ),
    "Okta": provider(
        "https://dev.okta.com/oauth2/default", "https://dev.okta.com/oauth2/default/v1",
        token_endpoint_auth_methods_supported=["client_secret_jwt", "private_key_jwt", "none"],
        registration_endpoint="https://dev.okta.com/oauth2/v1/clients",
        response_modes_supported=["query", "fragment", "form_post", "okta_post_message"],
    ),
    "Auth0": provider(
        "https://t.auth0.com/", "https://t.auth0.com", response_types_supported=_ALL_TYPES,
        id_token_signing_alg_values_supported=["HS256", "RS256", "PS256"],
        token_endpoint_auth_methods_supported=["client_secret_basic", "private_key_jwt"],
        token_endpoint_auth_signing_alg_values_supported=["RS256", "PS256"],
    ),
    "Apple": provider(
        "https://account.apple.com", "https://account.apple.com/auth",
        token_endpoint_auth_methods_supported=["client_secret_post"],
    ),
    "Cognito": provider(_POOL, "https://x.auth.eu-west-1.amazoncognito.com/oauth2"),
    "GitHub Actions": {
        **_EXAMPLE, **_RS256, "issuer": _ACTIONS, "jwks_uri": f"{_ACTIONS}/.well-known/jwks",
        "response_types_supported": ["id_token"], "subject_types_supported": ["public", "pairwise"],
    },
}  # fmt: skip


@pytest.mark.parametrize("name", PUBLISHED)
def test_what_a_large_provider_publishes_is_no_error(name: str) -> None:
    document = PUBLISHED[name]
    issuer = str(document["issuer"])
    place = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
    for context in (DocumentContext(), DocumentContext(issuer=issuer, exchange=fetched(place))):
        found = verdict(META, document, context)
        assert [one for one in found.findings if one.severity is Severity.ERROR] == []
        assert found.decided


def test_the_list_of_algorithms_is_required_outside_openid() -> None:
    server = {
        "issuer": ISSUER, "response_types_supported": ["code"],
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
    }  # fmt: skip
    found = {one.rule: one.severity for one in verdict(META, server).findings}
    assert found["meta-auth-alg-missing"] is Severity.ERROR


LEGAL: list[tuple[DocumentKind, str]] = [
    (AREQ, url(("state",))), (AREQ, url(("nonce",))), (AREQ, url(prompt="none")),
    (AREQ, url(redirect_uri="http://127.0.0.1:5173/cb")), (AREQ, url(prompt="login consent")),
    (AREQ, url(resource=["https://a.example", "https://b.example"])), (AREQ, url(foo="bar")),
    (AREQ, url(redirect_uri="com.example.app:/cb")), (AREQ, url(response_mode="form_post")),
    (AREQ, url(("nonce", "scope"))), (AREQ, url(claims='{"userinfo":{"email":null}}')),
    (AREQ, f"{ISSUER}/authorize?client_id={CLIENT_ID}&request_uri=urn:example:6esc_11ACC5bwc014lt"),
    (ARESP, f"{REDIRECT}?code=SplxlOBeZQQYbYS6WxSbIA&state={STATE}&iss={ISSUER}"),
    (ARESP, f"{REDIRECT}?code=SplxlOBeZQQYbYS6WxSbIA&session_state=abc&scope=openid&authuser=0"),
    (ARESP, f"{REDIRECT}?error=access_denied&error_description=no&state={STATE}"),
    (ARESP, f"{REDIRECT}?state={STATE}"), (TRESP, '{"error":"invalid_grant"}'),
    (TRESP, '{"access_token":"x1yzKz~8mXK1EalYznwH-LC-1fBAo","token_type":"bEaReR"}'),
    (INTRO, '{"active":false}'), (UI, '{"sub":"248289761001"}'),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), LEGAL)
def test_a_legal_message_is_no_error(kind: DocumentKind, text: str) -> None:
    found = verdict(kind, text)
    assert [one for one in found.findings if one.severity is Severity.ERROR] == []
    assert found.decided
