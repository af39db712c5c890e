"""The vault on a real Secret Service in each of its states."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from secretstorage.item import Item

from adapters.vault_samples import record_of, sample_key
from oidc_workbench.adapters.key_index import KeyIndex
from oidc_workbench.adapters.keyring_backend import find_backend
from oidc_workbench.adapters.keyring_vault import KeyringVault
from oidc_workbench.adapters.session_vault import SessionVault
from oidc_workbench.adapters.vault import TieredVault
from oidc_workbench.adapters.vault_entries import USERNAME
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ports import OrphanSide, Repair, VaultState, VaultTier
from oidc_workbench.secret import Secret

if TYPE_CHECKING:
    from pathlib import Path

    from keyring.backend import KeyringBackend

    from peers.secret_service import Session

pytestmark = [pytest.mark.anyio, pytest.mark.needs("secret-service")]


@pytest.fixture
def index(tmp_path: Path) -> KeyIndex:
    return KeyIndex(lambda: tmp_path / "keys.json")


@pytest.fixture
def vault(index: KeyIndex) -> KeyringVault:
    return KeyringVault(index)


@pytest.fixture
def ring() -> KeyringBackend:
    return find_backend()


@pytest.fixture
def tiered(vault: KeyringVault) -> TieredVault:
    return TieredVault(vault, SessionVault())


@pytest.fixture
def unlocked(secret_service: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    secret_service.enter(monkeypatch)


@pytest.fixture
def locked(locked_secret_service: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    locked_secret_service.enter(monkeypatch)


@pytest.fixture
def absent(absent_secret_service: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    absent_secret_service.enter(monkeypatch)


@pytest.mark.usefixtures("unlocked")
async def test_unlocked_keeps_keys_and_secrets_across_programs(
    vault: KeyringVault, index: KeyIndex
) -> None:
    await vault.add(record_of(sample_key("RSA-2048")), sample_key("RSA-2048"))
    await vault.put_secret("ref", Secret("s3cr3t \u00e9\U0001f511"))
    status = await vault.status()
    assert (status.tier, status.state, status.orphans) == (
        VaultTier.KEYRING,
        VaultState.UNLOCKED,
        (),
    )
    later = KeyringVault(index)
    assert (await later.signing_key("k1")).public == sample_key("RSA-2048").public
    assert await later.secret("ref") == Secret("s3cr3t \u00e9\U0001f511")
    await later.remove("k1")
    await later.remove_secret("ref")
    assert (await later.status()).orphans == ()


@pytest.mark.usefixtures("unlocked")
async def test_orphans_of_both_sides_are_named_and_repaired(
    vault: KeyringVault, index: KeyIndex, ring: KeyringBackend
) -> None:
    await vault.add(record_of(sample_key(), "entry-only"), sample_key())
    await vault.put_secret("secret-only", Secret("s"))
    await vault.add(record_of(sample_key(), "line-only"), sample_key())
    index.remove_key("entry-only")
    index.remove_secret("secret-only")
    ring.delete_password("oidc-workbench/key/line-only", USERNAME)
    found = {one.orphan_id: one.side for one in (await vault.status()).orphans}
    assert found == {
        "entry-only": OrphanSide.KEYRING,
        "line-only": OrphanSide.INDEX,
        "secret:secret-only": OrphanSide.KEYRING,
    }
    await vault.repair("entry-only", Repair.ADOPT)
    await vault.repair("secret:secret-only", Repair.ADOPT)
    await vault.repair("line-only", Repair.FORGET_LINE)
    assert (await vault.status()).orphans == ()
    assert (
        await vault.signing_key("entry-only")
    ).public.thumbprint == sample_key().public.thumbprint
    assert await vault.secret("secret-only") == Secret("s")
    await vault.remove("entry-only")
    await vault.remove_secret("secret-only")


@pytest.mark.usefixtures("unlocked")
async def test_an_entry_that_another_copy_deletes_meanwhile_is_no_failure_of_the_keyring(
    vault: KeyringVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    for ref in ("one", "two"):
        await vault.put_secret(ref, Secret(ref))
    really = Item.get_attributes
    deleted: list[Item] = []

    def meanwhile(item: Item) -> dict[str, str]:
        if not deleted:
            deleted.append(item)
            item.delete()
        return really(item)

    monkeypatch.setattr(Item, "get_attributes", meanwhile)
    status = await vault.status()
    assert status.state is VaultState.UNLOCKED
    (gone,) = status.orphans
    assert gone.side is OrphanSide.INDEX
    await vault.repair(gone.orphan_id, Repair.FORGET_LINE)
    (left,) = await vault.secrets()
    await vault.remove_secret(left.ref)


@pytest.mark.usefixtures("locked")
async def test_locked_says_so_and_nothing_lands_elsewhere(tiered: TieredVault) -> None:
    status = await tiered.status()
    assert (status.tier, status.state) == (VaultTier.KEYRING, VaultState.LOCKED)
    with pytest.raises(WorkbenchError) as caught:
        await tiered.add(record_of(sample_key()), sample_key())
    assert caught.value.code == "vault-locked"
    assert await tiered.records() == ()


@pytest.mark.usefixtures("absent")
async def test_absent_becomes_a_session_plainly_marked(tiered: TieredVault) -> None:
    await tiered.add(record_of(sample_key()), sample_key())
    status = await tiered.status()
    assert (status.tier, status.state) == (VaultTier.SESSION, VaultState.UNLOCKED)
    assert "No system keyring was found" in status.detail
    assert await tiered.signing_key("k1") is sample_key()


async def test_no_bus_at_all_is_absent_too(
    tiered: TieredVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
    assert (await tiered.status()).tier is VaultTier.SESSION


@pytest.mark.usefixtures("absent")
async def test_keys_of_an_absent_keyring_stay_listed(tiered: TieredVault, index: KeyIndex) -> None:
    index.put_key(record_of(sample_key()))
    assert [one.key_id for one in await tiered.records()] == ["k1"]
    with pytest.raises(WorkbenchError) as caught:
        await tiered.signing_key("k1")
    assert caught.value.code == "vault-absent"
