"""The token endpoint: requests for each grant, and the reading of its answer."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.exchange import Exchange, FormRequest
from oidc_workbench.oauth.answer import json_object, refuse_redirect, response_of
from oidc_workbench.oauth.oauth_error import OAuthError, error_of_members, error_of_response
from oidc_workbench.oauth.text import clean
from oidc_workbench.secret import Secret

_WHAT = "the tokens"


@dataclass(frozen=True, slots=True)
class TokenResponse:
    """A successful answer of the token endpoint (RFC 6749 §5.1, OIDC Core §3.1.3.3).

    Args:
        token_type: as received, in any case; empty when it was missing.
        expires_in: seconds; None when absent or no number.
        scope: as granted; None when the answer did not say, which means as asked.
        raw: every member as received.
    """

    access_token: Secret
    token_type: str
    expires_in: float | None = None
    scope: tuple[str, ...] | None = None
    refresh_token: Secret | None = None
    id_token: Secret | None = None
    raw: Mapping[str, object] = field(default_factory=dict, repr=False)

    @property
    def is_bearer(self) -> bool:
        """Whether it is a bearer token (RFC 6750); the name compares without case."""
        return self.token_type.lower() == "bearer"


def authorization_code_request(
    endpoint: str,
    code: Secret,
    redirect_uri: str,
    verifier: Secret,
    resources: Iterable[str] = (),
) -> FormRequest:
    """Redeem a code with its verifier (RFC 6749 §4.1.3, RFC 7636 §4.5, RFC 8707 §2.2)."""
    form = {
        "grant_type": "authorization_code",
        "code": code.reveal(),
        "redirect_uri": redirect_uri,
        "code_verifier": verifier.reveal(),
    }
    return FormRequest(endpoint).with_params(form).with_params(_resources(resources))


def client_credentials_request(
    endpoint: str, scopes: Iterable[str] = (), resources: Iterable[str] = ()
) -> FormRequest:
    """Ask for a token for the client itself (RFC 6749 §4.4.2)."""
    request = FormRequest(endpoint).with_params({"grant_type": "client_credentials"})
    return request.with_params(_scope(scopes)).with_params(_resources(resources))


def refresh_request(
    endpoint: str,
    refresh_token: Secret,
    scopes: Iterable[str] = (),
    resources: Iterable[str] = (),
) -> FormRequest:
    """Ask for fresh tokens (RFC 6749 §6); without scopes the original grant's are kept."""
    form = {"grant_type": "refresh_token", "refresh_token": refresh_token.reveal()}
    request = FormRequest(endpoint).with_params(form)
    return request.with_params(_scope(scopes)).with_params(_resources(resources))


def read_token_response(exchange: Exchange) -> TokenResponse | OAuthError:
    """Read the token endpoint's answer, leniently where servers in the field stray.

    A refusal is a value, whatever its status and body. Errors in a 200 answer count as errors.

    Raises:
        WorkbenchError: ``redirect-not-followed``; ``token-response-incomplete`` when a
            successful answer holds no access token; or what
            :func:`oidc_workbench.oauth.answer.json_object` raises for an unreadable success.
    """
    response = response_of(exchange, _WHAT)
    refuse_redirect(exchange, _WHAT)
    if not 200 <= response.status < 300:
        return error_of_response(response)
    raw = json_object(exchange, _WHAT)
    access_token = _secret(raw, "access_token")
    if access_token is None and isinstance(raw.get("error"), str):
        return error_of_members(raw, response.status)
    if access_token is None:
        raise WorkbenchError(
            "token-response-incomplete",
            "The token endpoint answered with success, but without an access token.",
            "RFC 6749 section 5.1 requires one; check that this address is the token endpoint.",
        )
    return TokenResponse(
        access_token,
        clean(raw.get("token_type"), 60),
        _seconds(raw.get("expires_in")),
        _granted(raw.get("scope")),
        _secret(raw, "refresh_token"),
        _secret(raw, "id_token"),
        raw,
    )


def _scope(scopes: Iterable[str]) -> dict[str, str]:
    text = " ".join(scopes)
    return {"scope": text} if text else {}


def _resources(resources: Iterable[str]) -> list[tuple[str, str]]:
    return [("resource", resource) for resource in resources if resource]


def _secret(raw: Mapping[str, object], name: str) -> Secret | None:
    value = raw.get(name)
    return Secret(value) if isinstance(value, str) and value else None


def _seconds(value: object) -> float | None:
    """Read a number that some servers send as text."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        seconds = float(value)
    except (ValueError, OverflowError):
        return None
    return seconds if math.isfinite(seconds) and seconds >= 0 else None


def _granted(value: object) -> tuple[str, ...] | None:
    if isinstance(value, str):
        return tuple(value.split())
    if isinstance(value, list):
        return tuple(item for item in value if isinstance(item, str))
    return None
