"""What a run says and answers when a part of the machine is missing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
_NEEDY = """
import pytest

@pytest.mark.needs("chromium")
def test_one(): raise AssertionError

@pytest.mark.needs("chromium", "openssl")
def test_two(): raise AssertionError

def test_three(): pass
"""
_SKIPPING = """
import pytest

def test_four(): pytest.skip("not today")
"""


class Run:
    """A run of pytest, on a machine where no program can be found."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "pytest.ini").write_text("[pytest]\nmarkers = needs(part): as in the suite\n")

    def __call__(self, text: str, *options: str) -> subprocess.CompletedProcess[str]:
        (self.folder / "test_it.py").write_text(text)
        return subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "xdist", "-p", "strict", *options],
            cwd=self.folder,
            env={
                **os.environ,
                "PATH": "/nonexistent",
                "PYTHONPATH": str(TESTS),
                "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",  # the others play no part and cost seconds
            },
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run(tmp_path)


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_missing_part_is_named_once_and_skips_what_needs_it(run: Run, workers: str) -> None:
    done = run(_NEEDY, "-n", workers)
    assert done.returncode == 0
    assert "1 passed, 2 skipped" in done.stdout
    named = [line for line in done.stdout.splitlines() if "apt-get install" in line]
    assert [line.partition(" ")[0] for line in named] == ["chromium", "openssl"]
    assert named[0].endswith("2 tests skipped")


@pytest.mark.parametrize(
    ("text", "workers"), [(_NEEDY, "2"), (_SKIPPING, "0")], ids=["parallel", "alone"]
)
def test_strict_lets_nothing_be_skipped(run: Run, text: str, workers: str) -> None:
    done = run(text, "-n", workers, "--strict-parts")
    assert done.returncode == 1
    assert "none may be" in done.stdout


def test_strict_lets_a_complete_run_pass(run: Run) -> None:
    assert run("def test_five(): pass", "--strict-parts").returncode == 0


def test_a_part_that_nobody_knows_is_a_mistake(run: Run) -> None:
    done = run(_NEEDY.replace("chromium", "chromiun"))
    assert done.returncode not in (0, 1)
    assert "chromiun" in done.stdout + done.stderr
