import pytest

from oidc_workbench.ports import (
    Orphan,
    OrphanSide,
    Repair,
    RepairChoice,
    VaultState,
    VaultStatus,
    VaultTier,
)
from oidc_workbench.ui.panes.keys.vault_care import words_of
from ui.panes.keys.bed import Bed

FORGET = RepairChoice(Repair.FORGET_LINE, "Forget it", "It leaves the list for good.", True)
ORPHAN = Orphan("o1", "key", OrphanSide.INDEX, "Old key", "Its private part is gone.", (FORGET,))


def test_the_vault_is_asked_again() -> None:
    bed = Bed()
    bed.vault.orphans = (ORPHAN,)
    bed.presenter.vault.look()
    assert bed.state.vault is not None
    assert bed.state.vault.orphans == (ORPHAN,)


def test_an_orphan_is_repaired_in_the_way_the_person_chose() -> None:
    bed = Bed()
    bed.vault.orphans = (ORPHAN,)
    bed.presenter.vault.look()
    bed.presenter.vault.repair(ORPHAN, FORGET)
    assert bed.vault.repaired == [("o1", Repair.FORGET_LINE)]
    assert bed.logged() == ["vault repaired"]


def test_keeping_keys_for_the_session_is_a_setting_of_the_workspace() -> None:
    bed = Bed()
    bed.presenter.vault.prefer_session(True)
    assert bed.bench.state.workspace.settings.prefer_session_vault
    assert bed.state.session
    bed.presenter.vault.prefer_session(False)
    assert not bed.bench.state.workspace.settings.prefer_session_vault


@pytest.mark.parametrize(
    ("tier", "state", "said", "tone"),
    [
        (VaultTier.KEYRING, VaultState.UNLOCKED, "system's keyring", "ok"),
        (VaultTier.KEYRING, VaultState.LOCKED, "locked", "warning"),
        (VaultTier.KEYRING, VaultState.ABSENT, "No keyring", "error"),
        (VaultTier.KEYRING, VaultState.REFUSED, "new keys are not kept", "error"),
        (VaultTier.SESSION, VaultState.UNLOCKED, "and secrets are kept in memory only", "warning"),
    ],
)
def test_every_tier_and_state_is_said(
    tier: VaultTier, state: VaultState, said: str, tone: str
) -> None:
    words = words_of(VaultStatus(tier, state, "fake"))
    assert said in words.line
    assert words.tone == tone
