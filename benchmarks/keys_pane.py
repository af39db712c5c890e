"""The keys pane opens with a thousand keys, without a look at the keyring.

    python benchmarks/keys_pane.py [--keys 1000] [--runs 15]

From building the pane to its first paint, as when the person chooses it in the rail. The floor is
the same pane without a key, in the same run. What stands at the right is made after that paint,
and is one of the turns of the loop after it. Any call of the keyring would end the run. The first
opening happens once in a process, so each is measured in a process of its own: in the program,
after what it loads in advance, and in one where nothing has been loaded.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from home import at_home

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QApplication

    from oidc_workbench.ui.bench import Bench, BenchState
    from oidc_workbench.ui.pane import PaneContext
    from oidc_workbench.ui.task_runner import TaskRunner
    from oidc_workbench.workspace.key_record import KeyRecord

sys.dont_write_bytecode = False
sys.pycache_prefix = str(Path(tempfile.gettempdir()) / "workbench-bytecode")  # as when installed
GOAL = 100  # milliseconds
DAY = 86400.0
SETTLED = 1.0  # seconds without work after which the program counts as idle
CHILDREN = 7
FIRSTS = {
    "program": f"in the program, goal {GOAL}",
    "cold": "with nothing loaded in advance",
}


def records(count: int) -> "tuple[KeyRecord, ...]":
    """Keys of several kinds; making a thousand would take a while, so each kind is made once."""
    from oidc_workbench.jose.jwk import public_jwk
    from oidc_workbench.jose.key_generation import generate_key
    from oidc_workbench.workspace.key_record import KeyRecord

    made = [generate_key(kind).public for kind in ("P-256", "RSA-2048", "Ed25519", "RSA-3072")]
    now = time.time()  # noqa: TID251 - the age of keys is told on the real clock
    return tuple(
        KeyRecord(
            f"k{n}", f"Service number {n}", f"kid-{n}", key.kty, "", key.thumbprint,
            now - n * DAY, "generated", public_jwk(key), last_used_at=now - n * 60,
        )
        for n, key in ((n, made[n % len(made)]) for n in range(count))
    )  # fmt: skip


class Opening:
    """Builds the pane on a bench and waits for its paint."""

    def __init__(self, app: "QApplication", bench: "Bench") -> None:
        self.app, self.bench = app, bench
        self.context = _context(bench)

    def once(self) -> tuple[float, float]:
        """Return the milliseconds to the first paint, and the longest turn of the loop after it."""
        from PySide6.QtCore import QEvent

        from oidc_workbench.ui.panes.keys.view import KeysPane, build

        begin = time.perf_counter()
        pane = build(self.context)
        pane.resize(1060, 720)
        pane.show()
        pane.grab()
        opened = time.perf_counter() - begin
        assert isinstance(pane, KeysPane)
        assert pane.presenter.state.inventory.total == len(self.bench.state.keys)
        longest, end = 0.0, time.perf_counter() + 0.5
        while time.perf_counter() < end:
            turn = time.perf_counter()
            self.app.processEvents()
            longest = max(longest, time.perf_counter() - turn)
            time.sleep(0.002)
        pane.presenter.close()  # or it would judge on beside the next one
        pane.deleteLater()
        self.app.sendPostedEvents(pane, QEvent.Type.DeferredDelete.value)
        return opened * 1000, longest * 1000

    def close(self) -> None:
        """Let the threads end."""
        cast("TaskRunner", self.context.runner).close()


def _context(bench: "Bench") -> "PaneContext":
    from oidc_workbench import wiring
    from oidc_workbench.ui.pane import PaneContext
    from oidc_workbench.ui.task_runner import TaskRunner

    def no_keyring(*_args: object) -> None:
        raise AssertionError("the pane asked the keyring")

    services = wiring.services(record=lambda _exchange: None)
    vault = services.vault
    for name in ("status", "signing_key", "decryption_key", "secret", "add", "remove"):
        setattr(vault, name, no_keyring)
    kept = bench.state.keys

    async def index() -> "tuple[KeyRecord, ...]":
        return kept

    # The pane reads the index when it is shown; another one would empty it for the runs to come.
    setattr(vault, "records", index)  # noqa: B010 - a method of the port is put in place of its own
    runner = TaskRunner(_crash)
    return PaneContext(bench, runner, services, lambda _pane: None, lambda _tick: lambda: None)


def _crash(error: BaseException) -> None:
    raise error


def _settled(app: "QApplication", pending: "Callable[[], int]") -> None:
    """Let the program do what it does by itself, until it has done nothing for a while."""
    quiet = time.perf_counter() + SETTLED
    while time.perf_counter() < quiet:
        app.processEvents()
        if pending():
            quiet = time.perf_counter() + SETTLED
        time.sleep(0.002)


def open_in_program() -> float:
    """Milliseconds to the pane's first paint in the program, which has settled before."""
    from oidc_workbench.app import Program, application

    app = application()
    program = Program(app)
    program.window.show()
    _settled(app, lambda: program.runner.pending)
    begin = time.perf_counter()
    program.window.show_pane("keys")
    program.window.grab()
    opened = time.perf_counter() - begin
    _settled(app, lambda: program.runner.pending)
    program.close()
    return opened * 1000


