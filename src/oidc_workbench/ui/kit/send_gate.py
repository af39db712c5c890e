"""The gate between preparing a request and sending it: opened by a person, awaited by the flow."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio


class SendGate:
    """Closed until :meth:`open`; the two sides live on different threads."""

    def __init__(self) -> None:
        self._is_open = False
        self._event: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def is_open(self) -> bool:
        """Whether the request may be sent."""
        return self._is_open

    async def wait(self) -> None:
        """Wait until the gate is open (on the flow's loop)."""
        import asyncio

        self._event, self._loop = asyncio.Event(), asyncio.get_running_loop()
        # Looked at after the event is in place, so that an opening in between is not missed.
        if not self._is_open:
            await self._event.wait()

    def open(self) -> None:
        """Open the gate (from any thread); opening it again does nothing."""
        self._is_open = True
        if self._loop is not None and self._event is not None:
            self._loop.call_soon_threadsafe(self._event.set)


class SendGates:
    """A gate before each request of a flow that sends several; each has to be opened by itself."""

    def __init__(self) -> None:
        self._gate = SendGate()

    async def wait(self) -> None:
        """Wait until the gate is open (on the flow's loop); it is closed again for the next one."""
        await self._gate.wait()
        self._gate = SendGate()

    def open(self) -> None:
        """Let the next request through, once (from any thread)."""
        self._gate.open()
