"""The keys of the vault that could take over from a client's key. No Qt."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from oidc_workbench.ui.pane import Job, Runner
from oidc_workbench.workspace.key_record import KeyRecord
from oidc_workbench.workspace.profile import Client
from oidc_workbench.workspace.rotation_begin import begin_refusal

if TYPE_CHECKING:
    from oidc_workbench.errors import WorkbenchError

Choices = tuple[tuple[str, str], ...]


class Candidates:
    """Finds them beside the window's thread, since every key has to be looked into.

    Args:
        changed: told when they were found.
    """

    def __init__(self, runner: Runner, changed: Callable[[], None]) -> None:
        self._runner, self._changed = runner, changed
        self._job: Job | None = None
        self._asked: object = None
        self._found: Choices = ()

    def of(self, client: Client, old: KeyRecord | None, keys: tuple[KeyRecord, ...]) -> Choices:
        """Return them as id and words, as far as they are known; the rest is told later."""
        asked = (client, old, keys)
        if asked != self._asked:
            self._asked, self._found = asked, ()
            self.stop()
            self._job = self._runner.compute(
                lambda: _fitting(client, old, keys), self._done, self._failed
            )
        return self._found

    def stop(self) -> None:
        """Look no further."""
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _done(self, found: Choices) -> None:
        self._found = found
        self._changed()

    def _failed(self, _error: "WorkbenchError") -> None:
        self._found = ()  # a mistake of the program's, which the crash dialog told


def _fitting(client: Client, old: KeyRecord | None, keys: tuple[KeyRecord, ...]) -> Choices:
    return tuple(
        (key.key_id, f"{key.label} · {key.alg or key.kty}")
        for key in keys
        if key.presence == "present" and begin_refusal(client, old, key) is None
    )
