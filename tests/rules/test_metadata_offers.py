"""What metadata offers: flows, PKCE, algorithms, client authentication, FAPI 2.0."""

from dataclasses import replace
from typing import Any

import pytest

from oidc_workbench.rules.document import DocumentContext, DocumentKind
from oidc_workbench.rules.outcome import Severity, Status
from rules.documents import MODERN, PLAIN, answered, changed, fetched, flags, verdict
from rules.tokens import ISSUER

META = DocumentKind.METADATA
ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
URL = f"{ISSUER}/.well-known/openid-configuration"
KNOWN = DocumentContext(issuer=ISSUER, exchange=fetched(URL), other_metadata={}, known_metadata=())
FAPI = replace(KNOWN, profile="fapi2")
ID_ALGS = "id_token_signing_alg_values_supported"
METHODS = "token_endpoint_auth_methods_supported"
AUTH_ALGS = "token_endpoint_auth_signing_alg_values_supported"
PKCE = "code_challenge_methods_supported"
OAUTH = changed(
    PLAIN, ID_ALGS, "subject_types_supported", "userinfo_endpoint", "claims_supported",
    scopes_supported=["orders:read"],
)  # fmt: skip


def test_a_plain_openid_provider_has_three_warnings_and_three_notes() -> None:
    assert flags(META, PLAIN, KNOWN) == {
        "meta-pkce": WARNING,
        "meta-iss-param": WARNING,
        "meta-client-auth-weak": WARNING,
        "meta-legacy-grants": INFO,
        "meta-request-uri-open": INFO,
        "at-unconstrained": INFO,
    }


@pytest.mark.parametrize("context", [KNOWN, FAPI])
def test_a_modern_server_has_no_findings(context: DocumentContext) -> None:
    assert flags(META, MODERN, context) == {}


