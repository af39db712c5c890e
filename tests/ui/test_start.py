"""What the window may load before it is painted; asked of a process of its own."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

TELL = """
import gc, json, linecache, sys
def tell():
    from PySide6 import QtCore, QtGui
    told["collected"] = gc.isenabled()
    told["modules"] = sorted(sys.modules)
    told["texts"] = sorted(name for name, kept in linecache.cache.items() if len(kept) > 1)
    told["classes"] = sorted({**vars(QtCore), **vars(QtGui)})
    QApplication.quit()
told = {}
"""
BARE = f"""
{TELL}
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
window.show()
QTimer.singleShot(0, tell)
app.exec()
print(json.dumps(told))
"""
WINDOW = f"""
{TELL}
from oidc_workbench.__main__ import main
from oidc_workbench.ui.quick_start import start_quickly
start_quickly()
from oidc_workbench import app
from oidc_workbench.app import QApplication
app.Program.begin = lambda program: tell()
sys.argv = ["oidc-workbench"]
main()
print(json.dumps(told))
"""
ROOMS = {"__main__", "app", "cli", "errors", "ui"}
Told = dict[str, Any]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = str(tmp_path_factory.mktemp("home"))
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": folder}

    def run(script: str) -> Any:
        ran = subprocess.run(
            [sys.executable, "-c", script], env=env, capture_output=True, text=True, check=True
        )
        return json.loads(ran.stdout)

    return run


@pytest.fixture(scope="module")
def bare(ask: Any) -> Told:
    """A window of PySide alone, when it has been painted."""
    return dict(ask(BARE))


@pytest.fixture(scope="module")
def ours(ask: Any) -> Told:
    """This program's window, when it has been painted."""
    return dict(ask(WINDOW))


def test_nothing_but_qt_and_our_own_code_is_loaded(bare: Told, ours: Told) -> None:
    more = set(ours["modules"]) - set(bare["modules"])
    assert {name for name in more if not name.startswith("oidc_workbench")} == set()


def test_of_our_own_code_only_the_frame_is_loaded(ours: Told) -> None:
    own = [name for name in ours["modules"] if name.startswith("oidc_workbench.")]
    assert {name.split(".")[1] for name in own} == ROOMS
    late = ("oidc_workbench.ui.bench", "oidc_workbench.ui.panes.", "oidc_workbench.ui.task_runner")
    assert [name for name in own if name.startswith(late)] == []


@pytest.mark.parametrize("dear", ["Qt", "QIcon", "QPainter", "QPen", "QFontDatabase"])
def test_no_class_of_qt_is_touched_that_brings_many_names(dear: str, ours: Told) -> None:
    assert "QFont" in ours["classes"]
    assert dear not in ours["classes"]


def test_no_source_text_is_read_and_kept(ours: Told) -> None:
    assert [name for name in ours["texts"] if f"{os.sep}oidc_workbench{os.sep}" in name] == []


def test_nothing_is_collected_before_the_first_paint(ours: Told) -> None:
    assert ours["collected"] is False
