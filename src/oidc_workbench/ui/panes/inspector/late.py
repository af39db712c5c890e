"""What is made late has in common that its presenter comes after the pane's layout."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from oidc_workbench.ui.panes.inspector.layout import InspectorLayout
    from oidc_workbench.ui.panes.inspector.presenter import InspectorPresenter


class Late:
    """Makes widgets for a pane when they are first wanted."""

    def __init__(self, pane: "InspectorLayout") -> None:
        self._pane = pane
        self._presenter: InspectorPresenter | None = None

    def connect(self, presenter: "InspectorPresenter") -> None:
        """Tell this presenter what the person does."""
        self._presenter = presenter

    def _made(self) -> "InspectorPresenter":
        """The presenter, which whatever is made reports to."""
        if self._presenter is None:
            raise AssertionError("the presenter comes first")
        return self._presenter
