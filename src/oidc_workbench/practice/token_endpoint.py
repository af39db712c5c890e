"""The token endpoint (RFC 6749 §3.2)."""

import re
from hashlib import sha256
from hmac import compare_digest

from oidc_workbench.exchange import HttpResponse
from oidc_workbench.practice.asking import (
    check_scopes_fit,
    default_resources,
    one_format,
    requested_resources,
    requested_scopes,
    scopes_for,
)
from oidc_workbench.practice.authority import Authority
from oidc_workbench.practice.call import Call, Params
from oidc_workbench.practice.client_authentication import authenticate
from oidc_workbench.practice.compact import b64url
from oidc_workbench.practice.records import AuthorizationCode, Grant
from oidc_workbench.practice.refusal import Refusal
from oidc_workbench.practice.registry import OIDC_SCOPES, RegisteredClient
from oidc_workbench.practice.replies import json_reply
from oidc_workbench.practice.settings import Misbehaviour
from oidc_workbench.practice.tokens import (
    IssuedAccess,
    issue_access_token,
    issue_id_token,
    issue_refresh_token,
)

_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


def token(authority: Authority, call: Call) -> HttpResponse:
    """Answer a token request."""
    if call.query.pairs:
        raise Refusal("invalid_request", "The parameters belong in the body, never in the URL.")
    call.form.refuse_duplicates()
    client = authenticate(authority, call)
    grant_type = call.form.get("grant_type")
    if not grant_type:
        raise Refusal("invalid_request", "The parameter grant_type is missing.")
    handler = _HANDLERS.get(grant_type)
    if handler is None:
        offered = ", ".join(_HANDLERS)
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


def _response(authority: Authority, access: IssuedAccess) -> dict[str, object]:
    body: dict[str, object] = {
        "access_token": access.token,
        "token_type": "Bearer",
        "expires_in": access.expires_in,
    }
    # Left out means "as asked for" (RFC 6749 §5.1): under this fault, a lie.
    if access.scopes and not authority.misbehaves(Misbehaviour.SCOPE_DROPPED):
        body["scope"] = " ".join(access.scopes)
    return body


def _client_credentials(
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
    return _response(authority, access)


def _authorization_code(
    authority: Authority, client: RegisteredClient, form: Params
) -> dict[str, object]:
    """RFC 6749 §4.1.3 with PKCE (RFC 7636 §4.5)."""
    sent = form.get("code")
    if not sent:
        raise Refusal("invalid_request", "The parameter code is missing.")
    code = authority.codes.get(sent)
    if code is None or code.client_id != client.client_id:
        whose = "unknown here" if code is None else f"not {client.client_id}'s"
        raise Refusal("invalid_grant", f"The authorization code is {whose}.")
    if code.used:
        authority.revoke_grant(code.grant_id)
        raise Refusal(
            "invalid_grant",
            "The authorization code was used before. A code works once; everything issued for it "
            "is revoked now (RFC 6749 section 4.1.2).",
        )
    code.used = True
    if code.expires_at <= authority.now:
        late = authority.now - code.expires_at
        raise Refusal("invalid_grant", f"The authorization code expired {late} seconds ago.")
    _check_redirect_uri(code, form.get("redirect_uri"))
    _check_verifier(code, form.get("code_verifier"))
    grant = _living_grant(authority, code.grant_id)
    return _person_response(authority, client, grant, form)


def _check_redirect_uri(code: AuthorizationCode, sent: str) -> None:
    if sent != code.redirect_uri:
        raise Refusal(
            "invalid_grant",
            f"The redirect_uri is {sent or 'missing'}; the authorization request had "
            f"{code.redirect_uri}. The code is used up.",
        )


def _check_verifier(code: AuthorizationCode, verifier: str) -> None:
    if not code.code_challenge:
        if verifier:
            # A downgrade: somebody took the challenge out of the request (RFC 9700 §4.8.2).
            raise Refusal(
                "invalid_grant",
                "A code_verifier was sent, but the authorization request had no code_challenge.",
            )
        return
    if not verifier:
        raise Refusal("invalid_grant", "The code_verifier is missing. The code is used up.")
    if not _VERIFIER.fullmatch(verifier):
        raise Refusal(
            "invalid_grant",
            "The code_verifier must have 43 to 128 letters, digits or -._~ characters "
            "(RFC 7636 section 4.1). The code is used up.",
        )
    challenge = b64url(sha256(verifier.encode()).digest())
    if not compare_digest(challenge, code.code_challenge):
        raise Refusal(
            "invalid_grant",
            "The code_verifier does not match the code_challenge of the authorization request. "
            "The code is used up.",
        )


def _refresh_token(
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
    grant = _living_grant(authority, record.grant_id)
    if record.expires_at <= authority.now:
        raise Refusal("invalid_grant", "The refresh token has expired; sign in again.")
    answer = _person_response(authority, client, grant, form, refreshed=True)
    record.used = True
    return answer


def _living_grant(authority: Authority, grant_id: str) -> Grant:
    grant = authority.grants.get(grant_id)
    if grant is None or grant.revoked:
        raise Refusal("invalid_grant", "The grant was revoked; sign in again.")
    return grant


def _person_response(
    authority: Authority,
    client: RegisteredClient,
    grant: Grant,
    form: Params,
    *,
    refreshed: bool = False,
) -> dict[str, object]:
    resources = _narrowed_resources(authority, client, grant, form)
    scopes = _narrowed_scopes(client, grant, form.get("scope") if refreshed else "")
    scopes = scopes_for(authority, scopes, resources)
    audience = resources or (authority.userinfo_endpoint,)
    opaque = one_format(authority, resources)
    access = issue_access_token(authority, client, scopes, audience, grant, opaque=opaque)
    body = _response(authority, access)
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


_HANDLERS = {
    "authorization_code": _authorization_code,
    "refresh_token": _refresh_token,
    "client_credentials": _client_credentials,
}
