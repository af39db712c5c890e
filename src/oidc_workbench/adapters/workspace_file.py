"""Keeps the workspace as one JSON file."""

from collections.abc import Callable
from pathlib import Path

from oidc_workbench.adapters.atomic_file import write_atomically
from oidc_workbench.adapters.file_lock import file_lock
from oidc_workbench.adapters.kept_file import load_kept, move_aside
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ports import LoadedWorkspace
from oidc_workbench.workspace.profile import Workspace


class WorkspaceFile:
    """The WorkspaceStore port.

    Args:
        locate: gives the file; asked when first needed.
    """

    def __init__(self, locate: Callable[[], Path]) -> None:
        self._locate = locate

    async def load(self) -> LoadedWorkspace:
        """Read it; a missing file is an empty workspace, a broken one is moved aside.

        Raises:
            WorkbenchError: ``settings-newer``, ``settings-unknown``, ``settings-unreadable``;
                the file is left untouched.
        """
        from asyncio import to_thread

        return await to_thread(self._load)

    async def save(self, workspace: Workspace) -> None:
        """Write it whole, or leave the old one untouched.

        Raises:
            WorkbenchError: ``settings-not-written``, ``settings-refused``, and what ``load``
                refuses: a file of another version is never overwritten.
        """
        from asyncio import to_thread

        await to_thread(self._save, workspace)

    def _load(self) -> LoadedWorkspace:
        from oidc_workbench.workspace.document import from_json

        kept = load_kept(self._locate(), from_json, "settings file")
        return LoadedWorkspace(kept.value or Workspace(), kept.notice)

    def _save(self, workspace: Workspace) -> None:
        from oidc_workbench.workspace.document import to_json

        data = to_json(workspace)
        path = self._locate()
        try:
            with file_lock(path):
                _spare_what_is_there(path)
                write_atomically(path, data)
        except OSError as error:
            raise WorkbenchError(
                "settings-not-written",
                f"The settings file {path} was not written: {error.strerror or 'disk error'}.",
                "Check the disk's free space and the folder's permissions; the old file is whole.",
            ) from None


def _spare_what_is_there(path: Path) -> None:
    """Refuse to overwrite a file of another version, and keep a broken one aside."""
    from oidc_workbench.workspace.document import from_json

    try:
        from_json(path.read_bytes())
    except FileNotFoundError:
        return
    except ValueError:
        move_aside(path)
