"""Token revocation (RFC 7009)."""

from dataclasses import dataclass

from oidc_workbench.exchange import Exchange, FormRequest
from oidc_workbench.oauth.answer import refuse_redirect, response_of
from oidc_workbench.oauth.oauth_error import OAuthError, error_of_response
from oidc_workbench.secret import Secret

_WHAT = "the revocation"


@dataclass(frozen=True, slots=True)
class Revoked:
    """The server took the request; a token it does not know gives the same answer (§2.2)."""


@dataclass(frozen=True, slots=True)
class NotRevocable:
    """The server can't revoke this kind of token; it stays valid until it expires."""

    reason: str


def revocation_request(endpoint: str, token: Secret, hint: str = "") -> FormRequest:
    """Ask to revoke a token (RFC 7009 §2.1); the caller adds client authentication.

    Args:
        endpoint: the revocation endpoint.
        token: the token.
        hint: ``access_token`` or ``refresh_token``; empty for none.
    """
    form = {"token": token.reveal()} | ({"token_type_hint": hint} if hint else {})
    return FormRequest(endpoint).with_params(form)


def read_revocation(exchange: Exchange) -> Revoked | NotRevocable | OAuthError:
    """Read the answer; the body of a success says nothing (RFC 7009 §2.2).

    Raises:
        WorkbenchError: ``no-answer``, ``redirect-not-followed``.
    """
    response = response_of(exchange, _WHAT)
    refuse_redirect(exchange, _WHAT)
    if 200 <= response.status < 300:
        return Revoked()
    error = error_of_response(response)
    if error.error == "unsupported_token_type":
        return NotRevocable(
            "This token can't be revoked here (the server answered unsupported_token_type); "
            "it stays valid until it expires."
        )
    return error
