"""What the activity pane does."""

from dataclasses import dataclass, replace
from typing import Protocol

from oidc_workbench.exchange import Exchange
from oidc_workbench.ui.bench import BenchState, Event
from oidc_workbench.ui.pane import PaneContext
from oidc_workbench.ui.panes.activity.rows import (
    ActivityRow,
    carried,
    logged_at,
    matches,
    row_of,
)

Logged = Exchange | Event


@dataclass(frozen=True, slots=True)
class ActivityState:
    """A snapshot of the pane.

    Args:
        rows: newest first, as filtered; ``shown`` are what they stand for, in the same order.
        total: how many there are without the filter.
    """

    rows: tuple[ActivityRow, ...] = ()
    shown: tuple[Logged, ...] = ()
    total: int = 0
    wanted: str = ""
    selected: Logged | None = None


class ActivityView(Protocol):
    """What the presenter needs of its view."""

    def show_state(self, state: ActivityState) -> None:
        """Show a state."""
        ...


class ActivityPresenter:
    """Follows the bench's log; makes each row once."""

    def __init__(self, context: PaneContext, view: ActivityView) -> None:
        self._bench, self._view = context.bench, view
        self._rows: dict[int, tuple[Logged, ActivityRow]] = {}
        self.state = ActivityState()
        self._bench.watch(self._changed)
        self._follow(self._bench.state)

    def filter(self, wanted: str) -> None:
        """Show only rows in which every word stands."""
        self.state = replace(self.state, wanted=wanted)
        self._follow(self._bench.state)

    def select(self, index: int) -> None:
        """Show an exchange in full; its index in the filtered rows."""
        shown = self.state.shown
        self._show(selected=shown[index] if 0 <= index < len(shown) else None)

    def clear(self) -> None:
        """Forget every exchange and event of this session."""
        self._bench.change(exchanges=(), events=())

    def _changed(self, before: BenchState, after: BenchState) -> None:
        if before.exchanges is not after.exchanges or before.events is not after.events:
            self._follow(after)

    def _follow(self, bench: BenchState) -> None:
        known = self._rows
        logged: list[Logged] = [*bench.exchanges, *bench.events]
        if bench.events:
            logged.sort(key=logged_at)
        # Identity is enough: neither ever changes, and its id lives while we hold it.
        self._rows = {id(e): known.get(id(e)) or (e, _row(e, bench)) for e in logged}
        wanted = self.state.wanted
        kept = [pair for pair in self._rows.values() if not wanted or matches(pair[1], wanted)]
        kept.reverse()
        shown = tuple(one for one, _row in kept)
        selected = self.state.selected
        if selected is not None and not any(e is selected for e in shown):
            selected = None
        self._show(
            rows=tuple(row for _one, row in kept),
            shown=shown,
            total=len(logged),
            selected=selected,
        )

    def _show(self, **changes: object) -> None:
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]  # its own fields
        self._view.show_state(self.state)


def _row(logged: Logged, bench: BenchState) -> ActivityRow:
    if isinstance(logged, Event) or not bench.forged:
        return row_of(logged)
    return row_of(logged, forged=any(map(bench.is_forged, carried(logged))))
