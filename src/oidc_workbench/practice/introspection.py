"""The introspection endpoint (RFC 7662)."""

from oidc_workbench.exchange import HttpResponse
from oidc_workbench.practice.authority import Authority
from oidc_workbench.practice.call import Call
from oidc_workbench.practice.client_authentication import authenticate, invalid_client
from oidc_workbench.practice.presented import Presented, UntrustedError, read_presented
from oidc_workbench.practice.records import RefreshToken
from oidc_workbench.practice.refusal import Refusal, RefusalNote
from oidc_workbench.practice.registry import RegisteredClient
from oidc_workbench.practice.replies import json_reply


def introspect(authority: Authority, call: Call) -> HttpResponse:
    """Say whether a token is active; why it is not stands in the provider's log only (§2.2)."""
    call.form.refuse_duplicates()
    client = authenticate(authority, call)
    if client.is_public:
        raise invalid_client("A public client may not introspect; anybody could ask in its name.")
    token = call.form.get("token")
    if not token:
        raise Refusal("invalid_request", "The parameter token is missing.")
    try:
        return json_reply(_answer(authority, client, token))
    except UntrustedError as error:
        note = RefusalNote(authority.now, call.path, client.client_id, "inactive", error.message)
        authority.refusals.append(note)
        return json_reply({"active": False})


def _answer(authority: Authority, client: RegisteredClient, token: str) -> dict[str, object]:
    refresh = authority.refresh_tokens.get(token)
    if refresh is not None:
        return _refresh_answer(authority, client, refresh)
    presented = read_presented(authority, token)
    record = presented.record
    if record is None or record.revoked or authority.is_revoked(record.grant_id):
        raise UntrustedError("revoked", "The token was revoked.")
    _check_may_ask(client, presented)
    answer: dict[str, object] = {
        "active": True,
        "iss": authority.issuer,
        "sub": record.sub,
        "aud": record.audience[0] if len(record.audience) == 1 else list(record.audience),
        "client_id": record.client_id,
        "token_type": "Bearer",
        "exp": record.exp,
        "iat": record.iat,
        "jti": record.jti,
    }
    if record.scopes:
        answer["scope"] = " ".join(record.scopes)
    if record.username:
        answer["username"] = record.username
    return answer


def _check_may_ask(client: RegisteredClient, presented: Presented) -> None:
    """A token is shown to the client it was issued to and to the API it is meant for (§4)."""
    if client.client_id == presented.client_id:
        return
    if not set(presented.audience) & set(client.introspects):
        raise UntrustedError(
            "audience",
            f"The token is meant for {', '.join(presented.audience)}, which {client.client_id} "
            "does not speak for.",
        )


def _refresh_answer(
    authority: Authority, client: RegisteredClient, record: RefreshToken
) -> dict[str, object]:
    if record.client_id != client.client_id:
        raise UntrustedError("client", "A refresh token is shown to its own client only.")
    if record.used or authority.is_revoked(record.grant_id):
        raise UntrustedError("revoked", "The refresh token was used or revoked.")
    if record.expires_at <= authority.now:
        raise UntrustedError("exp", "The refresh token has expired.")
    return {"active": True, "client_id": record.client_id, "exp": record.expires_at}
