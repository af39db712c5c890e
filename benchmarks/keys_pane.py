"""The keys pane opens with a thousand keys, without a look at the keyring.

    python benchmarks/keys_pane.py [--keys 1000] [--runs 15]

From building the pane to its first paint, as when the person chooses it in the rail. The floor is
the same pane without a key, in the same run. Any call of the keyring would end the run.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from oidc_workbench.ui.bench import Bench
    from oidc_workbench.ui.pane import PaneContext
    from oidc_workbench.workspace.key_record import KeyRecord

sys.dont_write_bytecode = False
sys.pycache_prefix = str(Path(tempfile.gettempdir()) / "workbench-bytecode")  # as when installed
GOAL = 100  # milliseconds
DAY = 86400.0


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
        pane.deleteLater()
        self.app.processEvents()
        return opened * 1000, longest * 1000


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


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keys", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=15)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="workbench-keys-") as home:
        for kind in ("CONFIG", "DATA", "STATE", "CACHE"):
            os.environ[f"XDG_{kind}_HOME"] = home
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        return _measure(args)


def _measure(args: argparse.Namespace) -> int:
    from oidc_workbench.app import application
    from oidc_workbench.ui.bench import Bench, BenchState
    from oidc_workbench.ui.theme import ThemeManager
    from oidc_workbench.workspace.profile import Workspace

    app = application()
    ThemeManager(app, "light").follow()
    state = BenchState(Workspace())
    empty = Opening(app, Bench(state))
    full = Opening(app, Bench(replace(state, keys=records(args.keys))))
    first = full.once()  # imports and fonts come with the first of either
    empty.once()
    floor = [empty.once()[0] for _ in range(args.runs)]
    found = [full.once() for _ in range(args.runs)]
    opened, turns = [one[0] for one in found], [one[1] for one in found]
    median = statistics.median(opened)
    print(f"empty pane           {statistics.median(floor):7.1f} ms")
    print(f"{args.keys:5} keys, first     {first[0]:7.1f} ms")
    print(f"{args.keys:5} keys, warm      {median:7.1f} ms  goal {GOAL}")
    print(f"ratio to an empty one {median / statistics.median(floor):6.2f}")
    print(f"longest turn after it {statistics.median(turns):6.1f} ms  (judging goes on beside it)")
    for opening in (empty, full):
        opening.context.runner.close()  # type: ignore[attr-defined]  # a TaskRunner
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
