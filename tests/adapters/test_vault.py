from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from keyring.errors import KeyringLocked

from adapters.vault_samples import record_of, sample_key
from fakes.keyring_backend import FakeKeyring
from oidc_workbench.adapters.key_index import KeyIndex
from oidc_workbench.adapters.keyring_vault import KeyringVault
from oidc_workbench.adapters.session_vault import SessionVault
from oidc_workbench.adapters.vault import TieredVault
from oidc_workbench.adapters.vault_entries import key_entry
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ports import Repair, VaultState, VaultTier
from oidc_workbench.secret import Secret
from oidc_workbench.workspace.key_record import SecretRecord

if TYPE_CHECKING:
    from pathlib import Path

    from keyring.backend import KeyringBackend

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


async def test_the_tier_is_changed_while_the_program_runs(
    keyring_vault: KeyringVault, ring: FakeKeyring
) -> None:
    vault = TieredVault(keyring_vault, SessionVault())
    await vault.add(record_of(sample_key(), "kept"), sample_key())
    await vault.prefer(session=True)
    await vault.add(record_of(sample_key(), "passing"), sample_key())
    status = await vault.status()
    assert (status.tier, status.by_choice) == (VaultTier.SESSION, True)
    assert status.in_memory == {"passing"}
    await vault.prefer(session=False)
    await vault.add(record_of(sample_key(), "kept too"), sample_key())
    status = await vault.status()
    assert (status.tier, status.by_choice) == (VaultTier.KEYRING, False)
    assert status.in_memory == {"passing"}
    assert {service for service, _ in ring.entries} == {key_entry("kept"), key_entry("kept too")}
    for key_id in ("kept", "passing", "kept too"):
        assert (await vault.signing_key(key_id)).public == sample_key().public


async def test_a_secret_is_replaced_where_it_lies(
    keyring_vault: KeyringVault, ring: FakeKeyring
) -> None:
    vault = TieredVault(keyring_vault, SessionVault())
    await vault.put_secret("ref", Secret("first"))
    await vault.prefer(session=True)
    await vault.put_secret("ref", Secret("second"))
    assert await keyring_vault.secret("ref") == Secret("second")
    assert (await vault.status()).in_memory == frozenset()
    await vault.put_secret("other", Secret("third"))
    assert len(ring.entries) == 1


async def test_a_secret_in_memory_moves_once_it_is_entered_for_the_keyring(
    keyring_vault: KeyringVault,
) -> None:
    vault = TieredVault(keyring_vault, SessionVault(), prefer_session=True)
    await vault.put_secret("ref", Secret("passing"))
    await vault.prefer(session=False)
    await vault.put_secret("ref", Secret("kept"))
    assert await keyring_vault.secret("ref") == Secret("kept")
    assert await vault.secret("ref") == Secret("kept")
    assert [one.ref for one in await vault.secrets()] == ["ref"]


async def test_with_the_keyring_gone_its_secret_is_entered_for_the_session(
    tmp_path: Path, keyring_vault: KeyringVault
) -> None:
    await keyring_vault.put_secret("ref", Secret("kept"))

    def nothing() -> KeyringBackend:
        raise WorkbenchError("vault-absent", "No system keyring was found.", "Start one.")

    absent = KeyringVault(KeyIndex(lambda: tmp_path / "keys.json"), find=nothing)
    vault = TieredVault(absent, SessionVault())
    await vault.put_secret("ref", Secret("passing"))
    assert await vault.secret("ref") == Secret("passing")
    assert [one.ref for one in await vault.secrets()] == ["ref"]
    assert await keyring_vault.secret("ref") == Secret("kept")


async def test_what_is_deleted_does_not_come_back_from_the_other_tier(
    keyring_vault: KeyringVault, ring: FakeKeyring
) -> None:
    session = SessionVault()
    vault = TieredVault(keyring_vault, session)
    for tier in (keyring_vault, session):
        await tier.put_secret("ref", Secret("s"))
        await tier.add(record_of(sample_key()), sample_key())
    await vault.remove_secret("ref")
    await vault.remove("k1")
    assert (await vault.secrets(), await vault.records()) == ((), ())
    assert ring.entries == {}


