"""PySide's import hook, and that we are rid of it; asked of a process of its own."""

import subprocess
import sys

SCRIPT = """
import linecache, sys
from oidc_workbench.ui.quick_start import start_quickly
if sys.argv[1] == "quickly":
    start_quickly()
import PySide6.QtCore
import colorsys
from PySide6.QtWidgets import QLabel
print(any(name.endswith("colorsys.py") for name in linecache.cache), QLabel.__name__)
"""


def _kept_text(way: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT, way], capture_output=True, text=True, check=True
    )
    return ran.stdout.strip()


def test_a_module_is_imported_without_its_text_being_read_and_kept() -> None:
    assert _kept_text("quickly") == "False QLabel"


def test_pyside_still_has_the_hook_that_this_is_about() -> None:
    assert _kept_text("as it comes") == "True QLabel"
