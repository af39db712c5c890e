from __future__ import annotations

import subprocess
import sys
import threading
from typing import TYPE_CHECKING

from oidc_workbench.adapters.file_lock import file_lock, lock_if_free

if TYPE_CHECKING:
    from pathlib import Path

_HOLDER = """
import sys
from pathlib import Path
from oidc_workbench.adapters.file_lock import file_lock
with file_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_a_held_lock_is_not_free_and_then_is_again(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "keys.json"
    with lock_if_free(path) as is_free:
        assert is_free
        with lock_if_free(path) as is_free_again:
            assert not is_free_again
    with lock_if_free(path) as is_free:
        assert is_free


def test_a_lock_is_waited_for(tmp_path: Path) -> None:
    path, order = tmp_path / "keys.json", list[str]()

    def second() -> None:
        with file_lock(path):
            order.append("second")

    with file_lock(path):
        thread = threading.Thread(target=second)
        thread.start()
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_a_killed_process_frees_its_lock(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with lock_if_free(path) as is_free:
            assert not is_free
        holder.kill()
        with file_lock(path):
            pass
