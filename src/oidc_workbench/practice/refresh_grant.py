"""The refresh token grant: each refresh token works once."""

from oidc_workbench.practice.authority import Authority
from oidc_workbench.practice.call import Params
from oidc_workbench.practice.refusal import Refusal
from oidc_workbench.practice.registry import RegisteredClient
from oidc_workbench.practice.token_response import living_grant, person_response


def refresh_token(
    authority: Authority, client: RegisteredClient, form: Params
) -> dict[str, object]:
    """RFC 6749 §6, with rotation; reuse revokes the whole family (RFC 9700 §4.14.2)."""
    sent = form.get("refresh_token")
    if not sent:
        raise Refusal("invalid_request", "The parameter refresh_token is missing.")
    record = authority.refresh_tokens.get(sent)
    if record is None or record.client_id != client.client_id:
        whose = "unknown here" if record is None else f"not {client.client_id}'s"
        raise Refusal("invalid_grant", f"The refresh token is {whose}.")
    if record.used:
        authority.revoke_grant(record.grant_id)
        raise Refusal(
            "invalid_grant",
            "The refresh token was used before. Each one works once, so somebody holds a copy; "
            "the whole family is revoked now.",
        )
    grant = living_grant(authority, record.grant_id)
    if record.expires_at <= authority.now:
        raise Refusal("invalid_grant", "The refresh token has expired; sign in again.")
    answer = person_response(authority, client, grant, form, refreshed=True)
    record.used = True
    return answer
