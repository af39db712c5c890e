import asyncio
from pathlib import Path

import pytest

from oidc_workbench.adapters.chosen_files import ChosenFiles
from oidc_workbench.errors import WorkbenchError


@pytest.mark.anyio
async def test_what_was_saved_is_read_again(tmp_path: Path) -> None:
    path = str(tmp_path / "new" / "report.md")
    await ChosenFiles().save(path, b"first")
    await ChosenFiles().save(path, b"second")
    assert await ChosenFiles().open(path, 100) == b"second"


def test_what_was_replaced_leaves_nothing_beside_it(tmp_path: Path) -> None:
    for content in (b"an old private key", b"a new one"):
        asyncio.run(ChosenFiles().save(str(tmp_path / "key.pem"), content))
    assert [file.name for file in tmp_path.iterdir()] == ["key.pem"]


@pytest.mark.anyio
async def test_a_huge_file_is_not_read_whole(tmp_path: Path) -> None:
    (tmp_path / "huge").write_bytes(b"x" * 1000)
    assert len(await ChosenFiles().open(str(tmp_path / "huge"), 10)) == 11


@pytest.mark.anyio
@pytest.mark.parametrize("name", ["", "a\0b"])
async def test_what_can_not_be_written_is_said(tmp_path: Path, name: str) -> None:
    path = f"{tmp_path}/{name}"
    with pytest.raises(WorkbenchError) as caught:
        await ChosenFiles().save(path, b"data")
    assert caught.value.code == "file-not-written"


@pytest.mark.anyio
async def test_what_can_not_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(WorkbenchError) as caught:
        await ChosenFiles().open(str(tmp_path / "none"), 10)
    assert caught.value.code == "file-not-read"
    assert "none" in caught.value.message
