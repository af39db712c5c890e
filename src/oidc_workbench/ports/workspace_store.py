"""Where the workspace is kept, as the rooms see it."""

from dataclasses import dataclass
from typing import Protocol

from oidc_workbench.workspace.profile import Workspace


@dataclass(frozen=True, slots=True)
class LoadedWorkspace:
    """The workspace as it is on disk.

    Args:
        notice: a sentence for the person where something was repaired, or where two copies of
            the program changed the same thing; empty for nothing.
    """

    workspace: Workspace
    notice: str = ""


class WorkspaceStore(Protocol):
    """Keeps the workspace document; writing is atomic and keeps the previous version.

    Several copies of the program may use one document. Each knows the version that it read or
    wrote last, so that it can tell its own changes from those of the others.

    Raises:
        WorkbenchError: ``settings-broken`` (the broken file is kept under another name and the
            previous version used, or an empty one), ``settings-not-written``.
    """

    async def load(self) -> LoadedWorkspace:
        """Read it; a missing file is an empty workspace."""
        ...

    async def save(self, workspace: Workspace) -> LoadedWorkspace:
        """Write it whole, or leave the old one untouched; returns what was written.

        What another copy changed since this one last read or wrote is merged in. Where both
        changed the same field this one wins, and the notice says so.
        """
        ...

    async def refresh(self, workspace: Workspace) -> LoadedWorkspace | None:
        """Merge what another copy has written since; None when there is nothing new.

        Writes nothing. Costs one look at the file's dates when nothing has changed.

        Args:
            workspace: as this copy has it now.
        """
        ...
