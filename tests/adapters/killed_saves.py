"""Kills processes at every step of a save and looks at what is left; a program of its own.

It forks, which a process with threads must not do; so the tests run it as a child. Prints how
many processes it killed for each kind of save, as JSON.
"""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from adapters.vault_samples import record_of, sample_key
from fakes.killing import WHOLE, Countdown, KillingFileCalls, was_killed
from oidc_workbench.adapters.atomic_file import previous_of
from oidc_workbench.adapters.key_index import KeyIndex
from oidc_workbench.adapters.workspace_file import WorkspaceFile
from oidc_workbench.workspace.profile import Provider, Workspace

if TYPE_CHECKING:
    from oidc_workbench.adapters.atomic_file import FileCalls

QUICK = KillingFileCalls()
WRITE_SIZES = (WHOLE, 256, 64)


class Store(Protocol):
    """Something that keeps a file, with three versions of its content."""

    file: str

    def save(self, path: Path, version: int, calls: FileCalls = QUICK) -> None:
        """Write a version over the one before."""
        ...

    def load(self, path: Path) -> int:
        """Start anew, read, and tell which version it is; 0 for none. Fails when it is none."""
        ...


class Index:
    """The clear index of the vault."""

    file = "keys.json"

    def save(self, path: Path, version: int, calls: FileCalls = QUICK) -> None:
        KeyIndex(lambda: path, calls).put_key(record_of(sample_key(), f"k{version}"))

    def load(self, path: Path) -> int:
        index = KeyIndex(lambda: path)
        keys = [one.key_id for one in index.read().keys]
        assert index.notice == ""
        assert keys == [f"k{number}" for number in range(1, len(keys) + 1)]
        return len(keys)


class Settings:
    """The workspace."""

    file = "workspace.json"

    def save(self, path: Path, version: int, calls: FileCalls = QUICK) -> None:
        store = WorkspaceFile(lambda: path, calls)
        store._load()
        store._save(_workspace(version))

    def load(self, path: Path) -> int:
        loaded = WorkspaceFile(lambda: path)._load()
        assert loaded.notice == ""
        version = len(loaded.workspace.providers)
        assert loaded.workspace == _workspace(version)
        return version


def _workspace(version: int) -> Workspace:
    one = Provider("p", "Provider", "https://as.example")
    return Workspace(
        providers=tuple(replace(one, provider_id=str(number)) for number in range(version))
    )


def kill_saves(store: Store, folder: Path, old: int, write_size: int) -> int:
    """Kill the save of the next version at every step; returns how many that were."""
    before = folder / "before"
    before.mkdir(parents=True)
    for version in range(1, old + 1):
        store.save(before / store.file, version)
    killed = 0
    while True:
        after = folder / str(killed)
        shutil.copytree(before, after)
        path = after / store.file
        calls = KillingFileCalls(Countdown(killed + 1), write_size)
        if not was_killed(partial(store.save, path, old + 1, calls)):
            assert store.load(path) == old + 1
            return killed
        _look_at(store, path, old)
        killed += 1
        shutil.rmtree(after)


def _look_at(store: Store, path: Path, old: int) -> None:
    """The file is the old version or the new one, and everything works from there."""
    found = store.load(path)
    assert found in {old, old + 1}, found
    if previous_of(path).exists():
        aside = path.with_name("restored.json")
        shutil.copy(previous_of(path), aside)
        assert store.load(aside) in {old - 1, old}
    store.save(path, found + 1)
    assert store.load(path) == found + 1
    # What the killed one left behind is swept up by the next save.
    assert not [file.name for file in path.parent.iterdir() if file.name.endswith(".tmp")]


def main(folder: Path) -> None:
    counts = {}
    for store in (Index(), Settings()):
        for old in (0, 1, 3):
            for size in WRITE_SIZES:
                place = folder / f"{store.file}-{old}-{size}"
                counts[place.name] = kill_saves(store, place, old, size)
    json.dump(counts, sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
