"""The person's word that something was done by hand, for which a flow waits. No Qt."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio

    from oidc_workbench.flows.awaited import HandTask


class HandWord:
    """Awaited on the flow's loop; given from the window's thread."""

    def __init__(self) -> None:
        self._event: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def wait(self, task: "HandTask") -> None:
        """Wait until the person says that this task is done; its step says what to do."""
        import asyncio

        del task
        self._event, self._loop = asyncio.Event(), asyncio.get_running_loop()
        await self._event.wait()
        self._event = None

    def give(self) -> None:
        """Say that it is done; without a task that waits this does nothing."""
        event, loop = self._event, self._loop
        if event is not None and loop is not None:
            loop.call_soon_threadsafe(event.set)
