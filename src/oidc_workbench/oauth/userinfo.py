"""The UserInfo endpoint (OIDC Core §5.3)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.exchange import Exchange, HttpRequest
from oidc_workbench.oauth.answer import json_object, refuse_redirect
from oidc_workbench.oauth.protected_resource import (
    ResourceAnswer,
    bearer_request,
    read_resource_answer,
)
from oidc_workbench.oauth.text import clean
from oidc_workbench.secret import Secret

_WHAT = "the claims about the user"


@dataclass(frozen=True, slots=True)
class UserInfo:
    """What the UserInfo endpoint said.

    Args:
        claims: empty when the answer is a JWT, which must be verified before it is believed.
        jwt: the signed or encrypted answer (OIDC Core §5.3.2), else None.
    """

    claims: Mapping[str, object] = field(default_factory=dict, repr=False)
    jwt: Secret | None = None

    @property
    def sub(self) -> str:
        """The subject; empty when missing, which the standard does not allow."""
        return clean(self.claims.get("sub"), 255)


def userinfo_request(endpoint: str, access_token: Secret) -> HttpRequest:
    """Ask with the access token in the header (OIDC Core §5.3.1).

    Raises:
        WorkbenchError: ``token-unsendable``.
    """
    accept = (("Accept", "application/json, application/jwt"),)
    return bearer_request("GET", endpoint, access_token, headers=accept, purpose="read UserInfo")


def read_userinfo(exchange: Exchange) -> UserInfo | ResourceAnswer:
    """Read the claims, or why they were refused.

    Raises:
        WorkbenchError: ``redirect-not-followed``, or what
            :func:`oidc_workbench.oauth.answer.json_object` raises for an unreadable success.
    """
    refuse_redirect(exchange, _WHAT)
    answer = read_resource_answer(exchange)
    response = exchange.response
    if response is None or not answer.accepted:
        return answer
    if response.media_type == "application/jwt" and not response.truncated:
        return UserInfo(jwt=Secret(response.text().strip()))
    return UserInfo(json_object(exchange, _WHAT))


def require_same_subject(info: UserInfo, sub: str) -> None:
    """Hold the answer to the subject of the ID token (OIDC Core §5.3.2).

    Raises:
        WorkbenchError: ``userinfo-sub-mismatch``.
    """
    if info.claims.get("sub") != sub:
        raise WorkbenchError(
            "userinfo-sub-mismatch",
            "The answer is about somebody else than the ID token: the values of sub differ.",
            "Discard these claims; the access token may have been swapped.",
        )
