"""How the keys pane looks: the inventory at the left, one key or one task at the right."""

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QKeySequence,
    QPaintEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from oidc_workbench.secret import Secret
from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.layouts import TwoColumns
from oidc_workbench.ui.pane import PaneContext
from oidc_workbench.ui.panes.keys.detail_card import DetailCard
from oidc_workbench.ui.panes.keys.import_card import ImportCard
from oidc_workbench.ui.panes.keys.inventory_card import InventoryCard
from oidc_workbench.ui.panes.keys.maker_card import MakerCard
from oidc_workbench.ui.panes.keys.pages import Pages
from oidc_workbench.ui.panes.keys.presenter import KeysPresenter
from oidc_workbench.ui.panes.keys.secret_card import SecretCard
from oidc_workbench.ui.panes.keys.secret_form import SecretForm
from oidc_workbench.ui.panes.keys.state import KeysState, Page
from oidc_workbench.ui.panes.keys.vault_card import VaultCard


def build(context: PaneContext) -> QWidget:
    """Make the pane."""
    return KeysPane(context)


class KeysPane(QWidget):
    """The table comes first, and is painted before anything stands at its right.

    Tasks other than looking at a key get their card when they are first begun.
    """

    def __init__(self, context: PaneContext) -> None:
        super().__init__()
        self._cards: dict[Page, QWidget] = {}
        self._state = KeysState()
        self._is_filled = False
        self.setAcceptDrops(True)
        self.presenter = KeysPresenter(context, self)
        self.table = InventoryCard()
        self.pages = Pages(self.presenter)
        self.right = QStackedWidget()
        # In one column the pane scrolls rather than squeezing its cards.
        self.right.setMinimumHeight(theme.px(420))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(TwoColumns(self.table, self.right, (3, 2)))
        self._connect()
        self.presenter.begin()

    def _connect(self) -> None:
        presenter, table = self.presenter, self.table
        table.keys.place_selected.connect(presenter.select)
        table.secrets.place_selected.connect(presenter.secrets.select)
        table.segment_chosen.connect(presenter.show_segment)
        table.searched.connect(presenter.search)
        table.sorted_by.connect(presenter.sort)
        table.make.clicked.connect(lambda _on: self.begin_new())
        table.bring.clicked.connect(lambda _on: presenter.show_page("import"))
        table.note.practise.clicked.connect(lambda _on: presenter.use_practice())
        table.vault.look.clicked.connect(lambda _on: presenter.vault.look())
        table.vault.session_chosen.connect(presenter.vault.prefer_session)
        table.vault.orphans.clicked.connect(lambda _on: presenter.show_page("vault"))
        table.vault.work.busy.cancelled.connect(presenter.cancel)
        table.keys.place_activated.connect(lambda _key: self.detail.tabs.setFocus())
        self._shortcut(QKeySequence.StandardKey.Delete, table.keys, lambda: presenter.ask(True))
        self._shortcut(
            QKeySequence.StandardKey.Delete, table.secrets, lambda: presenter.secrets.ask(True)
        )
        self._shortcut(QKeySequence.StandardKey.Find, self, table.focus_search)
        self._shortcut(QKeySequence.StandardKey.New, self, self.begin_new)
        self.destroyed.connect(presenter.close)

    @staticmethod
    def _shortcut(key: QKeySequence.StandardKey, where: QWidget, do: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(key), where)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(do)

    # Showing

    def show_state(self, state: KeysState) -> None:
        """Show a state; at the right only to the card in front, and to the one that was."""
        self._state = state
        self.table.show_state(state)
        # A task that was begun is shown at once.
        if self._is_filled or state.page != "key":
            self._is_filled = True
            self._show_right(state)

    def _show_right(self, state: KeysState) -> None:
        # With nothing to look at, making a key is what the pane is there for.
        nothing = state.page == "key" and not state.inventory.total
        left, card = self.right.currentWidget(), self.card("make" if nothing else state.page)
        self.right.setCurrentWidget(card)
        self._show_on(card, state)
        if left is not None and left is not card:
            # Several changes come as one, and it is to keep nothing of what they ended.
            self._show_on(left, state)

    def _show_on(self, card: QWidget, state: KeysState) -> None:
        if isinstance(card, ImportCard):
            card.show_state(state, self.presenter.importing.problems())
        else:
            card.show_state(state)  # type: ignore[attr-defined]  # every other card takes a state

    def show_secret(self, secret: Secret | None) -> None:
        """Show a secret, or its mask."""
        card = self._cards.get("secret")
        if isinstance(card, SecretCard):
            card.show_secret(secret)

    def copy_secret(self, secret: Secret) -> None:
        """Put a secret into the clipboard for a while."""
        card = self._cards.get("secret")
        if isinstance(card, SecretCard):
            card.copy_secret(secret)

    def forget_passwords(self) -> None:
        """Empty every field that holds a password."""
        self.pages.forget_passwords()
        for card in self._cards.values():
            if isinstance(card, ImportCard | SecretForm):
                card.forget_passwords()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Have the right side filled after the first paint."""
        super().paintEvent(event)
        if not self._is_filled:
            QTimer.singleShot(0, self, self.fill)

    def fill(self) -> None:
        """Make what stands at the right; twice is fine."""
        if not self._is_filled:
            self._is_filled = True
            self._show_right(self._state)

    @property
    def detail(self) -> DetailCard:
        """The pages of the selected key."""
        return cast("DetailCard", self.card("key"))

    def showEvent(self, event: QShowEvent) -> None:
        """Look into the index whenever the pane comes to the front."""
        super().showEvent(event)
        self.presenter.arrive()

    def card(self, page: Page) -> QWidget:
        """Return the card of a page; it is made when it is not there yet."""
        self.fill()
        if page not in self._cards:
            makers = {
                "key": self._detail, "make": self._maker, "import": self._importer,
                "secret": self._secret, "secret-form": self._secret_form, "vault": self._vault,
            }  # fmt: skip
            self._put(page, makers[page]())
        return self._cards[page]

    def _put(self, page: Page, card: QWidget) -> None:
        self._cards[page] = card
        self.right.addWidget(card)

    # The cards

    def _detail(self) -> QWidget:
        card, presenter = DetailCard(self.pages.makers), self.presenter
        card.delete.clicked.connect(lambda _on: presenter.ask(True))
        card.confirmation.confirmed.connect(presenter.delete)
        card.confirmation.declined.connect(lambda: presenter.ask(False))
        card.work.busy.cancelled.connect(presenter.cancel)
        card.tab_chosen.connect(presenter.show_tab)
        return card

    def _maker(self) -> QWidget:
        card, presenter = MakerCard(), self.presenter
        card.made.connect(presenter.making.make)
        card.left.connect(presenter.leave_page)
        card.work.busy.cancelled.connect(presenter.cancel)
        return card

    def _importer(self) -> QWidget:
        card, presenter = ImportCard(), self.presenter
        importing = presenter.importing
        card.file_chosen.connect(lambda path: importing.read_file(path, _name(path)))
        card.pasted.connect(lambda octets: importing.read(octets, "the clipboard"))
        card.unlocked.connect(importing.unlock)
        card.found.chosen.connect(importing.choose)
        card.found.renamed.connect(
            lambda number, label, kid: importing.rename(number, label=label, kid=kid)
        )
        card.stored.connect(importing.store)
        card.again.connect(presenter.begin_import)
        card.left.connect(presenter.leave_page)
        card.work.busy.cancelled.connect(presenter.cancel)
        return card

    def _secret(self) -> QWidget:
        card, secrets = SecretCard(), self.presenter.secrets
        card.held.connect(secrets.reveal)
        card.copied.connect(secrets.copy)
        card.asked.connect(lambda: secrets.ask(True))
        card.confirmation.confirmed.connect(secrets.delete)
        card.confirmation.declined.connect(lambda: secrets.ask(False))
        card.replaced.connect(self._replace_secret)
        card.work.busy.cancelled.connect(self.presenter.cancel)
        return card

    def _secret_form(self) -> QWidget:
        card, presenter = SecretForm(), self.presenter
        card.saved.connect(presenter.secrets.save)
        card.left.connect(presenter.leave_page)
        card.work.busy.cancelled.connect(presenter.cancel)
        return card

    def _vault(self) -> QWidget:
        card, presenter = VaultCard(), self.presenter
        card.repaired.connect(presenter.vault.repair)
        card.left.connect(presenter.leave_page)
        card.work.busy.cancelled.connect(presenter.cancel)
        return card

    # What the person does

    def begin_new(self) -> None:
        """Open the form for a new key, or for a new secret."""
        chosen = self._state.client
        # A public client authenticates with neither key nor secret, so neither is meant for it.
        client = chosen.key if chosen and chosen.auth_method != "none" else ""
        if self._state.segment == "secrets":
            self._open_secret_form(None, client)
            return
        self.presenter.show_page("make")
        card = self.card("make")
        if isinstance(card, MakerCard):
            card.begin(client)

    def _replace_secret(self) -> None:
        self._open_secret_form(self._state.secrets.selected, "")

    def _open_secret_form(self, record: object, client_key: str) -> None:
        self.presenter.show_page("secret-form")
        card = self.card("secret-form")
        if isinstance(card, SecretForm):
            card.begin(record, client_key)  # type: ignore[arg-type]  # a SecretRecord or None

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a file, or a text."""
        if event.mimeData().hasUrls() or event.mimeData().hasText():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read the keys in what was dropped; of several files the first."""
        data = event.mimeData()
        self.presenter.show_page("import")
        paths = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
        if paths:
            self.presenter.importing.read_file(paths[0], _name(paths[0]))
        else:
            self.presenter.importing.read(data.text().encode(), "the dropped text")
        event.acceptProposedAction()


def _name(path: str) -> str:
    return path.replace("\\", "/").rsplit("/", 1)[-1]
