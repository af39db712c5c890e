from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

import keyring.backends.chainer
import keyring.backends.fail
import keyring.backends.null
import pytest
from keyring.errors import InitError, KeyringLocked, NoKeyringError, PasswordSetError

from adapters.vault_samples import record_of, sample_key
from fakes.keyring_backend import FakeKeyring
from oidc_workbench.adapters.key_index import KeyIndex
from oidc_workbench.adapters.keyring_backend import find_backend, refuse_unsafe
from oidc_workbench.adapters.keyring_vault import KeyringVault
from oidc_workbench.adapters.vault_entries import MOST_OCTETS
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ports import OrphanSide, VaultState, VaultTier
from oidc_workbench.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from keyring.backend import KeyringBackend

pytestmark = pytest.mark.anyio

SECRET = Secret("s3cr3t value")


@pytest.fixture
def index(tmp_path: Path) -> KeyIndex:
    return KeyIndex(lambda: tmp_path / "keys.json")


@pytest.fixture
def ring() -> FakeKeyring:
    return FakeKeyring()


@pytest.fixture
def vault(index: KeyIndex, ring: FakeKeyring) -> KeyringVault:
    return KeyringVault(index, find=lambda: ring)


def raising(error: Exception, at: str) -> Callable[[str], None]:
    def before(name: str) -> None:
        if name == at:
            raise error

    return before


async def code_of(awaitable: object) -> str:
    with pytest.raises(WorkbenchError) as caught:
        await awaitable  # type: ignore[misc] # each caller passes a coroutine
    assert caught.value.__context__ is None or caught.value.__suppress_context__
    assert SECRET.reveal() not in str(caught.value)
    return caught.value.code


@pytest.mark.parametrize("kind", ["P-256", "P-521", "Ed25519", "RSA-2048"])
async def test_key_comes_back_able_to_do_what_it_did(vault: KeyringVault, kind: str) -> None:
    key = sample_key(kind)
    await vault.add(record_of(key), key)
    loaded = await vault.signing_key("k1")
    assert loaded.private_key.public_key() == key.private_key.public_key()
    assert loaded.public == key.public
    assert await vault.records() == (record_of(key),)


async def test_each_key_is_one_entry_under_one_user_name(
    vault: KeyringVault, ring: FakeKeyring
) -> None:
    for number in range(3):
        await vault.add(record_of(sample_key(), f"k{number}"), sample_key())
    await vault.put_secret("s", SECRET)
    assert {username for _, username in ring.entries} == {"oidc-workbench"}
    assert len({service for service, _ in ring.entries}) == 4
    assert all(len(text.encode("utf-16-le")) <= MOST_OCTETS for text in ring.entries.values())


async def test_index_holds_no_private_part(
    vault: KeyringVault, ring: FakeKeyring, tmp_path: Path
) -> None:
    await vault.add(record_of(sample_key()), sample_key())
    await vault.put_secret("ref", SECRET)
    text = (tmp_path / "keys.json").read_text()
    for entry in ring.entries.values():
        assert entry not in text
        assert entry.rpartition(".")[2] not in text


async def test_record_with_a_private_member_is_refused(index: KeyIndex) -> None:
    record = record_of(sample_key())
    record.public_jwk["d"] = "private"
    with pytest.raises(WorkbenchError) as caught:
        index.put_key(record)
    assert caught.value.code == "vault-refused"
    assert index.read().keys == ()


async def test_calls_never_run_on_the_loops_thread(vault: KeyringVault, ring: FakeKeyring) -> None:
    await vault.put_secret("ref", SECRET)
    await vault.secret("ref")
    await vault.remove_secret("ref")
    await vault.status()
    assert threading.current_thread().name not in ring.threads


async def test_existing_key_is_never_replaced(vault: KeyringVault, ring: FakeKeyring) -> None:
    await vault.add(record_of(sample_key()), sample_key())
    before = dict(ring.entries)
    other = sample_key("Ed25519")
    assert await code_of(vault.add(record_of(other), other)) == "key-exists"
    assert ring.entries == before


async def test_secret_is_stored_replaced_loaded_and_removed(vault: KeyringVault) -> None:
    await vault.put_secret("ref", Secret("first"))
    await vault.put_secret("ref", SECRET)
    assert await vault.secret("ref") == SECRET
    await vault.remove_secret("ref")
    await vault.remove_secret("ref")
    assert await code_of(vault.secret("ref")) == "key-not-found"


