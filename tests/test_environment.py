"""What the rest of the suite takes for granted about the surroundings it runs in."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from typing import TYPE_CHECKING

import platformdirs
import pytest

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

_SET_TEXT_OFTEN = """
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication([])
label = QLabel()
for _ in range(200_000):
    label.setText("a")
print(label.text())
"""


def test_qt_survives_many_calls_that_return_none() -> None:
    # PySide6 6.12 on Python 3.11 loses a reference to None on each and dies after some 5,000.
    done = subprocess.run(
        [sys.executable, "-c", _SET_TEXT_OFTEN], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "a\n"), done.stderr


@pytest.mark.parametrize("kind", ["config", "data", "state", "cache"])
@pytest.mark.skipif(sys.platform != "linux", reason="XDG folders are Linux's")
def test_no_test_reaches_the_user_s_files(kind: str) -> None:
    folder: str = getattr(platformdirs, f"user_{kind}_dir")("oidc-workbench")
    assert folder.startswith(tempfile.gettempdir())


def test_no_test_reaches_the_user_s_keyring() -> None:
    assert "DBUS_SESSION_BUS_ADDRESS" not in os.environ


def test_qt_draws_in_a_named_font(qapp: QApplication) -> None:
    from PySide6.QtGui import QFontInfo

    assert QFontInfo(qapp.font()).family() == "DejaVu Sans"
