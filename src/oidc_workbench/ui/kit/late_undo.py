"""Work that is undone when it fails or is cancelled, also just after it was done. No Qt in here."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ui.pane import Runner

if TYPE_CHECKING:
    from asyncio import Task

T = TypeVar("T")
Undo = Callable[[], Awaitable[tuple[str, ...]]]
"""Takes back what was done; gives sentences on what could not be taken back, and raises nothing."""


class LateUndo:
    """A job that leaves nothing behind unless ``done`` is called.

    A cancellation may come when the work is done and nobody has been told so. Then no exception
    reaches the work any more, and it is undone from here. Undoing happens once, and no further
    cancellation stops it. Only the program's end does: what was stored by then stays in the vault,
    where it is listed at the next start.

    Args:
        failed: told of the work's failure; its hint ends with what could not be taken back.
        left: told what could not be taken back where the failure is not told. It may come late,
            when other work is going on.
    """

    def __init__(
        self,
        runner: Runner,
        work: Callable[[], Awaitable[T]],
        undo: Undo,
        done: Callable[[T], None],
        failed: Callable[[WorkbenchError], None],
        *,
        left: Callable[[str], None],
    ) -> None:
        self._runner, self._undo, self._left = runner, undo, left
        self._is_done, self._is_unwanted = False, False  # on the background loop
        self._undoing: Task[None] | None = None  # likewise
        self._is_over, self._rest = False, ""  # on the GUI thread

        async def whole() -> T:
            try:
                result = await work()
            except BaseException as cause:
                await self._undone(is_told=isinstance(cause, WorkbenchError))
                raise
            self._is_done = True
            if self._is_unwanted:  # it was done in spite of being cancelled
                await self._undone(is_told=False)
            return result

        def landed(result: T) -> None:
            self._is_over = True
            done(result)

        def fell(error: WorkbenchError) -> None:
            self._is_over = True
            if self._rest:
                hint = f"{error.hint} {self._rest}".strip()
                error = WorkbenchError(error.code, error.message, hint)
            failed(error)

        self._job = runner.run(whole, landed, fell)

    def cancel(self) -> None:
        """Stop the work, or undo it; twice, or once it was told, is fine."""
        if self._is_over:
            return
        self._is_over = True
        if self._rest:  # of a failure that is not told any more
            self._left(self._rest)
        self._job.cancel()
        # A job of its own, which nothing cancels before the program ends.
        self._runner.run(self._late, lambda _nothing: None, lambda error: self._left(str(error)))

    async def _late(self) -> None:
        self._is_unwanted = True
        if self._is_done or self._undoing is not None:
            await self._undone(is_told=False)

    async def _undone(self, *, is_told: bool) -> None:
        """Undo it, or wait until that is over; being cancelled ends only the waiting."""
        from asyncio import create_task, shield

        if self._undoing is None:
            self._undoing = create_task(self._take_back(is_told=is_told))
        await shield(self._undoing)

    async def _take_back(self, *, is_told: bool) -> None:
        told = await self._undo()
        if told:
            self._runner.post(partial(self._hear, " ".join(told), is_told=is_told))

    def _hear(self, rest: str, *, is_told: bool) -> None:
        """Keep what is left for the failure, which comes next, or tell it now."""
        if is_told and not self._is_over:
            self._rest = rest
        else:
            self._left(rest)
