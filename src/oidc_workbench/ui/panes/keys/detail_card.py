"""The selected key: what is given away of it, and what can be done with it, on five pages."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.buttons import Button
from oidc_workbench.ui.kit.card import Card, Rule
from oidc_workbench.ui.kit.confirm import Confirmation
from oidc_workbench.ui.kit.empty_state import EmptyState
from oidc_workbench.ui.kit.layouts import column, row, scrolled
from oidc_workbench.ui.panes.keys.state import KeysState
from oidc_workbench.ui.panes.keys.work_strip import WorkStrip

TABS = ("public", "certificate", "register", "rotate", "export")


class DetailPage(Protocol):
    """A page of the card."""

    def show_state(self, state: KeysState) -> None:
        """Show a state; it has a selected key."""
        ...


class DetailCard(Card):
    """Pages are made when first shown, so that the pane opens quickly.

    Args:
        makers: makes each page of :data:`TABS`.
    """

    tab_chosen = Signal(str)

    def __init__(self, makers: dict[str, Callable[[], QWidget]]) -> None:
        super().__init__("Key", flush=True)
        self._makers = makers
        self._made: dict[str, QWidget] = {}
        self._state = KeysState()
        self.delete = Button("", icon="trash", name="Delete the key")
        self.header.add(self.delete)
        self.confirmation = Confirmation()
        # Of the key as a whole, so it is told whichever page is in front.
        self.work = WorkStrip("keys")
        self._question = QWidget()
        asked = column(self.work, self.confirmation)
        asked.setContentsMargins(*(theme.px(n) for n in (14, 12, 14, 0)))
        self._question.setLayout(asked)
        self.tabs = QTabBar(drawBase=False, expanding=False)
        self.tabs.setAccessibleName("Pages of the key")
        self.tabs.setFont(theme.font(weight=500))
        self.tabs.setUsesScrollButtons(False)
        for name in TABS:
            self.tabs.addTab(name.capitalize())
        self.pages = QStackedWidget()
        self.empty = EmptyState(
            "No key chosen",
            "A service proves who it is with a private key. Its public side, shown here, is "
            "registered at the provider.",
            icon="key",
        )
        self._parts = self._arrange()
        self.add(self._parts, 1)
        self.add(self.empty, 1)
        self.tabs.currentChanged.connect(self._choose)

    def _arrange(self) -> QWidget:
        head = row(self.tabs)
        head.setContentsMargins(theme.px(6), 0, theme.px(6), 0)
        box = column(gap=0)
        box.addWidget(self._question)
        box.addLayout(head)
        box.addWidget(Rule())
        box.addWidget(self.pages, 1)
        parts = QWidget()
        parts.setLayout(box)
        return parts

    @property
    def tab(self) -> str:
        """The page in front."""
        return TABS[self.tabs.currentIndex()]

    def page(self, name: str) -> QWidget:
        """Return a page; it is made when it is not there yet."""
        if name not in self._made:
            page = self._makers[name]()
            self._made[name] = page
            self.pages.addWidget(scrolled(page))
        return self._made[name]

    def show_tab(self, name: str) -> None:
        """Bring a page to the front."""
        self.tabs.setCurrentIndex(TABS.index(name))

    def show_state(self, state: KeysState) -> None:
        """Show a state; of the pages only the one in front."""
        self._state = state
        key = state.selected
        self._parts.setVisible(key is not None)
        self.empty.setVisible(key is None)
        self.delete.setVisible(key is not None)
        self.header.set_title(key.label if key else "Key")
        if key is None:
            return
        self.delete.setEnabled(not state.work.busy)
        question = f"Delete {key.label} for good?" if state.asking else ""
        self.work.show_work(state.work)
        self._question.setVisible(bool(question) or self.work.isVisibleTo(self._question))
        self.confirmation.ask(question, _loss(state.used_by))
        self._show_page()

    def _choose(self, _index: int) -> None:
        self.tab_chosen.emit(self.tab)
        if self._state.selected is not None:
            self._show_page()

    def _show_page(self) -> None:
        page = self.page(self.tab)
        self.pages.setCurrentIndex(list(self._made).index(self.tab))
        page.show_state(self._state)  # type: ignore[attr-defined]  # every page is a DetailPage


def _loss(used_by: tuple[str, ...]) -> str:
    lost = "The private key can't be had again; there is no undo."
    if used_by:
        return f"{lost} {', '.join(used_by)} can't authenticate without it."
    return lost
