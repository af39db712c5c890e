"""The vault on a real Secret Service that asks, hangs, or goes away; a person answers, or not."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

import pytest

from adapters.vault_samples import record_of, sample_key
from oidc_workbench.adapters.key_index import KeyIndex
from oidc_workbench.adapters.keyring_vault import KeyringVault
from oidc_workbench.adapters.session_vault import SessionVault
from oidc_workbench.adapters.vault import TieredVault
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ports import OrphanSide, VaultState, VaultTier
from oidc_workbench.secret import Secret

if TYPE_CHECKING:
    from pathlib import Path

    from peers.secret_service import Prompted

pytestmark = [pytest.mark.anyio, pytest.mark.needs("secret-service")]

KEY = sample_key()


@pytest.fixture
def desktop(prompted_secret_service: Prompted, monkeypatch: pytest.MonkeyPatch) -> Prompted:
    prompted_secret_service.session.enter(monkeypatch)
    return prompted_secret_service


@pytest.fixture
def index(tmp_path: Path) -> KeyIndex:
    return KeyIndex(lambda: tmp_path / "keys.json")


@pytest.fixture
def vault(index: KeyIndex) -> KeyringVault:
    return KeyringVault(index)


async def code_of(awaitable: object) -> str:
    with pytest.raises(WorkbenchError) as caught:
        await awaitable  # type: ignore[misc] # each caller passes a coroutine
    return caught.value.code


async def calls_end() -> None:
    for one in threading.enumerate():
        if one.name == "keyring":
            await asyncio.to_thread(one.join)


async def test_who_unlocks_it_goes_on_where_they_were(
    vault: KeyringVault, desktop: Prompted
) -> None:
    await vault.add(record_of(KEY), KEY)
    desktop.lock()
    assert (await vault.status()).state is VaultState.LOCKED
    assert not desktop.prompter.shown.is_set()  # looking asks nobody
    desktop.prompter.answer = "wait"
    loading = asyncio.create_task(vault.signing_key("k1"))
    await asyncio.to_thread(desktop.prompter.shown.wait)
    assert not loading.done()
    desktop.prompter.reply("password")
    assert (await loading).public == KEY.public
    assert (await vault.status()).state is VaultState.UNLOCKED


async def test_who_refuses_to_unlock_is_told_so_and_nothing_is_written(
    vault: KeyringVault, index: KeyIndex, desktop: Prompted
) -> None:
    await vault.put_secret("ref", Secret("old"))
    desktop.lock()
    desktop.prompter.answer = "refuse"
    before = index.read()
    for refused in (
        vault.add(record_of(KEY), KEY),
        vault.put_secret("ref", Secret("new")),
        vault.secret("ref"),
        vault.remove_secret("ref"),
    ):
        assert await code_of(refused) == "vault-locked"
    assert index.read() == before
    desktop.prompter.answer = "password"
    assert await vault.secret("ref") == Secret("old")
    assert (await vault.status()).orphans == ()


@pytest.mark.parametrize("gives_up", ["cancels", "runs out of patience"])
async def test_who_gives_up_waits_for_the_prompt_no_more(
    index: KeyIndex, desktop: Prompted, gives_up: str
) -> None:
    patient = gives_up == "cancels"
    vault = KeyringVault(index, patience=60.0 if patient else 3.0)
    desktop.lock()
    desktop.prompter.answer = "wait"
    adding = asyncio.create_task(vault.add(record_of(KEY), KEY))
    await asyncio.to_thread(desktop.prompter.shown.wait)
    if patient:
        adding.cancel()
        await asyncio.gather(adding, return_exceptions=True)
    else:
        assert await code_of(adding) == "vault-locked"
    await calls_end()
    assert await vault.records() == ()
    # The prompt still stands; whoever answers it unlocks the keyring, and stores nothing.
    desktop.prompter.reply("password")
    await asyncio.to_thread(desktop.prompter.stopped.wait)
    status = await vault.status()
    assert (status.state, status.orphans) == (VaultState.UNLOCKED, ())
    assert desktop.daemon.poll() is None
    await KeyringVault(index).put_secret("ref", Secret("s"))
    assert (await vault.status()).orphans == ()


async def test_a_keyring_that_hangs_holds_up_neither_looking_nor_the_end(
    index: KeyIndex, desktop: Prompted
) -> None:
    vault, impatient = KeyringVault(index), KeyringVault(index, patience=0.3)
    await vault.put_secret("ref", Secret("s"))
    desktop.stop()
    try:
        status = await impatient.status()
        assert status.state is VaultState.LOCKED
        assert "did not answer" in status.detail
        assert await code_of(impatient.secret("ref")) == "vault-locked"
        assert [one.ref for one in await vault.secrets()] == ["ref"]
        waiting = [one for one in threading.enumerate() if one.name == "keyring"]
        assert waiting
        assert all(one.daemon for one in waiting)
    finally:
        desktop.go_on()
        await calls_end()
    assert await vault.secret("ref") == Secret("s")
    assert (await vault.status()).state is VaultState.UNLOCKED


async def test_what_a_slow_keyring_stores_after_cancelling_is_taken_out(
    vault: KeyringVault, desktop: Prompted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process hangs in the very moment in which it is asked to store."""
    await vault.put_secret("ref", Secret("s"))
    entries = vault._writing._entries
    really, asked = entries.put, threading.Event()

    def put(entry: str, text: Secret) -> None:
        desktop.stop()
        asked.set()
        really(entry, text)

    monkeypatch.setattr(entries, "put", put)
    adding = asyncio.create_task(vault.add(record_of(KEY), KEY))
    try:
        await asyncio.to_thread(asked.wait)
        adding.cancel()
        await asyncio.gather(adding, return_exceptions=True)
        hanging = vault._look.blind()
        assert [(one.orphan_id, one.side, one.choices) for one in hanging] == [
            ("k1", OrphanSide.PENDING, ())
        ]
    finally:
        desktop.go_on()
        await calls_end()
    assert (await vault.status()).orphans == ()
    assert await vault.records() == ()


async def test_a_keyring_that_goes_away_is_absent_from_then_on(
    vault: KeyringVault, desktop: Prompted
) -> None:
    tiered = TieredVault(vault, SessionVault())
    await tiered.put_secret("ref", Secret("s"))
    assert (await tiered.status()).tier is VaultTier.KEYRING
    desktop.end()
    status = await tiered.status()
    assert (status.tier, status.by_choice) == (VaultTier.SESSION, False)
    assert await code_of(tiered.secret("ref")) == "vault-absent"
    await tiered.put_secret("other", Secret("s"))
    assert (await tiered.status()).in_memory == {"other"}
