import asyncio
import threading
from collections.abc import AsyncIterator, Iterator

import pytest
from pytestqt.qtbot import QtBot

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ui.task_runner import TaskRunner


class Bed:
    def __init__(self) -> None:
        self.crashes: list[BaseException] = []
        self.got: list[object] = []
        self.errors: list[WorkbenchError] = []
        self.runner = TaskRunner(self.crashes.append)


@pytest.fixture
def bed(qapp: object) -> Iterator[Bed]:
    del qapp
    made = Bed()
    yield made
    made.runner.close()
    assert not [t.name for t in threading.enumerate() if t.name.startswith("workbench-")]


async def forever(began: threading.Event, ended: list[str]) -> None:
    try:
        began.set()
        await asyncio.Event().wait()
    finally:
        ended.append("cleaned up")


def test_no_thread_runs_before_the_first_job(bed: Bed) -> None:
    del bed
    assert "workbench-loop" not in {t.name for t in threading.enumerate()}


def test_a_result_comes_back_on_the_gui_thread(bed: Bed, qtbot: QtBot) -> None:
    async def work() -> str:
        return threading.current_thread().name

    def done(name: str) -> None:
        bed.got += [name, threading.current_thread() is threading.main_thread()]

    bed.runner.run(work, done, bed.errors.append)
    qtbot.waitUntil(lambda: bool(bed.got))
    assert bed.got == ["workbench-loop", True]
    assert not bed.runner.pending


def test_a_stream_keeps_its_order_and_says_when_it_is_over(bed: Bed, qtbot: QtBot) -> None:
    async def work() -> AsyncIterator[int]:
        for number in range(5):
            yield number
            await asyncio.sleep(0)

    bed.runner.stream(work, bed.got.append, lambda: bed.got.append("over"), bed.errors.append)
    qtbot.waitUntil(lambda: "over" in bed.got)
    assert bed.got == [0, 1, 2, 3, 4, "over"]


def test_computing_leaves_the_loop_alone(bed: Bed, qtbot: QtBot) -> None:
    bed.runner.compute(lambda: threading.current_thread().name, bed.got.append, bed.errors.append)
    qtbot.waitUntil(lambda: bool(bed.got))
    assert bed.got == ["workbench-compute"]


def test_an_error_is_told_once_and_is_no_crash(bed: Bed, qtbot: QtBot) -> None:
    async def work() -> None:
        raise WorkbenchError("issuer-unreachable", "No answer came.", "Try again.")

    bed.runner.run(work, bed.got.append, bed.errors.append)
    qtbot.waitUntil(lambda: bool(bed.errors))
    assert [e.code for e in bed.errors] == ["issuer-unreachable"]
    assert not bed.crashes


@pytest.mark.parametrize("way", ["run", "compute"])
def test_a_bug_reaches_the_crash_dialog_and_the_pane_stops_waiting(
    bed: Bed, qtbot: QtBot, way: str
) -> None:
    async def work() -> None:
        raise ZeroDivisionError

    def compute() -> None:
        raise ZeroDivisionError

    if way == "run":
        bed.runner.run(work, bed.got.append, bed.errors.append)
    else:
        bed.runner.compute(compute, bed.got.append, bed.errors.append)
    qtbot.waitUntil(lambda: bool(bed.errors))
    assert [type(e) for e in bed.crashes] == [ZeroDivisionError]
    assert bed.errors[0].code == "bug"
    assert not bed.got


def test_a_bug_in_an_answer_is_not_swallowed(bed: Bed, qtbot: QtBot) -> None:
    async def work() -> int:
        return 1

    def done(_number: int) -> None:
        raise ZeroDivisionError

    with qtbot.captureExceptions() as caught:
        bed.runner.run(work, done, bed.errors.append)
        qtbot.waitUntil(lambda: bool(caught))
    assert caught[0][0] is ZeroDivisionError


def test_a_cancelled_job_cleans_up_and_says_nothing(bed: Bed, qtbot: QtBot) -> None:
    began, ended = threading.Event(), list[str]()
    job = bed.runner.run(lambda: forever(began, ended), bed.got.append, bed.errors.append)
    qtbot.waitUntil(began.is_set)
    job.cancel()
    job.cancel()
    qtbot.waitUntil(lambda: bool(ended))
    assert not bed.runner.pending
    bed.runner.close()
    assert (bed.got, bed.errors, bed.crashes) == ([], [], [])


def test_a_cancelled_stream_closes_its_generator(bed: Bed, qtbot: QtBot) -> None:
    ended: list[str] = []

    async def work() -> AsyncIterator[int]:
        try:
            yield 1
            await asyncio.Event().wait()
        finally:
            ended.append("closed")

    job = bed.runner.stream(work, bed.got.append, lambda: None, bed.errors.append)
    qtbot.waitUntil(lambda: bed.got == [1])
    job.cancel()
    qtbot.waitUntil(lambda: bool(ended))


def test_work_that_ends_by_a_foreign_cancellation_is_answered(bed: Bed, qtbot: QtBot) -> None:
    async def work() -> None:
        raise asyncio.CancelledError

    bed.runner.run(work, bed.got.append, bed.errors.append)
    qtbot.waitUntil(lambda: bool(bed.errors))
    assert bed.errors[0].code == "stopped"


def test_closing_ends_running_jobs_then_does_the_last_work(bed: Bed, qtbot: QtBot) -> None:
    began, ended = threading.Event(), list[str]()
    bed.runner.run(lambda: forever(began, ended), bed.got.append, bed.errors.append)
    qtbot.waitUntil(began.is_set)

    async def last() -> None:
        ended.append("last")

    bed.runner.close(last)
    assert ended == ["cleaned up", "last"]


def test_closing_right_after_the_start_leaves_nothing(bed: Bed) -> None:
    began, ended = threading.Event(), list[str]()
    bed.runner.run(lambda: forever(began, ended), bed.got.append, bed.errors.append)
    bed.runner.close()
    assert not bed.runner.pending


def test_nothing_starts_or_arrives_after_closing(bed: Bed, qtbot: QtBot) -> None:
    bed.runner.close()

    async def work() -> int:
        return 1

    bed.runner.run(work, bed.got.append, bed.errors.append)
    bed.runner.compute(lambda: 1, bed.got.append, bed.errors.append)
    bed.runner.post(lambda: bed.got.append("posted"))
    qtbot.wait(1)
    assert bed.got == []


def test_posting_from_another_thread_arrives_here(bed: Bed, qtbot: QtBot) -> None:
    def told() -> None:
        bed.got.append(threading.current_thread() is threading.main_thread())

    thread = threading.Thread(target=lambda: bed.runner.post(told))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bed.got == [True])
