# ruff: noqa: ASYNC240 - a test has its loop to itself

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from oidc_workbench.adapters.atomic_file import previous_of
from oidc_workbench.adapters.workspace_file import WorkspaceFile
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.workspace.profile import Provider, Settings, Workspace

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.anyio

FIRST = Workspace(providers=(Provider("p", "First", "https://first.example"),))
SECOND = replace(FIRST, settings=Settings(theme="dark"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "workspace.json"


@pytest.fixture
def store(path: Path) -> WorkspaceFile:
    return WorkspaceFile(lambda: path)


async def test_nothing_there_is_an_empty_workspace(store: WorkspaceFile, path: Path) -> None:
    loaded = await store.load()
    assert (loaded.workspace, loaded.notice) == (Workspace(), "")
    assert not path.exists()


async def test_saved_is_loaded(store: WorkspaceFile) -> None:
    await store.save(FIRST)
    await store.save(SECOND)
    loaded = await store.load()
    assert (loaded.workspace, loaded.notice) == (SECOND, "")


@pytest.mark.parametrize("broken", [b"", b"\0\0\0", b'{"version": 1, "providers": 5}'])
async def test_broken_file_is_kept_aside_and_the_previous_one_used(
    store: WorkspaceFile, path: Path, broken: bytes
) -> None:
    await store.save(FIRST)
    await store.save(SECOND)
    path.write_bytes(broken)
    loaded = await store.load()
    assert loaded.workspace == FIRST
    assert "workspace.json.broken" in loaded.notice
    assert path.with_name("workspace.json.broken").read_bytes() == broken
    # And so it stays when the program ends before it saves anything.
    assert (await store.load()).workspace == FIRST
    await store.save(SECOND)
    assert (await store.load()).workspace == SECOND


async def test_each_broken_file_is_kept(store: WorkspaceFile, path: Path) -> None:
    for text in (b"one", b"two", b"three"):
        await store.save(FIRST)
        path.write_bytes(text)
        await store.load()
    kept = {file.read_bytes() for file in path.parent.glob("*.broken*")}
    assert kept == {b"one", b"two", b"three"}


async def test_both_versions_broken_begins_empty_and_says_so(
    store: WorkspaceFile, path: Path
) -> None:
    await store.save(FIRST)
    path.write_bytes(b"broken")
    previous_of(path).write_bytes(b"broken too")
    loaded = await store.load()
    assert loaded.workspace == Workspace()
    assert "broken as well" in loaded.notice


async def test_broken_without_a_previous_version(store: WorkspaceFile, path: Path) -> None:
    await store.save(FIRST)
    path.write_bytes(b"broken")
    loaded = await store.load()
    assert loaded.workspace == Workspace()
    assert "No earlier version" in loaded.notice


@pytest.mark.parametrize(
    ("text", "code"),
    [(b'{"version": 9}', "settings-newer"), (b'{"version": 1, "x": 1}', "settings-unknown")],
)
async def test_file_of_another_version_is_never_touched(
    store: WorkspaceFile, path: Path, text: bytes, code: str
) -> None:
    await store.save(FIRST)
    path.write_bytes(text)
    with pytest.raises(WorkbenchError) as caught:
        await store.load()
    assert caught.value.code == code
    with pytest.raises(WorkbenchError) as caught:
        await store.save(SECOND)
    assert caught.value.code == code
    assert path.read_bytes() == text


async def test_saving_over_a_file_that_broke_meanwhile_keeps_it(
    store: WorkspaceFile, path: Path
) -> None:
    await store.save(FIRST)
    path.write_bytes(b"edited by hand, with a slip")
    await store.save(SECOND)
    assert path.with_name("workspace.json.broken").read_bytes() == b"edited by hand, with a slip"
    assert (await store.load()).workspace == SECOND


async def test_folder_that_cannot_be_written(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("in the way")
    store = WorkspaceFile(lambda: file / "workspace.json")
    with pytest.raises(WorkbenchError) as caught:
        await store.save(FIRST)
    assert caught.value.code == "settings-not-written"


async def test_folder_in_the_place_of_the_file(store: WorkspaceFile, path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(WorkbenchError) as caught:
        await store.load()
    assert caught.value.code == "settings-unreadable"
