from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adapters.vault_samples import record_of, sample_key
from fakes.keyring_backend import FakeKeyring
from oidc_workbench.adapters.key_index import KeyIndex
from oidc_workbench.adapters.keyring_vault import KeyringVault
from oidc_workbench.adapters.session_vault import SessionVault
from oidc_workbench.adapters.vault import TieredVault
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ports import VaultTier
from oidc_workbench.secret import Secret

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.anyio


@pytest.fixture
def ring() -> FakeKeyring:
    return FakeKeyring()


@pytest.fixture
def keyring_vault(tmp_path: Path, ring: FakeKeyring) -> KeyringVault:
    return KeyringVault(KeyIndex(lambda: tmp_path / "keys.json"), find=lambda: ring)


async def test_keyring_is_used_where_it_works(
    keyring_vault: KeyringVault, ring: FakeKeyring
) -> None:
    vault = TieredVault(keyring_vault, SessionVault())
    await vault.add(record_of(sample_key()), sample_key())
    await vault.put_secret("ref", Secret("s"))
    assert len(ring.entries) == 2
    assert (await vault.status()).tier is VaultTier.KEYRING
    assert await vault.secret("ref") == Secret("s")
    await vault.remove("k1")
    await vault.remove_secret("ref")
    assert ring.entries == {}


async def test_preferred_session_leaves_the_keyring_alone(
    keyring_vault: KeyringVault, ring: FakeKeyring, tmp_path: Path
) -> None:
    vault = TieredVault(keyring_vault, SessionVault(), prefer_session=True)
    await vault.add(record_of(sample_key()), sample_key())
    await vault.put_secret("ref", Secret("s"))
    assert await vault.signing_key("k1") is sample_key()
    assert await vault.secret("ref") == Secret("s")
    assert (await vault.status()).tier is VaultTier.SESSION
    await vault.remove("k1")
    await vault.remove_secret("ref")
    assert await vault.records() == ()
    for lost in (vault.signing_key("k1"), vault.secret("ref")):
        with pytest.raises(WorkbenchError) as caught:
            await lost
        assert caught.value.code == "key-not-found"
    assert ring.calls == []
    assert not (tmp_path / "keys.json").exists()


async def test_preferred_session_still_reaches_keys_kept_before(
    keyring_vault: KeyringVault,
) -> None:
    await keyring_vault.add(record_of(sample_key()), sample_key())
    vault = TieredVault(keyring_vault, SessionVault(), prefer_session=True)
    assert [one.key_id for one in await vault.records()] == ["k1"]
    assert (await vault.signing_key("k1")).public == sample_key().public


async def test_session_never_replaces_a_key() -> None:
    vault = SessionVault()
    await vault.add(record_of(sample_key()), sample_key())
    with pytest.raises(WorkbenchError) as caught:
        await vault.add(record_of(sample_key()), sample_key())
    assert caught.value.code == "key-exists"