async def test_what_the_keyring_does_not_let_go_of_is_deleted_nowhere(
    keyring_vault: KeyringVault, ring: FakeKeyring
) -> None:
    def locked(_name: str) -> None:
        raise KeyringLocked

    session = SessionVault()
    vault = TieredVault(keyring_vault, session)
    for tier in (keyring_vault, session):
        await tier.put_secret("ref", Secret(f"of {type(tier).__name__}"))
    ring.before = locked
    with pytest.raises(WorkbenchError) as caught:
        await vault.remove_secret("ref")
    assert caught.value.code == "vault-locked"
    assert await vault.secret("ref") == Secret("of SessionVault")


@pytest.mark.parametrize(
    "failure",
    [
        RuntimeError("org.freedesktop.DBus.Error.NoReply"),
        ConnectionResetError("the bus broke off"),
        WorkbenchError("vault-refused", "The configured keyring is not used.", "Remove it."),
    ],
)
async def test_a_keyring_that_fails_sends_nothing_to_memory(
    tmp_path: Path, ring: FakeKeyring, failure: Exception
) -> None:
    failures = [failure, failure]

    def find() -> KeyringBackend:
        if failures:
            raise failures.pop()
        return ring

    index = KeyIndex(lambda: tmp_path / "keys.json")
    vault = TieredVault(KeyringVault(index, find=find), SessionVault())
    with pytest.raises(WorkbenchError) as caught:
        await vault.add(record_of(sample_key()), sample_key())  # asks how it stands, and tries
    assert caught.value.code == "vault-refused"
    assert await vault.records() == ()
    await vault.put_secret("ref", Secret("s"))  # it works again
    assert len(ring.entries) == 1
    assert (await vault.status()).in_memory == frozenset()


async def test_a_keyring_that_fails_says_so_and_the_session_can_be_chosen(tmp_path: Path) -> None:
    def fails() -> KeyringBackend:
        raise RuntimeError("no reply")

    index = KeyIndex(lambda: tmp_path / "keys.json")
    vault = TieredVault(KeyringVault(index, find=fails), SessionVault())
    status = await vault.status()
    assert (status.tier, status.state) == (VaultTier.KEYRING, VaultState.REFUSED)
    assert "Try again" in status.detail
    assert "this session only" in status.detail
    await vault.prefer(session=True)
    await vault.add(record_of(sample_key()), sample_key())
    assert (await vault.status()).in_memory == {"k1"}


async def test_a_change_of_either_tier_changes_the_revision(keyring_vault: KeyringVault) -> None:
    vault = TieredVault(keyring_vault, SessionVault())
    seen = {await vault.revision()}
    await vault.put_secret("kept", Secret("1"))
    seen.add(await vault.revision())
    await vault.prefer(session=True)
    await vault.put_secret("passing", Secret("2"))
    seen.add(await vault.revision())
    await vault.change_secret("passing", label="Passing")
    seen.add(await vault.revision())
    assert len(seen) == 4
    assert (await vault.status()).revision in seen


@pytest.mark.parametrize("prefer_session", [False, True])
async def test_a_secrets_label_changes_and_its_entry_does_not(
    keyring_vault: KeyringVault, prefer_session: bool
) -> None:
    vault = TieredVault(keyring_vault, SessionVault(), prefer_session=prefer_session)
    await vault.put_secret("ref", Secret("s"), SecretRecord("ref", kind="initial-access-token"))
    await vault.change_secret("ref", label="Named", provider_id="p1")
    (line,) = await vault.secrets()
    assert (line.label, line.provider_id, line.kind) == ("Named", "p1", "initial-access-token")
    assert await vault.secret("ref") == Secret("s")
    with pytest.raises(ValueError, match="entry"):
        await vault.change_secret("ref", entry="elsewhere")


async def test_what_has_one_side_only_has_no_orphans() -> None:
    with pytest.raises(WorkbenchError) as caught:
        await SessionVault().repair("k1", Repair.ADOPT)
    assert caught.value.code == "repair-not-offered"
