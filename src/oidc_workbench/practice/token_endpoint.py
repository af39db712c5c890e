"""The token endpoint (RFC 6749 §3.2)."""

from oidc_workbench.exchange import HttpResponse
from oidc_workbench.practice.authority import Authority
from oidc_workbench.practice.call import Call
from oidc_workbench.practice.client_authentication import authenticate
from oidc_workbench.practice.client_credentials_grant import client_credentials
from oidc_workbench.practice.code_grant import authorization_code
from oidc_workbench.practice.refresh_grant import refresh_token
from oidc_workbench.practice.refusal import Refusal
from oidc_workbench.practice.replies import json_reply

GRANTS = {
    "authorization_code": authorization_code,
    "refresh_token": refresh_token,
    "client_credentials": client_credentials,
}


def token(authority: Authority, call: Call) -> HttpResponse:
    """Answer a token request."""
    if call.query.pairs:
        raise Refusal("invalid_request", "The parameters belong in the body, never in the URL.")
    call.form.refuse_duplicates()
    client = authenticate(authority, call)
    grant_type = call.form.get("grant_type")
    if not grant_type:
        raise Refusal("invalid_request", "The parameter grant_type is missing.")
    handler = GRANTS.get(grant_type)
    if handler is None:
        offered = ", ".join(GRANTS)
        raise Refusal(
            "unsupported_grant_type", f"{grant_type!r} is not offered here; offered: {offered}."
        )
    if grant_type not in client.grant_types:
        registered = ", ".join(client.grant_types) or "none"
        raise Refusal(
            "unauthorized_client",
            f"{client.client_id} may not use {grant_type}; registered: {registered}.",
        )
    return json_reply(handler(authority, client, call.form))
