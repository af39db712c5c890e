"""The ways of the macOS Keychain, by a double that has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adapters.vault_samples import record_of, sample_key
from fakes.macos_keyring import Answer, Keychain, macos_keyring
from oidc_workbench.adapters.key_index import KeyIndex
from oidc_workbench.adapters.keyring_vault import KeyringVault
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ports import VaultState
from oidc_workbench.secret import Secret

if TYPE_CHECKING:
    from pathlib import Path

    from keyring.backend import KeyringBackend

pytestmark = pytest.mark.anyio

KEY = sample_key()


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> tuple[KeyringBackend, Keychain]:
    return macos_keyring(monkeypatch)


@pytest.fixture
def keychain(system: tuple[KeyringBackend, Keychain]) -> Keychain:
    return system[1]


@pytest.fixture
def vault(tmp_path: Path, system: tuple[KeyringBackend, Keychain]) -> KeyringVault:
    return KeyringVault(KeyIndex(lambda: tmp_path / "keys.json"), find=lambda: system[0])


async def test_looking_and_listing_after_an_update_asks_nobody(
    vault: KeyringVault, keychain: Keychain
) -> None:
    for number in range(3):
        await vault.add(record_of(KEY, f"k{number}"), KEY)
    keychain.program = "build 2"
    assert (await vault.status()).state is VaultState.UNLOCKED
    assert len(await vault.records()) == 3
    assert keychain.prompts == []
    await vault.signing_key("k1")
    assert keychain.prompts == ["oidc-workbench/key/k1"]


async def test_a_new_secret_resets_no_other_entrys_permission(
    vault: KeyringVault, keychain: Keychain
) -> None:
    await vault.put_secret("one", Secret("1"))
    await vault.put_secret("two", Secret("2"))
    keychain.program, keychain.answer = "build 2", "always"
    await vault.secret("one")
    await vault.put_secret("two", Secret("3"))
    await vault.secret("one")
    assert keychain.prompts == ["oidc-workbench/secret/one"]


@pytest.mark.parametrize(("answer", "code"), [("deny", "vault-locked"), ("fail", "vault-refused")])
async def test_who_denies_access_is_told_so_and_loses_nothing(
    vault: KeyringVault, keychain: Keychain, answer: Answer, code: str
) -> None:
    await vault.add(record_of(KEY), KEY)
    keychain.program, keychain.answer = "build 2", answer
    with pytest.raises(WorkbenchError) as caught:
        await vault.signing_key("k1")
    assert caught.value.code == code
    assert (await vault.status()).orphans == ()
    keychain.answer = "allow"
    assert (await vault.signing_key("k1")).public == KEY.public


async def test_setting_that_fails_half_way_keeps_the_old_secret(
    vault: KeyringVault, keychain: Keychain
) -> None:
    """Setting deletes first, so writing over an entry could lose both the old and the new."""
    await vault.put_secret("ref", Secret("old"))
    keychain.answer = "fail"
    with pytest.raises(WorkbenchError) as caught:
        await vault.put_secret("ref", Secret("new"))
    assert caught.value.code == "vault-refused"
    assert await vault.secret("ref") == Secret("old")