CASES: list[tuple[str, dict[str, Any], str, Severity | None]] = [
    ("plain listed", {PKCE: ["plain", "S256"]}, "pkce-plain", WARNING),
    ("S256 only", {PKCE: ["S256"]}, "pkce-plain", None),
    ("no S256", {PKCE: ["plain"]}, "meta-pkce", WARNING),
    ("S256 among others", {PKCE: ["plain", "S256"]}, "meta-pkce", None),
    ("implicit only", {"response_types_supported": ["id_token"], PKCE: []}, "meta-pkce", None),
    ("token", {"response_types_supported": ["code", "id_token token"]}, "authz-implicit", WARNING),
    ("id_token", {"response_types_supported": ["code id_token"]}, "authz-implicit", None),
    ("the same", {"response_types_supported": ["token"]}, "meta-legacy-grants", WARNING),
    ("password", {"grant_types_supported": ["password"]}, "grant-ropc", ERROR),
    ("the same", {"grant_types_supported": ["password"]}, "meta-legacy-grants", ERROR),
    ("implicit", {"grant_types_supported": ["implicit"]}, "meta-legacy-grants", WARNING),
    ("neither", {"grant_types_supported": ["authorization_code"]}, "meta-legacy-grants", None),
    ("neither", {"grant_types_supported": ["client_credentials"]}, "grant-ropc", None),
    ("false", {"authorization_response_iss_parameter_supported": False}, "meta-iss-param", WARNING),
    ("as text", {"authorization_response_iss_parameter_supported": "true"}, "meta-iss-param",
     WARNING),
    ("secrets", {METHODS: ["client_secret_post", "none"]}, "meta-client-auth-weak", WARNING),
    ("mtls too", {METHODS: ["client_secret_basic", "tls_client_auth"]}, "meta-client-auth-weak",
     None),
    ("public only", {METHODS: ["none"]}, "meta-client-auth-weak", None),
    ("explicit", {"request_uri_parameter_supported": True}, "meta-request-uri-open", WARNING),
    ("registered", {"request_uri_parameter_supported": True,
                    "require_request_uri_registration": True}, "meta-request-uri-open", None),
    ("mtls", {"dpop_signing_alg_values_supported": None,
              "tls_client_certificate_bound_access_tokens": True}, "at-unconstrained", None),
    ("none", {ID_ALGS: ["RS256", "none"]}, "meta-alg-weak", WARNING),
    ("payload none", {"claims_supported": ["none"]}, "meta-alg-weak", None),
    ("none for objects", {"request_object_signing_alg_values_supported": ["none", "ES256"]},
     "meta-alg-weak", INFO),
    ("none for clients", {AUTH_ALGS: ["none", "ES256"]}, "meta-alg-weak", ERROR),
    ("RSA1_5", {"userinfo_encryption_alg_values_supported": ["RSA1_5"]}, "meta-alg-weak", WARNING),
    ("OAEP", {"userinfo_encryption_alg_values_supported": ["RSA-OAEP-256"]}, "meta-alg-weak", None),
    ("RSA1_5", {"id_token_encryption_alg_values_supported": ["RSA1_5"]}, "jwe-rsa1_5", WARNING),
    ("OAEP", {"id_token_encryption_alg_values_supported": ["RSA-OAEP"]}, "jwe-rsa1_5", None),
    ("HS only", {ID_ALGS: ["HS256", "HS512"]}, "meta-alg-weak", WARNING),
    ("HS too", {ID_ALGS: ["HS256", "RS256"]}, "meta-alg-weak", None),
    ("EdDSA", {ID_ALGS: ["EdDSA"]}, "alg-eddsa-polymorphic", INFO),
    ("Ed25519", {ID_ALGS: ["EdDSA", "Ed25519"]}, "alg-eddsa-polymorphic", None),
    ("HS", {AUTH_ALGS: ["HS256", "ES256"]}, "ca-alg-symmetric", WARNING),
    ("by method", {METHODS: ["client_secret_jwt", "private_key_jwt"]}, "ca-alg-symmetric", WARNING),
    ("HS for ID tokens", {ID_ALGS: ["HS256", "ES256"]}, "ca-alg-symmetric", None),
    ("no list", {METHODS: ["private_key_jwt"], AUTH_ALGS: None}, "meta-auth-alg-missing", WARNING),
    ("no JWT", {METHODS: ["client_secret_basic"], AUTH_ALGS: None}, "meta-auth-alg-missing", None),
    ("revocation", {"revocation_endpoint_auth_methods_supported": ["client_secret_jwt"]},
     "meta-auth-alg-missing", ERROR),
    ("open", {"introspection_endpoint": f"{ISSUER}/introspect",
              "introspection_endpoint_auth_methods_supported": ["none"]},
     "endpoint-unauthenticated", ERROR),
    ("closed", {"introspection_endpoint": f"{ISSUER}/introspect",
                "introspection_endpoint_auth_methods_supported": ["private_key_jwt"]},
     "endpoint-unauthenticated", None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("members", "rule", "severity"), [case[1:] for case in CASES], ids=[c[2] + c[0] for c in CASES]
)
def test_one_changed_member(members: dict[str, Any], rule: str, severity: Severity | None) -> None:
    dropped = [name for name, value in members.items() if value is None]
    document = changed(MODERN, *dropped, **members)
    assert flags(META, document, KNOWN).get(rule) is severity


@pytest.mark.parametrize(
    ("member", "value", "rule", "severity"),
    [
        (ID_ALGS, ["HS512", "ES256"], "fapi-alg", ERROR),
        (ID_ALGS, ["RS256", "ES256"], "fapi-alg", WARNING),
        (ID_ALGS, ["RS256"], "fapi-alg", ERROR),
        (ID_ALGS, ["EdDSA", "Ed25519"], "fapi-alg", None),
        ("response_types_supported", ["code", "code id_token"], "fapi-request", ERROR),
        (PKCE, ["S256", "plain"], "fapi-request", ERROR),
        ("require_pushed_authorization_requests", False, "fapi-request", WARNING),
        ("authorization_response_iss_parameter_supported", False, "fapi-request", ERROR),
        (METHODS, ["private_key_jwt", "client_secret_basic"], "fapi-client", ERROR),
        (METHODS, ["private_key_jwt", "none"], "fapi-client", ERROR),
        (METHODS, ["tls_client_auth"], "fapi-client", None),
        (PKCE, ["plain"], "meta-pkce", ERROR),
        ("dpop_signing_alg_values_supported", [], "at-unconstrained", ERROR),
    ],
)
def test_the_fapi_profile_is_stricter(
    member: str, value: object, rule: str, severity: Severity | None
) -> None:
    document = changed(MODERN, **{member: value})
    assert flags(META, document, FAPI).get(rule) is severity
    if rule.startswith("fapi"):
        assert rule not in flags(META, document, KNOWN)


def test_without_par_a_server_is_outside_fapi() -> None:
    document = changed(MODERN, "pushed_authorization_request_endpoint")
    assert flags(META, document, FAPI) == {"fapi-request": ERROR}
    assert flags(META, changed(MODERN, METHODS), FAPI)["fapi-client"] is ERROR


def test_what_openid_defaults_to_does_not_bind_a_plain_authorization_server() -> None:
    assert "meta-request-uri-open" not in flags(META, OAUTH)


def test_mix_up_is_only_a_note_for_a_client_of_one_server() -> None:
    alone = replace(KNOWN, several_servers=False)
    assert flags(META, PLAIN, alone)["meta-iss-param"] is INFO


def test_an_introspection_endpoint_without_a_list_is_not_called_safe() -> None:
    judged = verdict(META, changed(MODERN, introspection_endpoint=f"{ISSUER}/introspect"))
    assert answered(judged, "endpoint-unauthenticated").status is Status.NOT_CHECKED
