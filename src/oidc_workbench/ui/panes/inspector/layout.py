"""How the inspector is laid out."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedLayout, QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.buttons import Button
from oidc_workbench.ui.kit.card import Card
from oidc_workbench.ui.kit.empty_state import EmptyState
from oidc_workbench.ui.kit.findings_list import FindingsList
from oidc_workbench.ui.kit.focus_order import chain_after
from oidc_workbench.ui.kit.inline_message import InlineMessage
from oidc_workbench.ui.kit.labels import Text, label
from oidc_workbench.ui.kit.layouts import TwoColumns, column, row
from oidc_workbench.ui.kit.time_ruler import TimeRuler
from oidc_workbench.ui.kit.verdict_card import VerdictCard
from oidc_workbench.ui.panes.inspector.api_page import ApiPage
from oidc_workbench.ui.panes.inspector.report_button import ReportButton
from oidc_workbench.ui.panes.inspector.tables import TokenTables
from oidc_workbench.ui.panes.inspector.token_panel import RunsButton, TokenPanel

_EMPTY = (
    "Paste a token, an Authorization header, a callback URL or a token response. It is read and "
    "judged on this computer; nothing is sent anywhere."
)


class InspectorLayout(QWidget):
    """Token and claims at the left; verdict, times and findings at the right."""

    def __init__(self) -> None:
        super().__init__()
        self.token = TokenPanel()
        self.tables = TokenTables()
        self.verdict = VerdictCard()
        self._make_judging()
        self._make_findings()
        self._make_empty()
        self.pages = QStackedLayout(self)
        self.pages.addWidget(self._empty_page())
        # Filled when they are in place: moving a full column polishes all of it once more.
        left, right = QWidget(), QWidget()
        self.columns = TwoColumns(left, right, (20, 31))
        self.pages.addWidget(self.columns)
        self._fill_left(left)
        self._fill_right(right)

    def _make_judging(self) -> None:
        self.judge = Button("Judge as", icon="chevron-down")
        self.judge.setCheckable(True)
        self.fetch = Button("Fetch the issuer's keys", icon="key")
        self.fetch_note = label("", wrap=True)
        self.ruler = TimeRuler()
        self.now = Button("Back to now", name="Judge at the present time again")
        self.zone = Text(ink="muted")

    def _make_findings(self) -> None:
        self.findings = FindingsList()
        self.api = ApiPage()
        self._api_tab = self.findings.add_page("API", self.api)
        self.findings.tabs.setTabToolTip(self._api_tab, "As the API would answer")
        self.report = ReportButton()
        self.findings.head_actions.addWidget(self.report)
        chain_after(self.findings.tabs, self.report)
        self.notice = InlineMessage(closable=True)

    def _make_empty(self) -> None:
        self.empty = EmptyState(
            "Nothing to inspect yet", _EMPTY, "Paste", self.paste, icon="inspect"
        )
        sentence = self.empty.sentence
        sentence.setFixedSize(theme.px(420), sentence.heightForWidth(theme.px(420)))
        self.empty_runs = RunsButton()
        self.practise = Button("Sign in at the practice provider")
        self.open_case = Button("Open a case")
        self.empty_notice = InlineMessage(closable=True)

    def _empty_page(self) -> QWidget:
        page = QWidget()
        buttons = row(gap=theme.SMALL)
        buttons.addStretch(1)
        buttons.addWidget(self.practise)
        buttons.addWidget(self.empty_runs)
        buttons.addWidget(self.open_case)
        buttons.addStretch(1)
        box = column(gap=0, margin=theme.LARGE)
        box.addStretch(2)
        box.addWidget(self.empty)
        box.addLayout(buttons)
        box.addSpacing(theme.px(theme.LARGE))
        box.addWidget(self.empty_notice, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(3)
        page.setLayout(box)
        return page

    def _fill_left(self, side: QWidget) -> None:
        self.below_token = column(gap=theme.LARGE)
        self.left = column(self.token, self.below_token, self.tables, gap=theme.LARGE)
        self.left.setStretch(2, 1)
        side.setLayout(self.left)

    def _fill_right(self, side: QWidget) -> None:
        self.verdict.corner.addWidget(self.judge, 0, Qt.AlignmentFlag.AlignRight)
        offer = row(self.fetch, self.fetch_note, gap=10)
        offer.setStretch(1, 1)
        self.verdict.body.addLayout(offer)
        time = Card("Time")
        time.header.add(self.zone)
        time.header.add(self.now)
        time.add(self.ruler)
        parts = (self.verdict, time, self.notice, self.findings)
        self.right = column(*parts, gap=theme.LARGE)
        self.right.setStretch(len(parts) - 1, 1)
        side.setLayout(self.right)
        self.findings.setMinimumHeight(theme.px(220))

    def paste(self) -> None:
        """Judge what is on the clipboard; the pane says how."""
