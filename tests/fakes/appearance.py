"""The application's look, put back as it was after a test."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QApplication

from oidc_workbench.ui.theme import ThemeManager


@contextmanager
def themed_application(app: QApplication) -> Iterator[ThemeManager]:
    """Put the program's light theme on, and take it off again."""
    font, palette, sheet = app.font(), app.palette(), app.styleSheet()
    manager = ThemeManager(app, "light", contrast=False)
    yield manager
    manager.deleteLater()
    # Widgets that only the collector can free must be gone before Qt walks over all of them.
    gc.collect()
    app.setStyleSheet(sheet)
    app.setPalette(palette)
    app.setFont(font)
