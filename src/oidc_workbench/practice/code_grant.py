"""The authorization code grant: a code is redeemed once, by who asked for it."""

import re
from hashlib import sha256
from hmac import compare_digest

from oidc_workbench.practice.authority import Authority
from oidc_workbench.practice.call import Params
from oidc_workbench.practice.compact import b64url
from oidc_workbench.practice.records import AuthorizationCode
from oidc_workbench.practice.refusal import Refusal
from oidc_workbench.practice.registry import RegisteredClient
from oidc_workbench.practice.token_response import living_grant, person_response

_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


def authorization_code(
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
    grant = living_grant(authority, code.grant_id)
    return person_response(authority, client, grant, form)


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
