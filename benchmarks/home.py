"""A home of its own for the program that is measured."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def at_home() -> Iterator[None]:
    """Keep the program away from the person's own files, keyring and screen."""
    with tempfile.TemporaryDirectory() as home:
        for kind in ("CONFIG", "DATA", "STATE", "CACHE"):
            os.environ[f"XDG_{kind}_HOME"] = home
        os.environ["XDG_RUNTIME_DIR"] = home
        os.environ.pop("DBUS_SESSION_BUS_ADDRESS", None)
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        yield
