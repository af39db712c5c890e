from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from fakes.file_calls import FailingFileCalls, KilledError
from oidc_workbench.adapters.atomic_file import previous_of, sweep, write_alone, write_atomically

if TYPE_CHECKING:
    from pathlib import Path

OLDEST, OLD, NEW = b"oldest version", b"old version", b"new version"


def _calls_of_a_whole_write(folder: Path) -> list[str]:
    path = folder / "whole"
    calls = FailingFileCalls()
    path.write_bytes(OLD)
    write_atomically(path, NEW, calls)
    return calls.names


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "settings.json"
    write_atomically(path, OLDEST)
    write_atomically(path, OLD)
    return path


def test_writes_and_keeps_the_version_before(path: Path) -> None:
    write_atomically(path, NEW)
    assert path.read_bytes() == NEW
    assert previous_of(path).read_bytes() == OLD


def test_first_write_makes_folders_and_no_previous_version(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "settings.json"
    write_atomically(path, NEW)
    assert path.read_bytes() == NEW
    assert not previous_of(path).exists()


def test_only_the_owner_may_read(path: Path) -> None:
    for file in (path, previous_of(path)):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_octets_are_on_the_disk_before_the_rename(tmp_path: Path) -> None:
    names = _calls_of_a_whole_write(tmp_path)
    for renamed in (i for i, name in enumerate(names) if name == "replace"):
        assert names[renamed - 2 : renamed] == ["fsync", "close"]
    assert names[-1] == "fsync_folder"


def test_symbolic_link_stays_a_link(tmp_path: Path, path: Path) -> None:
    link = tmp_path / "elsewhere" / "link.json"
    link.parent.mkdir()
    link.symlink_to(path)
    write_atomically(link, NEW)
    assert link.is_symlink()
    assert path.read_bytes() == NEW


@pytest.mark.parametrize("kills", [False, True])
def test_every_interruption_leaves_a_whole_file(tmp_path: Path, kills: bool) -> None:
    total = len(_calls_of_a_whole_write(tmp_path))
    for fails_at in range(1, total + 1):
        path = tmp_path / f"{kills}-{fails_at}"
        write_atomically(path, OLDEST)
        write_atomically(path, OLD)
        with pytest.raises((OSError, KilledError)):
            write_atomically(path, NEW, FailingFileCalls(fails_at, kills=kills))
        assert path.read_bytes() in {OLD, NEW}, fails_at
        assert previous_of(path).read_bytes() in {OLDEST, OLD}, fails_at


def test_failure_leaves_no_temporary_file(tmp_path: Path) -> None:
    total = len(_calls_of_a_whole_write(tmp_path))
    for fails_at in range(1, total + 1):
        folder = tmp_path / str(fails_at)
        path = folder / "settings.json"
        write_atomically(path, OLDEST)
        write_atomically(path, OLD)
        with pytest.raises(OSError, match="No space left"):
            write_atomically(path, NEW, FailingFileCalls(fails_at))
        assert {file.name for file in folder.iterdir()} == {path.name, previous_of(path).name}


def test_what_is_kept_alone_is_whole_and_alone_however_it_fails(tmp_path: Path) -> None:
    path = tmp_path / "chosen"
    write_alone(path, OLD)
    whole = FailingFileCalls()
    write_alone(path, NEW, whole)
    for fails_at in range(1, len(whole.names) + 1):
        write_alone(path, OLD)
        with pytest.raises(OSError, match="No space left"):
            write_alone(path, NEW, FailingFileCalls(fails_at))
        assert path.read_bytes() in {OLD, NEW}
        assert list(tmp_path.iterdir()) == [path]


def test_works_again_after_being_killed(path: Path) -> None:
    with pytest.raises(KilledError):
        write_atomically(path, b"lost", FailingFileCalls(3, kills=True))
    write_atomically(path, NEW)
    assert path.read_bytes() == NEW


def test_what_a_killed_process_left_is_swept_up_and_nothing_else(path: Path) -> None:
    for fails_at in (3, 9):
        with pytest.raises(KilledError):
            write_atomically(path, b"lost", FailingFileCalls(fails_at, kills=True))
    others = [path.with_name("other.json"), path.with_name(".other.json.1.tmp")]
    for other in others:
        other.write_bytes(b"another's")
    assert len(list(path.parent.iterdir())) > 4
    sweep(path)
    assert set(path.parent.iterdir()) == {path, previous_of(path), *others}


def test_sweeping_where_nothing_is_is_fine(tmp_path: Path) -> None:
    sweep(tmp_path / "missing" / "settings.json")
    assert list(tmp_path.iterdir()) == []
