"""The tabs over one token: claims, header, signature and trust, raw, compare."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget

from oidc_workbench.jose.reading import Reading
from oidc_workbench.ui import theme
from oidc_workbench.ui.kit import claim_table
from oidc_workbench.ui.kit.card import Card, Rule
from oidc_workbench.ui.kit.claim_rows import ClaimRow, ClaimRows
from oidc_workbench.ui.kit.claim_table import ClaimTable
from oidc_workbench.ui.kit.labels import label
from oidc_workbench.ui.kit.layouts import column, row
from oidc_workbench.ui.kit.long_text import LongText
from oidc_workbench.ui.kit.painted_list import PaintedList
from oidc_workbench.ui.kit.painted_row import Column, PaintedRow, Piece
from oidc_workbench.ui.panes.inspector.compare_page import ComparePage
from oidc_workbench.ui.panes.inspector.picture import raw_lines
from oidc_workbench.ui.panes.inspector.state import InspectorState, TrustLink

TABS = ("Claims", "Header", "Signature", "Raw", "Compare")
_CLAIMS, _HEADER, _TRUST, _RAW, _COMPARE = range(5)
_HINT = "Select a claim to see where it is defined, and where it stands in the token."
_TAB_OF = {"payload": _CLAIMS, "header": _HEADER, "signature": _TRUST}


class TokenTables(Card):
    """Tabs that share the selection with the token's text and the findings."""

    place_selected = Signal(str)

    def __init__(self) -> None:
        super().__init__(flush=True)
        self._shown: InspectorState | None = None
        self._syncing = False
        self._raw_of: tuple[bytes, ...] | None = None  # the texts that are written
        self.tabs = QTabBar(drawBase=False, expanding=False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setAccessibleName("What the token holds")
        self.tabs.setFont(theme.font(weight=500))
        for name in TABS:
            self.tabs.addTab(name)
        self.claims = ClaimTable("Claims")
        self.header_table = ClaimTable("Header parameters")
        columns = (Column(92), Column(), Column(96, right=True, fold=True))
        self.trust = PaintedList(columns, "Signature and trust", fold_below=330)
        self.raw = LongText("Decoded header and payload")
        self.detail = label(_HINT, wrap=True)
        self._pages = QStackedWidget()
        self.compare = ComparePage()
        for page in (self.claims, self.header_table, self.trust, self.raw, self.compare):
            self._pages.addWidget(page)
        self._arrange()

    def _arrange(self) -> None:
        head = row(self.tabs, gap=0, stretch=True)
        head.setContentsMargins(theme.px(6), 0, theme.px(6), 0)
        self.body.setSpacing(0)
        self.body.addLayout(head)
        self.add(Rule())
        self.add(self._pages, 1)
        self.add(Rule())
        foot = column(self.detail)
        foot.setContentsMargins(*(theme.px(n) for n in (14, 6, 14, 7)))
        self.body.addLayout(foot)
        self.setMinimumHeight(theme.px(300))
        self.tabs.currentChanged.connect(self._turn)
        for table in (self.claims, self.header_table):
            table.place_selected.connect(self._tell)
        self.compare.list.place_selected.connect(self._tell)

    def show_state(self, state: InspectorState) -> None:
        """Show a token; only what changed is made anew."""
        before, self._shown = self._shown, state
        self._syncing = True
        try:
            self._show_rows(before, state)
            if before is None or before.selected != state.selected:
                self._select(state.selected)
            self._show_detail(state)
            self.compare.show_runs(state.runs)
            if before is None or before.compared is not state.compared:
                self.compare.show_compared(state.compared)
        finally:
            self._syncing = False

    def _show_detail(self, state: InspectorState) -> None:
        """Say of the selected member where it is defined and what it is written as."""
        chosen = state.claims.at(state.selected) or state.header.at(state.selected)
        self.detail.setText(_detail(chosen) if chosen is not None else _HINT)

    def add_page(self, title: str, page: QWidget) -> int:
        """Add a tab of its own; returns its number, with which :meth:`show_page` hides it."""
        self._pages.addWidget(page)
        return self.tabs.addTab(title)

    def show_page(self, number: int, shown: bool) -> None:
        """Show or hide an added tab; one that was in front gives way to the claims."""
        if not shown and self.tabs.currentIndex() == number:
            self.tabs.setCurrentIndex(_CLAIMS)
        self.tabs.setTabVisible(number, shown)
        # With more than one of them the bar would become wider than its column.
        added = sum(map(self.tabs.isTabVisible, range(len(TABS), self.tabs.count())))
        self.tabs.setUsesScrollButtons(added > 1)

    def focus_table(self) -> None:
        """Put the keyboard into the table in front."""
        compare = self.compare.list
        targets = (self.claims.list, self.header_table.list, self.trust, self.raw, compare)
        index = self._pages.currentIndex()
        added = self._pages.currentWidget()
        if index < len(targets):
            targets[index].setFocus()
        elif added is not None:
            added.setFocus()

    def _show_rows(self, before: InspectorState | None, state: InspectorState) -> None:
        same = before is not None and before.token == state.token
        if before is None or before.claims is not state.claims:
            _refill(self.claims, state.claims, state.selected, same=same)
        if before is None or before.header is not state.header:
            _refill(self.header_table, state.header, state.selected, same=same)
        if before is None or before.trust != state.trust:
            self.trust.show_rows(map(_trust_row, state.trust))
        if before is None or before.reading is not state.reading:
            self._show_raw()
        for index, count in ((_CLAIMS, len(state.claims)), (_HEADER, len(state.header))):
            self.tabs.setTabToolTip(index, f"{count} rows")

    def _select(self, place: str) -> None:
        root = place.partition(".")[0]
        if root in _TAB_OF and self.tabs.currentIndex() < _RAW:
            self.tabs.setCurrentIndex(_TAB_OF[root])
        for table in (self.claims, self.header_table):
            if _current_place(table.list) != place:
                table.select_place(place)

    def _turn(self, index: int) -> None:
        self._pages.setCurrentIndex(index)
        self.detail.setVisible(index in (_CLAIMS, _HEADER))
        self._show_raw()

    def _show_raw(self) -> None:
        reading = self._shown.reading if self._shown is not None else None
        wanted = _texts_of(reading)
        if self.tabs.currentIndex() != _RAW:
            # Written only when it is looked at; of a token that is gone nothing stays.
            if self._raw_of is not None and self._raw_of != wanted:
                self._write_raw(None, None)
        elif self._raw_of != wanted:
            self._write_raw(reading, wanted)

    def _write_raw(self, reading: Reading | None, texts: tuple[bytes, ...] | None) -> None:
        self._raw_of = texts
        self.raw.show_lines(raw_lines(reading) if reading is not None else ())
        if reading is not None and self.raw.document().isEmpty():
            self.raw.show_text("Nothing in this token could be decoded.")

    def _tell(self, place: str) -> None:
        if not self._syncing:
            self.place_selected.emit(place)


def _detail(entry: ClaimRow) -> str:
    defined = f"defined in {entry.source}" if entry.source else "no registered name"
    twice = " It stands here more than once; servers differ in which one they take."
    return f"{entry.name}: {entry.meaning}; {entry.json_type}, {defined}." + (
        twice if entry.duplicate else ""
    )


def _current_place(rows: PaintedList) -> str:
    index = rows.currentIndex()
    return rows.rows()[index.row()].place if index.isValid() else ""


def _texts_of(reading: Reading | None) -> tuple[bytes, ...] | None:
    """The octets of header and payload, as far as there are any; None without a token."""
    if reading is None:
        return None
    named = tuple(
        s.octets for s in reading.segments if s.name in ("header", "payload") and s.octets
    )
    return (*named, *(d.octets for d in (reading.header, reading.payload) if d is not None))


def _refill(table: ClaimTable, rows: ClaimRows, selected: str, *, same: bool) -> None:
    table.show_lazily(len(rows), lambda n: _claim_row(rows[n]), rows.find, same=same)
    if selected and not same:
        table.select_place(selected)


def _claim_row(entry: ClaimRow) -> claim_table.ClaimRow:
    mark = " (twice)" if entry.duplicate else ""
    name = f"{'  ' * entry.depth}{entry.name}{mark}"
    tone = entry.tone if entry.tone in ("error", "warning") else None
    return claim_table.ClaimRow(
        entry.place, name, entry.value, entry.meaning, entry.human, entry.chips,
        tone,  # type: ignore[arg-type]  # one of the two tones named above
    )  # fmt: skip


def _trust_row(link: TrustLink) -> PaintedRow:
    pieces = [Piece(0, link.label, "title"), Piece(1, link.value, "mono")]
    if link.note:
        pieces.append(Piece(1, link.note, "muted"))
    if link.mark:
        pieces.append(Piece(2, link.mark, "chip", link.tone))
    return PaintedRow(tuple(pieces), f"{link.label}: {link.value}. {link.note}. {link.mark}")
