"""Start to the first painted window, and memory, against a bare PySide6 window in the same run.

    python benchmarks/start.py [--runs 15]
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile

BARE = """
import json, sys, time
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def event(self, event):
        handled = super().event(event)
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, done)
        return handled
def done():
    print(json.dumps({"cpu": time.process_time(), "at": time.time(), "kb": memory()}), flush=True)
    app.exit()
app = QApplication(sys.argv[:1])
window = Window()
window.resize(1280, 820)
window.show()
app.exec()
"""
OURS = """
import json, sys, time
from oidc_workbench.app import Program, application
app = application()
program = Program(app)
program.window.first_painted.disconnect()
def done():
    print(json.dumps({"cpu": time.process_time(), "at": time.time(), "kb": memory()}), flush=True)
    app.exit()
program.window.first_painted.connect(done)
program.window.show()
app.exec()
"""
READY = """
import json, sys, time
from oidc_workbench.app import Program, application
app = application()
program = Program(app, practice=True)
def look(before, after):
    if after.keys and program.window.pane("provider"):
        print(json.dumps({"cpu": time.process_time(), "at": time.time(), "kb": memory()}), flush=True)
        app.exit()
program.bench.watch(look)
program.window.show()
app.exec()
"""
BYTECODE = os.path.join(tempfile.gettempdir(), "workbench-bytecode")
MEMORY = """
def memory():
    try:
        with open("/proc/self/status") as status:
            return next(int(l.split()[1]) for l in status if l.startswith("VmRSS"))
    except OSError:
        return 0
"""


def measure(script: str) -> tuple[float, int]:
    """Run a script in a process of its own; seconds to the paint and resident KiB."""
    import time

    with tempfile.TemporaryDirectory() as home:
        places = {f"XDG_{kind}_HOME": home for kind in ("CONFIG", "DATA", "STATE", "CACHE")}
        env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", **places, "XDG_RUNTIME_DIR": home}
        for name in ("DBUS_SESSION_BUS_ADDRESS", "PYTHONDONTWRITEBYTECODE"):
            env.pop(name, None)
        env["PYTHONPYCACHEPREFIX"] = BYTECODE  # an installed program has its bytecode
        began = time.time()  # noqa: TID251 - compared with another process's clock
        ran = subprocess.run(
            [sys.executable, "-c", MEMORY + script],
            env=env,
            capture_output=True,
            text=True,
            check=True,
        )
    told = json.loads(ran.stdout.splitlines()[-1])
    return told["at"] - began, told["kb"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    scripts = {"bare": BARE, "window": OURS, "ready": READY}
    found: dict[str, list[tuple[float, int]]] = {name: [] for name in scripts}
    for script in scripts.values():
        measure(script)  # fills the page cache and writes the bytecode
    for _ in range(runs):
        for name, script in scripts.items():  # in turn, so that drift hits all alike
            found[name].append(measure(script))
    times = {n: statistics.median(t for t, _kb in v) for n, v in found.items()}
    memory = {n: statistics.median(kb for _t, kb in v) for n, v in found.items()}
    for name in scripts:
        print(
            f"{name:8} {times[name] * 1000:6.0f} ms  {times[name] / times['bare']:5.2f} x   "
            f"{memory[name] / 1024:5.0f} MB  {memory[name] / memory['bare']:5.2f} x"
        )
    print("goal: window 1.25 x in time, 1.5 x in memory; ready is practice provider and keys")


if __name__ == "__main__":
    main()
