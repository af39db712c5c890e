"""Processes that are killed at every step of a save lose nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

TESTS = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork")


@pytest.fixture
def folder() -> Iterator[Path]:
    """In memory where the system has that: thousands of files come and go."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of its own is made there
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as made:
        yield Path(made)


def killed(program: str, folder: Path) -> dict[str, int]:
    """Run one of the killing programs; its counts."""
    done = subprocess.run(
        [sys.executable, TESTS / "adapters" / program, folder],
        env={**os.environ, "PYTHONPATH": str(TESTS)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    counts: dict[str, int] = json.loads(done.stdout)
    return counts


def test_index_and_settings_are_the_old_or_the_new_ones(folder: Path) -> None:
    counts = killed("killed_saves.py", folder)
    assert all(counts.values())
    assert sum(counts.values()) >= 1000


def test_every_step_between_keyring_and_index_leaves_what_can_be_told(folder: Path) -> None:
    counts = killed("killed_vault.py", folder)
    assert all(counts.values())
