"""A flow as a vertical stepper: its real steps, each with all that happened in it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from oidc_workbench.flows.step import Step, StepState
from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.layouts import scrolled
from oidc_workbench.ui.kit.step_view import StepView


class Stepper(QWidget):
    """Shows steps in order; a later snapshot of a step replaces the earlier one in place.

    Call :meth:`show_time` about once a second while a step waits.

    Args:
        scrolls: it has a scroll bar of its own; otherwise it is as high as its steps.
    """

    cancel_requested = Signal()
    step_selected = Signal(str)

    def __init__(self, *, scrolls: bool = True) -> None:
        super().__init__()
        self.views: dict[str, StepView] = {}
        self._upcoming: list[StepView] = []
        self._planned: tuple[tuple[str, str], ...] = ()
        content = QWidget()
        self._box = QVBoxLayout(content)
        self._box.setSpacing(0)
        self._box.setContentsMargins(*(theme.px(n) for n in (14, 12, 14, 12)))
        self._box.addStretch(1)
        self._area = scrolled(content) if scrolls else None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._area or content)

    def show_steps(
        self, steps: tuple[Step, ...], upcoming: tuple[tuple[str, str], ...] = ()
    ) -> None:
        """Show the steps so far, and the titles and reasons of those not begun."""
        if any(key not in {s.id for s in steps} for key in self.views):
            self._forget()
        for step in steps:
            if step.id not in self.views:
                self._drop_upcoming()
                self._add(step)
            elif self.views[step.id].step != step:
                self.views[step.id].show_step(step)
        if upcoming != self._planned or len(self._upcoming) != len(upcoming):
            self._plan(upcoming)
        every = [*self.views.values(), *self._upcoming]
        for view in every:
            view.set_last(view is every[-1])

    def view(self, step_id: str) -> StepView | None:
        """Return a step's view, to add buttons to it."""
        return self.views.get(step_id)

    def mark(self, step_id: str) -> None:
        """Mark one step and bring it into sight; an unknown id marks none."""
        for key, view in self.views.items():
            view.set_marked(key == step_id)
            if key == step_id and self._area is not None:
                self._area.ensureWidgetVisible(view)

    def show_time(self, now: float) -> None:
        """Let the waiting steps count down; ``now`` in seconds since the epoch."""
        for view in self.views.values():
            view.show_time(now)

    @property
    def is_waiting(self) -> bool:
        """Whether a step waits for a person or a browser."""
        return any(v.step and v.step.state is StepState.WAITING for v in self.views.values())

    def _add(self, step: Step) -> None:
        view = StepView(len(self.views) + 1)
        view.cancel_requested.connect(self.cancel_requested)
        view.selected.connect(self.step_selected)
        self._box.insertWidget(len(self.views), view)
        self.views[step.id] = view
        view.show_step(step)

    def _plan(self, upcoming: tuple[tuple[str, str], ...]) -> None:
        self._drop_upcoming()
        self._planned = upcoming
        for title, why in upcoming:
            view = StepView(len(self.views) + len(self._upcoming) + 1)
            view.show_upcoming(title, why)
            self._box.insertWidget(len(self.views) + len(self._upcoming), view)
            self._upcoming.append(view)

    def _drop_upcoming(self) -> None:
        for view in self._upcoming:
            view.hide()
            view.deleteLater()
        self._upcoming = []

    def _forget(self) -> None:
        self._drop_upcoming()
        for view in self.views.values():
            view.hide()
            view.deleteLater()
        self.views = {}
