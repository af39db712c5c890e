"""By what a message shows that it is one of its kind, where no single member is required."""

from dataclasses import replace

from oidc_workbench.rules.document import DocumentKind, DocumentSubject

# Requests at the token endpoint and beside it (RFC 6749 §4, RFC 7009 §2.1, RFC 7662 §2.1,
# RFC 8628 §3.1, RFC 8693 §2.1); authorization responses (RFC 6749 §4.1.2, §4.2.2, JARM §2);
# client metadata (RFC 7591 §2-3, OpenID Connect Dynamic Client Registration §2).
_MARKS = {
    DocumentKind.TOKEN_REQUEST: frozenset((
        "grant_type", "code", "refresh_token", "device_code", "token", "subject_token",
        "assertion", "client_id", "client_assertion", "scope", "resource", "auth_req_id",
    )),
    DocumentKind.AUTHORIZATION_RESPONSE: frozenset((
        "code", "access_token", "id_token", "error", "response", "state", "iss", "scope",
    )),
    DocumentKind.REGISTRATION: frozenset((
        "application_type", "client_id", "client_name", "client_secret", "client_uri", "contacts",
        "error", "grant_types", "jwks", "jwks_uri", "logo_uri", "post_logout_redirect_uris",
        "redirect_uris", "response_types", "scope", "software_id", "software_statement",
        "subject_type", "token_endpoint_auth_method", "token_endpoint_auth_signing_alg",
        "id_token_signed_response_alg", "userinfo_signed_response_alg",
        "request_object_signing_alg", "tls_client_certificate_bound_access_tokens",
        "dpop_bound_access_tokens", "require_pushed_authorization_requests",
    )),
}  # fmt: skip


def with_foreign_noted(found: DocumentSubject) -> DocumentSubject:
    """Say in ``problem`` that nothing in a document belongs to what it is meant to be.

    No rule has anything to object to in such a document, and that must not read as if it were
    good: most likely it is something else.
    """
    marks = _MARKS.get(found.kind)
    if marks is None or found.problem:
        return found
    names = {one.name for one in found.params} or set(found.members)
    if marks & names:
        return found
    said = f"Nothing in it makes it the {found.kind.phrase} that it is meant to be."
    return replace(found, problem=said)
