"""Findings, what passed, and what could not be checked: three tabs over one list."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabBar, QWidget

from oidc_workbench.rules.outcome import Status, Verdict
from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.card import Card, Rule
from oidc_workbench.ui.kit.findings_rows import finding_rows, not_checked_rows, passed_rows
from oidc_workbench.ui.kit.labels import Text
from oidc_workbench.ui.kit.layouts import row
from oidc_workbench.ui.kit.painted_list import PaintedList
from oidc_workbench.ui.kit.painted_row import Column

_COLUMNS = (Column(74), Column(), Column(150, right=True, fold=True))
_MAKERS = (finding_rows, passed_rows, not_checked_rows)
TABS = ("Findings", "Passed", "Not checked")
_EMPTY = (
    "Nothing found. See what passed and what was not checked.",
    "No check could be passed yet.",
    "Everything that applies was checked.",
)


class FindingsList(Card):
    """The outcomes of a verdict.

    Attributes:
        head_actions: a layout at the right of the tabs, for a report button and the like.
    """

    place_activated = Signal(str)
    place_selected = Signal(str)

    def __init__(self) -> None:
        super().__init__(flush=True)
        self._verdict: Verdict | None = None
        self._pages: dict[int, QWidget] = {}
        self.tabs = QTabBar(drawBase=False, expanding=False)
        self.tabs.setAccessibleName("Outcomes")
        self.tabs.setFont(theme.font(weight=500))
        for name in TABS:
            self.tabs.addTab(name)
        self.head_actions = row(gap=theme.SMALL)
        head = row(self.tabs, gap=theme.SMALL)
        head.addStretch(1)
        head.addLayout(self.head_actions)
        head.setContentsMargins(theme.px(6), 0, theme.px(10), 0)
        self.list = PaintedList(_COLUMNS, "Findings", fold_below=460)
        self._note = Text(ink="muted", wrap=True)
        self._note.setContentsMargins(*[theme.px(14)] * 4)
        self.body.setSpacing(0)
        self.body.addLayout(head)
        for widget in (Rule(), self._note):
            self.add(widget)
        self.add(self.list, 1)
        self.body.addStretch(0)
        self._connect()

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(lambda _index: self._show_tab())
        self.list.place_activated.connect(self.place_activated)
        self.list.place_selected.connect(self.place_selected)

    def add_page(self, title: str, page: QWidget) -> int:
        """Add a tab of its own; returns its number, with which :meth:`show_page` hides it."""
        self._pages[self.tabs.addTab(title)] = page
        page.hide()
        self.add(page, 1)
        return self.tabs.count() - 1

    def show_page(self, number: int, shown: bool) -> None:
        """Show or hide an added tab; one that was in front gives way to the findings."""
        if not shown and self.tabs.currentIndex() == number:
            self.tabs.setCurrentIndex(0)
        self.tabs.setTabVisible(number, shown)

    def show_verdict(self, verdict: Verdict, *, same: bool = False) -> None:
        """Show the outcomes of a verdict.

        Args:
            verdict: the one to show.
            same: it is about the token that is shown already, so what is in sight stays there.
        """
        self._verdict = verdict
        unchecked = verdict.with_status(Status.NOT_CHECKED) + verdict.with_status(Status.CRASHED)
        counts = (
            len(verdict.findings), len(verdict.with_status(Status.CLEAR)), len(unchecked)
        )  # fmt: skip
        for index, (name, count) in enumerate(zip(TABS, counts, strict=True)):
            self.tabs.setTabText(index, f"{name} {count}")
        self._show_tab(same=same)

    def show_none(self) -> None:
        """Show no outcomes, since a judgement is under way."""
        self._verdict = None
        for index, name in enumerate(TABS):
            self.tabs.setTabText(index, name)
        self._show_tab()

    def _show_tab(self, *, same: bool = False) -> None:
        tab = self.tabs.currentIndex()
        for number, page in self._pages.items():
            page.setVisible(number == tab)
        if tab in self._pages:
            self.list.hide()
            self._note.hide()
            return
        rows = _MAKERS[tab](self._verdict) if self._verdict is not None else ()
        self.list.show_rows(rows, same=same)
        self.list.setVisible(bool(rows))
        self._note.setText("" if rows or self._verdict is None else _EMPTY[tab])
        self._note.setVisible(not rows)
        self.list.setAccessibleName(self.tabs.tabText(tab))
