"""When keys and secrets were used last is noted where they are loaded, and nobody waits for it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from adapters.vault_samples import record_of, sample_key
from fakes.clock import FakeClock
from fakes.keyring_backend import FakeKeyring
from fakes.vault import FakeVault
from oidc_workbench.adapters.key_index import KeyIndex
from oidc_workbench.adapters.keyring_vault import KeyringVault
from oidc_workbench.adapters.recording_vault import RecordingVault
from oidc_workbench.adapters.session_vault import SessionVault
from oidc_workbench.adapters.vault import TieredVault
from oidc_workbench.adapters.vault_uses import SELDOM, VaultUses
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

pytestmark = pytest.mark.anyio


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def vault(tmp_path: Path, clock: FakeClock) -> TieredVault:
    ring = FakeKeyring()
    index = KeyIndex(lambda: tmp_path / "keys.json")
    return TieredVault(KeyringVault(index, find=lambda: ring, clock=clock), SessionVault(clock))


def written() -> None:
    """Wait until every use that was noted lies on the disk."""
    for thread in threading.enumerate():
        if thread.name == "vault-uses":
            thread.join()


@pytest.mark.parametrize("session", [False, True])
async def test_what_a_flow_loads_was_used_then(
    vault: TieredVault, clock: FakeClock, session: bool
) -> None:
    await vault.prefer(session=session)
    for key_id in ("signs", "decrypts", "rests"):
        await vault.add(record_of(sample_key(), key_id), sample_key())
    for ref in ("authenticates", "rests too"):
        await vault.put_secret(ref, Secret("s"))
    flow_vault = RecordingVault(vault)
    await flow_vault.signing_key("signs")
    await flow_vault.decryption_key("decrypts")
    await flow_vault.secret("authenticates")
    await vault.signing_key("rests")
    written()
    keys = {one.key_id: one.last_used_at for one in await flow_vault.records()}
    secrets = {one.ref: one.last_used_at for one in await flow_vault.secrets()}
    assert keys == {"signs": clock.now(), "decrypts": clock.now(), "rests": 0.0}
    assert secrets == {"authenticates": clock.now(), "rests too": 0.0}


async def test_what_could_not_be_loaded_was_not_used() -> None:
    fake = FakeVault()
    for lost in (RecordingVault(fake).signing_key("k1"), RecordingVault(fake).secret("ref")):
        with pytest.raises(WorkbenchError):
            await lost
    assert fake.uses == []


class Writes:
    """Where uses are written to, as slowly as a test wants."""

    def __init__(self) -> None:
        self.written: list[dict[str, float]] = []
        self.may_go_on = threading.Event()
        self.may_go_on.set()

    def write(self, uses: Mapping[str, float]) -> None:
        self.may_go_on.wait()
        self.written.append(dict(uses))


def test_each_is_written_at_most_once_a_minute(clock: FakeClock) -> None:
    writes = Writes()
    uses = VaultUses(clock, writes.write)
    for _ in range(3):
        uses.note("k1")
        written()
    first = clock.now()
    clock.advance(SELDOM)
    uses.note("k1")
    written()
    assert writes.written == [{"k1": first}, {"k1": first + SELDOM}]


def test_uses_during_a_write_are_written_together_after_it(clock: FakeClock) -> None:
    writes = Writes()
    writes.may_go_on.clear()
    uses = VaultUses(clock, writes.write)
    for number in range(5):
        uses.note(f"k{number}")
    writes.may_go_on.set()
    written()
    assert sum(len(one) for one in writes.written) == 5
    assert len(writes.written) <= 2


def test_a_disk_that_refuses_is_not_the_flows_business(clock: FakeClock) -> None:
    def refuse(_uses: Mapping[str, float]) -> None:
        raise WorkbenchError("settings-not-written", "No space.", "Make room.")

    uses = VaultUses(clock, refuse)
    uses.note("k1")
    written()
    clock.advance(SELDOM)
    writes = Writes()
    VaultUses(clock, writes.write).note("k1")
    written()
    assert len(writes.written) == 1


def test_a_bug_in_one_write_is_reported_and_ends_no_later_one(
    clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported: list[object] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: reported.append(args.exc_type))
    done: list[str] = []

    def fails_once(uses: Mapping[str, float]) -> None:
        if not reported:
            raise ValueError("a bug")
        done.extend(uses)

    uses = VaultUses(clock, fails_once)
    uses.note("k1")
    written()
    assert reported == [ValueError]
    uses.note("k2")
    written()
    assert done == ["k2"]


async def test_an_earlier_use_never_replaces_a_later_one(tmp_path: Path) -> None:
    index = KeyIndex(lambda: tmp_path / "keys.json")
    index.put_key(record_of(sample_key(), "k1"))
    for time in (20.0, 10.0):
        index.note_uses({"k1": time, "gone": time})
    assert [one.last_used_at for one in index.read().keys] == [20.0]
