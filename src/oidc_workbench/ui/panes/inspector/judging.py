"""Judging off the GUI thread where it is long, and at once where it is not."""

from collections.abc import Callable
from dataclasses import replace

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.example import EXAMPLE_JWS, EXAMPLE_KEYS
from oidc_workbench.jose.limits import Limits
from oidc_workbench.rules.expectation import Expectation, RunContext
from oidc_workbench.rules.inspection import Inspection
from oidc_workbench.ui.pane import Job, Runner
from oidc_workbench.ui.panes.inspector.engine import Case, Engine
from oidc_workbench.ui.panes.inspector.judge_form import JudgeForm, expectation_of
from oidc_workbench.ui.panes.inspector.source import Source

_NOT_FROM_THERE = "This token was made in this program, so it came from no token endpoint."
QUICK = 16_384  # characters; up to here a judgement takes much less than a frame


def example(engine: Engine) -> Case:
    """A published token with its key, to try things out with."""
    keys = (engine.supplied_keys(EXAMPLE_KEYS),)
    return Case(EXAMPLE_JWS, Expectation(), RunContext(), keys, 0.0)


def case_of(
    form: JudgeForm, source: Source, engine: Engine, at: float, limits: Limits
) -> tuple[Case, str]:
    """All that a judgement depends on, and a sentence on a field that can't be read."""
    expectation, problem = expectation_of(form)
    context, keys = source.context, source.keys
    if form.secret is not None:
        context = replace(context, shared_secret=form.secret)
    if form.from_token_endpoint and source.forged:
        problem = problem or _NOT_FROM_THERE
    elif form.from_token_endpoint:
        context = replace(context, from_token_endpoint=True)
    if form.keys.strip():
        try:
            keys = (*keys, engine.supplied_keys(form.keys, limits))
        except WorkbenchError as error:
            # Judged without them: what was judged with other keys must not stay on screen.
            problem = problem or str(error)
    return Case(source.text, expectation, context, keys, at, limits=limits), problem


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

        def warm(_inspection: Inspection) -> None:
            self._warm = True

        engine = self._engine
        self._runner.compute(lambda: engine.judge(example(engine)), warm, self._broken)

    @property
    def busy(self) -> bool:
        """Whether a judgement is under way."""
        return self._job is not None

    def is_quick(self, case: Case) -> bool:
        """Whether a case is judged at once."""
        return self._warm and len(case.text) <= QUICK and not case.is_sealed

    def start(self, case: Case) -> None:
        """Judge a case; ``done`` may be called before this returns."""
        self.cancel()
        if self.is_quick(case):
            self._done(case, self._engine.judge(case))
            return

        def finished(inspection: Inspection) -> None:
            self._job = None
            self._warm = True
            self._done(case, inspection)

        def failed(error: WorkbenchError) -> None:
            self._job = None
            self._broken(error)

        def work() -> Inspection:
            inspection = self._engine.judge(case)
            # What the tables show of a long token is found here, where it holds up nobody.
            for document in (inspection.reading.header, inspection.reading.payload):
                if document is not None:
                    _ = document.named.repeated
            return inspection

        self._job = self._runner.compute(work, finished, failed)

    def cancel(self) -> None:
        """Give up the judgement under way."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
