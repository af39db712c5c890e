"""What is cancelled leaves nothing behind, whenever that comes."""

import asyncio
import threading
from collections.abc import Callable

import pytest
from anyio.lowlevel import checkpoint
from PySide6.QtWidgets import QApplication

from fakes.panes import FakeRunner
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ui.kit.late_undo import LateUndo
from oidc_workbench.ui.task_runner import TaskRunner

STUCK = WorkbenchError("vault-locked", "It is locked.", "")
FULL = WorkbenchError("vault-full", "It is full.", "")


class Deed:
    """A job whose work and undoing are told in order."""

    def __init__(
        self, *, work: BaseException | None = None, undo: BaseException | None = None
    ) -> None:
        self.told: list[str] = []
        self.runner = FakeRunner()
        self._work, self._undo = work, undo
        self.job = LateUndo(
            self.runner, self._do, self._take_back, self._say("done "), self._say("failed: ")
        )

    def _say(self, how: str) -> Callable[[object], None]:
        return lambda what: self.told.append(f"{how}{what}")

    async def _do(self) -> str:
        await checkpoint()
        self.told.append("did it")
        if self._work is not None:
            raise self._work
        return "well"

    async def _take_back(self, cause: BaseException | None) -> None:
        await checkpoint()
        self.told.append(f"undid it for {type(cause).__name__}")
        if self._undo is not None:
            raise self._undo

    def work(self) -> object:
        """Do on the loop what was handed to the runner last."""
        return asyncio.run(self.runner.runs[-1].work())


def test_what_is_done_and_told_stays() -> None:
    deed = Deed()
    deed.runner.runs[0].finish(deed.work())
    deed.job.cancel()
    assert deed.told == ["did it", "done well"]
    assert len(deed.runner.runs) == 1


def test_cancelled_when_it_was_done_and_not_told_it_is_undone() -> None:
    deed = Deed()
    deed.work()
    deed.job.cancel()
    deed.job.cancel()
    assert deed.runner.runs[0].is_cancelled
    assert len(deed.runner.runs) == 2
    deed.work()
    assert deed.told == ["did it", "undid it for NoneType"]


def test_cancelled_before_it_began_there_is_nothing_to_undo() -> None:
    deed = Deed()
    deed.job.cancel()
    deed.work()
    assert deed.told == []


@pytest.mark.parametrize("cause", [asyncio.CancelledError(), FULL], ids=["cancelled", "failed"])
def test_what_is_cut_off_is_undone_at_once_and_only_then(cause: BaseException) -> None:
    deed = Deed(work=cause)
    with pytest.raises(type(cause)):
        deed.work()
    deed.job.cancel()
    deed.work()
    assert deed.told == ["did it", f"undid it for {type(cause).__name__}"]


def test_what_can_not_be_undone_after_a_cancellation_is_told() -> None:
    deed = Deed(work=asyncio.CancelledError(), undo=STUCK)
    with pytest.raises(asyncio.CancelledError):
        deed.work()
    assert deed.told[-1] == f"failed: {STUCK}"


def test_what_can_not_be_undone_after_a_failure_is_told_as_the_failure() -> None:
    deed = Deed(work=FULL, undo=STUCK)
    with pytest.raises(WorkbenchError) as caught:
        deed.work()
    assert caught.value is STUCK


def test_on_the_real_loop_what_was_not_delivered_yet_is_undone(qapp: QApplication) -> None:
    del qapp
    crashes: list[BaseException] = []
    causes: list[object] = []
    told: list[object] = []
    did, undid = threading.Event(), threading.Event()

    async def work() -> None:
        await checkpoint()
        did.set()

    async def take_back(cause: BaseException | None) -> None:
        await checkpoint()
        causes.append(cause)
        undid.set()

    runner = TaskRunner(crashes.append)
    job = LateUndo(runner, work, take_back, told.append, told.append)
    did.wait()  # and nothing is delivered, since this is the thread that would deliver it
    job.cancel()
    undid.wait()
    runner.close()
    assert (causes, told, crashes) == ([None], [], [])
