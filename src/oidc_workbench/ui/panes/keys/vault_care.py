"""Where new entries go, and what index and keyring disagree about. No Qt."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from oidc_workbench.ports import VaultState, VaultStatus, VaultTier
from oidc_workbench.ui.panes.keys.desk import Desk

if TYPE_CHECKING:
    from oidc_workbench.ports import Orphan, RepairChoice


@dataclass(frozen=True, slots=True)
class VaultWords:
    """The vault in words.

    Args:
        line: one short line that is always in sight.
        hint: what follows from it, or what to do; empty when nothing does.
    """

    line: str
    hint: str = ""
    tone: Literal["ok", "warning", "error", "info"] = "ok"


def words_of(status: VaultStatus | None) -> VaultWords:
    """Say how the vault stands."""
    if status is None:
        return VaultWords("Asking the keyring …", "", "info")
    if status.tier is VaultTier.SESSION:
        line = "New keys and secrets are kept in memory only and are gone when you quit."
        return VaultWords(line, "" if status.by_choice else status.detail, "warning")
    if status.state is VaultState.LOCKED:
        return VaultWords(
            f"The keyring is locked ({status.backend}).",
            "Making, using or deleting a key brings up the system's unlock prompt.",
            "warning",
        )
    if status.state is VaultState.ABSENT:
        return VaultWords("No keyring was found.", status.detail, "error")
    if status.state is VaultState.REFUSED:
        line = "The keyring does not work now, and new keys are not kept."
        return VaultWords(line, status.detail, "error")
    return VaultWords(f"Keys lie in the system's keyring ({status.backend}).")


class VaultCare:
    """Changes where new entries go, and repairs."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def look(self) -> None:
        """Ask the vault again how it stands and what it holds."""
        vault = self._desk.services.vault
        self._desk.change_vault("vault", "Asking the vault", vault.status, lambda _status: None)

    def prefer_session(self, session: bool) -> None:
        """Keep new entries in memory, or in the keyring; what is stored stays where it is."""
        workspace = self._desk.bench.state.workspace
        settings = replace(workspace.settings, prefer_session_vault=session)
        self._desk.bench.change(workspace=replace(workspace, settings=settings))

    def repair(self, orphan: "Orphan", choice: "RepairChoice") -> None:
        """Repair something in the way that the person chose."""
        vault, label = self._desk.services.vault, orphan.label or "the entry"

        def done(_nothing: None) -> None:
            self._desk.log("vault repaired", f"{label}: {choice.effect}")
            self._desk.tell("vault", f"{label}: done.", choice.effect)

        self._desk.change_vault(
            "vault",
            f"Repairing {label}",
            lambda: vault.repair(orphan.orphan_id, choice.how),
            done,
        )
