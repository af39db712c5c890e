"""The panes' tests see them in the program's own theme, which the next test finds unchanged."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from oidc_workbench.ui.theme import ThemeManager


@pytest.fixture(scope="module")
def themed(qapp: QApplication) -> Iterator[ThemeManager]:
    font, palette, sheet = qapp.font(), qapp.palette(), qapp.styleSheet()
    manager = ThemeManager(qapp, "light", contrast=False)
    yield manager
    manager.deleteLater()
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)
    qapp.setFont(font)
