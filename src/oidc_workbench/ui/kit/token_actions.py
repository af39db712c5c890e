"""The buttons of a token card, and what they set going; shared by both flow panes. No Qt."""

from dataclasses import dataclass
from typing import Literal

from oidc_workbench.flows.step import ObtainedToken, Step, StepState
from oidc_workbench.ui.kit.flow_run import FlowRun
from oidc_workbench.ui.kit.follow_ups import (
    ApiCall,
    Flow,
    FollowUpFlows,
    Profile,
    RealFollowUps,
    practice_calls,
    url_problem,
)
from oidc_workbench.ui.kit.token_card import TokenCard
from oidc_workbench.ui.pane import PaneContext

Action = Literal["inspect", "refresh", "userinfo", "introspect", "revoke"]
ACTIONS: dict[str, tuple[Action, ...]] = {
    "id_token": ("inspect",),
    "access_token": ("inspect", "userinfo", "introspect", "revoke"),
    "refresh_token": ("refresh", "introspect", "revoke"),
}
TITLES: dict[Action, str] = {
    "inspect": "Inspect",
    "refresh": "Refresh",
    "userinfo": "Userinfo",
    "introspect": "Introspect",
    "revoke": "Revoke",
}


@dataclass(frozen=True, slots=True)
class ApiAnswer:
    """How the last API call went, in words.

    Args:
        step_id: the step that shows the request and the response.
    """

    accepted: bool
    message: str
    hint: str
    step_id: str


def api_answer(steps: tuple[Step, ...]) -> ApiAnswer | None:
    """The answer of the last API call that is over, or None."""
    calls = [step for step in steps if step.id.endswith(".call")]
    last = calls[-1] if calls else None
    if last is None or last.state in (StepState.RUNNING, StepState.WAITING):
        return None
    if last.state is StepState.FAILED:
        return ApiAnswer(False, last.message, last.hint, last.id)
    told = next((check.detail for check in last.checks if check.detail), last.title)
    return ApiAnswer(True, told, "", last.id)


class TokenActions:
    """Does what the cards' buttons say, with the profile that the run was made with."""

    def __init__(
        self, context: PaneContext, run: FlowRun, flows: FollowUpFlows | None = None
    ) -> None:
        self._context = context
        self._run = run
        self._flows = flows or RealFollowUps()
        self.who: Profile | None = None

    def calls(self) -> tuple[ApiCall, ...]:
        """The endpoints to offer: those of the practice API where the run was made there."""
        if self.who is None or not self.who.provider.practice:
            return ()
        return practice_calls(self._context.bench.state.practice)

    def act(self, card: TokenCard, action: Action) -> None:
        """Do what a button of a card says."""
        if action == "inspect":
            self._context.bench.inspect(card.token)
            self._context.show_pane("inspector")
        elif self.who is not None and not self._run.state.busy:
            self._start(self.who, card.token, action)

    def call(self, call: ApiCall) -> str:
        """Call an API; returns why not, or nothing."""
        problem = url_problem(call.url)
        if problem or self.who is None:
            return problem
        ports = self._context.services.ports_for(self.who.provider)
        self._go(self._flows.call(self.who, self._run.state, call, ports))
        return ""

    def _start(self, who: Profile, token: ObtainedToken, action: Action) -> None:
        ports = self._context.services.ports_for(who.provider)
        if action == "refresh":
            self._go(self._flows.refresh(who, self._run.state, ports))
        elif action == "userinfo":
            self._go(self._flows.userinfo(who, self._run.state, ports))
        elif action == "introspect":
            self._go(self._flows.introspect(who, token, ports))
        else:
            flow = self._flows.revoke(who, token, ports)
            self._run.follow_up(flow, then=lambda: self._run.drop(token.kind))

    def _go(self, flow: Flow | None) -> None:
        if flow is not None:
            self._run.follow_up(flow)
