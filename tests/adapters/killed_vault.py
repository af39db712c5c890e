"""Kills processes at every step between keyring and index; a program of its own, since it forks.

After each, a new start looks at both sides: what can be used is whole, what cannot is an orphan,
every orphan can be repaired, and what the killed process was not about is untouched. Prints how
many processes it killed for each operation, as JSON.
"""

from __future__ import annotations

import json
import shutil
import sys
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from adapters.vault_samples import record_of, sample_key
from fakes.clock import FakeClock
from fakes.file_keyring import FileKeyring
from fakes.killing import IDLE, Countdown, KillingFileCalls, was_killed
from oidc_workbench.adapters.daemon_call import Waiting
from oidc_workbench.adapters.key_index import KeyIndex
from oidc_workbench.adapters.key_reading import KeyReading
from oidc_workbench.adapters.keyring_entries import KeyringEntries, Standing
from oidc_workbench.adapters.vault_entries import entry_of, is_ours, key_entry, spare_of
from oidc_workbench.adapters.vault_look import VaultLook
from oidc_workbench.adapters.vault_repair import VaultRepair
from oidc_workbench.adapters.vault_writing import VaultWriting
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.compact_key import to_compact
from oidc_workbench.ports import Orphan, Repair, VaultState
from oidc_workbench.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable

OLD, NEW, BYSTANDER = Secret("old"), Secret("new"), Secret("bystander")
KEY, OTHER = sample_key(), sample_key("Ed25519")


class ListingEntries(KeyringEntries):
    """Entries in files, of a keyring that tells which it has, as the Secret Service does."""

    def __init__(self, backend: FileKeyring) -> None:
        super().__init__(lambda: backend)
        self._files = backend

    def standing(self) -> Standing:
        entries = frozenset(filter(is_ours, self._files.entries))
        return Standing("files", VaultState.UNLOCKED, entries, is_silent=True)


class Vault:
    """The parts of a vault without its threads, as a process that was just started has them."""

    def __init__(self, folder: Path, countdown: Countdown = IDLE) -> None:
        calls = KillingFileCalls(countdown)
        self.backend = FileKeyring(folder / "entries", countdown.step)
        self.index = KeyIndex(lambda: folder / "keys.json", calls)
        entries = ListingEntries(self.backend)
        self.reading = KeyReading(self.index, entries)
        self.writing = VaultWriting(self.index, entries)
        self.repairing = VaultRepair(self.index, entries, self.reading)
        self._look = VaultLook(self.index, entries, self.reading, FakeClock(), Lock())

    def orphans(self) -> tuple[Orphan, ...]:
        return self._look.look()[1]

    def repair(self, orphan_id: str, how: Repair) -> None:
        self.repairing.repair(orphan_id, how, Waiting())


def _begin(folder: Path) -> None:
    """A key, a secret that nobody touches, one that was replaced before, one that is torn."""
    (folder / "entries").mkdir(parents=True)
    vault = Vault(folder)
    vault.writing.add_key(record_of(KEY, "here"), to_compact(KEY), Waiting())
    vault.writing.add_key(record_of(KEY, "torn"), to_compact(KEY), Waiting())
    vault.writing.put_secret("bystander", BYSTANDER, None, Waiting())
    for secret in (Secret("oldest"), OLD):
        vault.writing.put_secret("ref", secret, None, Waiting())
    vault.backend.set_password(key_entry("torn"), "me", to_compact(OTHER).reveal())
    assert [one.orphan_id for one in vault.orphans()] == ["torn"]


def _cancelled_add(vault: Vault) -> None:
    """Somebody gives up while the keyring stores."""
    waiting = Waiting()
    really = vault.backend.set_password

    def late(service: str, username: str, password: str) -> None:
        waiting.give_up()
        vault.index.disown("new")
        really(service, username, password)

    vault.backend.set_password = late  # type: ignore[method-assign]  # answers late, once
    vault.writing.add_key(record_of(KEY, "new"), to_compact(KEY), waiting)


