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
import time
from pathlib import Path

BARE = """
import sys
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def event(self, event):
        handled = super().event(event)
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, done)
        return handled
def done():
    print(told(), flush=True)
    app.exit()
app = QApplication(sys.argv[:1])
window = Window()
window.resize(1280, 820)
window.show()
app.exec()
"""
OURS = """
import sys
from oidc_workbench.app import Program, application
app = application()
program = Program(app)
program.window.first_painted.disconnect()
def done():
    print(told(), flush=True)
    app.exit()
program.window.first_painted.connect(done)
program.window.show()
app.exec()
"""
READY = """
import sys
from oidc_workbench.app import Program, application
app = application()
program = Program(app, practice=True)
def look(before, after):
    if after.keys and program.window.pane("provider"):
        print(told(), flush=True)
        app.exit()
program.bench.watch(look)
program.window.show()
app.exec()
"""
BYTECODE = str(Path(tempfile.gettempdir()) / "workbench-bytecode")
PREAMBLE = """
import json, time
def told():
    at, cpu = time.time(), time.process_time()
    try:
        with open("/proc/self/status") as status:
            kb = next(int(l.split()[1]) for l in status if l.startswith("VmRSS"))
    except OSError:
        kb = 0
    return json.dumps({"at": at, "cpu": cpu, "kb": kb})
"""


def measure(script: str) -> tuple[float, float, int]:
    """Run a script in a process of its own; seconds to the paint, CPU seconds, resident KiB."""
    with tempfile.TemporaryDirectory() as home:
        places = {f"XDG_{kind}_HOME": home for kind in ("CONFIG", "DATA", "STATE", "CACHE")}
        env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", **places, "XDG_RUNTIME_DIR": home}
        for name in ("DBUS_SESSION_BUS_ADDRESS", "PYTHONDONTWRITEBYTECODE"):
            env.pop(name, None)
        env["PYTHONPYCACHEPREFIX"] = BYTECODE  # an installed program has its bytecode
        began = time.time()  # noqa: TID251 - compared with another process's clock
        ran = subprocess.run(
            [sys.executable, "-c", PREAMBLE + script],
            env=env,
            capture_output=True,
            text=True,
            check=True,
        )
    told = json.loads(ran.stdout.splitlines()[-1])
    return told["at"] - began, told["cpu"], told["kb"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    scripts = {"bare": BARE, "window": OURS, "ready": READY}
    found: dict[str, list[tuple[float, float, int]]] = {name: [] for name in scripts}
    for script in scripts.values():
        measure(script)  # fills the page cache and writes the bytecode
    for _ in range(runs):
        for name, script in scripts.items():  # in turn, so that drift hits all alike
            found[name].append(measure(script))
    middle = {n: tuple(map(statistics.median, zip(*v, strict=True))) for n, v in found.items()}
    bare = middle["bare"]
    for name, (wall, cpu, kb) in middle.items():
        print(
            f"{name:8} {wall * 1000:6.0f} ms {wall / bare[0]:5.2f} x   CPU {cpu * 1000:6.0f} ms "
            f"{cpu / bare[1]:5.2f} x   {kb / 1024:5.0f} MB {kb / bare[2]:5.2f} x"
        )
    print("goal: window 1.25 x in time, 1.5 x in memory; ready: practice provider and its key")


if __name__ == "__main__":
    main()
