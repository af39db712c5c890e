"""The client credentials grant."""

from oidc_workbench.practice.asking import (
    check_scopes_fit,
    default_resources,
    one_format,
    requested_resources,
    requested_scopes,
    scopes_for,
)
from oidc_workbench.practice.authority import Authority
from oidc_workbench.practice.call import Params
from oidc_workbench.practice.refusal import Refusal
from oidc_workbench.practice.registry import OIDC_SCOPES, RegisteredClient
from oidc_workbench.practice.token_response import token_response
from oidc_workbench.practice.tokens import issue_access_token


def client_credentials(
    authority: Authority, client: RegisteredClient, form: Params
) -> dict[str, object]:
    """RFC 6749 §4.4: the client acts for itself, so there is neither ID nor refresh token."""
    asked = form.get("scope")
    for scope in asked.split(" "):
        if scope in OIDC_SCOPES:
            raise Refusal(
                "invalid_scope",
                f"{scope} is about a person; with client_credentials there is none.",
            )
    scopes = requested_scopes(client, asked)
    resources = requested_resources(authority, client, form.all("resource"))
    resources = resources or default_resources(client, scopes)
    # Without a scope parameter the client gets what it is registered for (RFC 6749 §3.3).
    scopes = scopes or scopes_for(authority, client.scopes, resources)
    check_scopes_fit(authority, scopes, resources)
    opaque = one_format(authority, resources)
    access = issue_access_token(authority, client, scopes, resources, opaque=opaque)
    return token_response(authority, access)
