"""Background work: one asyncio loop in one thread; every answer comes back on the GUI thread.

The thread starts with the first job and ``asyncio`` is imported there, so neither delays the
window. Work that only computes gets a thread to itself.
"""

import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ui.worker_threads import WorkerThreads

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop, Task

T = TypeVar("T")
Failed = Callable[[WorkbenchError], None]

LAST_CALL = 3.0  # seconds that the closing work may take
JOIN = 6.0  # seconds to wait for a thread; they are daemons, so none can hold the program


class TaskJob:
    """A job of :class:`TaskRunner`; used on the GUI thread."""

    def __init__(self, stop: Callable[["TaskJob"], None]) -> None:
        self._stop = stop
        self.task: Task[None] | None = None
        self.is_over = False

    def cancel(self) -> None:
        """Stop it; nothing of it is delivered after this. Twice, or too late, is fine."""
        if not self.is_over:
            self.is_over = True
            self._stop(self)


class TaskRunner(QObject):
    """Implements :class:`oidc_workbench.ui.pane.Runner`.

    Args:
        crashed: told on the GUI thread of exceptions that are bugs.
    """

    _arrived = Signal(object)

    def __init__(
        self, crashed: Callable[[BaseException], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._crashed = crashed
        self._lock = threading.Lock()
        self._loop: AbstractEventLoop | None = None
        self._early: list[Callable[[], None]] = []
        self._thread: threading.Thread | None = None
        self._workers = WorkerThreads()
        self._jobs: set[TaskJob] = set()
        self._is_closed = False
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def pending(self) -> int:
        """How many jobs have not ended."""
        return len(self._jobs)

    def run(
        self, work: Callable[[], Awaitable[T]], done: Callable[[T], None], failed: Failed
    ) -> TaskJob:
        """Await ``work()`` on the background loop."""

        async def drive(job: TaskJob) -> None:
            result = await work()
            self._finish(job, lambda: done(result))

        return self._start(drive, failed)

    def stream(
        self,
        work: Callable[[], AsyncIterator[T]],
        each: Callable[[T], None],
        done: Callable[[], None],
        failed: Failed,
    ) -> TaskJob:
        """Iterate ``work()`` on the background loop; ``each`` is called in order."""

        async def drive(job: TaskJob) -> None:
            items = work()
            try:
                async for item in items:
                    self._send(job, partial(each, item))
            finally:
                # An iterator that is a generator holds resources until it is closed.
                close = getattr(items, "aclose", None)
                if close is not None:
                    await close()
            self._finish(job, done)

        return self._start(drive, failed)

    def compute(self, work: Callable[[], T], done: Callable[[T], None], failed: Failed) -> TaskJob:
        """Call ``work()`` in a thread that does nothing else; cancelling lets it end unheard."""
        job = TaskJob(self._forget)
        if self._is_closed:
            job.is_over = True
            return job
        self._jobs.add(job)

        def drive() -> None:
            try:
                result = work()
            except BaseException as error:  # noqa: BLE001 - nothing may be lost in a thread
                self._fail(job, error, failed)
            else:
                self._finish(job, lambda: done(result))

        self._workers.do(drive)
        return job

    def post(self, call: Callable[[], None]) -> None:
        """Call something on the GUI thread soon; may be used from any thread."""
        self._emit(call)

    def close(self, last: Callable[[], Awaitable[None]] | None = None) -> None:
        """Cancel every job, wait until all have ended, do ``last`` on the loop, stop, join.

        Nothing is delivered after this; calling it twice is fine.
        """
        if self._is_closed:
            return
        self._is_closed = True
        for job in tuple(self._jobs):
            job.cancel()
        if self._thread is None and last is not None:
            self._begin()
        if self._thread is not None:
            self._on_loop(lambda: self._stop_loop(last))
            self._thread.join(JOIN)
        self._workers.close(JOIN / 3)

    def _start(self, drive: Callable[[TaskJob], Awaitable[None]], failed: Failed) -> TaskJob:
        job = TaskJob(self._cancel)
        if self._is_closed:
            job.is_over = True
            return job
        self._jobs.add(job)

        async def guarded() -> None:
            import asyncio

            try:
                await drive(job)
            except asyncio.CancelledError:
                # Cancelled by us: the job is over, and this says nothing. Otherwise somebody
                # waits for an answer.
                self._finish(job, lambda: failed(_stopped()))
                raise
            except Exception as error:  # noqa: BLE001 - told to the person or to the crash dialog
                self._fail(job, error, failed)

        def begin() -> None:
            if not job.is_over and self._loop is not None:
                job.task = self._loop.create_task(guarded())

        if self._thread is None:
            self._begin()
        self._on_loop(begin)
        return job

    def _begin(self) -> None:
        self._thread = threading.Thread(target=self._serve, name="workbench-loop", daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        import asyncio

        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        with self._lock:
            self._loop = loop
            while self._early:  # by no name that would keep the last one for ever
                loop.call_soon(self._early.pop(0))
        try:
            loop.run_forever()
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.run_until_complete(loop.shutdown_default_executor())
        finally:
            loop.close()

    def _on_loop(self, call: Callable[[], None]) -> None:
        with self._lock:
            if self._loop is None:
                self._early.append(call)
            else:
                self._loop.call_soon_threadsafe(call)

    def _stop_loop(self, last: Callable[[], Awaitable[None]] | None) -> None:
        import asyncio

        async def finish(others: set["asyncio.Task[None]"]) -> None:
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)
            if last is not None:
                async with asyncio.timeout(LAST_CALL):
                    await last()

        loop = asyncio.get_running_loop()
        task = loop.create_task(finish(asyncio.all_tasks(loop)))
        task.add_done_callback(lambda ended: (ended.exception(), loop.stop()))

    def _cancel(self, job: TaskJob) -> None:
        self._jobs.discard(job)

        def stop() -> None:
            if job.task is not None:
                job.task.cancel()

        self._on_loop(stop)

    def _forget(self, job: TaskJob) -> None:
        self._jobs.discard(job)

    def _send(self, job: TaskJob, call: Callable[[], None]) -> None:
        self._emit(lambda: None if job.is_over else call())

    def _finish(self, job: TaskJob, call: Callable[[], None]) -> None:
        def end() -> None:
            if not job.is_over:
                job.is_over = True
                self._jobs.discard(job)
                call()

        self._emit(end)

    def _fail(self, job: TaskJob, error: BaseException, failed: Failed) -> None:
        if isinstance(error, WorkbenchError):
            # It is shown for a while; the frames that raised it may hold what was typed.
            told = error.with_traceback(None)
            told.__cause__ = told.__context__ = None
            self._finish(job, lambda: failed(told))
            return

        def report() -> None:
            self._crashed(error)
            failed(
                WorkbenchError(
                    "bug", "The program made a mistake here.", "The report says which; try again."
                )
            )

        self._finish(job, report)

    def _emit(self, call: Callable[[], None]) -> None:
        if not self._is_closed:
            self._arrived.emit(call)

    def _deliver(self, call: Callable[[], None]) -> None:
        if not self._is_closed:
            call()


def _stopped() -> WorkbenchError:
    return WorkbenchError("stopped", "The work was stopped before it was done.", "Try again.")
