"""Token introspection (RFC 7662)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.exchange import Exchange, FormRequest
from oidc_workbench.oauth.answer import json_object, refuse_redirect, response_of
from oidc_workbench.oauth.oauth_error import OAuthError, error_of_response
from oidc_workbench.secret import Secret

_WHAT = "the state of the token"
_SIGNED = "application/token-introspection+jwt"


@dataclass(frozen=True, slots=True)
class Introspection:
    """What the server says about a token (RFC 7662 §2.2).

    Args:
        active: True only for the JSON value ``true``; anything else is not active.
        claims: every member as received, ``active`` included.
    """

    active: bool
    claims: Mapping[str, object] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class NotIntrospectable:
    """The server keeps no state of this kind of token; nothing follows about its validity."""

    reason: str


def introspection_request(endpoint: str, token: Secret, hint: str = "") -> FormRequest:
    """Ask about a token (RFC 7662 §2.1); the caller adds client authentication.

    Args:
        endpoint: the introspection endpoint.
        token: the token.
        hint: ``access_token`` or ``refresh_token``; empty for none.
    """
    form = {"token": token.reveal()} | ({"token_type_hint": hint} if hint else {})
    return FormRequest(endpoint).with_params(form)


def read_introspection(exchange: Exchange) -> Introspection | NotIntrospectable | OAuthError:
    """Read the answer.

    Raises:
        WorkbenchError: ``redirect-not-followed``, ``introspection-signed``,
            ``introspection-incomplete``, or what
            :func:`oidc_workbench.oauth.answer.json_object` raises for an unreadable success.
    """
    response = response_of(exchange, _WHAT)
    refuse_redirect(exchange, _WHAT)
    if not 200 <= response.status < 300:
        error = error_of_response(response)
        return NotIntrospectable(_NOT_HERE) if error.error == "unsupported_token_type" else error
    if response.media_type == _SIGNED:
        raise WorkbenchError(
            "introspection-signed",
            "The server answered with a signed JWT (RFC 9701), though JSON was asked for.",
            "Copy the answer from the exchange and inspect it as a token.",
        )
    claims = json_object(exchange, _WHAT)
    if "active" not in claims:
        raise WorkbenchError(
            "introspection-incomplete",
            "The answer does not say whether the token is active.",
            "RFC 7662 section 2.2 requires the member active; check the address.",
        )
    return Introspection(claims["active"] is True, claims)


_NOT_HERE = (
    "This token is not introspectable here: the server keeps no state of it (it answered "
    "unsupported_token_type). Verify its signature and claims instead."
)
