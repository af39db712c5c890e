"""How the inspector looks."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from oidc_workbench.ui.kit.clipboard import copy_text
from oidc_workbench.ui.kit.focus_order import show_opened
from oidc_workbench.ui.kit.verdict_state import VerdictState
from oidc_workbench.ui.panes.inspector.forging import draft_of
from oidc_workbench.ui.panes.inspector.judge_form import PURPOSES, RECOGNISE
from oidc_workbench.ui.panes.inspector.keys_field import dropped_file
from oidc_workbench.ui.panes.inspector.late_cards import LateCards
from oidc_workbench.ui.panes.inspector.late_pages import LatePages
from oidc_workbench.ui.panes.inspector.layout import InspectorLayout
from oidc_workbench.ui.panes.inspector.presenter import InspectorPresenter
from oidc_workbench.ui.panes.inspector.state import InspectorState

if TYPE_CHECKING:
    from oidc_workbench.ui.pane import PaneContext
    from oidc_workbench.ui.panes.inspector.case_page import CasePage
    from oidc_workbench.ui.panes.inspector.forge_card import ForgeCard
    from oidc_workbench.ui.panes.inspector.judge_editor import JudgeEditor


_PATIENCE = 150  # milliseconds
_JUDGING = VerdictState("neutral", "Undecided", "Undecided: judging …")


class InspectorPane(InspectorLayout):
    """Shows what the presenter tells, and tells it what the person does."""

    def __init__(self, context: "PaneContext") -> None:
        super().__init__()
        self._shown: InspectorState | None = None
        self._syncing = False
        self._pending = InspectorState()
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._patience.timeout.connect(lambda: self._show(self._pending))
        self.setAcceptDrops(True)
        self.late, self.cards = LatePages(self), LateCards(self)
        self.presenter = InspectorPresenter(context, self)
        self.late.connect(self.presenter)
        self.cards.connect(self.presenter)
        self._connect()
        self._connect_reports()

    def _connect(self) -> None:
        presenter, token = self.presenter, self.token
        token.paste.clicked.connect(self.paste)
        token.text.pasted.connect(presenter.paste)
        token.text.picked.connect(presenter.select_at)
        token.reveal.held.connect(presenter.reveal)
        token.clear.clicked.connect(presenter.clear)
        token.which.activated.connect(lambda _i: presenter.choose_named(token.which.value()))
        for runs in (token.runs, self.empty_runs):
            runs.chosen.connect(presenter.choose_run)
        self.practise.clicked.connect(lambda: presenter.go_to("user_login"))
        self.tables.place_selected.connect(self._select)
        self.findings.place_selected.connect(self._select_finding)
        self.findings.place_activated.connect(self._go_to_place)
        self.judge.toggled.connect(self._fold)
        self.fetch.clicked.connect(presenter.fetch_keys)
        self.ruler.judged_at.connect(presenter.judge_at)
        self.now.clicked.connect(lambda: presenter.judge_at(None))
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        paste.activated.connect(self.paste)
        self.destroyed.connect(presenter.close)

    def _connect_reports(self) -> None:
        self.token.edit.toggled.connect(self._edit)
        compare = self.tables.compare
        compare.pasted.connect(self.presenter.comparing.with_pasted)
        compare.run_chosen.connect(self.presenter.comparing.with_run)
        reports = self.presenter.reports
        self.report.copied.connect(lambda: reports.copy(self.copy))
        self.report.saved.connect(reports.save)
        self.report.case_saved.connect(reports.save_case)
        self.report.case_opened.connect(reports.open_case)
        self.open_case.clicked.connect(self.report.open_case)

    @property
    def editor(self) -> "JudgeEditor":
        """The editor of the expectation; made when it is first asked for."""
        return self.cards.editor

    @property
    def forge(self) -> "ForgeCard":
        """The editor of a token that is signed anew; made when it is first asked for."""
        return self.cards.forge

    @property
    def case(self) -> "CasePage":
        """The page of a saved case; made when it is first asked for."""
        return self.cards.case

    # Showing

    def show_state(self, state: InspectorState) -> None:
        """Show a state; only what changed is made anew.

        While a token is judged, what was there stays for a moment, whole, with its own verdict:
        most judgements are there before a person could read that one is under way.
        """
        if state.is_pending:
            self._pending = state
            self._patience.start()
        else:
            self._patience.stop()
            self._show(state)

    def _show(self, state: InspectorState) -> None:
        before, self._shown = self._shown, state
        self.empty_runs.show_runs(state.runs)
        self.empty_runs.setVisible(bool(state.runs))
        self.cards.show_state(before, state)
        self._show_notice(before, state)
        self._syncing = True
        try:
            self.token.show_state(state)
            self.tables.show_state(state)
            self._show_verdict(before, state)
            self._show_times(state)
            self._show_findings(before, state)
            self.late.show_state(before, state)
        finally:
            self._syncing = False
        if before is None or before.form.purpose != state.form.purpose:
            self._show_purpose(state.form.purpose)
        # Last, so that what is on the page is laid out once, as it is to be.
        self.pages.setCurrentIndex(_page_of(state))

    def rehearse(self) -> None:
        """Lay out and paint an example unseen, so that the first paste is as fast as the next."""
        shown = self._shown
        self.show_state(self.presenter.example())
        self.grab()
        if shown is not None:
            self.show_state(shown)

    def _show_verdict(self, before: InspectorState | None, state: InspectorState) -> None:
        verdict = _JUDGING if state.is_pending else state.verdict
        if verdict is not None and (before is None or before.verdict != verdict):
            self.verdict.show_state(verdict)
        offer = state.keys
        self.fetch.setVisible(not offer.fetched)
        self.fetch.setEnabled(not offer.why_not and not offer.busy)
        self.fetch.setText("Fetching …" if offer.busy else "Fetch the issuer's keys")
        note = offer.problem or offer.why_not or (f"from {offer.issuer}" if offer.issuer else "")
        self.fetch_note.setText("" if offer.fetched else note)
        self.fetch_note.set_ink("error" if offer.problem else "muted")
        self.fetch_note.setVisible(not offer.fetched)

    def _show_notice(self, before: InspectorState | None, state: InspectorState) -> None:
        if before is not None and before.notice == state.notice:
            return
        told = state.notice
        if told is None:
            self.notice.clear()
            self.empty_notice.clear()
            return
        for place in (self.notice, self.empty_notice):
            place.say(told.message, told.hint, told.tone)

    def copy(self, text: str) -> None:
        """Put a text on the clipboard."""
        copy_text(text)

    def _show_times(self, state: InspectorState) -> None:
        self.ruler.setVisible(state.times is not None)
        if state.times is None:
            self.zone.setText("")
            return
        self.ruler.show_times(state.times)
        self.zone.setText(f"times in UTC · leeway {state.times.leeway} s")
        self.now.setVisible(not state.times.follows)

    def _show_findings(self, before: InspectorState | None, state: InspectorState) -> None:
        self.findings.show_page(self._api_tab, state.is_access_token)
        self.api.show_answer(state.api)
        rows = self.findings.list
        if state.is_pending:
            self.findings.show_none()
        elif state.outcomes is not None and (before is None or before.outcomes != state.outcomes):
            same = before is not None and before.token == state.token
            self.findings.show_verdict(state.outcomes, same=same)
        index = rows.currentIndex()
        place = rows.rows()[index.row()].place if index.isValid() else ""
        if place != state.found_at:
            rows.select_place(state.found_at)

    def _show_purpose(self, purpose: str) -> None:
        words = dict(PURPOSES)[purpose]
        chosen = "Judge as" if purpose == RECOGNISE else f"Judge as {words}"
        self.judge.setText(chosen)
        self.judge.setAccessibleName(f"{chosen}: edit the expectation")

    # What the person does

    def paste(self) -> None:
        """Judge what is on the clipboard."""
        self.presenter.paste(QApplication.clipboard().text())

    def _select(self, place: str) -> None:
        if not self._syncing:
            self.presenter.select(place)

    def _select_finding(self, place: str) -> None:
        if not self._syncing:
            self.presenter.select_finding(place)

    def _go_to_place(self, place: str) -> None:
        self._select_finding(place)
        self.tables.focus_table()

    def _edit(self, opened: bool) -> None:
        reading = self.presenter.state.reading
        if opened and reading is not None:
            self.forge.show_draft(draft_of(reading))
            self.forge.show_signers(self.presenter.forging.signers())
        show_opened(self.forge, opened, self.token.edit)
        if opened:
            self.forge.claims_text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fold(self, opened: bool) -> None:
        show_opened(self.editor, opened, self.judge)
        if opened:
            self.editor.keys_field.show_offers(self.presenter.supplying.offers())
            self.editor.issuer.setFocus(Qt.FocusReason.OtherFocusReason)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take text, and a file with a token or keys."""
        if event.mimeData().hasText() or dropped_file(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Judge what was dropped, or judge by it."""
        path = dropped_file(event.mimeData())
        if path:
            self.presenter.supplying.drop(path)
        else:
            self.presenter.paste(event.mimeData().text())
        event.acceptProposedAction()


def _page_of(state: InspectorState) -> int:
    if state.case_text:
        return 2
    return 0 if state.is_empty and not state.is_pending else 1


def build(context: "PaneContext") -> QWidget:
    """Make the pane."""
    return InspectorPane(context)