async def test_too_long_for_windows_is_too_long_everywhere(
    vault: KeyringVault, ring: FakeKeyring
) -> None:
    await vault.put_secret("fits", Secret("x" * 1280))
    assert await code_of(vault.put_secret("long", Secret("x" * 1281))) == "vault-refused"
    # A character beyond the basic plane takes two units of UTF-16.
    assert await code_of(vault.put_secret("wide", Secret("\U0001f511" * 641))) == "vault-refused"
    assert len(ring.entries) == 1


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (KeyringLocked("x"), "vault-locked"),
        (NoKeyringError("x"), "vault-absent"),
        (InitError("x"), "vault-absent"),
        (FileNotFoundError(SECRET.reveal()), "vault-absent"),
        (PasswordSetError(SECRET.reveal()), "vault-refused"),
        (RuntimeError(SECRET.reveal()), "vault-refused"),
    ],
)
async def test_refused_write_leaves_no_trace_in_the_index(
    vault: KeyringVault, ring: FakeKeyring, index: KeyIndex, error: Exception, code: str
) -> None:
    ring.before = raising(error, "set")
    assert await code_of(vault.add(record_of(sample_key()), sample_key())) == code
    assert await code_of(vault.put_secret("ref", SECRET)) == code
    assert (index.read().keys, index.read().secrets) == ((), ())


async def test_refused_change_of_a_secret_keeps_the_old_one(
    vault: KeyringVault, ring: FakeKeyring
) -> None:
    await vault.put_secret("ref", SECRET)
    ring.before = raising(KeyringLocked("x"), "set")
    assert await code_of(vault.put_secret("ref", Secret("new"))) == "vault-locked"
    ring.before = lambda _name: None
    assert await vault.secret("ref") == SECRET
    assert (await vault.status()).orphans == ()


async def test_backend_that_swallows_writes_is_found_out(
    vault: KeyringVault, ring: FakeKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ring, "set_password", lambda *_: None)
    assert await code_of(vault.put_secret("ref", SECRET)) == "vault-refused"
    assert await vault.secrets() == ()
    assert (await vault.status()).orphans == ()


async def test_unanswered_prompt_is_given_up_and_holds_nothing_up(
    index: KeyIndex, ring: FakeKeyring
) -> None:
    impatient = KeyringVault(index, find=lambda: ring, patience=0.05)
    answered = threading.Event()

    def prompt(name: str) -> None:
        if name == "set":
            answered.wait()

    ring.before = prompt
    try:
        assert await code_of(impatient.add(record_of(sample_key()), sample_key())) == "vault-locked"
        hanging = [one for one in threading.enumerate() if one.name == "keyring"]
        assert hanging
        assert all(one.daemon for one in hanging)
        # The entry may still be written, and is then taken out again.
        (orphan,) = (await impatient.status()).orphans
        assert (orphan.orphan_id, orphan.side, orphan.choices) == ("k1", OrphanSide.PENDING, ())
        assert await impatient.records() == ()
    finally:
        answered.set()
        for one in hanging:
            await asyncio.to_thread(one.join)
    assert (ring.entries, index.read().keys) == ({}, ())
    assert (await impatient.status()).orphans == ()


async def test_call_that_waits_in_line_is_not_made_after_cancelling(
    index: KeyIndex, ring: FakeKeyring
) -> None:
    vault = KeyringVault(index, find=lambda: ring)
    begun, answered = threading.Event(), threading.Event()

    def prompt(name: str) -> None:
        if name == "set" and not begun.is_set():
            begun.set()
            answered.wait()

    ring.before = prompt
    first = asyncio.create_task(vault.put_secret("first", SECRET))
    await asyncio.to_thread(begun.wait)
    second = asyncio.create_task(vault.put_secret("second", SECRET))
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.gather(second, return_exceptions=True)
    answered.set()
    await first
    for one in threading.enumerate():
        if one.name == "keyring":
            await asyncio.to_thread(one.join)
    assert [service for service, _ in ring.entries] == ["oidc-workbench/secret/first"]


async def test_removal_deletes_the_entry_first(
    vault: KeyringVault, ring: FakeKeyring, index: KeyIndex
) -> None:
    await vault.add(record_of(sample_key()), sample_key())
    ring.before = raising(KeyringLocked("x"), "delete")
    assert await code_of(vault.remove("k1")) == "vault-locked"
    assert index.read().key("k1") is not None
    ring.before = lambda _name: None
    await vault.remove("k1")
    assert (ring.entries, index.read().keys) == ({}, ())


