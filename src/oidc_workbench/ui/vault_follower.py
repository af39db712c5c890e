"""Keeps the bench's view of the vault up to date, and the vault's tier as the person chose."""

from typing import TYPE_CHECKING

from oidc_workbench.ui.bench import Bench, BenchState
from oidc_workbench.ui.pane import Runner

if TYPE_CHECKING:
    from collections.abc import Callable

    from oidc_workbench.errors import WorkbenchError
    from oidc_workbench.ports import KeyVault, VaultStatus
    from oidc_workbench.workspace.key_record import KeyRecord

    Found = tuple[VaultStatus, tuple[KeyRecord, ...] | None]


class VaultFollower:
    """Follows the setting, and looks for what changed outside this window. Knows no Qt.

    Changing ``settings.prefer_session_vault`` on the bench is all that a switch has to do.

    Args:
        failed: told when the vault could not be asked.
    """

    def __init__(
        self,
        bench: Bench,
        runner: Runner,
        vault: "KeyVault",
        failed: "Callable[[WorkbenchError], None]",
    ) -> None:
        self._bench, self._runner, self._vault, self._failed = bench, runner, vault, failed
        self._looking = False
        self._missed = False
        bench.watch(self._follow)

    def look(self) -> None:
        """Ask how the vault stands, and read the keys again where another copy changed them."""
        if self._looking:
            self._missed = True
            return
        self._looking, self._missed = True, False
        session = self._bench.state.workspace.settings.prefer_session_vault
        known = self._bench.state.vault
        vault = self._vault

        async def ask() -> "Found":
            await vault.prefer(session=session)
            status = await vault.status()
            is_same = known is not None and known.revision == status.revision
            return status, None if is_same else await vault.records()

        self._runner.run(ask, self._found, self._not_found)

    def _found(self, found: "Found") -> None:
        status, records = found
        if records is None:
            self._bench.change(vault=status)
        else:
            self._bench.change(vault=status, keys=records)
        self._again()

    def _not_found(self, error: "WorkbenchError") -> None:
        self._failed(error)
        self._again()

    def _again(self) -> None:
        self._looking = False
        if self._missed:
            self.look()

    def _follow(self, before: BenchState, after: BenchState) -> None:
        chosen = after.workspace.settings.prefer_session_vault
        if chosen != before.workspace.settings.prefer_session_vault:
            self.look()
