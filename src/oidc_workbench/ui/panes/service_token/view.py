"""How the service pane looks."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.buttons import Button, PrimaryButton
from oidc_workbench.ui.kit.card import Card, Rule
from oidc_workbench.ui.kit.diagram_card import DiagramCard
from oidc_workbench.ui.kit.inline_message import InlineMessage
from oidc_workbench.ui.kit.layouts import TwoColumns, column
from oidc_workbench.ui.kit.stepper import Stepper
from oidc_workbench.ui.kit.stepper_follow import follow_newest
from oidc_workbench.ui.kit.tokens_panel import TokensPanel
from oidc_workbench.ui.panes.service_token.form import ServiceForm
from oidc_workbench.ui.panes.service_token.presenter import ServicePresenter
from oidc_workbench.ui.panes.service_token.state import ServiceState

if TYPE_CHECKING:
    from oidc_workbench.ui.pane import PaneContext


class ServicePane(QWidget):
    """A service's token request as a form and a stepper, with the token beside them."""

    def __init__(self, context: "PaneContext") -> None:
        super().__init__()
        self.cancel = Button("Cancel")
        self.press = PrimaryButton("Prepare")
        self.problem = InlineMessage(action="Choose a provider")
        self.form = ServiceForm()
        self.stepper = Stepper()
        self.diagram = DiagramCard()
        self.tokens = TokensPanel(person=False)
        left = self._left()
        right = QWidget()
        sides = column(self.diagram, self.tokens, gap=theme.LARGE)
        sides.setStretch(0, 1)
        right.setLayout(sides)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(TwoColumns(left, right, (13, 12)))
        self.presenter = ServicePresenter(context, self)
        self._connect()

    def _left(self) -> Card:
        card = Card("Client credentials", flush=True)
        for button in (self.cancel, self.press):
            card.header.add(button)
        side = theme.px(14)
        above = column(self.problem, self.form, gap=10)
        above.setContentsMargins(side, theme.px(12), side, theme.px(12))
        card.body.addLayout(above)
        card.add(Rule())
        self.stepper.setMinimumHeight(theme.px(320))
        card.add(self.stepper, 1)
        return card

    def _connect(self) -> None:
        presenter = self.presenter
        self.cancel.clicked.connect(presenter.cancel)
        self.press.clicked.connect(presenter.press)
        self.problem.acted.connect(presenter.act_on_problem)
        self.form.chosen.connect(presenter.choose)
        self.stepper.cancel_requested.connect(presenter.cancel)
        self.stepper.step_selected.connect(presenter.select)
        self.diagram.step_selected.connect(presenter.select)
        self.tokens.acted.connect(presenter.act)
        self.tokens.called.connect(presenter.call)
        self.tokens.step_selected.connect(presenter.select)
        self.destroyed.connect(presenter.close)

    def show_state(self, state: ServiceState) -> None:
        """Show a state."""
        run = state.run
        self.press.setText(state.button)
        self.press.setAccessibleName(state.button)
        self.press.setEnabled(state.can_press)
        self.cancel.setVisible(run.busy)
        self.form.show_state(state)
        self.form.setEnabled(not run.busy)
        self._show_problem(state)
        self.stepper.show_steps(run.steps, state.upcoming)
        follow_newest(self.stepper, run)
        self.stepper.mark(state.selected)
        self.stepper.show_time(state.now)
        self.diagram.show_sequence(state.sequence, state.selected)
        self.tokens.show_tokens(run.cards, now=state.now, busy=run.busy)
        self.tokens.api.show_calls(state.calls, state.api_problem, state.api_answer)

    def _show_problem(self, state: ServiceState) -> None:
        problem = state.problem or state.run.problem
        if problem is None:
            self.problem.clear()
            return
        self.problem.action.setText(problem.action)
        self.problem.action.setAccessibleName(problem.action)
        self.problem.action.setVisible(bool(problem.action))
        if self.problem.message != problem.message:
            failed = problem is state.run.problem
            self.problem.say(problem.message, problem.hint, "error" if failed else "info")


def build(context: "PaneContext") -> QWidget:
    """Make the pane."""
    return ServicePane(context)
