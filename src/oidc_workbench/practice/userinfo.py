"""The userinfo endpoint (OpenID Connect Core §5.3)."""

from oidc_workbench.exchange import HttpResponse
from oidc_workbench.practice.authority import Authority
from oidc_workbench.practice.bearer import bearer_token, refuse
from oidc_workbench.practice.call import Call
from oidc_workbench.practice.presented import UntrustedError, read_presented
from oidc_workbench.practice.replies import json_reply


def userinfo(authority: Authority, call: Call) -> HttpResponse:
    """Return the claims that the token's scopes give.

    Any access token of this provider will do that was issued for a person and has the scope
    openid, whichever API it is meant for: the endpoint is the provider's own.
    """
    token = bearer_token(call)
    try:
        presented = read_presented(authority, token)
    except UntrustedError as error:
        raise refuse("invalid_token", error.message) from None
    if "openid" not in presented.scopes:
        raise refuse(
            "insufficient_scope", "Userinfo needs a token with the scope openid.", "openid"
        )
    record = presented.record
    if record is None or record.revoked or authority.is_revoked(record.grant_id):
        raise refuse("invalid_token", "The token was revoked.")
    return json_reply(authority.users[record.username].claims(presented.scopes))
