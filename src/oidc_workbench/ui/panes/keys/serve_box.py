"""Serving the key set on loopback: the switch, where it is, and who asked."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.buttons import CopyButton
from oidc_workbench.ui.kit.labels import MonoText, Text, label
from oidc_workbench.ui.kit.layouts import column, row
from oidc_workbench.ui.kit.painted_list import PaintedList
from oidc_workbench.ui.kit.painted_row import Column, PaintedRow, Piece
from oidc_workbench.ui.panes.keys.state import KeysState

_COLUMNS = (Column(48), Column(), Column(80, right=True))


class ServeBox(QWidget):
    """Off until the person switches it on, and off again when the program ends."""

    switched = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.switch = QCheckBox("Serve the key set on this machine")
        self.switch.setFont(theme.font(weight=600))
        self.switch.setAccessibleName("Serve the key set on this machine")
        self.switch.clicked.connect(self.switched)
        self._why = Text(
            "For a server on this machine that fetches jwks_uri: public keys only, under an "
            "address that can't be guessed.",
            ink="muted",
            wrap=True,
        )
        self.url = MonoText(elide=True)
        copy = CopyButton(self.url.text, "Copy", name="Copy the address of the key set")
        line = row(self.url, copy, gap=theme.SMALL)
        line.setStretch(0, 1)
        self._where = QWidget()
        self._where.setLayout(line)
        self._asked = label("")
        self.visits = PaintedList(_COLUMNS, "Who asked for the key set", whole=True, most=160)
        self.setLayout(
            column(
                self.switch, self._why, self._where, self._asked, self.visits, gap=theme.SMALL
            )
        )  # fmt: skip

    def show_state(self, state: KeysState) -> None:
        """Show whether it is served, and to whom."""
        serving = state.serving
        self.switch.setChecked(bool(serving.url))
        self.switch.setEnabled(not state.work.busy)
        self.url.set_text(serving.url)
        self._where.setVisible(bool(serving.url))
        self._asked.setVisible(bool(serving.url))
        self._asked.setText("Who asked" if serving.visits else "Nobody has asked yet.")
        rows = tuple(
            PaintedRow(
                (Piece(0, time, "muted"), Piece(1, who), Piece(2, answer, "mono-muted")),
                f"{time}: {who}, {answer}",
            )
            for time, who, answer in serving.visits
        )
        if rows != self.visits.rows():
            self.visits.show_rows(rows)
        self.visits.setVisible(bool(rows))
