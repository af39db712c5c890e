"""What can be done with the tokens of a run: refresh, ask, revoke, call an API. No Qt in here."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol
from urllib.parse import urlsplit

from oidc_workbench.flows.step import ObtainedToken, Step, TokenKind
from oidc_workbench.secret import Secret
from oidc_workbench.ui.kit.flow_run import RunState
from oidc_workbench.workspace.profile import Client, Provider

if TYPE_CHECKING:
    from oidc_workbench.ports import FlowPorts, PracticeInfo

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
METHODS: tuple[Method, ...] = ("GET", "POST", "PUT", "PATCH", "DELETE")
_BODY = b'{"text": "sent by the workbench"}'
_CALLS: tuple[tuple[str, Method, str], ...] = (
    ("summaries", "POST", "needs summarize:write"),
    ("emails", "POST", "needs email:send"),
    ("ping", "GET", "checks the audience only"),
)


@dataclass(frozen=True, slots=True)
class ApiCall:
    """One request to an API.

    Args:
        note: what it asks of the token, in a few words.
    """

    method: Method
    url: str
    note: str = ""

    @property
    def label(self) -> str:
        """Short enough for a button."""
        return f"{self.method} {urlsplit(self.url).path or '/'}"


def practice_calls(practice: "PracticeInfo | None") -> tuple[ApiCall, ...]:
    """The three endpoints of the practice API."""
    if practice is None:
        return ()
    base = practice.api_url.rstrip("/")
    return tuple(ApiCall(method, f"{base}/{name}", note) for name, method, note in _CALLS)


def url_problem(url: str) -> str:
    """Why an address can't be called; empty when it can.

    Plain http beyond loopback is refused by the sender, with its own words.
    """
    parts = urlsplit(url.strip())
    if not url.strip():
        return "Enter the address of the API."
    if parts.scheme not in ("https", "http") or not parts.netloc:
        return "An address begins with https:// and names a host."
    if parts.username or parts.password:
        return "An address must not hold a user name or password."
    return ""


@dataclass(frozen=True, slots=True)
class Profile:
    """Whom a run was made with."""

    provider: Provider
    client: Client


Flow = Callable[[], AsyncIterator[Step]]


class FollowUpFlows(Protocol):
    """Makes the flows; a test gives its own."""

    def refresh(self, who: Profile, run: RunState, ports: "FlowPorts") -> Flow | None:
        """Use the refresh token; None when there is none."""
        ...

    def userinfo(self, who: Profile, run: RunState, ports: "FlowPorts") -> Flow | None:
        """Ask about the person."""
        ...

    def introspect(self, who: Profile, token: ObtainedToken, ports: "FlowPorts") -> Flow:
        """Ask whether a token is active."""
        ...

    def revoke(self, who: Profile, token: ObtainedToken, ports: "FlowPorts") -> Flow:
        """Take a token back."""
        ...

    def call(self, who: Profile, run: RunState, call: ApiCall, ports: "FlowPorts") -> Flow | None:
        """Call an API with the access token."""
        ...


class RealFollowUps:
    """The flows themselves; imported when first used."""

    def refresh(self, who: Profile, run: RunState, ports: "FlowPorts") -> Flow | None:
        """Use the refresh token."""
        from oidc_workbench.flows.refresh import RefreshPlan, refresh

        token, id_token = run.token("refresh_token"), run.token("id_token")
        if token is None:
            return None
        plan = RefreshPlan(
            who.provider,
            who.client,
            Secret(token.text),
            previous_sub=subject_of(run),
            nonce=id_token.expectation.nonce if id_token else None,
        )
        return lambda: refresh(plan, ports)

    def userinfo(self, who: Profile, run: RunState, ports: "FlowPorts") -> Flow | None:
        """Ask about the person."""
        from oidc_workbench.flows.userinfo import UserInfoPlan, userinfo

        token = run.token("access_token")
        if token is None:
            return None
        plan = UserInfoPlan(who.provider, Secret(token.text), subject_of(run))
        return lambda: userinfo(plan, ports)

    def introspect(self, who: Profile, token: ObtainedToken, ports: "FlowPorts") -> Flow:
        """Ask whether a token is active."""
        from oidc_workbench.flows.introspect import IntrospectPlan, introspect

        plan = IntrospectPlan(who.provider, who.client, Secret(token.text), _hint(token.kind))
        return lambda: introspect(plan, ports)

    def revoke(self, who: Profile, token: ObtainedToken, ports: "FlowPorts") -> Flow:
        """Take a token back."""
        from oidc_workbench.flows.revoke import RevokePlan, revoke

        plan = RevokePlan(who.provider, who.client, Secret(token.text), _hint(token.kind))
        return lambda: revoke(plan, ports)

    def call(self, who: Profile, run: RunState, call: ApiCall, ports: "FlowPorts") -> Flow | None:
        """Call an API with the access token."""
        from oidc_workbench.flows.call_api import CallApiPlan, call_api

        token = run.token("access_token")
        if token is None:
            return None
        with_body = call.method in ("POST", "PUT", "PATCH")
        plan = CallApiPlan(
            who.provider,
            call.url.strip(),
            Secret(token.text),
            call.method,
            body=_BODY if with_body else b"",
            content_type="application/json" if with_body else "",
        )
        return lambda: call_api(plan, ports)


def subject_of(run: RunState) -> str:
    """The subject of the ID token at hand; empty when there is none."""
    for card in run.cards:
        if card.token.kind == "id_token" and card.inspection is not None:
            return str(card.inspection.claims.get("sub", ""))
    return ""


def _hint(kind: TokenKind) -> str:
    return kind if kind in ("access_token", "refresh_token") else ""
