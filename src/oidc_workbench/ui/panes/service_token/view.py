"""How the service pane looks."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from oidc_workbench.ui.kit.flow_pane import FlowPane
from oidc_workbench.ui.panes.service_token.form import ServiceForm
from oidc_workbench.ui.panes.service_token.presenter import ServicePresenter
from oidc_workbench.ui.panes.service_token.state import ServiceState

if TYPE_CHECKING:
    from oidc_workbench.ui.pane import PaneContext


class ServicePane(FlowPane):
    """A service's token request as a form and a stepper, with the token beside them."""

    def __init__(self, context: "PaneContext") -> None:
        form = ServiceForm()
        super().__init__("Client credentials", form, "Prepare", person=False)
        self.form = form
        self.presenter = ServicePresenter(context, self)
        self.form.chosen.connect(self.presenter.choose)
        self.connect_to(self.presenter, self.presenter.press)

    def show_state(self, state: ServiceState) -> None:
        """Show a state."""
        self.form.show_state(state)
        self.form.setEnabled(not state.run.busy)
        self.show_flow(state, state.button, enabled=state.can_press)


def build(context: "PaneContext") -> QWidget:
    """Make the pane."""
    return ServicePane(context)
