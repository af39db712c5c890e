"""The page that asks the provider about the token, and sets its answer beside it."""

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

from oidc_workbench.rules.comparison import Difference
from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.busy import BusyIndicator
from oidc_workbench.ui.kit.buttons import Button
from oidc_workbench.ui.kit.card import Rule
from oidc_workbench.ui.kit.chip import Chip, ChipRow
from oidc_workbench.ui.kit.findings_rows import finding_row
from oidc_workbench.ui.kit.inline_message import InlineMessage
from oidc_workbench.ui.kit.labels import Text
from oidc_workbench.ui.kit.layouts import column, row
from oidc_workbench.ui.kit.painted_list import PaintedList
from oidc_workbench.ui.kit.painted_row import Column, PaintedRow, Piece
from oidc_workbench.ui.panes.inspector.introspection_answer import IntrospectState
from oidc_workbench.ui.panes.inspector.state import InspectorState
from oidc_workbench.ui.theme import Tone

_COLUMNS = (Column(84), Column(), Column(150, right=True, fold=True))
_CHIPS: dict[str, tuple[str, Tone]] = {
    "differs": ("disagrees", "warning"),
    "only-second": ("server only", "neutral"),
    "only-first": ("token only", "neutral"),
}


class IntrospectPage(QWidget):
    """Says where the token would go, sends it when asked, and shows the judged answer."""

    def __init__(self) -> None:
        super().__init__()
        self.where = Text(wrap=True, select=True)
        self.caution = InlineMessage()
        self.look_up = Button("Find the endpoint", name="Find the introspection endpoint")
        self.send = Button("Send the token", name="Send the token to the introspection endpoint")
        self.busy = BusyIndicator()
        self.problem = InlineMessage()
        self.chips = ChipRow()
        self.headline = Text(wrap=True, select=True)
        self.list = PaintedList(_COLUMNS, "Introspection answer", fold_below=460)
        buttons = row(self.look_up, self.send, gap=theme.SMALL, stretch=True)
        top = column(self.where, self.caution, gap=theme.SMALL)
        top.addLayout(buttons)
        for widget in (self.busy, self.problem, self.chips, self.headline):
            top.addWidget(widget)
        top.setContentsMargins(*(theme.px(n) for n in (14, 10, 14, 10)))
        box = column(gap=0)
        box.addLayout(top)
        self._rule = Rule()
        box.addWidget(self._rule)
        box.addWidget(self.list, 1)
        box.addStretch(0)
        self.setLayout(box)

    def show_state(self, state: InspectorState) -> None:
        """Show how it stands with the token in front."""
        shown = state.introspection
        if shown is None:
            return
        self.where.setText(shown.why_not or shown.where)
        self.caution.say(shown.caution, tone="warning")
        able = not shown.why_not and not shown.busy
        self.look_up.setVisible(not shown.endpoint)
        self.look_up.setEnabled(able)
        self.send.setVisible(bool(shown.endpoint))
        self.send.setEnabled(able)
        self.busy.say(shown.busy)
        self.problem.say(shown.problem, shown.hint, "info" if shown.unknown else "error")
        self._show_answer(shown)

    def _show_answer(self, shown: IntrospectState) -> None:
        verdict = shown.verdict
        for widget in (self.chips, self.headline, self.list, self._rule):
            widget.setVisible(verdict is not None)
        if verdict is None:
            self.list.show_rows(())
            return
        differing = sum(one.relation == "differs" for one in shown.rows)
        if shown.active:
            chips = [Chip("active", "ok", marked=True)]
        else:
            chips = [Chip("not active", "error", marked=True)]
        if differing:
            chips.append(Chip(f"disagrees in {differing}", "warning"))
        self.chips.show_chips(chips)
        needs = f" Not checked without {', '.join(verdict.needed)}." if verdict.needed else ""
        self.headline.setText(f"{verdict.headline}{needs}")
        self.list.show_rows(_rows(shown))


def _rows(shown: IntrospectState) -> Iterator[PaintedRow]:
    findings = shown.verdict.findings if shown.verdict else ()
    for finding in findings:
        yield finding_row(finding)._replace(place="")
    yield _heading("The answer beside the token" if _has_token(shown) else "The answer")
    yield from map(_compared, shown.rows)


def _has_token(shown: IntrospectState) -> bool:
    return any(one.first for one in shown.rows)


def _heading(title: str) -> PaintedRow:
    return PaintedRow((Piece(1, title, "title"),), title, heading=True)


def _compared(line: Difference) -> PaintedRow:
    name = line.place
    pieces = [Piece(0, name, "title")]
    if line.relation == "same":
        pieces += [Piece(1, line.second or line.first, "mono-muted"), Piece(2, "the same", "muted")]
        return PaintedRow(tuple(pieces), f"{name}: both say {line.second}", _place(line))
    words, tone = _CHIPS[line.relation]
    for which, value in (("token", line.first), ("server", line.second)):
        if value:
            if line.relation == "differs":
                pieces.append(Piece(1, which, "small"))
            pieces.append(Piece(1, value, "mono"))
    if line.meaning:
        pieces.append(Piece(1, line.meaning, "muted"))
    pieces.append(Piece(2, words, "chip", tone))
    said = f"{name}: token {line.first or 'nothing'}, server {line.second or 'nothing'}."
    return PaintedRow(tuple(pieces), f"{said} {line.meaning}".strip(), _place(line))


def _place(line: Difference) -> str:
    return f"payload.{line.place}" if line.first and line.place != "active" else ""
