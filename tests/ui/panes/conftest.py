"""The panes' tests see them in the program's own theme, which the next test finds unchanged."""

import pytest

from oidc_workbench.ui.theme import ThemeManager


@pytest.fixture
def themed(themes: ThemeManager) -> ThemeManager:
    return themes
