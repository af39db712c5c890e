"""How the inspector looks."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QStackedLayout, QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.buttons import Button
from oidc_workbench.ui.kit.card import Card
from oidc_workbench.ui.kit.empty_state import EmptyState
from oidc_workbench.ui.kit.findings_list import FindingsList
from oidc_workbench.ui.kit.labels import Text, label
from oidc_workbench.ui.kit.layouts import TwoColumns, column, row
from oidc_workbench.ui.kit.time_ruler import TimeRuler
from oidc_workbench.ui.kit.verdict_card import VerdictCard
from oidc_workbench.ui.panes.inspector.judge_editor import JudgeEditor
from oidc_workbench.ui.panes.inspector.judge_form import PURPOSES, RECOGNISE
from oidc_workbench.ui.panes.inspector.presenter import InspectorPresenter
from oidc_workbench.ui.panes.inspector.state import InspectorState
from oidc_workbench.ui.panes.inspector.tables import TokenTables
from oidc_workbench.ui.panes.inspector.token_panel import RunsButton, TokenPanel

if TYPE_CHECKING:
    from oidc_workbench.ui.pane import PaneContext

_EMPTY = (
    "Paste a token, an Authorization header, a callback URL or a token response. It is read and "
    "judged on this computer; nothing is sent anywhere."
)


class InspectorPane(QWidget):
    """Token and claims at the left; verdict, times and findings at the right."""

    def __init__(self, context: "PaneContext") -> None:
        super().__init__()
        self._shown: InspectorState | None = None
        self._syncing = False
        self.token = TokenPanel()
        self.tables = TokenTables()
        self.verdict = VerdictCard()
        self.judge = Button("Judge as", icon="chevron-down")
        self.judge.setCheckable(True)
        self.fetch = Button("Fetch the issuer's keys", icon="key")
        self.fetch_note = label("", wrap=True)
        self.editor = JudgeEditor()
        self.editor.hide()
        self.ruler = TimeRuler()
        self.now = Button("Back to now", name="Judge at the present time again")
        self.zone = Text(ink="muted")
        self.findings = FindingsList()
        self._make_empty()
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._empty_page())
        self._pages.addWidget(TwoColumns(self._left(), self._right(), (20, 31)))
        self.setAcceptDrops(True)
        self.presenter = InspectorPresenter(context, self)
        self._connect()

    # Building

    def _make_empty(self) -> None:
        self.empty = EmptyState(
            "Nothing to inspect yet", _EMPTY, "Paste", self._paste, icon="inspect"
        )
        sentence = self.empty.sentence
        sentence.setFixedSize(theme.px(420), sentence.heightForWidth(theme.px(420)))
        self.empty_runs = RunsButton()
        self.practise = Button("Sign in at the practice provider")

    def _empty_page(self) -> QWidget:
        page = QWidget()
        buttons = row(gap=theme.SMALL)
        buttons.addStretch(1)
        buttons.addWidget(self.practise)
        buttons.addWidget(self.empty_runs)
        buttons.addStretch(1)
        box = column(gap=0, margin=theme.LARGE)
        box.addStretch(2)
        box.addWidget(self.empty)
        box.addLayout(buttons)
        box.addStretch(3)
        page.setLayout(box)
        return page

    def _left(self) -> QWidget:
        side = QWidget()
        box = column(self.token, self.tables, gap=theme.LARGE)
        box.setStretch(1, 1)
        side.setLayout(box)
        return side

    def _right(self) -> QWidget:
        self.verdict.corner.addWidget(self.judge, 0, Qt.AlignmentFlag.AlignRight)
        offer = row(self.fetch, self.fetch_note, gap=10)
        offer.setStretch(1, 1)
        self.verdict.body.addLayout(offer)
        time = Card("Time")
        time.header.add(self.zone)
        time.header.add(self.now)
        time.add(self.ruler)
        side = QWidget()
        box = column(self.verdict, self.editor, time, self.findings, gap=theme.LARGE)
        box.setStretch(3, 1)
        side.setLayout(box)
        self.findings.setMinimumHeight(theme.px(220))
        return side

    def _connect(self) -> None:
        presenter, token = self.presenter, self.token
        token.paste.clicked.connect(self._paste)
        token.text.pasted.connect(presenter.paste)
        token.text.picked.connect(presenter.select_at)
        token.reveal.held.connect(presenter.reveal)
        token.clear.clicked.connect(presenter.clear)
        token.which.activated.connect(lambda _i: presenter.choose_named(token.which.value()))
        for runs in (token.runs, self.empty_runs):
            runs.chosen.connect(presenter.choose_run)
        self.practise.clicked.connect(lambda: presenter.go_to("user_login"))
        self.tables.place_selected.connect(self._select)
        self.findings.place_selected.connect(self._select)
        self.findings.place_activated.connect(self._go_to_place)
        self.judge.toggled.connect(self._fold)
        self.editor.edited.connect(presenter.judge_as)
        self.fetch.clicked.connect(presenter.fetch_keys)
        self.ruler.judged_at.connect(presenter.judge_at)
        self.now.clicked.connect(lambda: presenter.judge_at(None))
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        paste.activated.connect(self._paste)
        self.destroyed.connect(presenter.close)

    # Showing

    def show_state(self, state: InspectorState) -> None:
        """Show a state; only what changed is made anew."""
        before, self._shown = self._shown, state
        self.empty_runs.show_runs(state.runs)
        self.empty_runs.setVisible(bool(state.runs))
        self._pages.setCurrentIndex(0 if state.is_empty else 1)
        self._syncing = True
        try:
            self.token.show_state(state)
            self.tables.show_state(state)
            self._show_verdict(before, state)
            self._show_times(state)
            self._show_findings(before, state)
        finally:
            self._syncing = False
        if before is None or (before.form, before.form_problem) != (state.form, state.form_problem):
            self._show_form(state)

    def rehearse(self) -> None:
        """Lay out and paint an example unseen, so that the first paste is as fast as the next."""
        shown = self._shown
        self.show_state(self.presenter.example())
        self.grab()
        if shown is not None:
            self.show_state(shown)

    def _show_verdict(self, before: InspectorState | None, state: InspectorState) -> None:
        if state.verdict is not None and (before is None or before.verdict != state.verdict):
            self.verdict.show_state(state.verdict)
        offer = state.keys
        self.fetch.setVisible(not offer.fetched)
        self.fetch.setEnabled(not offer.why_not and not offer.busy)
        self.fetch.setText("Fetching …" if offer.busy else "Fetch the issuer's keys")
        note = offer.problem or offer.why_not or (f"from {offer.issuer}" if offer.issuer else "")
        self.fetch_note.setText("" if offer.fetched else note)
        self.fetch_note.set_ink("error" if offer.problem else "muted")
        self.fetch_note.setVisible(not offer.fetched)

    def _show_times(self, state: InspectorState) -> None:
        if state.times is None:
            return
        self.ruler.show_times(state.times)
        self.zone.setText(f"times in UTC · leeway {state.times.leeway} s")
        self.now.setVisible(not state.times.follows)

    def _show_findings(self, before: InspectorState | None, state: InspectorState) -> None:
        rows = self.findings.list
        if state.outcomes is not None and (before is None or before.outcomes != state.outcomes):
            at = rows.verticalScrollBar().value()
            self.findings.show_verdict(state.outcomes)
            rows.verticalScrollBar().setValue(at)
        index = rows.currentIndex()
        place = rows.rows()[index.row()].place if index.isValid() else ""
        if place != state.selected:
            rows.select_place(state.selected)

    def _show_form(self, state: InspectorState) -> None:
        self.editor.show_form(state.form, state.form_problem)
        words = dict(PURPOSES)[state.form.purpose]
        chosen = "Judge as" if state.form.purpose == RECOGNISE else f"Judge as {words}"
        self.judge.setText(chosen)
        self.judge.setAccessibleName(f"{chosen}: edit the expectation")

    # What the person does

    def _paste(self) -> None:
        self.presenter.paste(QApplication.clipboard().text())

    def _select(self, place: str) -> None:
        if not self._syncing:
            self.presenter.select(place)

    def _go_to_place(self, place: str) -> None:
        self._select(place)
        self.tables.focus_table()

    def _fold(self, opened: bool) -> None:
        self.editor.setVisible(opened)
        if opened:
            self.editor.issuer.setFocus(Qt.FocusReason.OtherFocusReason)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take text."""
        if event.mimeData().hasText():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Judge what was dropped."""
        self.presenter.paste(event.mimeData().text())
        event.acceptProposedAction()


def build(context: "PaneContext") -> QWidget:
    """Make the pane."""
    return InspectorPane(context)