async def test_removal_of_a_lost_entry_cleans_the_index(
    vault: KeyringVault, ring: FakeKeyring, index: KeyIndex
) -> None:
    await vault.add(record_of(sample_key()), sample_key())
    ring.entries.clear()
    assert await code_of(vault.signing_key("k1")) == "key-not-found"
    await vault.remove("k1")
    assert index.read().keys == ()


async def test_entry_of_another_key_is_not_used(vault: KeyringVault, ring: FakeKeyring) -> None:
    await vault.add(record_of(sample_key()), sample_key())
    await vault.add(record_of(sample_key("Ed25519"), "k2"), sample_key("Ed25519"))
    one, two = ring.entries
    ring.entries[one] = ring.entries[two]
    assert await code_of(vault.signing_key("k1")) == "key-damaged"


async def test_unknown_key_does_not_ask_the_keyring(vault: KeyringVault, ring: FakeKeyring) -> None:
    assert await code_of(vault.signing_key("nobody")) == "key-not-found"
    assert await code_of(vault.secret("nobody")) == "key-not-found"
    await vault.remove_secret("nobody")
    assert ring.calls == []


async def test_index_of_a_newer_version_is_left_alone(vault: KeyringVault, tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    text = b'{"version": 3, "keys": "otherwise"}'
    await asyncio.to_thread(file.write_bytes, text)
    assert await code_of(vault.records()) == "index-newer"
    assert await code_of(vault.put_secret("ref", SECRET)) == "index-newer"
    assert await asyncio.to_thread(file.read_bytes) == text


async def test_broken_index_falls_back_and_says_so(vault: KeyringVault, tmp_path: Path) -> None:
    for number in range(2):
        await vault.add(record_of(sample_key(), f"k{number}"), sample_key())
    await asyncio.to_thread((tmp_path / "keys.json").write_bytes, b"broken")
    assert [one.key_id for one in await vault.records()] == ["k0", "k1"]
    assert "keys.json.broken" in (await vault.status()).detail


async def test_two_vaults_on_one_index_lose_no_line(index: KeyIndex, ring: FakeKeyring) -> None:
    vaults = [KeyringVault(KeyIndex(index._locate), find=lambda: ring) for _ in range(2)]
    keys = [f"k{number}" for number in range(8)]
    await asyncio.gather(
        *(
            vaults[i % 2].add(record_of(sample_key(), key), sample_key())
            for i, key in enumerate(keys)
        )
    )
    assert sorted(one.key_id for one in index.read().keys) == keys


@pytest.mark.parametrize(
    "backend",
    [
        keyring.backends.null.Keyring,
        keyring.backends.fail.Keyring,
        keyring.backends.chainer.ChainerBackend,
    ],
)
def test_what_only_looks_like_a_keyring_is_refused(backend: type[KeyringBackend]) -> None:
    with pytest.raises(WorkbenchError) as caught:
        refuse_unsafe(backend())
    assert caught.value.code == "vault-refused"


def test_plaintext_backend_is_refused_also_when_subclassed() -> None:
    plaintext = type("PlaintextKeyring", (FakeKeyring,), {"__module__": "keyrings.alt.file"})
    for backend in (plaintext, type("Mine", (plaintext,), {})):
        with pytest.raises(WorkbenchError, match="plain text"):
            refuse_unsafe(backend())
    refuse_unsafe(FakeKeyring())


@pytest.mark.parametrize("name", ["keyring.backends.null.Keyring", "no.such.Module", "nonsense"])
def test_configured_backend_of_no_use_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", name)
    with pytest.raises(WorkbenchError) as caught:
        find_backend()
    assert caught.value.code == "vault-refused"


async def test_absent_keyring_is_a_state_and_not_an_error(index: KeyIndex) -> None:
    def nothing() -> KeyringBackend:
        raise WorkbenchError("vault-absent", "No system keyring was found.", "Start one.")

    status = await KeyringVault(index, find=nothing).status()
    assert (status.tier, status.state) == (VaultTier.KEYRING, VaultState.ABSENT)
    assert "No system keyring" in status.detail


async def test_an_index_that_can_t_be_changed_is_no_reason_to_say_nothing(
    vault: KeyringVault, ring: FakeKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    await vault.add(record_of(sample_key()), sample_key())

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("oidc_workbench.adapters.file_lock.os.open", refuse)
    status = await vault.status()
    assert (status.state, status.backend) == (VaultState.UNLOCKED, ring.name)
    assert (await vault.signing_key("k1")).public == sample_key().public
    assert await code_of(vault.remove("k1")) == "settings-not-written"
