"""How the login pane looks."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from oidc_workbench.ui.kit.buttons import Button
from oidc_workbench.ui.kit.flow_pane import FlowPane
from oidc_workbench.ui.panes.user_login.options_form import OptionsForm
from oidc_workbench.ui.panes.user_login.presenter import LoginPresenter
from oidc_workbench.ui.panes.user_login.state import LoginState
from oidc_workbench.ui.panes.user_login.ways_out import WaysOut

if TYPE_CHECKING:
    from oidc_workbench.ui.pane import PaneContext


class LoginPane(FlowPane):
    """A sign-in as a stepper, with the diagram and the tokens beside it."""

    def __init__(self, context: "PaneContext") -> None:
        form, options = OptionsForm(), Button("Options", icon="chevron-down")
        super().__init__("Authorization Code + PKCE", form, "Sign in", options, person=True)
        self._ways_out: tuple[str, WaysOut] | None = None
        self.form, self.options = form, options
        self.form.hide()
        self.options.setCheckable(True)
        self.options.clicked.connect(self._fold)
        self.presenter = LoginPresenter(context, self)
        self.form.chosen.connect(self.presenter.choose)
        self.connect_to(self.presenter, self.presenter.start)

    def show_state(self, state: LoginState) -> None:
        """Show a state."""
        self.form.show_options(state.options, state.notes, state.options_problem)
        self.form.setEnabled(not state.run.busy)
        self.show_flow(state, state.button, enabled=state.can_start)
        self._show_ways_out(state)

    def _show_ways_out(self, state: LoginState) -> None:
        step = state.run.waiting
        known = self._ways_out
        if known is not None and (step is None or step.id != known[0]):
            known[1].hide()
            known[1].deleteLater()
            self._ways_out = known = None
        view = self.stepper.view(step.id) if step is not None else None
        if step is not None and view is not None and known is None:
            ways = WaysOut()
            ways.open_again.connect(self.presenter.open_again)
            ways.pasted.connect(self.presenter.paste_callback)
            view.add_action(ways)
            self._ways_out = known = (step.id, ways)
        if known is not None and state.waiting is not None:
            known[1].show_waiting(state.waiting)

    def _fold(self) -> None:
        self.show_form(self.options.isChecked())
        if self.options.isChecked():
            self.form.scopes.setFocus(Qt.FocusReason.OtherFocusReason)


def build(context: "PaneContext") -> QWidget:
    """Make the pane."""
    return LoginPane(context)
