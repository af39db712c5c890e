"""Runs a call that may block without limit, so that neither loop nor program end waits for it."""

from collections.abc import Callable
from contextlib import suppress
from threading import Lock, Thread
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from asyncio import Future

T = TypeVar("T")


async def daemon_call(call: Callable[[], T], *, within: float, gate: Lock) -> T:
    """Run a blocking call in a daemon thread of its own.

    Cancelling gives up waiting. A call that has not begun then never does; one that hangs in the
    operating system cannot be stopped, but does not keep the program from ending.

    Args:
        call: what to run.
        within: seconds to wait.
        gate: calls that share a gate run one after another.

    Raises:
        TimeoutError: it took longer.
    """
    import asyncio

    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def run() -> None:
        with gate:
            # Given up before it began: a write that nobody waits for must not happen.
            if future.done():
                return
            outcome = _run(call)
        # The loop may have closed meanwhile; then nobody waits any more.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(_settle, future, outcome)

    Thread(target=run, name="keyring", daemon=True).start()
    async with asyncio.timeout(within):
        return await future


def _run(call: Callable[[], T]) -> tuple[T, None] | tuple[None, BaseException]:
    try:
        return call(), None
    except BaseException as error:  # noqa: BLE001 - handed to the one who waits
        return None, error


def _settle(future: "Future[T]", outcome: tuple[T, None] | tuple[None, BaseException]) -> None:
    if future.done():
        return
    result, error = outcome
    if error is not None:
        future.set_exception(error)
    else:
        future.set_result(cast("T", result))
