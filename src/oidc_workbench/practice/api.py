"""The protected API: it validates access tokens as a resource server should, and says how."""

from collections.abc import Callable
from dataclasses import dataclass

from oidc_workbench.exchange import HttpResponse
from oidc_workbench.practice.authority import Authority
from oidc_workbench.practice.bearer import bearer_token, refuse
from oidc_workbench.practice.call import Call
from oidc_workbench.practice.presented import Presented, UntrustedError, read_presented
from oidc_workbench.practice.refusal import Refusal
from oidc_workbench.practice.replies import json_reply
from oidc_workbench.practice.samples import AUDIENCE_ONLY, OPAQUE, api_uri


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One endpoint of the API.

    Args:
        scope: what a token must have; empty where the audience alone decides.
        result: what it pretends to have done.
    """

    scope: str
    audiences: Callable[[str], tuple[str, ...]]
    result: str


def _scoped(issuer: str) -> tuple[str, ...]:
    return (api_uri(issuer), OPAQUE)


def _by_audience(issuer: str) -> tuple[str, ...]:
    return (AUDIENCE_ONLY, api_uri(issuer))


SUMMARIES = Endpoint("summarize:write", _scoped, "The summary would be written now.")
EMAILS = Endpoint("email:send", _scoped, "The email would be sent now.")
PING = Endpoint("", _by_audience, "Pong.")


def serve(endpoint: Endpoint) -> Callable[[Authority, Call], HttpResponse]:
    """Return the handler of an endpoint."""

    def handle(authority: Authority, call: Call) -> HttpResponse:
        metadata = f"{authority.issuer}/.well-known/oauth-protected-resource/api"
        presented = _validated(authority, endpoint, call, metadata)
        body: dict[str, object] = {
            "result": endpoint.result,
            "called_by": {"sub": presented.sub, "client_id": presented.client_id},
            "why": presented.passed,
        }
        return json_reply(body)

    return handle


def _validated(authority: Authority, endpoint: Endpoint, call: Call, metadata: str) -> Presented:
    token = bearer_token(call, metadata)
    try:
        presented = read_presented(authority, token)
        _check_audience(endpoint.audiences(authority.issuer), presented)
    except UntrustedError as error:
        raise _explained(
            refuse("invalid_token", error.message, metadata=metadata), error.check, error.passed
        ) from None
    _check_scope(endpoint, presented, metadata)
    return presented


def _check_audience(accepted: tuple[str, ...], presented: Presented) -> None:
    named = ", ".join(presented.audience)
    if not set(accepted) & set(presented.audience):
        raise UntrustedError(
            "aud",
            f"The token is meant for {named}, not for this API. Ask for the resource "
            f"{accepted[0]}.",
            tuple(presented.passed),
        )
    presented.passed.append(f"It is meant for this API: {named}.")


def _check_scope(endpoint: Endpoint, presented: Presented, metadata: str) -> None:
    if not endpoint.scope:
        presented.passed.append("This endpoint asks for no scope; the audience decides.")
        return
    if endpoint.scope not in presented.scopes:
        held = " ".join(presented.scopes) or "none"
        refusal = refuse(
            "insufficient_scope",
            f"The token is good, but this needs the scope {endpoint.scope}; it has: {held}.",
            endpoint.scope,
            metadata,
        )
        raise _explained(refusal, "scope", tuple(presented.passed))
    presented.passed.append(f"It has the scope {endpoint.scope}.")


class ApiRefusal(Refusal):
    """A refusal by the API, with the checks before the one that failed."""

    def __init__(self, refusal: Refusal, check: str, passed: tuple[str, ...]) -> None:
        super().__init__(refusal.error, refusal.description, refusal.status, refusal.headers)
        self.check = check
        self.passed = passed


def _explained(refusal: Refusal, check: str, passed: tuple[str, ...]) -> ApiRefusal:
    return ApiRefusal(refusal, check, passed)
