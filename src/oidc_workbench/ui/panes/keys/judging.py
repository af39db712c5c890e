"""Judges the keys beside the window's thread, a few at a time. No Qt."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ui.bench import BenchState
from oidc_workbench.ui.pane import Job, PaneContext
from oidc_workbench.ui.panes.keys.notes import Note, issuers_by_key, notes_of
from oidc_workbench.workspace.key_record import KeyRecord

_AT_ONCE = 16  # keys judged in one go, so that no single one holds the window's thread up
_TOLD = 8  # such goes after which the table is told
_DAY = 86400
_REST = 1e-4  # seconds


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a judgement depends on; as long as it is the same, so is the judgement."""

    day: int
    public_jwk: dict[str, object]
    certificate: str
    created_at: float
    issuers: tuple[str, ...]


class Judging:
    """Keeps what was said of each key for as long as neither it nor its circumstances change.

    Args:
        changed: told when more is known.
    """

    def __init__(self, context: PaneContext, changed: Callable[[], None]) -> None:
        self._context, self._changed = context, changed
        self._known: dict[str, tuple[_Asked, tuple[Note, ...]]] = {}
        self._asked: dict[str, _Asked] = {}
        self._records: dict[str, KeyRecord] = {}
        self._job: Job | None = None
        self._is_busy = self._is_stopped = False
        self._goes = 0

    @property
    def notes(self) -> dict[str, tuple[Note, ...]]:
        """What is known, by ``key_id``."""
        return {key_id: notes for key_id, (_asked, notes) in self._known.items()}

    def judge(self, bench: BenchState) -> None:
        """Let what is new or has changed be judged, as soon as the window has nothing to do.

        Begun at once, it would compete with the pane that is being made for its first paint.
        """
        issuers = issuers_by_key(bench)
        day = int(self._context.services.clock.now() // _DAY)
        self._records = {record.key_id: record for record in bench.keys}
        self._asked = {
            key_id: _asked(record, day, issuers.get(record.thumbprint, ()))
            for key_id, record in self._records.items()
        }
        self._known = {k: pair for k, pair in self._known.items() if self._asked.get(k) == pair[0]}
        if not self._is_busy:
            self._is_busy = True
            self._context.runner.post(self._next)

    def stop(self) -> None:
        """Stop judging."""
        if self._job is not None:
            self._job.cancel()
        self._job, self._is_busy, self._is_stopped = None, False, True

    def _next(self) -> None:
        if self._is_stopped:
            return
        waiting = [key_id for key_id in self._asked if key_id not in self._known][:_AT_ONCE]
        self._is_busy = bool(waiting)
        if not waiting:
            return
        batch = [(self._asked[key_id], self._records[key_id]) for key_id in waiting]
        now = self._context.services.clock.now()

        def work() -> dict[str, tuple[_Asked, tuple[Note, ...]]]:
            return {r.key_id: (asked, notes_of(r, now, asked.issuers, _rest)) for asked, r in batch}

        self._job = self._context.runner.compute(work, self._done, self._failed)

    def _done(self, found: dict[str, tuple[_Asked, tuple[Note, ...]]]) -> None:
        self._goes += 1
        self._known |= {k: pair for k, pair in found.items() if self._asked.get(k) == pair[0]}
        if self._goes % _TOLD == 1 or all(key_id in self._known for key_id in self._asked):
            self._changed()
        self._next()

    def _failed(self, _error: WorkbenchError) -> None:
        # A rule with a bug in it; the crash dialog told it, and the keys stay without findings.
        self._is_busy = False


def _rest() -> None:
    """Let go of the interpreter for long enough that the window's thread takes it."""
    time.sleep(_REST)


def _asked(record: KeyRecord, day: int, issuers: tuple[str, ...]) -> _Asked:
    return _Asked(day, record.public_jwk, record.certificate, record.created_at, issuers)
