"""A browser that notes what it was asked to show."""

from collections.abc import Callable

from anyio.lowlevel import checkpoint

from oidc_workbench.errors import WorkbenchError


class FakeBrowser:
    """Notes every URL, and may answer it: ``on_open`` plays the person at the server.

    Args:
        failure: raised instead of opening.
    """

    def __init__(
        self,
        on_open: Callable[[str], None] | None = None,
        failure: WorkbenchError | None = None,
    ) -> None:
        self.on_open = on_open
        self.failure = failure
        self.opened: list[str] = []

    async def open(self, url: str) -> None:
        await checkpoint()
        if self.failure:
            raise self.failure
        self.opened.append(url)
        if self.on_open:
            self.on_open(url)
