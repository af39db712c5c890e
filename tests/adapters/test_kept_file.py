"""A broken file is moved aside by one copy of the program, and never in place of a good one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adapters.vault_samples import record_of, sample_key
from oidc_workbench.adapters.file_lock import lock_if_free
from oidc_workbench.adapters.kept_file import load_kept
from oidc_workbench.adapters.key_index import KeyIndex

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kept.json"


def _decode(data: bytes) -> bytes:
    if data != b"good":
        raise ValueError("it is not good")
    return data


def test_a_file_that_another_copy_repaired_meanwhile_stays(path: Path) -> None:
    def repaired(data: bytes) -> bytes:
        path.write_bytes(b"good")
        return _decode(data)

    path.write_bytes(b"broken")
    kept = load_kept(path, repaired, "kept file")
    assert (kept.value, kept.notice) == (b"good", "")
    assert path.read_bytes() == b"good"
    assert list(path.parent.glob("*.broken*")) == []


def test_a_broken_file_is_moved_under_its_lock(path: Path) -> None:
    locked = []

    def watched(data: bytes) -> bytes:
        with lock_if_free(path) as is_free:
            locked.append(not is_free)
        return _decode(data)

    path.write_bytes(b"broken")
    assert load_kept(path, watched, "kept file").value is None
    assert locked == [False, True]
    assert path.with_name("kept.json.broken").read_bytes() == b"broken"


def test_a_change_of_a_broken_index_holds_the_lock_already(path: Path) -> None:
    index = KeyIndex(lambda: path)
    path.write_bytes(b"broken")
    index.put_key(record_of(sample_key(), "k1"))
    assert [one.key_id for one in index.read().keys] == ["k1"]
    assert path.with_name("kept.json.broken").read_bytes() == b"broken"
