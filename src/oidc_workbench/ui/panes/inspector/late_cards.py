"""Cards that a person opens: each is made, filled and connected when it is first wanted.

Together they are half of the pane's widgets, and most tokens are read without any of them.
"""

from typing import TYPE_CHECKING

from oidc_workbench.ui.kit.focus_order import chain_after
from oidc_workbench.ui.panes.inspector.late import Late
from oidc_workbench.ui.panes.inspector.state import InspectorState

if TYPE_CHECKING:
    from oidc_workbench.ui.panes.inspector.case_page import CasePage
    from oidc_workbench.ui.panes.inspector.forge_card import ForgeCard
    from oidc_workbench.ui.panes.inspector.judge_editor import JudgeEditor
    from oidc_workbench.ui.panes.inspector.layout import InspectorLayout
    from oidc_workbench.ui.panes.inspector.presenter import InspectorPresenter


class LateCards(Late):
    """Makes them and shows them their part of the state."""

    def __init__(self, pane: "InspectorLayout") -> None:
        super().__init__(pane)
        self._editor: JudgeEditor | None = None
        self._forge: ForgeCard | None = None
        self._case: CasePage | None = None

    def show_state(self, before: InspectorState | None, state: InspectorState) -> None:
        """Show a state; what was never opened is not made."""
        if self._editor is not None:
            self._editor.saved.show_names(state.saved)
            form = (state.form, state.form_problem)
            if before is None or (before.form, before.form_problem) != form:
                self._editor.show_form(*form)
        if self._forge is not None:
            self._forge.show_problem(state.forge_problem)
        if state.case_text or self._case is not None:
            self.case.show_case(state.case_note, state.case_text)

    @property
    def editor(self) -> "JudgeEditor":
        """The editor of the expectation, below the verdict; hidden at first."""
        if self._editor is None:
            self._editor = self._make_editor(self._made())
        return self._editor

    @property
    def forge(self) -> "ForgeCard":
        """The editor of a token that is signed anew, above the tables; hidden at first."""
        if self._forge is None:
            from oidc_workbench.ui.panes.inspector.forge_card import ForgeCard

            forge = self._forge = ForgeCard()
            forge.hide()
            forge.signed.connect(self._made().forging.sign)
            self._pane.left.insertWidget(self._pane.left.count() - 1, forge)
            between = self._pane.below_token.itemAt(0)  # the card that decrypts, if there is one
            above = between.widget() if between is not None else None
            chain_after(above or self._pane.token, forge)
        return self._forge

    @property
    def case(self) -> "CasePage":
        """The page of a case that was saved without its token."""
        if self._case is None:
            from oidc_workbench.ui.panes.inspector.case_page import CasePage

            self._case = CasePage()
            self._case.closed.connect(self._made().clear)
            self._pane.pages.addWidget(self._case)
            chain_after(self._pane.columns, self._case)
        return self._case

    def _make_editor(self, presenter: "InspectorPresenter") -> "JudgeEditor":
        from oidc_workbench.ui.panes.inspector.judge_editor import JudgeEditor

        editor = JudgeEditor()
        editor.hide()
        editor.edited.connect(presenter.judge_as)
        field, supplying = editor.keys_field, presenter.supplying
        field.loaded.connect(supplying.load)
        field.private_pasted.connect(supplying.from_text)
        field.taken_from_vault.connect(supplying.from_vault)
        editor.saved.chosen.connect(presenter.judge_as_saved)
        editor.saved.saved.connect(presenter.save_expectation)
        editor.saved.removed.connect(presenter.remove_expectation)
        editor.saved.show_names(presenter.state.saved)
        editor.show_form(presenter.state.form, presenter.state.form_problem)
        self._pane.right.insertWidget(1, editor)
        chain_after(self._pane.verdict, editor)
        return editor
