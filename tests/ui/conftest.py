"""The window's tests see it in the program's own theme, which the next test finds unchanged."""

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from fakes.appearance import themed_application
from oidc_workbench.ui.theme import ThemeManager


@pytest.fixture
def themes(qapp: QApplication) -> Iterator[ThemeManager]:
    with themed_application(qapp) as manager:
        yield manager


@pytest.fixture(autouse=True)
def collected_between_tests() -> Iterator[None]:
    """No garbage is freed while Qt paints or in a worker thread, as in the program itself."""
    gc.disable()
    yield
    gc.enable()
