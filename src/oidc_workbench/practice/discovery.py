"""The provider's metadata, complete and honest: nothing is announced that is not there."""

from oidc_workbench.exchange import Headers, HttpResponse
from oidc_workbench.practice import assertion, client_authentication, keys
from oidc_workbench.practice.authority import Authority
from oidc_workbench.practice.authorization_request import PROMPTS
from oidc_workbench.practice.call import Call
from oidc_workbench.practice.registry import OIDC_SCOPES, PROTECTED_SCOPES
from oidc_workbench.practice.replies import json_reply
from oidc_workbench.practice.samples import api_uri
from oidc_workbench.practice.token_endpoint import GRANTS

CACHEABLE: Headers = (("Cache-Control", "public, max-age=300"),)
CLAIMS = (
    "iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "at_hash", "name", "given_name",
    "family_name", "preferred_username", "email", "email_verified",
)  # fmt: skip


def _authentication(endpoint: str, *, with_public: bool) -> dict[str, object]:
    methods = [m for m in client_authentication.METHODS if with_public or m != "none"]
    return {
        f"{endpoint}_endpoint_auth_methods_supported": methods,
        f"{endpoint}_endpoint_auth_signing_alg_values_supported": list(assertion.ALGORITHMS),
    }


def metadata(authority: Authority) -> dict[str, object]:
    """Return the metadata (OpenID Connect Discovery §3, RFC 8414 §2, RFC 9207 §3)."""
    issuer = authority.issuer
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": authority.token_endpoint,
        "userinfo_endpoint": authority.userinfo_endpoint,
        "jwks_uri": f"{issuer}/jwks",
        "registration_endpoint": f"{issuer}/register",
        "introspection_endpoint": f"{issuer}/introspect",
        "revocation_endpoint": f"{issuer}/revoke",
        "scopes_supported": [*OIDC_SCOPES, *PROTECTED_SCOPES],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": list(GRANTS),
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": list(keys.ALGORITHMS),
        **_authentication("token", with_public=True),
        **_authentication("introspection", with_public=False),
        **_authentication("revocation", with_public=True),
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": True,
        "prompt_values_supported": list(PROMPTS),
        "claim_types_supported": ["normal"],
        "claims_supported": list(CLAIMS),
        "claims_parameter_supported": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "ui_locales_supported": ["en"],
        "service_documentation": f"{issuer}/practice",
        "protected_resources": [api_uri(issuer)],
    }


def discovery(authority: Authority, _call: Call) -> HttpResponse:
    """Serve the metadata."""
    return json_reply(metadata(authority), headers=CACHEABLE)


def jwks(authority: Authority, _call: Call) -> HttpResponse:
    """Serve the JWK Set, and say for how long it may be cached."""
    return json_reply(authority.keys.jwks(), headers=CACHEABLE)


def api_metadata(authority: Authority, _call: Call) -> HttpResponse:
    """Serve the API's protected resource metadata (RFC 9728 §2)."""
    document = {
        "resource": api_uri(authority.issuer),
        "authorization_servers": [authority.issuer],
        "scopes_supported": list(PROTECTED_SCOPES),
        "bearer_methods_supported": ["header"],
        "resource_name": "Practice API",
    }
    return json_reply(document, headers=CACHEABLE)
