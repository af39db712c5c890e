"""Runs a call that may block without limit, so that neither loop nor program end waits for it."""

from collections.abc import Callable
from contextlib import suppress
from threading import Lock, Thread, local
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from asyncio import Future

T = TypeVar("T")
_thread = local()


class Waiting:
    """Whether somebody still waits for what a call does; settled once and for all.

    The one who waits gives up, or the call's thread decides that what it did stands: the first
    of them wins, so that no outcome is both kept and taken back.

    Attributes:
        is_over: the call has ended, however it did.
        has_begun: the call has set down something of its own, to be taken back when given up.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._stands = False
        self._given_up = False
        self.is_over = False
        self.has_begun = False

    @property
    def is_wanted(self) -> bool:
        """Whether nobody has given up."""
        return not self._given_up

    def keep(self) -> bool:
        """Let what was done stand; False when waiting was given up: then take it back."""
        with self._lock:
            self._stands = not self._given_up
            return self._stands

    def give_up(self) -> None:
        """Want it no longer; what stands already stays."""
        with self._lock:
            self._given_up = not self._stands


def still_wanted() -> bool:
    """Whether somebody waits for the call that this thread runs; true outside of calls."""
    waiting: Waiting | None = getattr(_thread, "waiting", None)
    return waiting is None or waiting.is_wanted


async def daemon_call(
    call: Callable[[], T], *, within: float, gate: Lock, waiting: Waiting | None = None
) -> T:
    """Run a blocking call in a daemon thread of its own.

    Cancelling gives up waiting. A call that has not begun then never does; one that hangs in the
    operating system cannot be stopped, but does not keep the program from ending.

    Args:
        call: what to run.
        within: seconds to wait.
        gate: calls that share a gate run one after another.
        waiting: tells the call whether it is still wanted, and the caller when it is over.

    Raises:
        TimeoutError: it took longer.
    """
    import asyncio

    still = waiting or Waiting()
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def run() -> None:
        _thread.waiting = still
        with gate:
            # Given up before it began: a write that nobody waits for must not happen.
            outcome = _run(call) if still.is_wanted else None
        still.is_over = True
        if outcome is not None:
            # The loop may have closed meanwhile; then nobody waits any more.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(_settle, future, outcome)

    Thread(target=run, name="keyring", daemon=True).start()
    try:
        async with asyncio.timeout(within):
            return await future
    except (TimeoutError, asyncio.CancelledError):
        still.give_up()
        raise


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
