"""An error reply as a value: what the authorization server says went wrong."""

from collections.abc import Mapping
from dataclasses import dataclass

from oidc_workbench.exchange import HttpResponse
from oidc_workbench.oauth.answer import object_if_any
from oidc_workbench.oauth.text import clean

# RFC 6749 §4.1.2.1 and §5.2, OIDC Core §3.1.2.6, RFC 8707 §2, RFC 7009 §2.2.1.
_HINTS = {
    "access_denied": "You or the provider declined; sign in again and consent, or ask for less.",
    "consent_required": "The provider wants your consent; leave prompt=none out.",
    "interaction_required": "The provider has to show a page; leave prompt=none out.",
    "invalid_client": (
        "Client authentication failed: compare client id, authentication method, and secret or "
        "registered key with the registration."
    ),
    "invalid_grant": (
        "The code or refresh token is used, expired or another client's, or the redirect URI or "
        "code verifier differs; start again."
    ),
    "invalid_request": "The provider misses or dislikes a parameter; its description says which.",
    "invalid_scope": "Ask only for scopes that the provider knows and this client may have.",
    "invalid_target": "The provider does not know the resource; compare it with its registration.",
    "login_required": "Nobody is signed in at the provider; leave prompt=none out.",
    "request_not_supported": "The provider takes no request object.",
    "server_error": "The provider failed inside; try again later.",
    "temporarily_unavailable": "The provider is overloaded; try again later.",
    "unauthorized_client": "This client may not use this grant; change its registration.",
    "unsupported_grant_type": "The provider does not offer this grant.",
    "unsupported_response_type": "The provider does not offer the authorization code flow.",
    "unsupported_token_type": "The provider does not handle this kind of token here.",
}
_UNKNOWN = "Open the exchange to see the whole answer; the provider's own log tells more."


@dataclass(frozen=True, slots=True)
class OAuthError:
    """An error reply (RFC 6749 §4.1.2.1 and §5.2), cleaned of control characters.

    Args:
        error: the code; empty when the reply had none.
        description: the provider's own words, which are not ours to vouch for.
        uri: a page about it, never opened by itself.
        status: the HTTP status, 0 in the front channel.
    """

    error: str
    description: str = ""
    uri: str = ""
    status: int = 0

    @property
    def message(self) -> str:
        """One sentence on what the provider answered."""
        said = f": “{self.description}”" if self.description else ""
        if self.error:
            status = f" (status {self.status})" if self.status else ""
            return f"The provider answered with the error {self.error}{status}{said}."
        return f"The provider refused with status {self.status}{said or ' and no reason'}."

    @property
    def hint(self) -> str:
        """One sentence on what to do."""
        return _HINTS.get(self.error) or _BY_STATUS.get(self.status, _UNKNOWN)


_BY_STATUS = {
    401: _HINTS["invalid_client"],
    403: (
        "Some servers answer so to a wrong secret, assertion or code verifier; compare the "
        "client's registration."
    ),
    429: "The provider asks for fewer requests; wait a while.",
}


def error_of_members(members: Mapping[str, object], status: int = 0) -> OAuthError:
    """Read the error members of a JSON object or of an authorization response."""
    return OAuthError(
        clean(members.get("error"), 100),
        clean(members.get("error_description")),
        clean(members.get("error_uri"), 200),
        status,
    )


def error_of_response(response: HttpResponse) -> OAuthError:
    """Read an error response, however little of it follows the standard.

    Servers in the field answer 403 or 500 with an empty body, plain text or a page of HTML.
    """
    found = error_of_members(object_if_any(response), response.status)
    if found.error or found.description:
        return found
    plain = response.media_type == "text/plain" and not response.truncated
    return OAuthError("", clean(response.text(), 200) if plain else "", "", response.status)
