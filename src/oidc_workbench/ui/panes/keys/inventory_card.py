"""The card at the left: keys and secrets as tables, and the vault's tier."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTabBar, QWidget

from oidc_workbench.ports import VaultStatus, VaultTier
from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.buttons import Button, CopyButton
from oidc_workbench.ui.kit.card import Card, Rule
from oidc_workbench.ui.kit.choice import ChoiceBox
from oidc_workbench.ui.kit.form import line
from oidc_workbench.ui.kit.layouts import row
from oidc_workbench.ui.kit.lazy_rows import LazyRows
from oidc_workbench.ui.kit.painted_list import PaintedList
from oidc_workbench.ui.panes.keys import rows
from oidc_workbench.ui.panes.keys.inventory import ORDERS
from oidc_workbench.ui.panes.keys.public_side import jwks_text
from oidc_workbench.ui.panes.keys.state import KeysState
from oidc_workbench.ui.panes.keys.table_note import TableNote
from oidc_workbench.ui.panes.keys.vault_strip import VaultStrip


class InventoryCard(Card):
    """Two tables behind two tabs, a search over both, and the vault below."""

    segment_chosen = Signal(str)
    searched = Signal(str)
    sorted_by = Signal(str)

    def __init__(self) -> None:
        super().__init__(flush=True)
        self.setAccessibleName("Keys and secrets")
        self._state = KeysState()
        self.tabs = QTabBar(drawBase=False, expanding=False)
        self.tabs.setAccessibleName("Keys or secrets")
        self.tabs.setFont(theme.font(weight=500))
        for name in ("Keys", "Secrets"):
            self.tabs.addTab(name)
        self.bring = Button("Import", icon="paste", name="Import keys")
        self.make = Button("New key", icon="plus")
        self.search = line("Search: label, kid, thumbprint, client, alg")
        self.search.setAccessibleName("Search")
        self.search.setClearButtonEnabled(True)
        self.order = ChoiceBox(ORDERS)
        self.order.setAccessibleName("Order")
        self.copy_all = CopyButton(self._jwks, "JWKS", name="Copy all public keys as JWKS")
        self.keys = PaintedList(rows.COLUMNS, "Keys", head=rows.KEY_HEAD, row_height=rows.HEIGHT)
        self.secrets = PaintedList(
            rows.SECRET_COLUMNS, "Secrets", head=rows.SECRET_HEAD, row_height=rows.HEIGHT
        )
        self.note = TableNote()
        self.vault = VaultStrip()
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        head = row(self.tabs, gap=theme.SMALL)
        head.addStretch(1)
        for button in (self.bring, self.make):
            head.addWidget(button)
        head.setContentsMargins(theme.px(6), 0, theme.px(10), 0)
        tools = row(self.search, self.order, self.copy_all, gap=theme.SMALL)
        tools.setStretch(0, 1)
        tools.setContentsMargins(*(theme.px(n) for n in (14, 10, 10, 6)))
        self._tools = QWidget()
        self._tools.setLayout(tools)
        self.body.addLayout(head)
        self.add(Rule())
        self.add(self._tools)
        for table in (self.keys, self.secrets, self.note):
            self.add(table, 1)
        self.add(Rule())
        self.add(self.vault)
        # In one column the pane scrolls rather than squeezing its cards.
        self.setMinimumHeight(theme.px(380))

    def _connect(self) -> None:
        names = ("keys", "secrets")
        self.tabs.currentChanged.connect(lambda index: self.segment_chosen.emit(names[index]))
        self.search.textChanged.connect(self.searched)
        self.order.chosen.connect(self.sorted_by)

    def show_state(self, state: KeysState) -> None:
        """Show a state; only what changed is made anew."""
        before, self._state = self._state, state
        table, secrets = state.inventory, state.secrets
        on_keys = state.segment == "keys"
        self.tabs.blockSignals(True)
        self.tabs.setCurrentIndex(0 if on_keys else 1)
        self.tabs.blockSignals(False)
        self.tabs.setTabText(0, f"Keys {table.total}" if table.total else "Keys")
        self.tabs.setTabText(1, f"Secrets {secrets.total}" if secrets.total else "Secrets")
        self.make.setText("New key" if on_keys else "New secret")
        self.make.setAccessibleName(self.make.text())
        self.bring.setVisible(on_keys)
        self._show_keys(before, state)
        self._show_secrets(before, state)
        self.keys.setVisible(on_keys and bool(table.lines))
        self.secrets.setVisible(not on_keys and bool(secrets.lines))
        self.order.setVisible(on_keys)
        self.copy_all.setVisible(on_keys)
        self.copy_all.setEnabled(bool(table.lines))
        self._tools.setVisible(bool(table.total if on_keys else secrets.total))
        self.note.show_state(state)
        self.vault.show_state(state)

    def _show_keys(self, before: KeysState, state: KeysState) -> None:
        lines = state.inventory.lines
        memory, known = _in_memory(state.vault), _in_memory(before.vault)
        if lines != before.inventory.lines or memory != known:
            at = self.keys.verticalScrollBar().value()
            self.keys.show_rows(
                LazyRows(len(lines), lambda n: rows.key_row(lines[n], state.now, memory))
            )
            self.keys.verticalScrollBar().setValue(at)
        chosen = (n for n, one in enumerate(lines) if one.record is state.selected)
        self.keys.select_row(next(chosen, -1))

    def _show_secrets(self, before: KeysState, state: KeysState) -> None:
        lines, chosen = state.secrets.lines, state.secrets.selected
        if lines != before.secrets.lines:
            self.secrets.show_rows(rows.secret_row(*one, state.now) for one in lines)
        self.secrets.select_row(next((n for n, one in enumerate(lines) if one[0] == chosen), -1))

    def focus_search(self) -> None:
        """Go to the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _jwks(self) -> str:
        return jwks_text(one.record for one in self._state.inventory.lines)


def _in_memory(status: VaultStatus | None) -> frozenset[str]:
    """What ends with the program although others stay; where everything does, none is marked."""
    if status is None or status.tier is VaultTier.SESSION:
        return frozenset()
    return status.in_memory
