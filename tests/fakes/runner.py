"""A runner without threads: every job is done, and answered, before the call returns."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeVar

from oidc_workbench.errors import WorkbenchError

T = TypeVar("T")


class DoneJob:
    """A job that is over."""

    def cancel(self) -> None:
        """Too late."""


class ImmediateRunner:
    """Does the work at once; a bug in it reaches the test."""

    def __init__(self) -> None:
        self.ran = 0

    def run(
        self,
        work: Callable[[], Awaitable[T]],
        done: Callable[[T], None],
        failed: Callable[[WorkbenchError], None],
    ) -> DoneJob:
        async def drive() -> T:
            return await work()

        return self._settle(lambda: asyncio.run(drive()), done, failed)

    def stream(
        self,
        work: Callable[[], AsyncIterator[T]],
        each: Callable[[T], None],
        done: Callable[[], None],
        failed: Callable[[WorkbenchError], None],
    ) -> DoneJob:
        async def drive() -> None:
            async for item in work():
                each(item)

        return self._settle(lambda: asyncio.run(drive()), lambda _none: done(), failed)

    def compute(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[WorkbenchError], None],
    ) -> DoneJob:
        return self._settle(work, done, failed)

    def post(self, call: Callable[[], None]) -> None:
        call()

    def _settle(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[WorkbenchError], None],
    ) -> DoneJob:
        self.ran += 1
        try:
            result = work()
        except WorkbenchError as error:
            failed(error)
        else:
            done(result)
        return DoneJob()
