"""What every token response is made of, and what a person's grant gives."""

from oidc_workbench.practice.asking import (
    one_format,
    requested_resources,
    requested_scopes,
    scopes_for,
)
from oidc_workbench.practice.authority import Authority
from oidc_workbench.practice.call import Params
from oidc_workbench.practice.records import Grant
from oidc_workbench.practice.refusal import Refusal
from oidc_workbench.practice.registry import RegisteredClient
from oidc_workbench.practice.settings import Misbehaviour
from oidc_workbench.practice.tokens import (
    IssuedAccess,
    issue_access_token,
    issue_id_token,
    issue_refresh_token,
)


def token_response(authority: Authority, access: IssuedAccess) -> dict[str, object]:
    """Compose a token response around an access token (RFC 6749 §5.1)."""
    body: dict[str, object] = {
        "access_token": access.token,
        "token_type": "Bearer",
        "expires_in": access.expires_in,
    }
    # Left out means "as asked for" (RFC 6749 §5.1): under this fault, a lie.
    if access.scopes and not authority.misbehaves(Misbehaviour.SCOPE_DROPPED):
        body["scope"] = " ".join(access.scopes)
    return body


def living_grant(authority: Authority, grant_id: str) -> Grant:
    """Return a grant that was not revoked.

    Raises:
        Refusal: ``invalid_grant``.
    """
    grant = authority.grants.get(grant_id)
    if grant is None or grant.revoked:
        raise Refusal("invalid_grant", "The grant was revoked; sign in again.")
    return grant


def person_response(
    authority: Authority,
    client: RegisteredClient,
    grant: Grant,
    form: Params,
    *,
    refreshed: bool = False,
) -> dict[str, object]:
    """Issue what a person's grant gives: access token, ID token with openid, refresh token.

    Raises:
        Refusal: the request asks for more than was granted.
    """
    resources = _narrowed_resources(authority, client, grant, form)
    scopes = _narrowed_scopes(client, grant, form.get("scope") if refreshed else "")
    scopes = scopes_for(authority, scopes, resources)
    audience = resources or (authority.userinfo_endpoint,)
    opaque = one_format(authority, resources)
    access = issue_access_token(authority, client, scopes, audience, grant, opaque=opaque)
    body = token_response(authority, access)
    if "openid" in scopes:
        body["id_token"] = issue_id_token(
            authority, client, grant, access.token, with_nonce=not refreshed
        )
    if "offline_access" in grant.scopes and "refresh_token" in client.grant_types:
        body["refresh_token"] = issue_refresh_token(authority, grant)
    return body


def _narrowed_resources(
    authority: Authority, client: RegisteredClient, grant: Grant, form: Params
) -> tuple[str, ...]:
    resources = requested_resources(authority, client, form.all("resource"))
    for uri in resources:
        if uri not in grant.resources:
            granted = ", ".join(grant.resources) or "none"
            raise Refusal(
                "invalid_target", f"The resource {uri} was not granted; granted: {granted}."
            )
    return resources or grant.resources


def _narrowed_scopes(client: RegisteredClient, grant: Grant, text: str) -> tuple[str, ...]:
    scopes = requested_scopes(client, text)
    for scope in scopes:
        if scope not in grant.scopes:
            raise Refusal(
                "invalid_scope",
                f"The scope {scope} was not granted; a refresh can only ask for less "
                f"(RFC 6749 section 6). Granted: {', '.join(grant.scopes)}.",
            )
    return scopes or grant.scopes
