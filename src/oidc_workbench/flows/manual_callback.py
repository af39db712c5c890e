"""The way in for a callback URL that a person pastes while a flow waits for it."""

from oidc_workbench.ports import CallbackListener


class ManualCallback:
    """Made by the window or command line, given to the plan, and used while the flow waits."""

    def __init__(self) -> None:
        self._listener: CallbackListener | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether a flow would take a URL now."""
        return self._listener is not None

    def submit(self, url: str) -> bool:
        """Hand in a callback URL; from any thread.

        Returns:
            False when no flow waits for one.
        """
        listener = self._listener
        if listener is None:
            return False
        listener.submit(url)
        return True

    def attach(self, listener: CallbackListener) -> None:
        """Connect the flow's listener (called by the flow)."""
        self._listener = listener

    def detach(self) -> None:
        """Disconnect it (called by the flow)."""
        self._listener = None
