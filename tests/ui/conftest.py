"""The window's tests see it in the program's own theme, which the next test finds unchanged."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from oidc_workbench.ui.theme import ThemeManager


@pytest.fixture
def themes(qapp: QApplication) -> Iterator[ThemeManager]:
    font, palette, sheet = qapp.font(), qapp.palette(), qapp.styleSheet()
    yield ThemeManager(qapp, "light", contrast=False)
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)
    qapp.setFont(font)
