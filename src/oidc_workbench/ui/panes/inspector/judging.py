"""Judging off the GUI thread where it is long, and at once where it is not."""

from collections.abc import Callable

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.rules.expectation import RunContext
from oidc_workbench.rules.inspection import Inspection
from oidc_workbench.ui.pane import Job, Runner
from oidc_workbench.ui.panes.inspector.engine import Case, Engine
from oidc_workbench.ui.panes.inspector.judge_form import JudgeForm, expectation_of

QUICK = 16_384  # characters; up to here a judgement takes much less than a frame
_WARM_UP = "eyJhbGciOiJub25lIn0.e30."


class Judging:
    """Runs one judgement at a time; a later one replaces an earlier one.

    Args:
        done: called with the case and its inspection.
        broken: called when it could not be made.
    """

    def __init__(
        self,
        runner: Runner,
        engine: Engine,
        done: Callable[[Case, Inspection], None],
        broken: Callable[[WorkbenchError], None],
    ) -> None:
        self._runner = runner
        self._engine = engine
        self._done = done
        self._broken = broken
        self._job: Job | None = None
        self._warm = False

    def warm_up(self) -> None:
        """Load the engine in a worker thread, so that the first paste is as fast as the next."""
        case = Case(_WARM_UP, expectation_of(JudgeForm())[0], RunContext(), (), 0.0)

        def warm(_inspection: Inspection) -> None:
            self._warm = True

        self._runner.compute(lambda: self._engine.judge(case), warm, self._broken)

    @property
    def busy(self) -> bool:
        """Whether a judgement is under way."""
        return self._job is not None

    def is_quick(self, text: str) -> bool:
        """Whether a text is judged at once."""
        return self._warm and len(text) <= QUICK

    def start(self, case: Case) -> None:
        """Judge a case; ``done`` may be called before this returns."""
        self.cancel()
        if self.is_quick(case.text):
            self._done(case, self._engine.judge(case))
            return

        def finished(inspection: Inspection) -> None:
            self._job = None
            self._warm = True
            self._done(case, inspection)

        def failed(error: WorkbenchError) -> None:
            self._job = None
            self._broken(error)

        self._job = self._runner.compute(lambda: self._engine.judge(case), finished, failed)

    def cancel(self) -> None:
        """Give up the judgement under way."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
