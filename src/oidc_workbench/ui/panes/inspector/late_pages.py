"""Cards and pages that most tokens never need: each is made when it is first wanted.

A plain signed token is shown without any of them, so that nothing here slows it down.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QWidget

from oidc_workbench.ui.kit.focus_order import chain_after
from oidc_workbench.ui.kit.layouts import column
from oidc_workbench.ui.panes.inspector.late import Late
from oidc_workbench.ui.panes.inspector.state import InspectorState

if TYPE_CHECKING:
    from oidc_workbench.ui.kit.findings_list import FindingsList
    from oidc_workbench.ui.panes.inspector.chain_page import ChainPage
    from oidc_workbench.ui.panes.inspector.decrypt_card import DecryptCard, LayerSwitch
    from oidc_workbench.ui.panes.inspector.disclosures_page import DisclosuresPage
    from oidc_workbench.ui.panes.inspector.introspect_page import IntrospectPage
    from oidc_workbench.ui.panes.inspector.layout import InspectorLayout
    from oidc_workbench.ui.panes.inspector.presenter import InspectorPresenter
    from oidc_workbench.ui.panes.inspector.tables import TokenTables


class LatePage(Protocol):
    """A page that shows its part of the state."""

    def show_state(self, state: InspectorState) -> None:
        """Show a state."""
        ...


class LateTab:
    """A tab whose page is made when somebody first turns to it.

    Args:
        card: gets the tab, with an empty widget in it until then.
        build: makes the page, a widget.
    """

    def __init__(
        self,
        card: "TokenTables | FindingsList",
        title: str,
        build: Callable[[], LatePage],
        presenter: "InspectorPresenter",
    ) -> None:
        self._card, self._holder, self._build = card, QWidget(), build
        self._presenter = presenter
        self.index = card.add_page(title, self._holder)
        self.page: LatePage | None = None
        card.tabs.currentChanged.connect(self._turned)

    def show(self, state: InspectorState) -> None:
        """Show a state, if the page was ever looked at."""
        if self.page is not None:
            self.page.show_state(state)

    def _turned(self, index: int) -> None:
        if index != self.index or self.page is not None:
            return
        page = self._build()
        box = column(gap=0)
        self._holder.setLayout(box)
        if isinstance(page, QWidget):
            box.addWidget(page)
            page.show()
            self._holder.setFocusProxy(page)
            chain_after(self._card, self._holder)
        self.page = page
        page.show_state(self._presenter.state)


class LatePages(Late):
    """Makes what a token needs and shows it its part of the state."""

    def __init__(self, pane: "InspectorLayout") -> None:
        super().__init__(pane)
        self.layers: LayerSwitch | None = None
        self.decrypt: DecryptCard | None = None
        self._introspect: LateTab | None = None
        self.introspect: IntrospectPage | None = None
        self._disclosures: LateTab | None = None
        self.disclosures: DisclosuresPage | None = None
        self._chain: LateTab | None = None
        self.chain: ChainPage | None = None

    def connect(self, presenter: "InspectorPresenter") -> None:
        """Tell this presenter what the person does, and show what it found already."""
        super().connect(presenter)
        self.show_state(None, presenter.state)

    def show_state(self, before: InspectorState | None, state: InspectorState) -> None:
        """Show a state; what was never needed is not made."""
        if self._presenter is None:
            return
        if state.layers or self.layers is not None:
            self._show_layers(state)
        if state.decrypting is not None or self.decrypt is not None:
            self._show_decrypting(before, state)
        if state.introspection is not None or self._introspect is not None:
            self._show_introspecting(before, state)
        if state.disclosed is not None or self._disclosures is not None:
            tab = self._disclosures or self._add_disclosures()
            self._pane.tables.show_page(tab.index, state.disclosed is not None)
            tab.show(state)
        if state.chains is not None or self._chain is not None:
            tab = self._chain or self._add_chain()
            self._pane.tables.show_page(tab.index, state.chains is not None)
            tab.show(state)

    def _show_layers(self, state: InspectorState) -> None:
        if self.layers is None:
            from oidc_workbench.ui.panes.inspector.decrypt_card import LayerSwitch

            self.layers = LayerSwitch()
            self.layers.chosen.connect(self._made().show_layer)
            self._pane.token.above.addWidget(self.layers)
            chain_after(self._pane.token.which, self.layers)
        self.layers.show_layers(state.layers, state.layer)

    def _show_decrypting(self, before: InspectorState | None, state: InspectorState) -> None:
        card = self.decrypt or self._make_decrypting()
        known = before.decrypting if before is not None else None
        if state.decrypting is None:
            card.hide()
            card.clear()
        elif state.decrypting != known or card.isHidden():
            card.show_state(state.decrypting)
            card.show()

    def _make_decrypting(self) -> "DecryptCard":
        from oidc_workbench.ui.panes.inspector.decrypt_card import DecryptCard

        card, decrypting = DecryptCard(), self._made().decrypting
        card.given.connect(decrypting.use)
        card.loaded.connect(decrypting.load)
        card.forget.clicked.connect(lambda _on: decrypting.forget())
        card.forget.clicked.connect(lambda _on: card.clear())
        card.busy.cancelled.connect(decrypting.cancel)
        self._pane.below_token.addWidget(card)
        chain_after(self._pane.token, card)
        self.decrypt = card
        return card

    def _show_introspecting(self, before: InspectorState | None, state: InspectorState) -> None:
        tab = self._introspect or self._add_introspecting()
        self._pane.findings.show_page(tab.index, state.introspection is not None)
        known = before.introspection if before is not None else None
        if state.introspection is not None and state.introspection != known:
            tab.show(state)

    def _add_introspecting(self) -> LateTab:
        presenter = self._made()

        def build() -> LatePage:
            from oidc_workbench.ui.panes.inspector.introspect_page import IntrospectPage

            page, introspecting = IntrospectPage(), presenter.introspecting
            page.look_up.clicked.connect(lambda _on: introspecting.look_up())
            page.send.clicked.connect(lambda _on: introspecting.send())
            page.busy.cancelled.connect(introspecting.cancel)
            self.introspect = page
            return page

        findings = self._pane.findings
        tab = self._introspect = LateTab(findings, "Introspect", build, presenter)
        findings.tabs.setTabToolTip(tab.index, "What the provider says about this token")
        return tab

    def _add_disclosures(self) -> LateTab:
        def build() -> LatePage:
            from oidc_workbench.ui.panes.inspector.disclosures_page import DisclosuresPage

            page = DisclosuresPage()
            page.place_selected.connect(self._go_to_claim)
            self.disclosures = page
            return page

        self._disclosures = LateTab(self._pane.tables, "Disclosures", build, self._made())
        return self._disclosures

    def _go_to_claim(self, place: str) -> None:
        self._pane.tables.tabs.setCurrentIndex(0)
        self._made().select_claim(place)
        self._pane.tables.focus_table()

    def _add_chain(self) -> LateTab:
        chaining = self._made().chaining

        def build() -> LatePage:
            from oidc_workbench.ui.panes.inspector.chain_page import ChainPage

            page = ChainPage()
            page.root_pasted.connect(chaining.use_text)
            page.root_loaded.connect(chaining.load)
            page.forget.clicked.connect(lambda _on: chaining.forget())
            page.busy.cancelled.connect(chaining.cancel)
            self.chain = page
            return page

        self._chain = LateTab(self._pane.tables, "Certificates", build, self._made())
        return self._chain
