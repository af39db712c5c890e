"""What every test stands on: an environment of its own, fixed surroundings, and the real peers."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

pytest_plugins = [
    "strict",
    "peers.oidc_provider",
    "peers.browser",
    "peers.secret_service",
    "peers.openid_client",
]

_XDG = ("CONFIG", "DATA", "STATE", "CACHE")


def _isolate() -> Path:
    """Point everything a program keeps or asks of the desktop at an empty folder.

    No test may read or change the real user's files or keyring, and none may depend on them.
    """
    home = Path(tempfile.mkdtemp(prefix="workbench-tests-"))
    for kind in _XDG:
        (home / kind.lower()).mkdir()
        os.environ[f"XDG_{kind}_HOME"] = str(home / kind.lower())
    (home / "runtime").mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(home / "runtime")
    os.environ.pop("DBUS_SESSION_BUS_ADDRESS", None)
    # Dates, numbers and sorting are the same everywhere, whatever the machine prefers.
    os.environ["LC_ALL"] = "C.UTF-8"
    os.environ.pop("LANGUAGE", None)
    os.environ["TZ"] = "UTC"
    if sys.platform != "win32":
        time.tzset()
    return home


# At import, since Qt and the desktop's libraries read these once, when they are first loaded.
_HOME = _isolate()
if "DISPLAY" not in os.environ:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def pytest_unconfigure() -> None:
    shutil.rmtree(_HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> QApplication:
    """The application in a named style and font: "the default" differs between machines."""
    from PySide6.QtGui import QFont

    qapp.setStyle("Fusion")
    qapp.setFont(QFont("DejaVu Sans", 10))
    return qapp


@pytest.fixture(scope="session")
def vectors_dir() -> Path:
    """The folder of published test vectors; mark its tests with `needs("vectors")`."""
    from peers.parts import VECTORS

    return VECTORS