OPERATIONS: dict[str, Callable[[Vault], object]] = {
    "add a key": lambda v: v.writing.add_key(record_of(KEY, "new"), to_compact(KEY), Waiting()),
    "add a key and give up": _cancelled_add,
    "remove a key": lambda v: v.writing.remove_key("here", Waiting()),
    "put a secret": lambda v: v.writing.put_secret("new", NEW, None, Waiting()),
    "replace a secret": lambda v: v.writing.put_secret("ref", NEW, None, Waiting()),
    "remove a secret": lambda v: v.writing.remove_secret("ref", Waiting()),
    "list the key that is there": lambda v: v.repair("torn", Repair.ADOPT),
    "delete what is torn": lambda v: v.repair("torn", Repair.DELETE_ENTRY),
    "forget what is torn": lambda v: v.repair("torn", Repair.FORGET_LINE),
}


def kill(operation: Callable[[Vault], object], folder: Path, *, removes: bool) -> int:
    """Kill an operation at every step; returns how many those were."""
    _begin(before := folder / "before")
    killed = 0
    while True:
        after = folder / str(killed)
        shutil.copytree(before, after)
        was = was_killed(partial(_operate, operation, after, Countdown(killed + 1)))
        if not removes:
            _is_honest(Vault(after))
        _look_at(after)
        if not was:
            return killed
        killed += 1
        shutil.rmtree(after)


def _operate(operation: Callable[[Vault], object], folder: Path, countdown: Countdown) -> None:
    operation(Vault(folder, countdown))


def _look_at(folder: Path) -> None:
    orphans = Vault(folder).orphans()
    _is_told(vault := Vault(folder), {one.orphan_id for one in orphans})
    for orphan in orphans:
        assert orphan.choices, orphan
        Vault(folder).repair(orphan.orphan_id, orphan.choices[0].how)
    vault = Vault(folder)
    assert vault.orphans() == (), vault.orphans()
    _is_told(vault, set())
    assert vault.reading.secret("bystander") == BYSTANDER
    refs = {one.ref for one in vault.index.read().secrets}
    if "ref" in refs:
        assert vault.reading.secret("ref") in {OLD, NEW}
    _is_lossless(vault)


def _is_honest(vault: Vault) -> None:
    """What the index calls present can be used, also where the keyring lists nothing."""
    document = vault.index.read()
    for key in document.keys:
        if key.presence == "present":
            vault.reading.key(key.key_id)
    for secret in document.secrets:
        if secret.presence == "present":
            vault.reading.secret(secret.ref)


def _is_told(vault: Vault, orphans: set[str]) -> None:
    """Every line can be used and every entry has its line, or it is shown as an orphan."""
    document, entries = vault.index.read(), vault.backend.entries
    for key in document.keys:
        if key.key_id not in orphans:
            vault.reading.key(key.key_id)
    for secret in document.secrets:
        if f"secret:{secret.ref}" not in orphans:
            assert vault.reading.secret(secret.ref).reveal()
    lines = {key_entry(one.key_id) for one in document.keys}
    lines |= {name for one in document.secrets for name in (entry_of(one), spare_of(one))}
    strays = {name.rpartition("/")[2] for name in entries.keys() - lines}
    assert strays <= orphans | {one.removeprefix("secret:") for one in orphans}, strays


def _is_lossless(vault: Vault) -> None:
    """What remains serves as before: a key can be added and a secret replaced."""
    vault.writing.add_key(record_of(OTHER, "later"), to_compact(OTHER), Waiting())
    vault.writing.put_secret("ref", Secret("later"), None, Waiting())
    assert vault.reading.secret("ref") == Secret("later")
    vault.reading.key("later")
    assert vault.orphans() == ()


def main(folder: Path) -> None:
    counts = {}
    for name, operation in OPERATIONS.items():
        try:
            removes = name.startswith(("remove", "delete"))
            counts[name] = kill(operation, folder / name.replace(" ", "-"), removes=removes)
        except (AssertionError, WorkbenchError) as error:
            raise AssertionError(f"{name}: {error}") from error
    json.dump(counts, sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
