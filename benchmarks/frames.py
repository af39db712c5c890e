"""The window's frames while an RSA key of 4,096 bits is made, and while one is imported.

    python benchmarks/frames.py [--runs 10]

The keys pane is in front and is worked by its own presenter. A timer without an interval ticks as
often as the event loop turns; the longest time between two ticks is the longest that the window
stood still. The floor is the same window, as long and with nothing to do, in the same run.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast

from home import at_home

if TYPE_CHECKING:
    from oidc_workbench.ui.panes.keys.presenter import KeysPresenter
    from oidc_workbench.ui.panes.keys.view import KeysPane

sys.dont_write_bytecode = False
sys.pycache_prefix = str(Path(tempfile.gettempdir()) / "workbench-bytecode")  # as when installed
FRAME = 16  # milliseconds
SETTLED = 1.5  # seconds without work after which the program counts as idle


class Window:
    """The program with its keys pane, and a watch on its event loop."""

    def __init__(self) -> None:
        from PySide6.QtCore import QTimer

        from oidc_workbench.app import Program, application

        self.app = application()
        self.program = Program(self.app)
        self.program.window.show()
        self._last, self.longest = 0.0, 0.0
        self._watch = QTimer(interval=0)
        self._watch.timeout.connect(self._tick)
        self.run(SETTLED)
        self.program.window.show_pane("keys")
        self.run(SETTLED)

    @property
    def presenter(self) -> "KeysPresenter":
        return cast("KeysPane", self.program.window.pane("keys")).presenter

    def run(self, seconds: float) -> None:
        end = time.perf_counter() + seconds
        while time.perf_counter() < end or self.program.runner.pending:
            self.app.processEvents()

    def stood_still(self, begin: Callable[[], object], least: float = 0.3) -> float:
        """Milliseconds of the longest standstill from a beginning until nothing is under way."""
        self._last, self.longest = time.perf_counter(), 0.0
        self._watch.start()
        begin()
        self.run(least)
        self._watch.stop()
        return self.longest * 1000

    def _tick(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, now - self._last)
        self._last = now


def make_file() -> bytes:
    """Another program's key: RSA-4096 as PKCS #8."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    return rsa.generate_private_key(65537, 4096).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def run(runs: int) -> None:
    from oidc_workbench.ui.panes.keys.making import KeyDraft

    window, file = Window(), make_file()
    presenter = window.presenter

    def make() -> None:
        presenter.show_page("make")
        presenter.making.make(KeyDraft(kind="RSA-4096"))

    def read() -> None:
        presenter.show_page("import")
        presenter.importing.read(file, "key.pem")

    work: dict[str, Callable[[], object]] = {
        "nothing to do": lambda: None,
        "RSA-4096 made": make,
        "RSA-4096 imported": read,
    }
    for begin in work.values():  # the pages are built when first shown
        window.stood_still(begin)
    found: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(runs):
        for name, begin in work.items():  # in turn, so that drift hits all alike
            found[name].append(window.stood_still(begin))
    floor = statistics.median(found["nothing to do"])
    for name, times in found.items():
        middle = statistics.median(times)
        print(f"{name:18} {middle:6.1f} ms  {middle / floor:5.1f} x   worst {max(times):6.1f} ms")
    print(f"goal: {FRAME} ms, the longest standstill of the window")
    window.program.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10)
    args = parser.parse_args()
    with at_home():
        run(args.runs)


if __name__ == "__main__":
    main()
