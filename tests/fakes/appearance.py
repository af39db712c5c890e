"""The application's look, put back as it was after a test."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from oidc_workbench.ui.theme import ThemeManager


@contextmanager
def themed_application(app: QApplication) -> Iterator[ThemeManager]:
    """Put the program's light theme on, and take it off again."""
    # What earlier tests let go of is gone before Qt walks over all widgets.
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    font, palette, sheet = app.font(), app.palette(), app.styleSheet()
    manager = ThemeManager(app, "light", contrast=False)
    yield manager
    manager.deleteLater()
    # Qt walks over all widgets now; the collector must not free one of them meanwhile.
    gc.disable()
    app.setStyleSheet(sheet)
    app.setPalette(palette)
    app.setFont(font)
    gc.enable()
