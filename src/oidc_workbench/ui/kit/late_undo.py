"""Work that is undone when it fails or is cancelled, also just after it was done. No Qt in here."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ui.pane import Runner

T = TypeVar("T")
Undo = Callable[[BaseException | None], Awaitable[None]]
"""Takes back what was done; given why, unless it is for a cancellation that came late."""


class LateUndo:
    """A job that leaves nothing behind unless ``done`` is called.

    A cancellation may come when the work is done and nobody has been told so. Then no exception
    reaches the work any more, and it is undone from here.

    Args:
        undo: may raise what is to be told instead of the cause.
        failed: told of the work's failure, and of that of a late undoing.
    """

    def __init__(
        self,
        runner: Runner,
        work: Callable[[], Awaitable[T]],
        undo: Undo,
        done: Callable[[T], None],
        failed: Callable[[WorkbenchError], None],
    ) -> None:
        self._runner, self._undo, self._failed = runner, undo, failed
        self._is_done = False  # on the background loop
        self._is_over = False  # on the GUI thread

        async def whole() -> T:
            try:
                result = await work()
            except BaseException as cause:
                try:
                    await undo(cause)
                except WorkbenchError as left:
                    if isinstance(cause, WorkbenchError):
                        raise
                    # A cancelled job brings no error back, so this goes by another way.
                    runner.post(partial(failed, left))
                raise
            self._is_done = True
            return result

        def landed(result: T) -> None:
            self._is_over = True
            done(result)

        def fell(error: WorkbenchError) -> None:
            self._is_over = True
            failed(error)

        self._job = runner.run(whole, landed, fell)

    def cancel(self) -> None:
        """Stop the work, or undo it; twice, or once it was told, is fine."""
        if self._is_over:
            return
        self._is_over = True
        self._job.cancel()
        # The loop takes one thing after the other: by then the work was stopped, or is done.
        self._runner.run(self._late, lambda _nothing: None, self._failed)

    async def _late(self) -> None:
        if self._is_done:
            await self._undo(None)
