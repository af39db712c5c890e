"""The revocation endpoint (RFC 7009)."""

from oidc_workbench.exchange import HttpResponse
from oidc_workbench.practice.authority import Authority
from oidc_workbench.practice.call import Call
from oidc_workbench.practice.client_authentication import authenticate
from oidc_workbench.practice.compact import UnreadableError, peek
from oidc_workbench.practice.records import AccessRecord
from oidc_workbench.practice.refusal import Refusal
from oidc_workbench.practice.registry import RegisteredClient
from oidc_workbench.practice.replies import empty


def revoke(authority: Authority, call: Call) -> HttpResponse:
    """Revoke a token. One that is unknown is as good as revoked (§2.2)."""
    call.form.refuse_duplicates()
    client = authenticate(authority, call)
    token = call.form.get("token")
    if not token:
        raise Refusal("invalid_request", "The parameter token is missing.")
    refresh = authority.refresh_tokens.get(token)
    if refresh is not None:
        _check_owner(client, refresh.client_id)
        # With the refresh token goes everything of the same grant (§2.1).
        authority.revoke_grant(refresh.grant_id)
        return empty()
    access = _access_record(authority, token)
    if access is not None:
        _check_owner(client, access.client_id)
        access.revoked = True
    return empty()


def _access_record(authority: Authority, token: str) -> AccessRecord | None:
    """Find the record by the token itself, or by its jti; a forged jti gains nothing here.

    Only the client that the token was issued to gets as far as revoking it.
    """
    record = authority.access_tokens.get(token)
    if record is not None or token.count(".") != 2:
        return record
    try:
        return authority.access_tokens.get(str(peek(token)[1].get("jti", "")))
    except UnreadableError:
        return None


def _check_owner(client: RegisteredClient, owner: str) -> None:
    if client.client_id != owner:
        raise Refusal(
            "unauthorized_client",
            f"The token was issued to another client; {client.client_id} can't revoke it.",
        )
