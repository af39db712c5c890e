"""Running the stages of a flow one after the other, and turning errors into failed steps."""

from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.flows.step import ObtainedToken, Step, StepCheck, StepState
from oidc_workbench.flows.trail import Trail
from oidc_workbench.ports import FlowPorts

if TYPE_CHECKING:
    from oidc_workbench.rules.document_judging import DocumentInspection
    from oidc_workbench.rules.inspection import Inspection

Steps = AsyncGenerator[Step, None]


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a flow before it runs.

    Args:
        work: fills the draft, and yields a snapshot whenever there is something to show.
    """

    id: str
    title: str
    why: str
    work: Callable[["Draft"], Steps]


class Draft(Trail):
    """A step in the making."""

    def __init__(self, stage: Stage, ports: FlowPorts) -> None:
        super().__init__(ports)
        self._stage = stage
        self._began = ports.clock.elapsed()
        self._facts: dict[str, str] = {}
        self._checks: dict[str, StepCheck] = {}
        self.tokens: tuple[ObtainedToken, ...] = ()
        self.inspections: dict[str, Inspection] = {}
        self.documents: dict[str, DocumentInspection] = {}

    def fact(self, name: str, value: str) -> None:
        """Show a value; the caller has masked it where it is a secret."""
        self._facts[name] = value

    def check(self, label: str, passed: bool, detail: str = "") -> None:
        """Show a chip; a later one with the same label replaces it."""
        self._checks[label] = StepCheck(label, passed, detail)

    def running(self) -> Step:
        """Show that the step is under way."""
        return self._snapshot(StepState.RUNNING)

    def waiting(self, message: str, hint: str, deadline: float | None = None) -> Step:
        """Show that the step waits for somebody, until a time in seconds since the epoch."""
        return self._snapshot(StepState.WAITING, message, hint, deadline)

    def finished(self) -> Step:
        """Show the end of the step: done, or with a warning when a check did not pass."""
        failing = [check for check in self._checks.values() if not check.passed]
        if not failing:
            return self._snapshot(StepState.DONE)
        first = failing[0]
        return self._snapshot(StepState.WARNING, first.detail or first.label)

    def failed(self, error: WorkbenchError) -> Step:
        """Show why the flow stops here."""
        return self._snapshot(StepState.FAILED, error.message, error.hint)

    def _snapshot(
        self, state: StepState, message: str = "", hint: str = "", deadline: float | None = None
    ) -> Step:
        return Step(
            self._stage.id,
            self._stage.title,
            self._stage.why,
            state,
            tuple(self._facts.items()),
            tuple(self._checks.values()),
            tuple(self.exchanges),
            message,
            hint,
            deadline,
            self.ports.clock.elapsed() - self._began,
            self.tokens,
            tuple(self.inspections.items()),
            tuple(self.documents.items()),
        )


async def run_stages(ports: FlowPorts, stages: Iterable[Stage]) -> Steps:
    """Run stages in order; the first one that can't go on becomes a failed step, and the last.

    Cancellation and bugs pass through untouched.
    """
    for stage in stages:
        draft = Draft(stage, ports)
        failure: WorkbenchError | None = None
        try:
            async with aclosing(stage.work(draft)) as snapshots:
                async for snapshot in snapshots:
                    yield snapshot
        except WorkbenchError as error:
            failure = error
        if failure:
            yield draft.failed(failure)
            return
        yield draft.finished()
