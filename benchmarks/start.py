"""Start to the first painted window, and memory, against a bare PySide6 window in the same run.

    python benchmarks/start.py [--runs 15]

Both run in an environment as a user has it, without the development group.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
import venv
from collections.abc import Sequence
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

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
# What the program uses of others, also what they load themselves when first used.
LIBRARIES = f"""
import asyncio, anyio._backends._asyncio, httpcore, httpx, joserfc.jws, keyring.core, msgspec
import cryptography.x509, platformdirs, ssl, truststore
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
try:
    import keyring.backends.SecretService
except ImportError:
    pass
{BARE}
"""
PROGRAM = """
import sys
from oidc_workbench.__main__ import main
from oidc_workbench.ui.quick_start import start_quickly
start_quickly()
from oidc_workbench import app
def tell():
    print(told(), flush=True)
    app.QApplication.quit()
"""
WINDOW = f"""
{PROGRAM}
app.Program.begin = lambda program: tell()
sys.argv = ["oidc-workbench"]
main()
"""
READY = f"""
{PROGRAM}
class Program(app.Program):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.bench.watch(lambda before, after: self.look(after))
    def look(self, state):
        if state.keys and self.window.pane("provider"):
            tell()
app.Program = Program
sys.argv = ["oidc-workbench", "--practice"]
main()
"""
IDLE = f"""
{PROGRAM}
class Program(app.Program):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.prepare, self.window.prepare = self.window.prepare, self.last
    def last(self, pane):
        self.prepare(pane)
        tell()
app.Program = Program
sys.argv = ["oidc-workbench", "--practice"]
main()
"""
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


def needed() -> list[Distribution]:
    """What is installed with the program: its requirements and theirs, and nothing of ours."""
    found: dict[str, Distribution] = {}
    wanted = ["oidc-workbench"]
    while wanted:
        name = canonicalize_name(wanted.pop())
        if name not in found:
            found[name] = distribution(name)
            needs = [Requirement(line) for line in found[name].requires or ()]
            wanted += [n.name for n in needs if not n.marker or n.marker.evaluate({"extra": ""})]
    return list(found.values())


def install(folder: Path) -> str:
    """Make an environment as a user has it; returns its Python.

    Some libraries load what the development group brings along (httpx: a terminal library).
    """
    venv.create(folder, symlinks=True)
    paths = sysconfig.get_paths("venv", {"base": str(folder), "platbase": str(folder)})
    for one in needed():
        for top in {file.parts[0] for file in one.files or ()} - {"..", "__pycache__"}:
            link = Path(paths["purelib"], top)
            if not link.exists():
                link.symlink_to(str(one.locate_file(top)))
    return str(Path(paths["scripts"], Path(sys.executable).name))


def measure(python: str, script: str) -> tuple[float, float, int]:
    """Run a script in a process of its own; seconds to what it tells, CPU seconds, resident KiB."""
    bytecode = str(Path(python).parent / "bytecode")  # an installed program has it
    with tempfile.TemporaryDirectory() as home:
        places = {f"XDG_{kind}_HOME": home for kind in ("CONFIG", "DATA", "STATE", "CACHE")}
        env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", **places, "XDG_RUNTIME_DIR": home}
        for name in ("DBUS_SESSION_BUS_ADDRESS", "PYTHONDONTWRITEBYTECODE"):
            env.pop(name, None)
        env["PYTHONPYCACHEPREFIX"] = bytecode
        began = time.time()  # noqa: TID251 - compared with another process's clock
        ran = subprocess.run(
            [python, "-c", PREAMBLE + script], env=env, capture_output=True, text=True, check=True
        )
    told = json.loads(ran.stdout.splitlines()[-1])
    return told["at"] - began, told["cpu"], told["kb"]


def ratio(ours: Sequence[float], bare: Sequence[float]) -> str:
    """The median of the ratios of each round, and the middle half of them."""
    ratios = [mine / floor for mine, floor in zip(ours, bare, strict=True)]
    low, middle, high = statistics.quantiles(ratios, n=4)
    return f"{middle:5.2f} x ({low:.2f}-{high:.2f})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    scripts = {
        "bare": BARE, "libs": LIBRARIES, "window": WINDOW, "ready": READY, "idle": IDLE
    }  # fmt: skip
    found: dict[str, list[tuple[float, float, int]]] = {name: [] for name in scripts}
    with tempfile.TemporaryDirectory() as folder:
        python = install(Path(folder))
        for script in scripts.values():
            measure(python, script)  # fills the page cache and writes the bytecode
        for _ in range(runs):
            for name, script in scripts.items():  # in turn, so that drift hits all alike
                found[name].append(measure(python, script))
    columns = {name: list(zip(*rows, strict=True)) for name, rows in found.items()}
    for name, (wall, cpu, kb) in columns.items():
        print(
            f"{name:7}{statistics.median(wall) * 1000:6.0f} ms {ratio(wall, columns['bare'][0])}"
            f"   CPU{statistics.median(cpu) * 1000:6.0f} ms {ratio(cpu, columns['bare'][1])}"
            f"   {statistics.median(kb) / 1024:5.0f} MB {ratio(kb, columns['bare'][2])}"
        )
    print("goal: window 1.25 x in time, 1.5 x in memory (middle half of the rounds in brackets)")
    print("libs: the bare window with the libraries alone, none of our code; ready: practice")
    print("provider and its keys; idle: everything that is loaded in advance (see docs/adr/0018)")


if __name__ == "__main__":
    main()
