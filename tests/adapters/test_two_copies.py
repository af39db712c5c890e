"""Several copies of the program on the same files: none loses what another did."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from adapters.vault_samples import record_of, sample_key
from fakes.file_keyring import FileKeyring
from oidc_workbench.adapters.key_index import KeyIndex
from oidc_workbench.adapters.keyring_vault import KeyringVault
from oidc_workbench.adapters.vault_entries import key_entry
from oidc_workbench.adapters.workspace_file import WorkspaceFile
from oidc_workbench.secret import Secret
from oidc_workbench.workspace.profile import Client, Provider, Settings, Workspace

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.anyio

TESTS = Path(__file__).resolve().parent.parent
TIMES = 9
WORK = Provider("p1", "Work", "https://work.example")
BASE = Workspace(providers=(WORK,))


def _run_copies(folder: Path, names: str) -> None:
    (folder / "entries").mkdir()
    env = {**os.environ, "PYTHONPATH": str(TESTS)}
    program = [sys.executable, str(TESTS / "adapters" / "one_copy.py")]
    with ExitStack() as stack:
        copies = [
            stack.enter_context(
                subprocess.Popen(
                    [*program, name, str(folder), str(TIMES)],
                    env=env, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                )
            )
            for name in names
        ]  # fmt: skip
        for copy in copies:
            assert copy.stdout is not None
            assert copy.stdout.readline() == "ready\n"
        # All have read the empty files by now, and begin at once.
        for copy in copies:
            copy.communicate("go\n")
            assert copy.returncode == 0


async def test_processes_that_change_the_same_files_lose_nothing(tmp_path: Path) -> None:
    _run_copies(tmp_path, "abc")
    expected = {f"{name}{n}" for name in "abc" for n in range(TIMES) if n % 3 != 1}
    loaded = await WorkspaceFile(lambda: tmp_path / "workspace.json").load()
    assert {p.provider_id for p in loaded.workspace.providers} == expected
    backend = FileKeyring(tmp_path / "entries")
    vault = KeyringVault(KeyIndex(lambda: tmp_path / "keys.json"), find=lambda: backend)
    records = await vault.records()
    assert {one.key_id for one in records} == expected
    assert all(one.last_used_at == float(one.key_id[1:]) + 1 for one in records)
    assert {name for name in backend.entries if "/key/" in name} == set(map(key_entry, expected))
    # Whoever came last: the secret is one of those that were stored, and no other is left over.
    assert (await vault.secret("shared")).reveal() in {f"{name}{TIMES - 1}" for name in "abc"}
    assert len(backend.entries) == len(expected) + 1


class Copies:
    """Two stores on one file, as two windows have them."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "workspace.json"
        self.here, self.there = (WorkspaceFile(lambda: self.path) for _ in range(2))

    async def begin(self, workspace: Workspace = BASE) -> None:
        await self.here.save(workspace)
        await self.there.load()


@pytest.fixture
async def copies(tmp_path: Path) -> Copies:
    made = Copies(tmp_path)
    await made.begin()
    return made


async def test_a_save_brings_what_the_other_copy_changed(copies: Copies) -> None:
    await copies.there.save(replace(BASE, clients=(Client("c1", "p1", "App", "app"),)))
    loaded = await copies.here.save(replace(BASE, settings=Settings(theme="dark")))
    assert [c.key for c in loaded.workspace.clients] == ["c1"]
    assert loaded.workspace.settings.theme == "dark"
    assert loaded.notice == ""
    assert (await WorkspaceFile(lambda: copies.path).load()).workspace == loaded.workspace


async def test_the_later_save_of_the_same_field_wins_and_says_so(copies: Copies) -> None:
    await copies.there.save(replace(BASE, providers=(replace(WORK, name="There"),)))
    loaded = await copies.here.save(replace(BASE, providers=(replace(WORK, name="Here"),)))
    assert loaded.workspace.providers[0].name == "Here"
    assert "name of “Here”" in loaded.notice
    # The other one learns of it, and has nothing to say against it.
    found = await copies.there.refresh(replace(BASE, providers=(replace(WORK, name="There"),)))
    assert found is not None
    assert found.workspace.providers[0].name == "Here"


async def test_what_the_other_copy_removed_stays_removed(copies: Copies) -> None:
    await copies.there.save(Workspace())
    loaded = await copies.here.save(replace(BASE, settings=Settings(leeway=5)))
    assert loaded.workspace == Workspace(settings=Settings(leeway=5))


async def test_a_refresh_tells_only_what_is_new(copies: Copies) -> None:
    assert await copies.here.refresh(BASE) is None
    other = Provider("p2", "Other", "https://other.example")
    await copies.there.save(replace(BASE, providers=(WORK, other)))
    mine = replace(BASE, settings=Settings(theme="dark"))  # not saved yet
    found = await copies.here.refresh(mine)
    assert found is not None
    assert found.workspace == replace(mine, providers=(WORK, other))
    assert await copies.here.refresh(found.workspace) is None
    saved = await copies.here.save(found.workspace)
    assert saved.workspace == found.workspace


@pytest.mark.parametrize(
    "spoil",
    [lambda path: path.unlink(), lambda path: path.write_bytes(b"edited by hand, with a slip")],
)
async def test_a_refresh_leaves_a_lost_or_broken_file_to_the_next_save(
    copies: Copies, spoil: Callable[[Path], object]
) -> None:
    spoil(copies.path)
    assert await copies.here.refresh(BASE) is None
    assert (await copies.here.save(BASE)).workspace == BASE
    assert (await WorkspaceFile(lambda: copies.path).load()).workspace == BASE


async def test_another_copys_key_changes_the_revision_and_the_list(tmp_path: Path) -> None:
    (tmp_path / "entries").mkdir()
    backend = FileKeyring(tmp_path / "entries")
    here, there = (
        KeyringVault(KeyIndex(lambda: tmp_path / "keys.json"), find=lambda: backend)
        for _ in range(2)
    )
    await here.add(record_of(sample_key(), "k1"), sample_key())
    seen = (await here.status()).revision
    assert await here.revision() == seen
    await there.put_secret("ref", Secret("s"))
    assert await here.revision() != seen
    assert [one.ref for one in await here.secrets()] == ["ref"]
