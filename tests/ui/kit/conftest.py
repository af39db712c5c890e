"""The kit's tests see widgets in the program's own theme."""

import pytest

from oidc_workbench.ui.theme import ThemeManager


@pytest.fixture(autouse=True)
def themed(themes: ThemeManager) -> None:
    del themes
