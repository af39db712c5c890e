"""Documents in the fixed context that the worked cases share."""

import json
from collections.abc import Mapping
from typing import Any

from oidc_workbench.exchange import Exchange, HttpRequest, HttpResponse
from oidc_workbench.rules.document import NO_DOCUMENT_CONTEXT, DocumentContext, DocumentKind
from oidc_workbench.rules.document_judging import DocumentVerdict, inspect_document
from oidc_workbench.rules.outcome import Outcome, Severity
from rules.tokens import ISSUER, NOW

WELL_KNOWN = f"{ISSUER}/.well-known/openid-configuration"
# The discovery document of a plain OpenID provider (smoke artefact 7).
PLAIN: dict[str, Any] = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/authorize",
    "token_endpoint": f"{ISSUER}/token",
    "jwks_uri": f"{ISSUER}/jwks",
    "userinfo_endpoint": f"{ISSUER}/userinfo",
    "response_types_supported": ["code"],
    "subject_types_supported": ["public"],
    "id_token_signing_alg_values_supported": ["RS256"],
    "scopes_supported": ["openid", "email"],
    "claims_supported": ["sub", "iss"],
}
# A server about which no rule has anything to say, FAPI 2.0 included.
MODERN: dict[str, Any] = {
    **PLAIN,
    "id_token_signing_alg_values_supported": ["ES256", "PS256"],
    "code_challenge_methods_supported": ["S256"],
    "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
    "authorization_response_iss_parameter_supported": True,
    "token_endpoint_auth_methods_supported": ["private_key_jwt"],
    "token_endpoint_auth_signing_alg_values_supported": ["ES256", "PS256"],
    "dpop_signing_alg_values_supported": ["ES256"],
    "request_uri_parameter_supported": False,
    "pushed_authorization_request_endpoint": f"{ISSUER}/par",
    "require_pushed_authorization_requests": True,
}

Flags = dict[str, Severity]


def fetched(url: str, status: int = 200, **headers: str) -> Exchange:
    """An exchange that brought a document; header names are written with underscores."""
    pairs = {"content_type": "application/json", **headers}
    lines = tuple((name.replace("_", "-"), value) for name, value in pairs.items())
    return Exchange(HttpRequest("GET", url), HttpResponse(status, lines), NOW, 0.1)


def verdict(
    kind: DocumentKind,
    document: Mapping[str, Any] | str,
    context: DocumentContext = NO_DOCUMENT_CONTEXT,
    now: float = NOW,
) -> DocumentVerdict:
    text = document if isinstance(document, str) else json.dumps(document)
    return inspect_document(kind, text, context, now).verdict


def flags(
    kind: DocumentKind,
    document: Mapping[str, Any] | str,
    context: DocumentContext = NO_DOCUMENT_CONTEXT,
) -> Flags:
    """Which rules spoke, each at the worst severity it used."""
    findings = verdict(kind, document, context).findings
    return {finding.rule: finding.severity for finding in reversed(findings)}


def answered(of: DocumentVerdict, rule: str) -> Outcome:
    return next(one for one in of.outcomes if one.rule == rule)


def changed(document: Mapping[str, Any], *drop: str, **members: Any) -> dict[str, Any]:
    return {name: value for name, value in {**document, **members}.items() if name not in drop}
