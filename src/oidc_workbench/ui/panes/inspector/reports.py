"""Reports on the judged token, and cases; written and read off the GUI thread. No Qt."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.rules.inspection import Inspection
from oidc_workbench.ui.pane import PaneContext
from oidc_workbench.ui.panes.inspector.source import Source

if TYPE_CHECKING:
    from oidc_workbench.jose.key_set import KeySet
    from oidc_workbench.report.case import Case
    from oidc_workbench.rules.expectation import RunContext

CASE_SUFFIX = ".case.json"
_LEFT_OUT = "Signatures and secrets are left out, and persons have stand-ins."
_REVEALED = "Signatures and secrets are left out; it shows whom the token is about."
_WHOLE = "It holds the token itself: keep it as secret as that."
_MOST = 8 << 20  # octets of a case


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence that is told in place."""

    message: str
    hint: str = ""
    tone: Literal["ok", "error", "info", "warning"] = "ok"


@dataclass(frozen=True, slots=True)
class Judged:
    """What a report or a case is made of."""

    inspection: Inspection
    keys: "tuple[KeySet, ...]"
    context: "RunContext"
    forged: bool = False


class Reports:
    """Makes reports and cases.

    Args:
        judged: gives what there is to tell now.
        tell: shows a notice.
        opened: called with a case that was opened.
    """

    def __init__(
        self,
        context: PaneContext,
        judged: Callable[[], Judged | None],
        tell: Callable[[Notice], None],
        opened: "Callable[[Case], None]",
    ) -> None:
        self._context = context
        self._judged = judged
        self._tell = tell
        self._opened = opened

    def copy(self, put: Callable[[str], None]) -> None:
        """Hand out the report as Markdown; redacted."""
        judged = self._judged()
        if judged is None:
            return

        def done(data: bytes) -> None:
            put(data.decode())
            self._tell(Notice("The report was copied as Markdown.", _LEFT_OUT))

        self._compute(lambda: self._report(judged, "markdown", reveal=False), done)

    def save(self, name: str, path: str, reveal: bool) -> None:
        """Save a report in a format."""
        judged = self._judged()
        if judged is not None:
            told = _REVEALED if reveal else _LEFT_OUT
            self._write(lambda: self._report(judged, name, reveal=reveal), path, told)

    def save_case(self, path: str, whole: bool) -> None:
        """Save a case, which can be opened again."""
        judged = self._judged()
        if judged is None:
            return
        now = self._context.services.clock.now()

        def make() -> bytes:
            from oidc_workbench.report.case import to_case

            return to_case(
                judged.inspection,
                judged.keys,
                judged.context,
                saved_at=now,
                name=name_of(judged),
                whole=whole,
                forged=judged.forged,
            )

        self._write(make, path, _WHOLE if whole else _LEFT_OUT)

    def open_case(self, path: str) -> None:
        """Read a case and judge a whole one again."""
        files = self._context.services.files

        def read(data: bytes) -> "Case":
            from oidc_workbench.report.case import from_case

            return from_case(data)

        def judge(data: bytes) -> None:
            self._context.runner.compute(lambda: read(data), self._opened, self._failed)

        self._context.runner.run(lambda: files.open(path, _MOST), judge, self._failed)

    def _report(self, judged: Judged, name: str, *, reveal: bool) -> bytes:
        from oidc_workbench.report.formats import format_named
        from oidc_workbench.report.model import report_on

        chosen = format_named(name)
        now = self._context.services.clock.now()
        name = name_of(judged)
        report = report_on(judged.inspection, now, name=name, reveal=reveal, forged=judged.forged)
        return chosen.render(report).encode() if chosen else b""

    def _write(self, make: Callable[[], bytes], path: str, told: str) -> None:
        files = self._context.services.files

        def saved(_none: None) -> None:
            self._tell(Notice(f"Saved to {path}.", told))

        def made(data: bytes) -> None:
            self._context.runner.run(lambda: files.save(path, data), saved, self._failed)

        self._compute(make, made)

    def _compute(self, make: Callable[[], bytes], done: Callable[[bytes], None]) -> None:
        self._context.runner.compute(make, done, self._failed)

    def _failed(self, error: WorkbenchError) -> None:
        self._tell(Notice(error.message, error.hint, "error"))


def name_of(judged: Judged) -> str:
    """What a report calls the token: its kind, and that it was forged where it was."""
    from oidc_workbench.report.model import kind_of

    kind = kind_of(judged.inspection)
    return f"{kind}, forged here" if judged.forged else kind


def case_text(case: "Case") -> str:
    """A redacted case as Markdown: its verdict as it was judged then."""
    from oidc_workbench.report.markdown_report import render
    from oidc_workbench.report.view import ReportView

    return render(ReportView("Saved case", case.saved_at, True, (case.verdict,)))


def reopened(case: "Case", seen: Inspection) -> Source:
    """The token of a whole case, with the keys and the knowledge that lie in it."""
    token = seen.reading.token
    forged = case.verdict.forged
    return Source(token, token, forged=forged, keys=case.keys, context=case.context)


def notice_of(case: "Case") -> Notice:
    """What must be told with a case that was judged again."""
    return Notice("The case was opened.", case.note, "info" if case.same else "warning")
