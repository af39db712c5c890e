"""What was stored is taken out again, and nothing else: not what was there, nor came after it."""

from dataclasses import replace

import pytest
from anyio.lowlevel import checkpoint

from fakes.vault import FakeVault
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.flows.secret_storing import SecretStoring
from oidc_workbench.ports import VaultState
from oidc_workbench.secret import Secret
from oidc_workbench.workspace.key_record import SecretRecord

pytestmark = pytest.mark.anyio
FORMER = SecretRecord("ref", label="Job", created_at=1.0)
OURS, THEIRS = replace(FORMER, created_at=2.0), replace(FORMER, created_at=3.0)


@pytest.fixture
async def vault() -> FakeVault:
    """One that has the former secret."""
    made = FakeVault()
    await made.put_secret("ref", Secret("former"), FORMER)
    return made


def storing_in(vault: FakeVault) -> SecretStoring:
    return SecretStoring(vault, OURS, Secret("new"))


async def test_a_new_one_is_taken_out_again() -> None:
    vault = FakeVault()
    storing = storing_in(vault)
    await storing.store()
    assert await vault.secret("ref") == Secret("new")
    await storing.undo()
    await storing.undo()
    assert vault.kept_secrets == {}


async def test_of_one_that_replaced_another_it_is_said_that_the_former_is_gone(
    vault: FakeVault,
) -> None:
    storing = storing_in(vault)
    await storing.store()
    with pytest.raises(WorkbenchError) as caught:
        await storing.undo()
    assert caught.value.code == "secret-replaced"
    assert str(caught.value) == (
        "“Job” had been replaced already: the new one is used from now on. "
        "Enter the former one again if it is still needed."
    )
    assert vault.kept_secrets == {"ref": Secret("new")}


async def test_what_a_locked_vault_did_not_replace_is_left_and_nothing_is_said(
    vault: FakeVault,
) -> None:
    vault.state = VaultState.LOCKED
    storing = storing_in(vault)
    with pytest.raises(WorkbenchError) as caught:
        await storing.store()
    assert caught.value.code == "vault-locked"
    await storing.undo()
    assert vault.kept_secrets == {"ref": Secret("former")}


async def test_one_that_is_stored_again_just_as_it_was_and_refused_is_not_called_replaced(
    vault: FakeVault,
) -> None:
    vault.state = VaultState.REFUSED
    storing = SecretStoring(vault, FORMER, Secret("new"))
    with pytest.raises(WorkbenchError):
        await storing.store()
    await storing.undo()
    assert vault.kept_secrets == {"ref": Secret("former")}


async def test_what_was_never_begun_is_not_undone(vault: FakeVault) -> None:
    await SecretStoring(vault, FORMER, Secret("new")).undo()
    assert vault.kept_secrets == {"ref": Secret("former")}


async def test_its_use_and_its_place_in_the_vault_do_not_make_it_another_one() -> None:
    vault = FakeVault()
    storing = storing_in(vault)
    await storing.store()
    changes = {"last_used_at": 9.0, "presence": "pending", "entry": "ref~1", "spare": "ref~2"}
    await vault.change_secret("ref", **changes)
    await storing.undo()
    assert vault.kept_secrets == {}


@pytest.mark.parametrize("is_new", [True, False])
async def test_what_somebody_else_stored_since_stays(vault: FakeVault, is_new: bool) -> None:
    if is_new:
        await vault.remove_secret("ref")
    storing = storing_in(vault)
    await storing.store()
    await vault.put_secret("ref", Secret("theirs"), THEIRS)
    await storing.undo()
    assert vault.kept_secrets == {"ref": Secret("theirs")}


async def unreadable() -> tuple[SecretRecord, ...]:
    await checkpoint()
    raise WorkbenchError("settings-unreadable", "The index can't be read.", "Look at it.")


async def test_where_nothing_says_what_was_there_it_is_stored_and_not_taken_out(
    vault: FakeVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    storing = storing_in(vault)
    with monkeypatch.context() as broken:
        broken.setattr(vault, "secrets", unreadable)
        await storing.store()
    with pytest.raises(WorkbenchError) as caught:
        await storing.undo()
    assert caught.value.code == "secret-left"
    assert "replaced" not in str(caught.value)
    assert vault.kept_secrets == {"ref": Secret("new")}


@pytest.mark.parametrize("is_refused", [True, False])
async def test_an_index_that_can_not_be_read_is_told_of_what_was_stored_only(
    vault: FakeVault, monkeypatch: pytest.MonkeyPatch, is_refused: bool
) -> None:
    vault.state = VaultState.REFUSED if is_refused else VaultState.UNLOCKED
    monkeypatch.setattr(vault, "secrets", unreadable)
    storing = storing_in(vault)
    if is_refused:
        with pytest.raises(WorkbenchError):
            await storing.store()
        await storing.undo()
    else:
        await storing.store()
        with pytest.raises(WorkbenchError):
            await storing.undo()
