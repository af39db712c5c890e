"""What is cancelled leaves nothing behind, whenever that comes."""

import asyncio
import threading
from collections.abc import Callable, Iterator

import pytest
from anyio.lowlevel import checkpoint
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fakes.panes import FakeRunner
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ui.kit.late_undo import LateUndo
from oidc_workbench.ui.task_runner import TaskRunner

FULL = WorkbenchError("vault-full", "It is full.", "Make room.")
LEFT = "Key 1 is left."


class Deed:
    """A job whose work and undoing are told in order."""

    def __init__(self, *, work: BaseException | None = None, left: tuple[str, ...] = ()) -> None:
        self.told: list[str] = []
        self.runner = FakeRunner()
        self._work, self._rest = work, left
        self.job = LateUndo(
            self.runner, self._do, self._take_back, self._say("done "), self._say("failed: "),
            left=self._say("left: "),
        )  # fmt: skip

    def _say(self, how: str) -> Callable[[object], None]:
        return lambda what: self.told.append(f"{how}{what}")

    async def _do(self) -> str:
        await checkpoint()
        self.told.append("did it")
        if self._work is not None:
            raise self._work
        return "well"

    async def _take_back(self) -> tuple[str, ...]:
        await checkpoint()
        self.told.append("undid it")
        return self._rest

    def work(self) -> object:
        """Do on the loop what was handed to the runner last."""
        return asyncio.run(self.runner.runs[-1].work())

    def fall(self) -> None:
        """Do the work, which fails, without telling that."""
        with pytest.raises(WorkbenchError) as caught:
            self.work()
        assert caught.value is FULL


def test_what_is_done_and_told_stays() -> None:
    deed = Deed()
    deed.runner.runs[0].finish(deed.work())
    deed.job.cancel()
    assert deed.told == ["did it", "done well"]
    assert len(deed.runner.runs) == 1


def test_cancelled_when_it_was_done_and_not_told_it_is_undone() -> None:
    deed = Deed(left=(LEFT,))
    deed.work()
    deed.job.cancel()
    deed.job.cancel()
    assert deed.runner.runs[0].is_cancelled
    assert len(deed.runner.runs) == 2
    deed.work()
    assert deed.told == ["did it", "undid it", f"left: {LEFT}"]


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
    assert deed.told == ["did it", "undid it"]


def test_what_is_left_after_a_cancellation_is_told_by_itself() -> None:
    deed = Deed(work=asyncio.CancelledError(), left=(LEFT,))
    with pytest.raises(asyncio.CancelledError):
        deed.work()
    assert deed.told[-1] == f"left: {LEFT}"


def test_what_is_left_after_a_failure_is_told_with_it() -> None:
    deed = Deed(work=FULL, left=(LEFT, "Key 2 is left."))
    deed.fall()
    deed.runner.runs[0].fail(FULL)
    deed.job.cancel()
    assert deed.told[2:] == [f"failed: It is full. Make room. {LEFT} Key 2 is left."]


def test_a_failure_of_which_nothing_is_left_is_told_as_it_is() -> None:
    deed = Deed(work=FULL)
    deed.fall()
    deed.runner.runs[0].fail(FULL)
    assert deed.told[2:] == ["failed: It is full. Make room."]


def test_what_is_left_is_told_also_when_the_failure_is_not_any_more() -> None:
    deed = Deed(work=FULL, left=(LEFT,))
    deed.fall()
    deed.job.cancel()
    deed.runner.runs[0].fail(FULL)
    deed.work()
    assert deed.told == ["did it", "undid it", f"left: {LEFT}"]


class Slow:
    """A job on the real loop, whose work and undoing go on when they are let."""

    def __init__(self, *, fails: bool = False) -> None:
        self.steps: list[str] = []
        self.crashes: list[BaseException] = []
        self.told: list[str] = []
        self.begun, self.undoing = threading.Event(), threading.Event()
        self.go, self.undo = asyncio.Event(), asyncio.Event()
        self.runner = TaskRunner(self.crashes.append)
        self._fails = fails
        self.job = LateUndo(
            self.runner, self._work, self._take_back, lambda _: self.told.append("done"),
            lambda error: self.told.append(f"failed: {error}"), left=self.told.append,
        )  # fmt: skip

    async def _work(self) -> None:
        self.begun.set()
        if self._fails:
            raise FULL
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.steps.append("would not be stopped")
            await self.go.wait()

    async def _take_back(self) -> tuple[str, ...]:
        self.undoing.set()
        await self.undo.wait()
        self.steps.append("undone")
        return (LEFT,)

    def let(self, event: asyncio.Event) -> None:
        """Set an event of the loop, by a job of its own."""

        async def work() -> None:
            event.set()
            await checkpoint()

        self.runner.run(work, lambda _: None, lambda _: None)


@pytest.fixture
def slow(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[Slow]:
    del qapp
    made = Slow(fails=getattr(request, "param", False))
    yield made
    made.runner.close()
    assert made.crashes == []


@pytest.mark.parametrize("slow", [True], indirect=True)
def test_cancelled_while_a_failure_is_undone_that_goes_on_and_is_told(
    slow: Slow, qtbot: QtBot
) -> None:
    assert slow.undoing.wait(10)
    slow.job.cancel()
    slow.job.cancel()
    slow.let(slow.undo)
    qtbot.waitUntil(lambda: bool(slow.told))
    assert (slow.steps, slow.told) == (["undone"], [LEFT])


def test_what_is_done_in_spite_of_being_cancelled_is_undone(slow: Slow, qtbot: QtBot) -> None:
    assert slow.begun.wait(10)
    slow.job.cancel()
    slow.let(slow.go)
    assert slow.undoing.wait(10)
    slow.let(slow.undo)
    qtbot.waitUntil(lambda: bool(slow.told))
    assert (slow.steps, slow.told) == (["would not be stopped", "undone"], [LEFT])


def test_what_was_not_delivered_yet_is_undone(slow: Slow, qtbot: QtBot) -> None:
    slow.let(slow.go)
    assert slow.begun.wait(10)
    done = threading.Event()

    async def look() -> None:
        await checkpoint()
        done.set()

    slow.runner.run(look, lambda _: None, lambda _: None)
    assert done.wait(10)  # and nothing is delivered, since this thread would deliver it
    slow.job.cancel()
    slow.let(slow.undo)
    qtbot.waitUntil(lambda: bool(slow.told))
    assert (slow.steps, slow.told) == (["undone"], [LEFT])
