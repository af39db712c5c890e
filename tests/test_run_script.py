"""`./run` in a checkout of stand-ins: each tool it calls writes down how it was called."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
PACKAGES = (
    *("libgl1", "libegl1", "libxkbcommon0", "libdbus-1-3", "libfontconfig1", "libglib2.0-0"),
    *("libxcb-cursor0", "libxkbcommon-x11-0", "libxcb-icccm4", "libxcb-keysyms1", "libxcb-shape0"),
)
_LIBRARIES = (
    *("libGL.so.1", "libEGL.so.1", "libxkbcommon.so.0", "libdbus-1.so.3", "libfontconfig.so.1"),
    *("libglib-2.0.so.0", "libxcb-cursor.so.0", "libxkbcommon-x11.so.0", "libxcb-icccm.so.4"),
    *("libxcb-keysyms.so.1", "libxcb-shape.so.0"),
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the script is for Linux")


class Checkout:
    """A copy of `run` beside stand-ins for all that it starts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        shutil.copy(PROJECT / "run", folder / "run")
        (folder / "uv.lock").write_text("a lock")
        (folder / "pyproject.toml").write_text("a project")
        self.tool("tools/id", "echo 1000")
        self.libraries(*_LIBRARIES)
        self.make_venv()

    @property
    def tools(self) -> Path:
        return self.folder / "tools"

    @property
    def calls_file(self) -> Path:
        return self.folder / "calls"

    def make_venv(self) -> None:
        python = self.tool(".venv/bin/python", 'record "python $*"')
        (self.folder / ".venv" / "bin" / "pip").write_text(f"#!{python}\n")
        version = next(
            line.partition("=")[2]
            for line in (PROJECT / "run").read_text().splitlines()
            if line.startswith("uv_version=")
        )
        answer = f'[ "$1" = --version ] && echo "uv {version}" || record "uv $*"'
        self.tool(".venv/bin/uv", answer)
        self.tool(".venv/bin/oidc-workbench", 'record "program $*"')

    def tool(self, name: str, script: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        record = 'record() { echo "$1" >>"$CALLS"; }'
        path.write_text(f"#!/bin/sh\n{record}\n{script}\n")
        path.chmod(0o700)
        return path

    def libraries(self, *names: str) -> None:
        lines = "".join(f"\t{name} (libc6,x86-64) => /lib/{name}\\n" for name in names)
        self.tool("tools/ldconfig", f"printf '{lines}'")

    def run(self, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
        self.calls_file.write_text("")
        return subprocess.run(
            [str(self.folder / "run"), *arguments],
            env={
                "PATH": f"{self.tools}:{os.environ['PATH']}",
                "CALLS": str(self.calls_file),
                **env,
            },
            capture_output=True,
            text=True,
            check=False,
        )

    def calls(self) -> list[str]:
        return self.calls_file.read_text().splitlines()


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path / "checkout")


def test_the_first_start_installs_what_is_locked_and_the_second_nothing(checkout: Checkout) -> None:
    checkout.run("rules")
    assert checkout.calls() == ["uv sync --frozen --quiet --no-dev", "program rules"]
    warm = checkout.run("rules")
    assert (checkout.calls(), warm.stderr) == (["program rules"], "")


def test_arguments_reach_the_program_as_they_are(checkout: Checkout) -> None:
    checkout.tool(".venv/bin/oidc-workbench", 'for each; do record "[$each]"; done')
    checkout.run("inspect", "two words", "*")
    assert checkout.calls()[1:] == ["[inspect]", "[two words]", "[*]"]


def test_what_the_program_prints_is_all_of_stdout(checkout: Checkout) -> None:
    checkout.tool(".venv/bin/oidc-workbench", "echo '{}'")
    assert checkout.run("rules", "--json").stdout == "{}\n"


def test_a_changed_lock_is_installed(checkout: Checkout) -> None:
    checkout.run("rules")
    (checkout.folder / "uv.lock").write_text("another lock")
    checkout.run("rules")
    assert checkout.calls()[0] == "uv sync --frozen --quiet --no-dev"


def test_the_packages_of_the_tests_stay_once_they_are_there(checkout: Checkout) -> None:
    checkout.run("test", "-k", "name")
    assert checkout.calls() == [
        "uv sync --frozen --quiet --dev",
        f"python {checkout.folder}/tests/run_all.py -k name",
    ]
    checkout.run("rules")
    assert checkout.calls() == ["program rules"]


def test_an_interrupted_installation_is_done_again(checkout: Checkout) -> None:
    checkout.tool(".venv/bin/uv", "exit 1")
    assert checkout.run("rules").returncode != 0
    checkout.make_venv()
    checkout.run("rules")
    assert len(checkout.calls()) == 2


def test_with_a_display_the_window_opens_beside_the_practice_provider(checkout: Checkout) -> None:
    checkout.run(DISPLAY=":0")
    assert checkout.calls()[-1] == "program --practice"


def test_without_a_display_the_demo_runs_and_one_sentence_says_so(checkout: Checkout) -> None:
    checkout.run("rules")
    done = checkout.run()
    assert checkout.calls() == ["program demo"]
    assert done.stderr.count("\n") == 1
    assert "No display" in done.stderr


def test_everything_missing_is_named_at_once(checkout: Checkout) -> None:
    checkout.libraries()
    shutil.rmtree(checkout.folder / ".venv")
    checkout.tool("tools/python3", 'case "$2" in *ensurepip*) exit 1 ;; esac')
    done = checkout.run(DISPLAY=":0")
    assert (done.returncode, checkout.calls()) == (1, [])
    (message,) = done.stderr.splitlines()
    assert all(f" {package}" in message for package in ("python3-venv", *PACKAGES))


def test_only_what_draws_needs_the_libraries(checkout: Checkout) -> None:
    checkout.libraries()
    assert checkout.run("rules").returncode == 0
    assert checkout.run("--practice").returncode == 1


def test_root_on_debian_gets_the_missing_libraries(checkout: Checkout) -> None:
    checkout.tool("tools/id", "echo 0")
    checkout.tool("tools/apt-get", 'record "apt-get $*"')
    checkout.libraries(*_LIBRARIES[1:])
    checkout.run("rules")
    assert checkout.calls()[:2] == [
        "apt-get -q -o Acquire::Retries=3 update",
        "apt-get -q -o Acquire::Retries=3 install -y --no-install-recommends libgl1",
    ]


def test_a_moved_checkout_gets_a_new_environment(checkout: Checkout, tmp_path: Path) -> None:
    checkout.tool("tools/python3", '[ "$1" = -c ] || record "python3 $*"')
    checkout.folder = checkout.folder.rename(tmp_path / "moved")
    checkout.run("rules")
    assert checkout.calls()[0] == f"python3 -m venv --clear {checkout.folder}/.venv"
