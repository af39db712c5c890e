"""A secret that could not be stored, or not be read before, changes nothing."""

import pytest

from fakes.vault import FakeVault
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.flows.secret_storing import SecretStoring
from oidc_workbench.ports import VaultState
from oidc_workbench.secret import Secret
from oidc_workbench.workspace.key_record import SecretRecord

pytestmark = pytest.mark.anyio
FORMER, RECORD = Secret("former"), SecretRecord("ref", label="Job")


async def test_what_a_locked_vault_did_not_replace_is_not_put_back_either() -> None:
    vault = FakeVault()
    await vault.put_secret("ref", FORMER, RECORD)
    vault.state = VaultState.LOCKED
    storing = SecretStoring(vault, RECORD, Secret("new"))
    with pytest.raises(WorkbenchError) as caught:
        await storing.store()
    assert caught.value.code == "vault-locked"
    await storing.undo()  # and asks the vault for nothing
    vault.state = VaultState.UNLOCKED
    assert await vault.secret("ref") == FORMER


async def test_what_was_never_begun_is_not_undone() -> None:
    vault = FakeVault()
    await vault.put_secret("ref", FORMER, RECORD)
    await SecretStoring(vault, RECORD, Secret("new")).undo()
    assert await vault.secret("ref") == FORMER
