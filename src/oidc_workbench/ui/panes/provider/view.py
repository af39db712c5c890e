"""How the provider pane looks: lists at the left, what is chosen at the right."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.busy import BusyIndicator
from oidc_workbench.ui.kit.buttons import Button
from oidc_workbench.ui.kit.card import Card
from oidc_workbench.ui.kit.confirm import Confirmation
from oidc_workbench.ui.kit.empty_state import EmptyState
from oidc_workbench.ui.kit.focus_order import chain_after
from oidc_workbench.ui.kit.inline_message import InlineMessage
from oidc_workbench.ui.kit.layouts import TwoColumns, column, scrolled
from oidc_workbench.ui.pane import PaneContext
from oidc_workbench.ui.panes.provider.client_form import ClientForm
from oidc_workbench.ui.panes.provider.description_view import DescriptionView
from oidc_workbench.ui.panes.provider.lists import ClientList, ProviderList
from oidc_workbench.ui.panes.provider.presenter import ProviderPresenter
from oidc_workbench.ui.panes.provider.provider_form import ProviderForm
from oidc_workbench.ui.panes.provider.state import ProviderState


def build(context: PaneContext) -> QWidget:
    """Make the pane."""
    return ProviderPane(context)


class ProviderPane(QWidget):
    """Two columns; the right one shows the metadata or one of the forms."""

    def __init__(self, context: PaneContext) -> None:
        super().__init__()
        self.providers, self.clients = ProviderList(), ClientList()
        # In one column the pane scrolls rather than squeezing its cards.
        self.clients.setMinimumHeight(theme.px(280))
        left = QWidget()
        stack = column(self.providers, self.clients, gap=theme.LARGE)
        stack.setStretch(1, 1)
        left.setLayout(stack)
        self.detail = _Detail()
        self.detail.setMinimumHeight(theme.px(380))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        self.columns = TwoColumns(left, self.detail, (2, 3))
        box.addWidget(self.columns)
        self.presenter = ProviderPresenter(context, self)
        self._connect()

    def _connect(self) -> None:
        presenter, detail = self.presenter, self.detail
        self.providers.chosen.connect(presenter.select)
        self.providers.add_button.clicked.connect(lambda _on: presenter.add_provider())
        self.providers.practice.clicked.connect(lambda _on: presenter.use_practice())
        self.clients.chosen.connect(presenter.select_client)
        self.clients.add_button.clicked.connect(lambda _on: presenter.add_client())
        self.clients.edit.clicked.connect(lambda _on: presenter.edit_client())
        self.clients.delete.clicked.connect(lambda _on: presenter.ask("client"))
        self.clients.opened.connect(lambda _key: presenter.edit_client())
        for confirmation in (self.clients.confirmation, detail.confirmation):
            confirmation.confirmed.connect(presenter.delete)
            confirmation.declined.connect(lambda: presenter.ask(""))
        detail.refresh.clicked.connect(lambda _on: presenter.refresh())
        detail.unread.button.clicked.connect(lambda _on: presenter.refresh())
        detail.edit.clicked.connect(lambda _on: presenter.edit_provider())
        detail.delete.clicked.connect(lambda _on: presenter.ask("provider"))
        detail.busy.cancelled.connect(presenter.cancel)
        detail.message.acted.connect(presenter.keep_unread)
        detail.discover.connect(presenter.discover)
        detail.saved.connect(presenter.save_client)
        detail.left.connect(presenter.leave_form)

    def show_state(self, state: ProviderState) -> None:
        """Show a state."""
        self.providers.show_state(state)
        self.clients.show_state(state)
        self.detail.show_state(state)


class _Detail(Card):
    """The right column; its forms, a third of the pane's widgets, are made when first opened."""

    discover = Signal(object)
    saved = Signal(object, object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__("Provider")
        self.refresh = Button("Read again", icon="refresh", name="Read the metadata again")
        self.edit = Button("", icon="edit", name="Edit the provider")
        self.delete = Button("", icon="trash", name="Delete the provider")
        for button in (self.refresh, self.edit, self.delete):
            self.header.add(button)
        self.message = InlineMessage(action="Keep it unread")
        self.busy = BusyIndicator()
        self.confirmation = Confirmation()
        self.description = DescriptionView()
        self._provider_form: ProviderForm | None = None
        self._client_form: ClientForm | None = None
        self.unread = EmptyState(
            "Not read yet",
            "Its metadata tells where its endpoints and keys are, and what it supports.",
            "Read its metadata",
            icon="provider",
        )
        self._pages = QStackedWidget()
        self._held: dict[QWidget, QWidget] = {}  # a page's content to what scrolls it
        self._add_page(self.description)
        self.none = EmptyState(
            "No provider chosen",
            "What a provider publishes about itself, its endpoints, keys and abilities, stands "
            "here once you have added or chosen one.",
            icon="provider",
        )
        self._pages.addWidget(self.unread)
        self._pages.addWidget(self.none)
        for widget in (self.message, self.busy, self.confirmation):
            self.add(widget)
        self.add(self._pages, 1)

    @property
    def provider_form(self) -> ProviderForm:
        """The form for a provider."""
        if self._provider_form is None:
            form = self._provider_form = ProviderForm()
            form.discover.connect(self.discover)
            form.left.connect(self.left)
            self._add_page(form)
            chain_after(self.unread, form)
        return self._provider_form

    @property
    def client_form(self) -> ClientForm:
        """The form for a client."""
        if self._client_form is None:
            form = self._client_form = ClientForm()
            form.saved.connect(self.saved)
            form.left.connect(self.left)
            self._add_page(form)
            chain_after(self.unread, form)
        return self._client_form

    def _add_page(self, content: QWidget) -> None:
        self._held[content] = scrolled(_top(content))
        self._pages.addWidget(self._held[content])

    def show_state(self, state: ProviderState) -> None:
        """Show a state."""
        self.message.show_error(state.error)
        self.message.action.setVisible(state.can_keep)
        self.busy.say(state.busy)
        self._ask(state)
        self._show_page(state)
        own = state.selected is not None and not state.selected.practice
        details = state.mode == "details"
        self.edit.setVisible(details and own)
        self.delete.setVisible(details and own)
        self.refresh.setVisible(details and state.description is not None)
        self.refresh.setEnabled(not state.busy)

    def _show_page(self, state: ProviderState) -> None:
        if self._client_form is not None and state.mode != "client-form":
            self._client_form.leave()
        if state.mode == "provider-form":
            new = not state.provider_draft.provider_id
            self.header.set_title("Add a provider" if new else f"Edit {state.provider_draft.name}")
            self.provider_form.show_state(state)
            self._turn_to(self.provider_form, self.provider_form.issuer)
        elif state.mode == "client-form":
            where = state.selected.name if state.selected else ""
            new = not state.client_draft.key
            self.header.set_title(f"{'Add a client at' if new else 'Edit a client of'} {where}")
            self.client_form.show_state(state)
            self._turn_to(self.client_form, self.client_form.client_id)
        else:
            self._details(state)

    def _details(self, state: ProviderState) -> None:
        self.header.set_title(state.selected.name if state.selected else "Provider")
        if state.description is not None:
            if self.description.show_description(state.description):
                chain_after(self.unread, self.description)
            self._turn_to(self.description)
            return
        self.unread.button.setEnabled(not state.busy)
        self._turn_to(self.unread if state.selected is not None else self.none)

    def _turn_to(self, content: QWidget, first: QWidget | None = None) -> None:
        page = self._held.get(content, content)
        if self._pages.currentWidget() is not page:
            self._pages.setCurrentWidget(page)
            if first is not None:
                first.setFocus()

    def _ask(self, state: ProviderState) -> None:
        if state.asking != "provider" or state.selected is None:
            self.confirmation.ask("", "")
            return
        clients = len(state.clients)
        detail = "It can be added again by its issuer."
        if clients:
            gone = "Its 1 client and its secret go"
            if clients > 1:
                gone = f"Its {clients} clients and their secrets go"
            detail = f"{gone} with it. {detail}"
        self.confirmation.ask(f"Delete {state.selected.name}?", detail)


def _top(widget: QWidget) -> QWidget:
    """Keep content at the top of a page that is higher."""
    held = QWidget()
    held.setLayout(column(widget, stretch=True))
    return held
