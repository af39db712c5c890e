"""Tells of every exchange, also of those that failed."""

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.exchange import Exchange, HttpRequest
from oidc_workbench.ports import Clock, HttpSender, Record


class RecordingSender:
    """Wraps a sender; a failed exchange is recorded without response and with its sentence."""

    def __init__(self, inner: HttpSender, record: Record, clock: Clock) -> None:
        self._inner = inner
        self._record = record
        self._clock = clock

    async def send(self, request: HttpRequest) -> Exchange:
        """Send through the inner sender and record what came of it."""
        from asyncio import CancelledError

        started_at, begun = self._clock.now(), self._clock.elapsed()

        def failed(why: str) -> None:
            elapsed = self._clock.elapsed() - begun
            self._record(Exchange(request, None, started_at, elapsed, error=why))

        try:
            exchange = await self._inner.send(request)
        except WorkbenchError as error:
            failed(error.message)
            raise
        except CancelledError:
            # The request may have left already: the log must not be silent about it.
            failed("Cancelled before the response was complete.")
            raise
        self._record(exchange)
        return exchange
