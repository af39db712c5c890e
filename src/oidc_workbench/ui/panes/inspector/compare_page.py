"""The page that sets two tokens side by side."""

from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from oidc_workbench.rules.comparison import Difference
from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.buttons import Button
from oidc_workbench.ui.kit.labels import Text
from oidc_workbench.ui.kit.layouts import column, row
from oidc_workbench.ui.kit.painted_list import PaintedList
from oidc_workbench.ui.kit.painted_row import Column, PaintedRow, Piece
from oidc_workbench.ui.panes.inspector.comparing import Compared
from oidc_workbench.ui.panes.inspector.token_panel import RunsButton

_TEACH = (
    "Set another token beside this one: times are counted from each token's own iat, and scope "
    "and aud are compared as sets."
)
_ONLY = {"only-first": "only in this one", "only-second": "only in the other"}
_CHIPS = {"differs": "differs", "only-first": "only this", "only-second": "only other"}
_COLUMNS = (Column(84), Column(), Column(0, fold=True))


class ComparePage(QWidget):
    """Chooses the other token and shows what differs."""

    pasted = Signal(str)
    run_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.paste = Button("Paste another", self._paste, name="Compare with the clipboard's token")
        self.runs = RunsButton(name="Compare with a token from a run")
        self.summary = Text(_TEACH, wrap=True, select=True)
        self.list = PaintedList(_COLUMNS, "Differences", fold_below=420)
        buttons = row(self.paste, self.runs, gap=theme.SMALL, stretch=True)
        top = column(buttons, self.summary, gap=theme.SMALL)
        top.setContentsMargins(*(theme.px(n) for n in (14, 10, 14, 10)))
        box = column(gap=0)
        box.addLayout(top)
        box.addWidget(self.list, 1)
        box.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setLayout(box)
        self.runs.chosen.connect(self.run_chosen)

    def show_runs(self, labels: tuple[str, ...]) -> None:
        """Offer the session's tokens."""
        self.runs.show_runs(labels)

    def show_compared(self, compared: Compared) -> None:
        """Show a comparison, or what this is for."""
        found = compared.comparison
        self.list.setVisible(found is not None)
        if found is None:
            self.summary.setText(compared.problem or _TEACH)
            return
        this = "This token, forged here, beside" if compared.forged else "Beside"
        self.summary.setText(f"{this} {compared.label}: {found.summary}")
        rows = (*found.differences, *(r for r in found.rows if r.relation == "same"))
        self.list.show_rows(map(_painted, rows))

    def _paste(self) -> None:
        self.pasted.emit(QApplication.clipboard().text())


def _painted(line: Difference) -> PaintedRow:
    root, _, name = line.place.partition(".")
    pieces = [Piece(0, name, "title"), Piece(0, root, "small")]
    if line.relation != "same":
        pieces.append(Piece(0, _CHIPS[line.relation], "chip", "warning"))
    pieces.extend(_values(line))
    said = f"{name} of the {root}: {line.meaning or 'the same in both'}"
    return PaintedRow(tuple(pieces), said, line.place)


def _values(line: Difference) -> Iterator[Piece]:
    if line.relation == "same":
        yield Piece(1, line.first, "mono-muted")
        yield Piece(2, "the same", "muted")
        return
    for which, value in (("this", line.first), ("other", line.second)):
        if value:
            yield Piece(1, which, "small")
            yield Piece(1, value, "mono")
    yield Piece(2, line.meaning or _ONLY.get(line.relation, ""), "muted")
