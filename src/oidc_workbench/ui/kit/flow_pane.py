"""What the panes of flows share: a card with form and stepper, diagram and tokens beside it."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtWidgets import QVBoxLayout, QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.buttons import Button, PrimaryButton
from oidc_workbench.ui.kit.card import Card, Rule
from oidc_workbench.ui.kit.clipboard import copy_text
from oidc_workbench.ui.kit.diagram_card import DiagramCard
from oidc_workbench.ui.kit.flow_presenter import FlowState
from oidc_workbench.ui.kit.flow_run import Problem
from oidc_workbench.ui.kit.follow_ups import ApiCall
from oidc_workbench.ui.kit.inline_message import InlineMessage
from oidc_workbench.ui.kit.layouts import TwoColumns, column
from oidc_workbench.ui.kit.report_menu import ReportMenu
from oidc_workbench.ui.kit.run_reports import Reported, RunReports
from oidc_workbench.ui.kit.stepper import Stepper
from oidc_workbench.ui.kit.stepper_follow import follow_newest
from oidc_workbench.ui.kit.token_actions import Action
from oidc_workbench.ui.kit.token_card import TokenCard
from oidc_workbench.ui.kit.tokens_panel import TokensPanel


class FlowActs(Protocol):
    """What a person can do in every flow's pane."""

    def cancel(self) -> None:
        """Stop the run."""
        ...

    def act_on_problem(self) -> None:
        """Do what the problem's button says."""
        ...

    def select(self, step_id: str) -> None:
        """Select a step."""
        ...

    def act(self, card: TokenCard, action: Action) -> None:
        """Do what a button of a token card says."""
        ...

    def call(self, call: ApiCall) -> None:
        """Call an API."""
        ...

    def save(self, path: str, data: bytes) -> None:
        """Write a file to where the person wants it."""
        ...

    def close(self) -> None:
        """Stop watching and working."""
        ...

    @property
    def reports(self) -> RunReports:
        """The reports on the run."""
        ...


class FlowPane(QWidget):
    """A flow as a stepper, with the diagram and the tokens beside it.

    Args:
        title: of the flow.
        form: the flow's own options.
        start: the text of the primary button.
        before: buttons that come before the others.
        person: a person signs in, whom the provider can be asked about.
    """

    def __init__(
        self, title: str, form: QWidget, start: str, *before: Button, person: bool
    ) -> None:
        super().__init__()
        self.cancel = Button("Cancel")
        self.start = PrimaryButton(start)
        self.problem = InlineMessage(action="Choose a provider")
        self.stepper = Stepper()
        self.diagram = DiagramCard()
        self.tokens = TokensPanel(person=person)
        self.report = ReportMenu("run-report", "Report on the run: copy or save")
        self.reported = InlineMessage(closable=True)
        self._told = Reported()
        self.card = Card(title, flush=True)
        right = QWidget()
        sides = column(self.diagram, self.tokens, gap=theme.LARGE)
        sides.setStretch(0, 1)
        right.setLayout(sides)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._fill_card(form, (*before, self.cancel, self.start))
        outer.addWidget(TwoColumns(self.card, right, (13, 12)))

    def _fill_card(self, form: QWidget, buttons: tuple[Button, ...]) -> None:
        for button in (self.report, *buttons):
            self.card.header.add(button)
        side = theme.px(14)
        above = column(self.problem, self.reported, form, gap=10)
        above.setContentsMargins(side, theme.px(12), side, theme.px(12))
        self._form, self._above, self._rule = form, QWidget(), Rule()
        self._above.setLayout(above)
        self.card.add(self._above)
        self.card.add(self._rule)
        self.stepper.setMinimumHeight(theme.px(320))
        self.card.add(self.stepper, 1)

    def show_form(self, visible: bool) -> None:
        """Show the flow's own options, or fold them away with the room they take."""
        self._form.setVisible(visible)
        self._fit_above()

    def _fit_above(self) -> None:
        parts = (self._form, self.problem, self.reported)
        filled = not all(part.isHidden() for part in parts)
        self._above.setVisible(filled)
        self._rule.setVisible(filled)

    def connect_to(self, presenter: FlowActs, start: Callable[[], None]) -> None:
        """Tell a presenter what the person does; ``start`` is what the primary button does."""
        self.cancel.clicked.connect(presenter.cancel)
        self.start.clicked.connect(start)
        self.problem.acted.connect(presenter.act_on_problem)
        self.stepper.cancel_requested.connect(presenter.cancel)
        for part in (self.stepper, self.diagram, self.tokens):
            part.step_selected.connect(presenter.select)
        self.diagram.svg_made.connect(presenter.save)
        self.report.copied.connect(lambda: presenter.reports.copy(copy_text))
        self.report.saved.connect(presenter.reports.save)
        self.tokens.acted.connect(presenter.act)
        self.tokens.called.connect(presenter.call)
        self.destroyed.connect(presenter.close)

    def show_flow(self, state: FlowState, button: str, *, enabled: bool) -> None:
        """Show what every flow's state tells."""
        run = state.run
        self.start.setText(button)
        self.start.setAccessibleName(button)
        self.start.setEnabled(enabled)
        self.cancel.setVisible(run.busy)
        self.report.setVisible(bool(run.steps) and not run.busy)
        self._show_reported(state.reported)
        self._show_problem(state.problem or run.problem, failed=state.problem is None)
        self._fit_above()
        self.stepper.show_steps(run.steps, state.upcoming)
        follow_newest(self.stepper, run)
        self.stepper.mark(state.selected)
        self.stepper.show_time(state.now)
        self.diagram.show_sequence(state.sequence, state.selected)
        self.diagram.show_saved(state.saved)
        self.tokens.show_tokens(run.cards, now=state.now, busy=run.busy)
        self.tokens.api.show_calls(state.calls, state.api_problem, state.api_answer)

    def _show_reported(self, told: Reported) -> None:
        # Told once: what the person dismissed does not come back with the next second.
        if told is not self._told:
            self._told = told
            self.reported.say(told.message, told.hint, told.tone)

    def _show_problem(self, problem: Problem | None, *, failed: bool) -> None:
        if problem is None:
            self.problem.clear()
            return
        self.problem.action.setText(problem.action)
        self.problem.action.setAccessibleName(problem.action)
        self.problem.action.setVisible(bool(problem.action))
        if self.problem.message != problem.message:
            self.problem.say(problem.message, problem.hint, "error" if failed else "info")
