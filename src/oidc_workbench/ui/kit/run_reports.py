"""Reports on a run: its steps, and the tokens and documents judged in them. No Qt."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.flows.step import Step
from oidc_workbench.ui.pane import PaneContext

_LEFT_OUT = "Signatures and secrets are left out, and persons have stand-ins."
_REVEALED = "Signatures and secrets are left out; it shows whom the run is about."


@dataclass(frozen=True, slots=True)
class Reported:
    """What became of a report, in words; empty when nothing is to be told."""

    message: str = ""
    hint: str = ""
    tone: Literal["ok", "error"] = "ok"


class RunReports:
    """Makes reports off the GUI thread.

    Args:
        steps: gives the steps of the run as they are now.
        tell: told what became of a report.
    """

    def __init__(
        self,
        context: PaneContext,
        steps: Callable[[], tuple[Step, ...]],
        tell: Callable[[Reported], None],
    ) -> None:
        self._context = context
        self._steps = steps
        self._tell = tell

    def copy(self, put: Callable[[str], None]) -> None:
        """Hand out the report as Markdown; redacted."""

        def done(data: bytes) -> None:
            put(data.decode())
            self._tell(Reported("The report was copied as Markdown.", _LEFT_OUT))

        self._make("markdown", done, reveal=False)

    def save(self, kind: str, path: str, reveal: bool) -> None:
        """Save a report in a format."""
        files = self._context.services.files
        hint = _REVEALED if reveal else _LEFT_OUT

        def saved(_none: None) -> None:
            self._tell(Reported(f"Saved to {path}.", hint))

        def made(data: bytes) -> None:
            self._context.runner.run(lambda: files.save(path, data), saved, self._failed)

        self._make(kind, made, reveal=reveal)

    def _make(self, kind: str, done: Callable[[bytes], None], *, reveal: bool) -> None:
        steps, now = self._steps(), self._context.services.clock.now()

        def work() -> bytes:
            from oidc_workbench.report.formats import format_named
            from oidc_workbench.report.model import report_on_run

            chosen = format_named(kind)
            report = report_on_run(steps, now, reveal=reveal)
            return chosen.render(report).encode() if chosen else b""

        self._context.runner.compute(work, done, self._failed)

    def _failed(self, error: WorkbenchError) -> None:
        self._tell(Reported(error.message, error.hint, "error"))
