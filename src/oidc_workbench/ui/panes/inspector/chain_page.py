"""The page of the certificates: each chain with its links, and the root that is chosen."""

from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.busy import BusyIndicator
from oidc_workbench.ui.kit.buttons import Button
from oidc_workbench.ui.kit.file_dialogs import ask_open
from oidc_workbench.ui.kit.inline_message import InlineMessage
from oidc_workbench.ui.kit.labels import Text
from oidc_workbench.ui.kit.layouts import column, row
from oidc_workbench.ui.kit.painted_list import PaintedList
from oidc_workbench.ui.kit.painted_row import Column, PaintedRow, Piece
from oidc_workbench.ui.panes.inspector.chains import CertificateRow, ChainShown, ChainsShown
from oidc_workbench.ui.panes.inspector.state import InspectorState

_TEACH = "A chain is worth as much as the root it leads to. Choose the root that you trust."
_COLUMNS = (Column(28), Column(), Column(150, right=True, fold=True))


class ChainPage(QWidget):
    """Lists certificates, and asks for a root."""

    root_pasted = Signal(str)
    root_loaded = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._shown: ChainsShown | None = None
        self.roots = Text(_TEACH, wrap=True, select=True)
        self.paste = Button("Paste a root", self._paste, name="Trust the pasted root certificate")
        self.load = Button("Load a root", self._load, name="Load a root certificate from a file")
        self.forget = Button("Forget the root", name="Trust no root any more")
        self.problem = InlineMessage()
        self.busy = BusyIndicator()
        self.list = PaintedList(_COLUMNS, "Certificates", fold_below=420)
        buttons = row(self.paste, self.load, self.forget, gap=theme.SMALL, stretch=True)
        top = column(self.roots, gap=theme.SMALL)
        top.addLayout(buttons)
        top.addWidget(self.problem)
        top.addWidget(self.busy)
        top.setContentsMargins(*(theme.px(n) for n in (14, 10, 14, 10)))
        box = column(gap=0)
        box.addLayout(top)
        box.addWidget(self.list, 1)
        self.setLayout(box)
        self.setFocusProxy(self.list)

    def show_state(self, state: InspectorState) -> None:
        """Show the chains of the token in front."""
        shown = state.chains
        if shown is None or shown is self._shown:
            return
        before, self._shown = self._shown, shown
        self.roots.setText(f"Trusted here: {shown.roots}." if shown.roots else _TEACH)
        self.forget.setVisible(bool(shown.roots))
        self.problem.say(shown.problem, tone="error")
        self.busy.say(shown.busy)
        if before is None or before.chains != shown.chains:
            self.list.show_rows(_rows(shown.chains))

    def _paste(self) -> None:
        self.root_pasted.emit(QApplication.clipboard().text())

    def _load(self) -> None:
        ask_open(
            self,
            "Load a root certificate",
            "Certificates (*.pem *.crt *.cer *.der)",
            self.root_loaded.emit,
        )


def _rows(chains: tuple[ChainShown, ...]) -> Iterator[PaintedRow]:
    for chain in chains:
        pieces = [
            Piece(1, f"Certificates {chain.source}", "title"),
            Piece(1, chain.reason, "muted"),
            *(Piece(1, note, "muted") for note in chain.notes),
            Piece(2, chain.words, "chip", chain.tone),
        ]
        said = f"Certificates {chain.source}: {chain.words}. {chain.reason}"
        yield PaintedRow(tuple(pieces), " ".join((said, *chain.notes)))
        for number, one in enumerate(chain.rows, 1):
            yield _certificate(number, one)


def _certificate(number: int, one: CertificateRow) -> PaintedRow:
    facts = (
        ("issued by", one.issuer), ("valid", one.valid), ("key", one.key), ("names", one.names),
    )  # fmt: skip
    told = [f"{name} {value}" for name, value in facts if value]
    prints = (("SHA-1", one.x5t), ("SHA-256", one.x5t_s256))
    thumbprints = [f"{name} {value}" for name, value in prints if value]
    pieces = [Piece(0, str(number), "small"), Piece(1, one.subject, "title")]
    if one.why:
        pieces.append(Piece(1, one.why))
    pieces += [Piece(1, text, "muted") for text in told]
    pieces += [Piece(1, text, "mono-muted") for text in thumbprints]
    if one.mark:
        pieces.append(Piece(2, one.mark, "chip", one.tone))
    said = ". ".join((f"Certificate {number}: {one.subject}", one.why, *told, *thumbprints))
    return PaintedRow(tuple(pieces), f"{said}. {one.mark}")
