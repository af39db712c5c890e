"""Keeps the workspace as one JSON file, which several copies of the program may share."""

from collections.abc import Callable
from pathlib import Path
from threading import Lock

from oidc_workbench.adapters.atomic_file import FileCalls, sweep, write_atomically
from oidc_workbench.adapters.file_lock import file_lock
from oidc_workbench.adapters.kept_file import load_kept, move_aside, revision_of
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ports import LoadedWorkspace
from oidc_workbench.workspace.profile import Workspace


class WorkspaceFile:
    """The WorkspaceStore port.

    Args:
        locate: gives the file; asked when first needed.
        calls: the system's file calls; tests let them fail.
    """

    def __init__(self, locate: Callable[[], Path], calls: FileCalls | None = None) -> None:
        self._locate, self._calls = locate, calls
        self._lock = Lock()
        # What was read or written last, and the file's mark then: what differs from it in the
        # file is another copy's doing, what differs in memory is ours.
        self._base = Workspace()
        self._mark = ""

    async def load(self) -> LoadedWorkspace:
        """Read it; a missing file is an empty workspace, a broken one is moved aside.

        Raises:
            WorkbenchError: ``settings-newer``, ``settings-unknown``, ``settings-unreadable``;
                the file is left untouched.
        """
        from asyncio import to_thread

        return await to_thread(self._load)

    async def save(self, workspace: Workspace) -> LoadedWorkspace:
        """Write it whole, with what another copy changed meanwhile, or leave the old one untouched.

        Raises:
            WorkbenchError: ``settings-not-written``, ``settings-refused``, and what ``load``
                refuses: a file of another version is never overwritten.
        """
        from asyncio import to_thread

        return await to_thread(self._save, workspace)

    async def refresh(self, workspace: Workspace) -> LoadedWorkspace | None:
        """Merge what another copy has written since; None when there is nothing new.

        Raises:
            WorkbenchError: what ``load`` refuses.
        """
        from asyncio import to_thread

        return await to_thread(self._refresh, workspace)

    def _load(self) -> LoadedWorkspace:
        from oidc_workbench.workspace.document import from_json

        with self._lock:
            mark = revision_of(self._locate())
            kept = load_kept(self._locate(), from_json, "settings file")
            self._base, self._mark = kept.value or Workspace(), mark
            return LoadedWorkspace(self._base, kept.notice)

    def _save(self, workspace: Workspace) -> LoadedWorkspace:
        from oidc_workbench.workspace.document import to_json, without_practice
        from oidc_workbench.workspace.merge import Merged, merge

        to_json(workspace)  # refused before anything is touched
        path = self._locate()
        try:
            with self._lock, file_lock(path):
                theirs = _what_is_there(path)
                if theirs is None or revision_of(path) == self._mark:
                    merged = Merged(workspace)
                else:
                    merged = merge(self._base, workspace, theirs)
                sweep(path)
                write_atomically(path, to_json(merged.workspace), self._calls)
                self._base, self._mark = without_practice(merged.workspace), revision_of(path)
        except OSError as error:
            raise WorkbenchError(
                "settings-not-written",
                f"The settings file {path} was not written: {error.strerror or 'disk error'}.",
                "Check the disk's free space and the folder's permissions; the old file is whole.",
            ) from None
        return LoadedWorkspace(self._base, _notice(merged.clashes))

    def _refresh(self, workspace: Workspace) -> LoadedWorkspace | None:
        from oidc_workbench.workspace.document import from_json
        from oidc_workbench.workspace.merge import merge

        with self._lock:
            mark = revision_of(self._locate())
            if mark in {"", self._mark}:
                return None
            try:
                theirs = from_json(self._locate().read_bytes())
            except (OSError, ValueError):
                return None  # the next save tells, and keeps what is there
            merged = merge(self._base, workspace, theirs).workspace
            self._base, self._mark = theirs, mark
        return None if merged == workspace else LoadedWorkspace(merged)


def _notice(clashes: tuple[str, ...]) -> str:
    if not clashes:
        return ""
    return (
        f"Another copy of this program changed the same: {'; '.join(clashes)}."
        " What was saved here, as the last one, is in use."
    )


def _what_is_there(path: Path) -> Workspace | None:
    """Read what is about to be replaced; a broken file is kept aside, one of another version stays.

    Raises:
        WorkbenchError: ``settings-newer``, ``settings-unknown``.
    """
    from oidc_workbench.workspace.document import from_json

    try:
        return from_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValueError:
        move_aside(path)
        return None
