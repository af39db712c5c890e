"""What index and keyring disagree about, each with the ways to repair it."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.buttons import Button
from oidc_workbench.ui.kit.card import Card, Rule
from oidc_workbench.ui.kit.confirm import Confirmation
from oidc_workbench.ui.kit.labels import Text
from oidc_workbench.ui.kit.layouts import FlowLayout, clear, column, row, scrolled
from oidc_workbench.ui.panes.keys.state import KeysState
from oidc_workbench.ui.panes.keys.work_strip import WorkStrip

if TYPE_CHECKING:
    from oidc_workbench.ports import Orphan, RepairChoice


class VaultCard(Card):
    """A list of orphans; nothing is repaired before the person chose how."""

    repaired = Signal(object, object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__("Repair the vault")
        self._orphans: tuple[Orphan, ...] | None = None
        self._box = column(gap=theme.MEDIUM)
        inner = QWidget()
        inner.setLayout(self._box)
        self._why = Text(
            "The list of keys and the keyring are two places. Where one of them knows something "
            "that the other does not, you choose which is right.",
            ink="muted",
            wrap=True,
        )
        self.work = WorkStrip("vault")
        self.add(self._why)
        self.add(scrolled(inner), 1)
        self.add(self.work)
        self.body.addLayout(row(Button("Back", self.left.emit), stretch=True))

    def show_state(self, state: KeysState) -> None:
        """Show the orphans."""
        orphans = state.vault.orphans if state.vault else ()
        self.work.show_work(state.work)
        if orphans == self._orphans:
            return
        self._orphans = orphans
        clear(self._box)
        for number, orphan in enumerate(orphans):
            if number:
                self._box.addWidget(Rule())
            entry = OrphanEntry(orphan)
            entry.chosen.connect(partial(self.repaired.emit, orphan))
            self._box.addWidget(entry)
        if not orphans:
            self._box.addWidget(Text("Nothing is left to repair.", weight=600))
        self._box.addStretch(1)


class OrphanEntry(QFrame):
    """One orphan: what is the matter, and a button for each way out of it."""

    chosen = Signal(object)

    def __init__(self, orphan: "Orphan") -> None:
        super().__init__()
        self._orphan = orphan
        self._final: RepairChoice | None = None
        self.buttons: list[Button] = []
        title = Text(orphan.label or f"A {orphan.what} without a name", weight=600, wrap=True)
        self.confirmation = Confirmation()
        self.confirmation.confirmed.connect(self._confirmed)
        self.confirmation.declined.connect(lambda: self.confirmation.ask("", ""))
        ways = QWidget()
        flow = FlowLayout(ways, gap=theme.SMALL)
        for choice in orphan.choices:
            button = Button(choice.words, partial(self._choose, choice), tip=choice.effect)
            button.setAccessibleName(f"{choice.words}: {orphan.label}. {choice.effect}")
            flow.addWidget(button)
            self.buttons.append(button)
        effects = [Text(f"{c.words}: {c.effect}", ink="muted", wrap=True) for c in orphan.choices]
        box = column(title, Text(orphan.words, wrap=True), *effects, ways, gap=theme.TINY)
        box.addWidget(self.confirmation)
        self.setLayout(box)

    def _choose(self, choice: "RepairChoice") -> None:
        if not choice.is_final:
            self.chosen.emit(choice)
            return
        self._final = choice
        self.confirmation.ask(f"{choice.words}?", choice.effect, choice.words)

    def _confirmed(self) -> None:
        self.confirmation.ask("", "")
        if self._final is not None:
            self.chosen.emit(self._final)