def open_cold(count: int) -> float:
    """Milliseconds to the pane's first paint where nothing was loaded but the shell."""
    from oidc_workbench.app import application
    from oidc_workbench.ui.bench import Bench

    opening = Opening(application(), Bench(_with_keys(count)))
    found = opening.once()[0]
    opening.close()
    return found


def in_child(how: str, count: int) -> float:
    """Open the pane in a process of its own."""
    command = [sys.executable, __file__, "--child", how, "--keys", str(count)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(ran.stdout)


def _with_keys(count: int) -> "BenchState":
    from oidc_workbench.ui.bench import BenchState
    from oidc_workbench.workspace.profile import Workspace

    return replace(BenchState(Workspace()), keys=records(count))


def _fill_index(count: int) -> None:
    """Write the index that the program finds when it starts."""
    from oidc_workbench.adapters.key_index import KeyIndex
    from oidc_workbench.wiring import key_index_path

    index = KeyIndex(key_index_path)
    for record in records(count):
        index.put_key(record)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keys", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--child", choices=("program", "cold"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        print(open_in_program() if args.child == "program" else open_cold(args.keys))
        return 0
    with at_home():
        _fill_index(args.keys)
        return _measure(args)


def _measure(args: argparse.Namespace) -> int:
    from oidc_workbench.app import application
    from oidc_workbench.ui.bench import Bench, BenchState
    from oidc_workbench.ui.theme import ThemeManager
    from oidc_workbench.workspace.profile import Workspace

    firsts = {how: [in_child(how, args.keys) for _ in range(CHILDREN)] for how in FIRSTS}
    app = application()
    ThemeManager(app, "light").follow()
    empty = Opening(app, Bench(BenchState(Workspace())))
    full = Opening(app, Bench(_with_keys(args.keys)))
    for opening in (empty, full):
        opening.once()  # imports and fonts come with the first
    floor = [empty.once()[0] for _ in range(args.runs)]
    found = [full.once() for _ in range(args.runs)]
    opened, turns = [one[0] for one in found], [one[1] for one in found]
    median = statistics.median(opened)
    print(f"empty pane           {statistics.median(floor):7.1f} ms")
    for how, times in firsts.items():
        print(f"{args.keys:5} keys, first     {statistics.median(times):7.1f} ms  {FIRSTS[how]}")
    print(f"{args.keys:5} keys, warm      {median:7.1f} ms  goal {GOAL}")
    print(f"ratio to an empty one {median / statistics.median(floor):6.2f}")
    print(f"longest turn after it {statistics.median(turns):6.1f} ms  (judging goes on beside it)")
    for opening in (empty, full):
        opening.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
