"""The run of a flow as a pane sees it: its steps, its tokens, what went wrong. No Qt in here."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.flows.step import ObtainedToken, Step, StepState
from oidc_workbench.ui.bench import Bench
from oidc_workbench.ui.kit.token_card import TokenCard, cards_of, judged
from oidc_workbench.ui.pane import Job, Runner

_OPEN = (StepState.RUNNING, StepState.WAITING)


class Phase(StrEnum):
    """Where the run stands."""

    IDLE = "idle"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why it can't go on, and what to do.

    Args:
        goto: the pane where that is done, or empty; ``action`` is the button's text.
    """

    message: str
    hint: str
    code: str = ""
    goto: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class RunState:
    """A snapshot of the run.

    Args:
        steps: in the order they began; those of follow-ups come after the flow's own.
        cards: the tokens that count now; a refreshed token replaces its predecessor.
        problem: what no step tells already.
    """

    phase: Phase = Phase.IDLE
    steps: tuple[Step, ...] = ()
    cards: tuple[TokenCard, ...] = ()
    problem: Problem | None = None

    @property
    def busy(self) -> bool:
        """Whether something is under way."""
        return self.phase is Phase.RUNNING

    @property
    def waiting(self) -> Step | None:
        """The step that waits for a person, if any."""
        return next((s for s in reversed(self.steps) if s.state is StepState.WAITING), None)

    @property
    def elsewhere(self) -> "RunState":
        """What is shown of the run where it is not what is looked at: that it goes on, if so."""
        return RunState(self.phase) if self.busy else RunState()

    def token(self, kind: str) -> ObtainedToken | None:
        """The current token of a kind."""
        return next((card.token for card in self.cards if card.token.kind == kind), None)


class FlowRun:
    """Runs one flow, and follow-ups on its tokens, one at a time.

    Args:
        changed: called after every change, on the GUI thread.
    """

    def __init__(self, runner: Runner, bench: Bench, changed: Callable[[RunState], None]) -> None:
        self._runner = runner
        self._bench = bench
        self._changed = changed
        self._job: Job | None = None
        self._round = 0
        self._then: Callable[[], None] = lambda: None
        self._state = RunState()

    @property
    def state(self) -> RunState:
        """The current snapshot."""
        return self._state

    def start(self, flow: Callable[[], AsyncIterator[Step]]) -> None:
        """Begin anew; what is under way is cancelled and the old steps go."""
        self.cancel()
        self._round += 1
        self._then = lambda: None
        self._put(RunState(Phase.RUNNING))
        self._job = self._runner.stream(flow, self._each, self._done, self._failed)

    def follow_up(
        self,
        flow: Callable[[], AsyncIterator[Step]],
        then: Callable[[], None] = lambda: None,
    ) -> None:
        """Go on with the tokens at hand; the steps so far stay. Ignored while busy.

        Args:
            flow: makes the steps.
            then: called when the flow came to a good end.
        """
        if self._state.busy:
            return
        self._round += 1
        self._then = then
        self._put(replace(self._state, phase=Phase.RUNNING, problem=None))
        self._job = self._runner.stream(flow, self._each, self._done, self._failed)

    def cancel(self) -> None:
        """Stop what is under way; its open step says that it was cancelled."""
        if self._job is None:
            return
        self._job.cancel()
        self._job = None
        self._close("Cancelled.", "Nothing was kept. Start again when you are ready.")
        self._put(replace(self._state, phase=Phase.CANCELLED))

    def stop(self) -> None:
        """Stop for good, without a word: nobody looks any more."""
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def drop(self, kind: str) -> None:
        """Take a token away, after it was revoked."""
        left = tuple(card for card in self._state.cards if card.token.kind != kind)
        self._put(replace(self._state, cards=left))

    def _each(self, step: Step) -> None:
        own = replace(step, id=f"{self._round}.{step.id}")
        before = next((s for s in self._state.steps if s.id == own.id), None)
        steps = (
            (*self._state.steps, own)
            if before is None
            else tuple(own if s.id == own.id else s for s in self._state.steps)
        )
        self._put(replace(self._state, steps=steps, cards=self._cards(own)))
        if own.tokens and (before is None or before.tokens != own.tokens):
            self._gained(own.tokens)

    def _cards(self, step: Step) -> tuple[TokenCard, ...]:
        """The cards after a step: new tokens replace those of their kind, verdicts arrive late."""
        cards = {card.token.kind: card for card in self._state.cards}
        for card in cards_of(step):
            known = cards.get(card.token.kind)
            same = known is not None and known.token.text == card.token.text
            cards[card.token.kind] = replace(known, token=card.token) if known and same else card
        for name, inspection in step.inspections:
            for kind, card in tuple(cards.items()):
                if kind == name:
                    cards[kind] = judged(card, inspection)
        order = ("id_token", "access_token", "refresh_token")
        return tuple(cards[kind] for kind in order if kind in cards)

    def _gained(self, tokens: tuple[ObtainedToken, ...]) -> None:
        """Put tokens on the bench; one that is there already is brought up to date."""
        news = {token.text: token for token in tokens}
        known = self._bench.state.tokens
        if any(token.text in news for token in known):
            fresh = tuple(news.pop(token.text, token) for token in known)
            self._bench.change(tokens=fresh)
        self._bench.gain(news.values())

    def _done(self) -> None:
        self._job = None
        last = self._state.steps[-1] if self._state.steps else None
        failed = last is not None and last.state is StepState.FAILED
        self._put(replace(self._state, phase=Phase.FAILED if failed else Phase.DONE))
        if not failed:
            self._then()

    def _failed(self, error: WorkbenchError) -> None:
        self._job = None
        told = any(s.state is StepState.FAILED for s in self._state.steps[-1:])
        shown = told or self._close(error.message, error.hint)
        problem = None if shown else Problem(error.message, error.hint, error.code)
        self._put(replace(self._state, phase=Phase.FAILED, problem=problem))

    def _close(self, message: str, hint: str) -> bool:
        """Mark the open steps as failed; tells whether there was one."""
        if not any(step.state in _OPEN for step in self._state.steps):
            return False
        steps = tuple(
            replace(s, state=StepState.FAILED, message=message, hint=hint, deadline=None)
            if s.state in _OPEN
            else s
            for s in self._state.steps
        )
        self._state = replace(self._state, steps=steps)
        return True

    def _put(self, state: RunState) -> None:
        self._state = state
        self._changed(state)
