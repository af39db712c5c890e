"""How the login pane looks."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.buttons import Button, PrimaryButton
from oidc_workbench.ui.kit.card import Card
from oidc_workbench.ui.kit.diagram_card import DiagramCard
from oidc_workbench.ui.kit.inline_message import InlineMessage
from oidc_workbench.ui.kit.layouts import TwoColumns, column
from oidc_workbench.ui.kit.stepper import Stepper
from oidc_workbench.ui.kit.stepper_follow import follow_newest
from oidc_workbench.ui.kit.tokens_panel import TokensPanel
from oidc_workbench.ui.panes.user_login.options_form import OptionsForm
from oidc_workbench.ui.panes.user_login.presenter import LoginPresenter
from oidc_workbench.ui.panes.user_login.state import LoginState
from oidc_workbench.ui.panes.user_login.ways_out import WaysOut

if TYPE_CHECKING:
    from oidc_workbench.ui.pane import PaneContext


class LoginPane(QWidget):
    """A sign-in as a stepper, with the diagram and the tokens beside it."""

    def __init__(self, context: "PaneContext") -> None:
        super().__init__()
        self._ways_out: tuple[str, WaysOut] | None = None
        self.options = Button("Options", self._fold, icon="chevron-down")
        self.options.setCheckable(True)
        self.cancel = Button("Cancel")
        self.start = PrimaryButton("Sign in")
        self.problem = InlineMessage(action="Choose a provider")
        self.form = OptionsForm()
        self.form.hide()
        self.stepper = Stepper()
        self.diagram = DiagramCard()
        self.tokens = TokensPanel(person=True)
        left = self._left()
        right = QWidget()
        sides = column(self.diagram, self.tokens, gap=theme.LARGE)
        sides.setStretch(0, 1)
        right.setLayout(sides)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(TwoColumns(left, right, (13, 12)))
        self.presenter = LoginPresenter(context, self)
        self._connect()

    def _left(self) -> Card:
        card = Card("Authorization Code + PKCE", flush=True)
        for button in (self.options, self.cancel, self.start):
            card.header.add(button)
        side = theme.px(14)
        above = column(self.problem, self.form, gap=theme.SMALL)
        above.setContentsMargins(side, theme.px(10), side, 0)
        card.body.addLayout(above)
        self.stepper.setMinimumHeight(theme.px(320))
        card.add(self.stepper, 1)
        return card

    def _connect(self) -> None:
        presenter = self.presenter
        self.cancel.clicked.connect(presenter.cancel)
        self.start.clicked.connect(presenter.start)
        self.problem.acted.connect(presenter.act_on_problem)
        self.form.chosen.connect(presenter.choose)
        self.stepper.cancel_requested.connect(presenter.cancel)
        self.stepper.step_selected.connect(presenter.select)
        self.diagram.step_selected.connect(presenter.select)
        self.tokens.acted.connect(presenter.act)
        self.tokens.called.connect(presenter.call)
        self.tokens.step_selected.connect(presenter.select)
        self.destroyed.connect(presenter.close)

    def show_state(self, state: LoginState) -> None:
        """Show a state."""
        run = state.run
        self.start.setText(state.button)
        self.start.setAccessibleName(state.button)
        self.start.setEnabled(state.can_start)
        self.cancel.setVisible(run.busy)
        self.form.show_options(state.options, state.notes, state.options_problem)
        self.form.setEnabled(not run.busy)
        self._show_problem(state)
        self.stepper.show_steps(run.steps, state.upcoming)
        follow_newest(self.stepper, run)
        self.stepper.mark(state.selected)
        self.stepper.show_time(state.now)
        self._show_ways_out(state)
        self.diagram.show_sequence(state.sequence, state.selected)
        self.tokens.show_tokens(run.cards, now=state.now, busy=run.busy)
        self.tokens.api.show_calls(state.calls, state.api_problem, state.api_answer)

    def _show_problem(self, state: LoginState) -> None:
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
        self.form.setVisible(self.options.isChecked())
        if self.options.isChecked():
            self.form.scopes.setFocus(Qt.FocusReason.OtherFocusReason)


def build(context: "PaneContext") -> QWidget:
    """Make the pane."""
    return LoginPane(context)
