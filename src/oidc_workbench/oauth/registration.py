"""Dynamic client registration (RFC 7591) and its management (RFC 7592)."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.exchange import Exchange, HttpRequest
from oidc_workbench.oauth.answer import json_object, refuse_redirect, response_of
from oidc_workbench.oauth.oauth_error import OAuthError, error_of_response
from oidc_workbench.secret import Secret

_WHAT = "the client's registration"
_B64TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")
# RFC 7592 §2.2 keeps these out of an update; the client id is put in again by itself.
_OF_THE_SERVER = frozenset(
    {
        "client_id",
        "client_id_issued_at",
        "client_secret",
        "client_secret_expires_at",
        "registration_access_token",
        "registration_client_uri",
    }
)


@dataclass(frozen=True, slots=True)
class Registration:
    """A client's registration as the server states it (RFC 7591 §3.2.1).

    Args:
        metadata: every member that is the client's own; neither a secret nor what the server
            adds, so that it can be sent back in an update as it is.
        client_secret: None when the answer holds none.
        secret_expires_at: seconds since the epoch; 0 for never, None when not said.
        issued_at: seconds since the epoch; None when not said.
        access_token: the registration access token; may be another one at every answer
            (RFC 7592 §2.1, §2.2). None when the answer holds none.
        uri: the client configuration endpoint; empty when the answer names none.
    """

    client_id: str
    metadata: Mapping[str, object] = field(repr=False)
    client_secret: Secret | None = field(default=None, repr=False)
    secret_expires_at: float | None = None
    issued_at: float | None = None
    access_token: Secret | None = field(default=None, repr=False)
    uri: str = ""

    @property
    def keys(self) -> tuple[Mapping[str, object], ...]:
        """The keys that are registered by value (``jwks``); what is no key is left out."""
        jwks = self.metadata.get("jwks")
        listed = jwks.get("keys") if isinstance(jwks, dict) else None
        if not isinstance(listed, list):
            return ()
        return tuple(key for key in listed if isinstance(key, dict))

    def text(self, name: str) -> str:
        """Return a member that is a text; empty when it is absent or something else."""
        value = self.metadata.get(name)
        return value if isinstance(value, str) else ""


def registration_request(
    endpoint: str, metadata: Mapping[str, object], initial_token: Secret | None = None
) -> HttpRequest:
    """Register a client (RFC 7591 §3.1).

    Args:
        endpoint: the registration endpoint.
        metadata: the client metadata.
        initial_token: the initial access token (§1.2), where registration is not open to all.

    Raises:
        WorkbenchError: ``registration-token-malformed``; so do the other requests.
    """
    return _request("POST", endpoint, initial_token, "register the client", metadata)


def read_request(uri: str, token: Secret) -> HttpRequest:
    """Ask for the registration as it stands (RFC 7592 §2.1)."""
    return _request("GET", uri, token, "read the client's registration")


def update_request(
    uri: str, token: Secret, registration: Registration, changes: Mapping[str, object]
) -> HttpRequest:
    """Replace the registration (RFC 7592 §2.2).

    What is left out of an update is deleted, so everything last read goes back with it.

    Args:
        uri: the client configuration endpoint.
        token: the registration access token.
        registration: as last read.
        changes: members to replace; None removes one.

    Raises:
        WorkbenchError: ``registration-member-fixed`` for a member that the server decides.
    """
    fixed = sorted(_OF_THE_SERVER & changes.keys())
    if fixed:
        raise WorkbenchError(
            "registration-member-fixed",
            f"The provider decides {fixed[0]}; an update can't change it (RFC 7592 section 2.2).",
            "Leave it out of the changes.",
        )
    members = {**registration.metadata, **changes}
    metadata = {name: value for name, value in members.items() if value is not None}
    document = {"client_id": registration.client_id, **metadata}
    return _request("PUT", uri, token, "update the client's registration", document)


def delete_request(uri: str, token: Secret) -> HttpRequest:
    """Delete the registration, and the client with it (RFC 7592 §2.3)."""
    return _request("DELETE", uri, token, "delete the client's registration")


def _request(
    method: str,
    url: str,
    token: Secret | None,
    purpose: str,
    document: Mapping[str, object] | None = None,
) -> HttpRequest:
    headers = [("Accept", "application/json")]
    body = b""
    if document is not None:
        headers.append(("Content-Type", "application/json"))
        # Escaped: what a server once answered with may hold text that UTF-8 can't say.
        body = json.dumps(document).encode("ascii")
    if token is not None:
        headers.append(("Authorization", f"Bearer {_bearer(token)}"))
    return HttpRequest(method, url, tuple(headers), body, purpose)


def _bearer(token: Secret) -> str:
    text = token.reveal().strip()
    if not _B64TOKEN.fullmatch(text):
        raise WorkbenchError(
            "registration-token-malformed",
            "The token for registering or managing the client has characters that no bearer token "
            "has (RFC 6750 section 2.1), such as blanks.",
            "Enter the token again, without quotes or anything around it.",
        )
    return text


def read_registration(exchange: Exchange, client_id: str = "") -> Registration | OAuthError:
    """Read the answer to a registration, a read or an update.

    Args:
        exchange: the request and its response.
        client_id: whose registration it has to be; empty for a new one.

    Raises:
        WorkbenchError: ``redirect-not-followed``, ``registration-incomplete``,
            ``registration-of-another``, or what
            :func:`oidc_workbench.oauth.answer.json_object` raises for an unreadable success.
    """
    response = response_of(exchange, _WHAT)
    refuse_redirect(exchange, _WHAT)
    if not 200 <= response.status < 300:
        return error_of_response(response)
    members = json_object(exchange, _WHAT)
    named = members.get("client_id")
    if not isinstance(named, str) or not named:
        raise WorkbenchError(
            "registration-incomplete",
            f"{exchange.request.host} answered without a client_id, so there is no registration "
            "to use.",
            "RFC 7591 section 3.2.1 requires it; check the address, or ask the provider.",
        )
    if client_id and named != client_id:
        raise WorkbenchError(
            "registration-of-another",
            f"{exchange.request.host} answered with the registration of another client.",
            "The address of the registration or its token belongs to another client; enter both "
            "again.",
        )
    return _registration(named, members)


def read_update(exchange: Exchange, client_id: str) -> Registration | OAuthError | None:
    """Read the answer to an update; None when it was done and nothing was said.

    RFC 7592 §2.2 wants the registration back; some servers answer with an empty body.

    Raises:
        WorkbenchError: as :func:`read_registration`.
    """
    response = response_of(exchange, _WHAT)
    if 200 <= response.status < 300 and not response.body.strip():
        return None
    return read_registration(exchange, client_id)


def read_deletion(exchange: Exchange) -> OAuthError | None:
    """Read the answer to a deletion (RFC 7592 §2.3): None when it was done.

    Raises:
        WorkbenchError: ``redirect-not-followed``.
    """
    response = response_of(exchange, _WHAT)
    refuse_redirect(exchange, _WHAT)
    return None if 200 <= response.status < 300 else error_of_response(response)


def _registration(client_id: str, members: Mapping[str, object]) -> Registration:
    uri = members.get("registration_client_uri")
    return Registration(
        client_id,
        {name: value for name, value in members.items() if name not in _OF_THE_SERVER},
        _secret(members, "client_secret"),
        _time(members, "client_secret_expires_at"),
        _time(members, "client_id_issued_at"),
        _secret(members, "registration_access_token"),
        uri if isinstance(uri, str) else "",
    )


def _secret(members: Mapping[str, object], name: str) -> Secret | None:
    value = members.get(name)
    return Secret(value) if isinstance(value, str) and value else None


def _time(members: Mapping[str, object], name: str) -> float | None:
    """Read seconds since the epoch, which some servers send as a fraction."""
    value = members.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < 1e15 and isfinite(value) else None


def registration_hint(error: OAuthError) -> str:
    """Say what to do about a refusal at the registration or client configuration endpoint.

    RFC 7591 §3.2.2, RFC 7592 §2, RFC 6750 §3.1.
    """
    return _HINTS.get(error.error) or _BY_STATUS.get(error.status) or error.hint


_NO_ACCESS = (
    "The token for registering or managing this client is missing, used up, replaced or another "
    "client's; get a new one from the provider."
)
_HINTS = {
    "invalid_redirect_uri": "The provider dislikes a redirect URI; register one that it accepts.",
    "invalid_client_metadata": (
        "The provider dislikes a member of the registration; its description says which."
    ),
    "invalid_token": _NO_ACCESS,
    "insufficient_scope": _NO_ACCESS,
    "invalid_software_statement": "The provider wants a software statement of a party it trusts.",
    "unapproved_software_statement": "The provider does not approve this software.",
    "access_denied": "The provider does not let this client be registered or changed like that.",
}
_BY_STATUS = {
    401: _NO_ACCESS,
    403: _NO_ACCESS,
    404: "The provider has nothing at this address; it may not offer registration.",
    405: "The provider does not offer this; register or change the client by hand.",
    501: "The provider does not offer this; register or change the client by hand.",
}
