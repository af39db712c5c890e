"""The vault's tier below the tables: always in sight, with the choice of where new keys go."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from oidc_workbench.ports import VaultTier
from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.buttons import Button, QuietButton
from oidc_workbench.ui.kit.labels import Text, label
from oidc_workbench.ui.kit.layouts import column, row
from oidc_workbench.ui.kit.tinted_icon import TintedIcon
from oidc_workbench.ui.panes.keys.state import KeysState
from oidc_workbench.ui.panes.keys.vault_care import words_of
from oidc_workbench.ui.panes.keys.work_strip import WorkStrip

_ICONS = {"ok": "shield", "warning": "warning", "error": "warning", "info": "info"}


class VaultStrip(QWidget):
    """How the vault stands, in one line, with what can be done about it."""

    session_chosen = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._icon = TintedIcon("shield")
        self.line = Text(weight=500, wrap=True)
        self.hint = label("", wrap=True)
        self.look = QuietButton("", icon="refresh", name="Ask the vault again")
        self.session = QCheckBox("Keep new keys for this session only")
        self.session.setAccessibleName("Keep new keys for this session only")
        self.session.setToolTip("In memory, and gone when you quit. What is stored stays.")
        self.orphans = Button("", icon="warning")
        self.work = WorkStrip("vault")
        self.session.clicked.connect(self.session_chosen)
        top = row(self._icon, self.line, self.look, gap=theme.SMALL)
        top.setStretch(1, 1)
        below = row(self.session, gap=theme.SMALL)
        below.addStretch(1)
        below.addWidget(self.orphans)
        box = column(gap=theme.TINY)
        box.addLayout(top)
        box.addWidget(self.hint)
        box.addLayout(below)
        box.addWidget(self.work)
        box.setContentsMargins(*(theme.px(n) for n in (14, 8, 10, 10)))
        self.setLayout(box)

    def show_state(self, state: KeysState) -> None:
        """Show how the vault stands."""
        words = words_of(state.vault)
        self.line.setText(words.line)
        self.hint.setText(words.hint)
        self.hint.setVisible(bool(words.hint))
        self._icon.set_icon(_ICONS[words.tone], words.tone)
        self.session.setChecked(state.session)
        # Where there is no keyring there is nothing to choose.
        forced = state.vault is not None and state.vault.tier is VaultTier.SESSION
        self.session.setVisible(state.session or not forced)
        count = len(state.vault.orphans) if state.vault else 0
        noun = "entry needs" if count == 1 else "entries need"
        self.orphans.setText(f"{count} {noun} repair")
        self.orphans.setAccessibleName(self.orphans.text())
        self.orphans.setVisible(bool(count))
        self.work.show_work(state.work)
