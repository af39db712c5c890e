"""Keeps the newest step of a run in sight."""

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QScrollArea, QWidget

from oidc_workbench.flows.step import Step, StepState
from oidc_workbench.ui.kit.flow_run import RunState
from oidc_workbench.ui.kit.stepper import Stepper

LAYOUT_DONE = 60  # milliseconds
# Steps find their height over several layouts; after these times the scroll bar is the person's.
_AGAIN = (LAYOUT_DONE, 180, 400, 800)


def follow_newest(stepper: Stepper, run: RunState, end: QWidget | None = None) -> None:
    """Scroll to the last step when it is new, waits for the person, went wrong, or is the end.

    Args:
        stepper: one with a scroll bar of its own, or one that lies on a page that scrolls.
        run: what it shows.
        end: below the steps, what is to be in sight with the last of them where both fit.
    """
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
        _aim(stepper, last.id, end)


def _aim(stepper: Stepper, step_id: str, end: QWidget | None) -> None:
    """Scroll to a step, and again while its surroundings find their size.

    The stepper is the timers' context: they end with it.
    """
    stepper.setProperty("aim", step_id)
    for after in _AGAIN:
        QTimer.singleShot(after, stepper, lambda: _scroll(stepper, step_id, end))


def _calls_for_attention(step: Step, *, new: bool) -> bool:
    return new or step.state in (StepState.WAITING, StepState.FAILED)


def _scroll(stepper: Stepper, step_id: str, end: QWidget | None) -> None:
    view = stepper.view(step_id)
    if view is None or stepper.property("aim") != step_id:
        return
    last = end if end is not None and end.isVisible() else view
    for area in _areas(stepper):
        bar, content = area.verticalScrollBar(), area.widget()
        if content is None:
            continue
        top = view.mapTo(content, QPoint()).y()
        bottom = last.mapTo(content, QPoint(0, last.height())).y() - area.viewport().height()
        # Its beginning counts more than its end where it does not fit.
        bar.setValue(min(top, max(bottom, bar.value())))


def _areas(stepper: Stepper) -> Iterator[QScrollArea]:
    """What scrolls the steps: the stepper's own area, or every one that it lies in."""
    own = stepper.findChild(QScrollArea)
    if own is not None:
        yield own
        return
    around = stepper.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea):
            yield around
        around = around.parentWidget()
