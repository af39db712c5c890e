"""Keeps the newest step of a run in sight."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QScrollArea

from oidc_workbench.flows.step import Step, StepState
from oidc_workbench.ui.kit.flow_run import RunState
from oidc_workbench.ui.kit.stepper import Stepper

LAYOUT_DONE = 60  # milliseconds
# Steps find their height over several layouts; after these times the scroll bar is the person's.
_AGAIN = (LAYOUT_DONE, 180, 400, 800)


def follow_newest(stepper: Stepper, run: RunState) -> None:
    """Scroll to the last step when it is new, waits for the person, went wrong, or is the end."""
    last = run.steps[-1] if run.steps else None
    seen = stepper.property("followed")
    mark = f"{last.id} {last.state} {run.phase}" if last else ""
    if mark == seen:
        return
    stepper.setProperty("followed", mark)
    if last is None:
        return
    new = not str(seen).startswith(last.id)
    if _calls_for_attention(last, new=new or not run.busy):
        _aim(stepper, last.id)


def _aim(stepper: Stepper, step_id: str) -> None:
    """Scroll to a step, and again while its surroundings find their size.

    The stepper is the timers' context: they end with it.
    """
    stepper.setProperty("aim", step_id)
    for after in _AGAIN:
        QTimer.singleShot(after, stepper, lambda: _scroll(stepper, step_id))


def _calls_for_attention(step: Step, *, new: bool) -> bool:
    return new or step.state in (StepState.WAITING, StepState.FAILED)


def _scroll(stepper: Stepper, step_id: str) -> None:
    area, view = stepper.findChild(QScrollArea), stepper.view(step_id)
    if area is None or view is None or stepper.property("aim") != step_id:
        return
    bar = area.verticalScrollBar()
    bottom = view.y() + view.height() - area.viewport().height()
    # Its beginning counts more than its end where it does not fit.
    bar.setValue(min(view.y(), max(bottom, bar.value())))
