"""The window's tests see it in the program's own theme, which the next test finds unchanged."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from fakes.appearance import themed_application
from oidc_workbench.ui.theme import ThemeManager


@pytest.fixture
def themes(qapp: QApplication) -> Iterator[ThemeManager]:
    with themed_application(qapp) as manager:
        yield manager
