"""The inspector over the fakes, as it starts: what the beds of its tests have in common."""

from pytestqt.qtbot import QtBot

from fakes.panes import FakePane
from fakes.steps import WORKSPACE
from oidc_workbench.ui.bench import BenchState
from oidc_workbench.ui.panes.inspector.view import InspectorPane


class InspectorBed:
    """A pane on the screen with a provider and a client, and no token yet."""

    def __init__(self, qtbot: QtBot) -> None:
        self.around = FakePane(BenchState(WORKSPACE, "p1", "c1"))
        self.pane = InspectorPane(self.around.context)
        self.presenter = self.pane.presenter
        qtbot.addWidget(self.pane)
        self.pane.resize(1080, 740)
        self.pane.show()

    @property
    def verdict(self) -> str:
        return self.pane.verdict.accessibleName()

    def turn_to(self, title: str) -> None:
        """Bring a tab over the token to the front."""
        tabs = self.pane.tables.tabs
        names = [tabs.tabText(n) for n in range(tabs.count())]
        tabs.setCurrentIndex(names.index(title))
