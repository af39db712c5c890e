"""What the vault promises, on every keyring there is."""

from __future__ import annotations

import asyncio
import threading
from asyncio import CancelledError
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from adapters.vault_backends import EVERY_SYSTEM, LISTING_SYSTEMS, System, system_named
from adapters.vault_samples import record_of, sample_key
from oidc_workbench.adapters.vault_entries import USERNAME, key_entry, secret_entry
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.compact_key import to_compact
from oidc_workbench.jose.decryption_keys import decryption_key_from_octets
from oidc_workbench.ports import Orphan, OrphanSide, Repair
from oidc_workbench.secret import Secret
from oidc_workbench.workspace.key_record import KeyRecord, SecretRecord

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from oidc_workbench.adapters.keyring_vault import KeyringVault

pytestmark = pytest.mark.anyio

KEY, OTHER = sample_key(), sample_key("Ed25519")


@pytest.fixture(params=EVERY_SYSTEM)
async def system(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[System]:
    made = system_named(request.param, tmp_path, request)
    yield made
    await _empty(made)


@pytest.fixture(params=LISTING_SYSTEMS)
async def listing(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[System]:
    made = system_named(request.param, tmp_path, request)
    yield made
    await _empty(made)


async def _empty(made: System) -> None:
    """Leave nothing in a keyring that other tests use, and see that nothing is left over."""
    vault = made.vault()
    for record in await vault.records():
        await vault.remove(record.key_id)
    for secret in await vault.secrets():
        await vault.remove_secret(secret.ref)
    for orphan in (await vault.status()).orphans:
        await vault.repair(orphan.orphan_id, Repair.DELETE_ENTRY)
    assert (await vault.status()).orphans == ()


async def code_of(awaitable: object) -> str:
    with pytest.raises(WorkbenchError) as caught:
        await awaitable  # type: ignore[misc] # each caller passes a coroutine
    return caught.value.code


async def orphan_of(vault: KeyringVault) -> Orphan:
    (orphan,) = (await vault.status()).orphans
    return orphan


def ways(orphan: Orphan) -> list[Repair]:
    return [choice.how for choice in orphan.choices]


async def test_a_key_and_a_secret_outlive_the_program(system: System) -> None:
    await system.vault().add(record_of(KEY), KEY)
    await system.vault().put_secret("ref", Secret("s3cr3t \u00e9\U0001f511"))
    later = system.vault()
    assert (await later.signing_key("k1")).public == KEY.public
    assert (await later.decryption_key("k1")).public == KEY.public
    assert await later.secret("ref") == Secret("s3cr3t \u00e9\U0001f511")
    assert (await later.status()).orphans == ()
    await later.remove("k1")
    await later.remove_secret("ref")
    assert system.entry(key_entry("k1")) is None
    assert system.entry(secret_entry("ref")) is None
    assert await code_of(later.signing_key("k1")) == "key-not-found"
    assert await code_of(later.secret("ref")) == "key-not-found"


async def test_a_shared_secret_is_kept_as_a_key_that_decrypts(system: System) -> None:
    key = decryption_key_from_octets(bytes(range(32)), kid="oct-1")
    public: dict[str, object] = {"kty": "oct", "kid": "oct-1"}
    record = KeyRecord("o1", "Shared", "oct-1", "oct", "A256GCM", "", 1.0, public_jwk=public)
    await system.vault().add(record, key)
    later = system.vault()
    assert (await later.decryption_key("o1")).octets == bytes(range(32))
    assert await code_of(later.signing_key("o1")) == "key-cannot-sign"


async def test_a_replaced_secret_leaves_one_entry(system: System) -> None:
    vault = system.vault()
    record = SecretRecord("ref", label="Job", created_at=5.0)
    await vault.put_secret("ref", Secret("first"), record)
    for text in ("second", "third"):
        await vault.put_secret("ref", Secret(text))
        assert await system.vault().secret("ref") == Secret(text)
    assert system.entry(secret_entry("ref")) is None
    (line,) = await vault.secrets()
    assert (line.label, line.created_at, line.presence, line.spare) == ("Job", 5.0, "present", "")
    assert (await vault.status()).orphans == ()
    await vault.remove_secret("ref")
    assert system.entry(secret_entry(line.entry)) is None


async def test_names_that_differ_in_case_are_two(system: System) -> None:
    vault = system.vault()
    await vault.put_secret("Ref", Secret("upper"))
    await vault.put_secret("ref", Secret("lower"))
    await vault.put_secret("R^ef", Secret("marked"))
    found = [await vault.secret(ref) for ref in ("Ref", "ref", "R^ef")]
    assert [one.reveal() for one in found] == ["upper", "lower", "marked"]
    assert (await vault.status()).orphans == ()


async def test_a_line_without_its_entry_is_found_and_forgotten(system: System) -> None:
    vault = system.vault()
    await vault.add(record_of(KEY), KEY)
    await vault.put_secret("ref", Secret("s"), SecretRecord("ref", label="Job"))
    system.lose(key_entry("k1"))
    system.lose(secret_entry("ref"))
    if not system.lists:
        # Such a keyring tells only when it is asked for the entry itself.
        assert (await vault.status()).orphans == ()
        assert await code_of(vault.signing_key("k1")) == "key-not-found"
        assert await code_of(vault.secret("ref")) == "key-not-found"
    key, secret = (await vault.status()).orphans
    assert (key.side, key.what, key.label) == (OrphanSide.INDEX, "key", "Sample")
    assert (secret.side, secret.what, secret.label) == (OrphanSide.INDEX, "secret", "Job")
    assert ways(key) == ways(secret) == [Repair.FORGET_LINE]
    assert await code_of(vault.repair("k1", Repair.ADOPT)) == "repair-not-offered"
    await vault.repair(key.orphan_id, Repair.FORGET_LINE)
    await vault.repair(secret.orphan_id, Repair.FORGET_LINE)
    assert (await vault.status()).orphans == ()
    assert (*await vault.records(), *await vault.secrets()) == ()


async def test_an_entry_without_its_line_is_adopted_or_deleted(listing: System) -> None:
    vault = listing.vault()
    for key_id in ("k1", "k2"):
        await vault.add(record_of(KEY, key_id), KEY)
    await vault.put_secret("Ref", Secret("s"))
    for forgotten in ("k1", "k2"):
        listing.index().remove_key(forgotten)
    listing.index().remove_secret("Ref")
    orphans = (await vault.status()).orphans
    assert [one.orphan_id for one in orphans] == ["k1", "k2", "secret:Ref"]
    assert {one.side for one in orphans} == {OrphanSide.KEYRING}
    for one in orphans:
        assert ways(one) == [Repair.ADOPT, Repair.DELETE_ENTRY]
        assert [choice.is_final for choice in one.choices] == [False, True]
    await vault.repair("k1", Repair.ADOPT)
    await vault.repair("k2", Repair.DELETE_ENTRY)
    await vault.repair("secret:Ref", Repair.ADOPT)
    assert (await vault.status()).orphans == ()
    (record,) = await vault.records()
    assert (record.thumbprint, record.kid) == (KEY.public.thumbprint, KEY.public.thumbprint)
    assert record.presence == "present"
    assert to_compact(await vault.signing_key("k1")) == to_compact(KEY)
    assert await vault.secret("Ref") == Secret("s")
    assert listing.entry(key_entry("k2")) is None


async def test_a_replaced_secret_without_its_line_goes_by_its_old_reference(
    listing: System,
) -> None:
    vault = listing.vault()
    for text in ("first", "second"):
        await vault.put_secret("client:c", Secret(text))
    listing.index().remove_secret("client:c")
    orphan = await orphan_of(vault)
    await vault.repair(orphan.orphan_id, Repair.ADOPT)
    assert await listing.vault().secret("client:c") == Secret("second")
    assert (await vault.status()).orphans == ()
    await vault.put_secret("client:c", Secret("third"))
    assert await vault.secret("client:c") == Secret("third")
    assert (await vault.status()).orphans == ()


async def test_a_second_entry_of_a_secret_is_adopted_beside_the_first(listing: System) -> None:
    vault = listing.vault()
    await vault.put_secret("ref", Secret("in use"))
    listing.backend.set_password(secret_entry("ref~0123abcd"), USERNAME, "left over")
    orphan = await orphan_of(vault)
    await vault.repair(orphan.orphan_id, Repair.ADOPT)
    assert await vault.secret("ref") == Secret("in use")
    assert await vault.secret("ref~0123abcd") == Secret("left over")


async def test_an_entry_that_says_nothing_can_t_be_adopted(listing: System) -> None:
    vault = listing.vault()
    listing.tamper("k1", "key2.P-256.broken")
    assert (await orphan_of(vault)).side is OrphanSide.KEYRING
    assert await code_of(vault.repair("k1", Repair.ADOPT)) == "key-damaged"
    assert await vault.records() == ()
    assert listing.entry(key_entry("k1")) == "key2.P-256.broken"
    await vault.repair("k1", Repair.DELETE_ENTRY)
    assert (await vault.status()).orphans == ()


async def _look(system: System, vault: KeyringVault) -> None:
    """Let a damaged entry be found: by a look where that prompts nobody, or else by use."""
    if not system.silent:
        assert (await vault.status()).orphans == ()
        assert await code_of(vault.signing_key("k1")) == "key-damaged"


async def test_a_damaged_entry_is_found_and_remembered(system: System) -> None:
    await system.vault().add(record_of(KEY), KEY)
    system.tamper("k1", to_compact(KEY).reveal()[:-4])
    await _look(system, vault := system.vault())
    orphan = await orphan_of(vault)
    assert (orphan.side, orphan.label) == (OrphanSide.TORN, "Sample")
    assert ways(orphan) == [Repair.DELETE_ENTRY, Repair.FORGET_LINE]
    # The next start knows of it without having read anything.
    assert (await orphan_of(system.vault())).side is OrphanSide.TORN
    later = system.vault()
    await later.status()
    await later.repair("k1", Repair.DELETE_ENTRY)
    assert (system.entry(key_entry("k1")), await later.records()) == (None, ())


async def test_an_entry_with_another_key_can_be_listed_as_what_it_is(system: System) -> None:
    await system.vault().add(record_of(KEY), KEY)
    system.tamper("k1", to_compact(OTHER).reveal())
    await _look(system, vault := system.vault())
    orphan = await orphan_of(vault)
    assert orphan.side is OrphanSide.TORN
    assert ways(orphan) == [Repair.ADOPT, Repair.DELETE_ENTRY, Repair.FORGET_LINE]
    assert all(choice.is_final for choice in orphan.choices)
    await vault.repair("k1", Repair.ADOPT)
    (record,) = await vault.records()
    assert (record.label, record.thumbprint) == ("Sample", OTHER.public.thumbprint)
    assert to_compact(await vault.signing_key("k1")) == to_compact(OTHER)
    assert (await vault.status()).orphans == ()


async def test_an_entry_that_was_mended_is_right_again(system: System) -> None:
    vault = system.vault()
    await vault.add(record_of(KEY), KEY)
    system.tamper("k1", "broken")
    assert await code_of(vault.signing_key("k1")) == "key-damaged"
    assert [one.presence for one in await vault.records()] == ["torn"]
    system.tamper("k1", to_compact(KEY).reveal())
    assert (await vault.signing_key("k1")).public == KEY.public
    assert [one.presence for one in await vault.records()] == ["present"]
    assert (await vault.status()).orphans == ()


async def test_storing_that_was_interrupted_is_finished_or_forgotten(system: System) -> None:
    vault = system.vault()
    await vault.add(record_of(KEY), KEY)
    await vault.put_secret("ref", Secret("s"))
    index = system.index()
    index.change_key("k1", {"presence": "pending"})
    index.change_secret("ref", {"presence": "pending"})
    index.put_key(replace(record_of(KEY, "never"), presence="pending"))
    orphans = {one.orphan_id: one for one in (await vault.status()).orphans}
    assert set(orphans) == {"k1", "never", "secret:ref"}
    assert {one.side for one in orphans.values()} == {OrphanSide.PENDING}
    assert ways(orphans["k1"]) == [Repair.ADOPT, Repair.DELETE_ENTRY]
    await vault.repair("k1", Repair.ADOPT)
    await vault.repair("secret:ref", Repair.ADOPT)
    if system.lists:
        assert ways(orphans["never"]) == [Repair.FORGET_LINE]
    else:
        assert await code_of(vault.repair("never", Repair.ADOPT)) == "key-not-found"
        assert ways(await orphan_of(vault)) == [Repair.FORGET_LINE]
    await vault.repair("never", Repair.FORGET_LINE)
    assert (await vault.status()).orphans == ()
    assert [one.key_id for one in await vault.records()] == ["k1"]
    assert await vault.secret("ref") == Secret("s")


@pytest.mark.parametrize("what", ["key", "secret", "again"])
async def test_giving_up_a_repair_or_a_second_try_leaves_what_the_keyring_has(
    system: System, what: str
) -> None:
    vault = system.vault()
    await vault.add(record_of(KEY), KEY)
    await vault.put_secret("ref", Secret("s"))
    system.index().change_key("k1", {"presence": "pending"})
    system.index().change_secret("ref", {"presence": "pending"})
    assert len((await vault.status()).orphans) == 2
    works = {
        "key": lambda: vault.repair("k1", Repair.ADOPT),
        "secret": lambda: vault.repair("secret:ref", Repair.ADOPT),
        "again": lambda: vault.put_secret("ref", Secret("another")),
    }
    with system.index().storing():  # another copy is at work, so that it waits
        task = asyncio.create_task(works[what]())
        await asyncio.sleep(0)
        task.cancel()
        assert isinstance(*await asyncio.gather(task, return_exceptions=True), CancelledError)
        assert len(await vault.records()) == len(await vault.secrets()) == 1
    await calls_are_over()
    assert len((await vault.status()).orphans) == 2
    await vault.repair("k1", Repair.ADOPT)
    await vault.repair("secret:ref", Repair.ADOPT)
    assert (await system.vault().signing_key("k1")).public == KEY.public
    assert await system.vault().secret("ref") == Secret("s")


class SlowAnswer:
    """A keyring whose writes hang until they are let go."""

    def __init__(self, system: System, monkeypatch: pytest.MonkeyPatch) -> None:
        self._begun, self._answered = threading.Event(), threading.Event()
        self._really = system.backend.set_password
        monkeypatch.setattr(system.backend, "set_password", self._slowly)

    def _slowly(self, service: str, username: str, password: str) -> None:
        self._begun.set()
        self._answered.wait()
        self._really(service, username, password)

    async def is_asked(self) -> None:
        await asyncio.to_thread(self._begun.wait)

    async def answers(self) -> None:
        self._answered.set()
        await calls_are_over()


async def calls_are_over() -> None:
    for one in threading.enumerate():
        if one.name == "keyring":
            await asyncio.to_thread(one.join)


@pytest.mark.parametrize("what", ["key", "secret", "replacement"])
async def test_what_was_cancelled_is_taken_out_when_the_answer_comes(
    system: System, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    vault = system.vault()
    if what == "replacement":
        await vault.put_secret("ref", Secret("old"))
    slow = SlowAnswer(system, monkeypatch)
    work = vault.add(record_of(KEY), KEY) if what == "key" else vault.put_secret("ref", Secret("n"))
    task = asyncio.create_task(work)
    try:
        await slow.is_asked()
        assert (await vault.status()).orphans == ()  # it is wanted
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        orphan = await orphan_of(vault)
        assert (orphan.side, orphan.choices) == (OrphanSide.PENDING, ())
    finally:
        await slow.answers()
    assert (await vault.status()).orphans == ()
    left = [secret.ref for secret in await vault.secrets()]
    assert (await vault.records(), left) == ((), ["ref"] if what == "replacement" else [])
    if what == "replacement":
        assert await system.vault().secret("ref") == Secret("old")
    assert system.entry(key_entry("k1")) is None


async def test_what_was_cancelled_before_a_crash_is_cleaned_up_at_the_next_look(
    system: System,
) -> None:
    vault = system.vault()
    await vault.add(record_of(KEY), KEY)
    await vault.put_secret("ref", Secret("old"))
    await vault.put_secret("gone", Secret("s"))
    system.backend.set_password(secret_entry("ref~1"), USERNAME, "late")
    index = system.index()
    index.change_key("k1", {"presence": "unwanted"})
    index.change_secret("gone", {"presence": "unwanted"})
    index.change_secret("ref", {"spare": "ref~1"})
    later = system.vault()
    assert await later.records() == ()
    assert [one.ref for one in await later.secrets()] == ["ref"]
    orphans = (await later.status()).orphans
    if system.silent:
        assert orphans == ()
        assert system.entry(secret_entry("ref~1")) is None
    else:
        # Nothing is deleted behind the back of a keyring that may ask for it.
        assert [(one.orphan_id, one.side) for one in orphans] == [
            ("k1", OrphanSide.PENDING),
            ("secret:gone", OrphanSide.PENDING),
        ]
        for one in orphans:
            assert ways(one) == [Repair.DELETE_ENTRY]
            await later.repair(one.orphan_id, Repair.DELETE_ENTRY)
    assert (system.entry(key_entry("k1")), system.entry(secret_entry("gone"))) == (None, None)
    assert await later.secret("ref") == Secret("old")
