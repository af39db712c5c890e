"""What the presenters of flows share: the run, the tokens' actions, and the clock. No Qt."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Generic, Protocol, TypeVar

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.flows.step import Step
from oidc_workbench.ui.bench import BenchState
from oidc_workbench.ui.kit.flow_run import FlowRun, Problem, RunState
from oidc_workbench.ui.kit.follow_ups import ApiCall, FollowUpFlows
from oidc_workbench.ui.kit.profile_problem import PRACTICE, ProfileHelp
from oidc_workbench.ui.kit.run_reports import Reported, RunReports
from oidc_workbench.ui.kit.sequence import Sequence
from oidc_workbench.ui.kit.token_actions import Action, ApiAnswer, TokenActions, api_answer
from oidc_workbench.ui.kit.token_card import TokenCard
from oidc_workbench.ui.pane import PaneContext
from oidc_workbench.workspace.profile import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowState:
    """A snapshot of a flow's pane.

    Args:
        problem: why nothing can be started, with what to do.
        upcoming: the steps that are still to come, as title and reason.
        selected: the step that stepper and diagram have in common.
        api_problem: why an API can't be called.
        saved: where the diagram was saved, or why it was not.
        reported: what became of a report on the run.
    """

    run: RunState = field(default_factory=RunState)
    sequence: Sequence
    problem: Problem | None = None
    upcoming: tuple[tuple[str, str], ...] = ()
    selected: str = ""
    calls: tuple[ApiCall, ...] = ()
    api_problem: str = ""
    api_answer: ApiAnswer | None = None
    now: float = 0.0
    saved: str | WorkbenchError = ""
    reported: Reported = field(default_factory=Reported)


State = TypeVar("State", bound=FlowState)
Shown_contra = TypeVar("Shown_contra", contravariant=True)


class FlowView(Protocol[Shown_contra]):
    """What a presenter needs of its view."""

    def show_state(self, state: Shown_contra) -> None:
        """Show a state."""
        ...


@dataclass(frozen=True, slots=True)
class FlowKind:
    """What tells one flow from another.

    Args:
        actor: who acts in it.
        planned: its steps, as title and reason.
        sequence: the diagram of the steps so far.
    """

    actor: Actor
    planned: tuple[tuple[str, str], ...]
    sequence: Callable[[tuple[Step, ...]], Sequence]


class FlowPresenter(ABC, Generic[State]):
    """Runs a flow and follow-ups on its tokens; the flows' own presenters say how it starts."""

    def __init__(
        self,
        context: PaneContext,
        view: FlowView[State],
        kind: FlowKind,
        state: State,
        follow_ups: FollowUpFlows | None,
    ) -> None:
        self._context = context
        self._view = view
        self._kind = kind
        self._state: State = state
        self._run = FlowRun(context.runner, context.bench, self._run_changed)
        self._actions = TokenActions(context, self._run, follow_ups)
        self._help = ProfileHelp(context, kind.actor, self._not_helped)
        self.reports = RunReports(context, lambda: self._state.run.steps, self._reported)
        self._stop = (context.bench.watch(self._bench_changed), context.ticks(self._tick))
        self._refresh()

    @property
    def state(self) -> State:
        """The current state."""
        return self._state

    def close(self) -> None:
        """Stop watching and working."""
        for stop in self._stop:
            stop()
        self._run.stop()

    # What the person does

    def cancel(self) -> None:
        """Stop; sockets and listener close with the flow, and nothing more is sent."""
        self._run.cancel()

    def act_on_problem(self) -> None:
        """Do what the problem's button says."""
        if self._state.problem is not None:
            self._help.act(self._state.problem)

    def select(self, step_id: str) -> None:
        """Select a step, from the stepper or from an arrow of the diagram."""
        self._put(selected="" if step_id == self._state.selected else step_id)

    def act(self, card: TokenCard, action: Action) -> None:
        """Do what a button of a token card says."""
        self._actions.act(card, action)

    def call(self, call: ApiCall) -> None:
        """Call an API with the access token."""
        self._put(api_problem=self._actions.call(call))

    def save(self, path: str, data: bytes) -> None:
        """Write the diagram to where the person wants it."""
        files = self._context.services.files

        def told(outcome: str | WorkbenchError) -> None:
            self._put(saved=outcome)

        self._context.runner.run(lambda: files.save(path, data), lambda _none: told(path), told)

    # What the flows' own presenters say

    @abstractmethod
    def _bench_changed(self, before: BenchState, after: BenchState) -> None:
        """Follow what changed elsewhere."""

    @abstractmethod
    def _refresh(self) -> None:
        """Tell anew whether the flow can be started."""

    @abstractmethod
    def _more(self, run: RunState) -> dict[str, Any]:
        """What else of the state follows from the run."""

    # How a state comes about

    def _now(self) -> float:
        return self._context.services.clock.now()

    def _tick(self) -> None:
        if self._state.run.waiting is not None or self._state.run.cards:
            self._put(now=self._now())

    def _reported(self, reported: Reported) -> None:
        self._put(reported=reported)

    def _not_helped(self, error: WorkbenchError) -> None:
        self._put(problem=Problem(error.message, error.hint, error.code, PRACTICE, "Try again"))

    def _run_changed(self, run: RunState) -> None:
        over = bool(run.steps) and not run.busy
        self._put(
            run=run,
            sequence=self._kind.sequence(run.steps),
            upcoming=() if over else self._kind.planned[len(run.steps) :],
            calls=self._actions.calls() if run.token("access_token") else (),
            api_answer=api_answer(run.steps),
            now=self._now(),
            saved="",
            reported=Reported(),
            **self._more(run),
        )

    def _put(
        self, **changes: Any
    ) -> None:  # names and types are those of the state, checked by the presenters' tests
        self._state = replace(self._state, **changes)
        self._view.show_state(self._state)
