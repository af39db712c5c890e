"""Cards and pages that most tokens never need: each is made when it is first wanted.

A plain signed token is shown without any of them, so that nothing here slows it down.
"""

from typing import TYPE_CHECKING

from oidc_workbench.ui.panes.inspector.state import InspectorState

if TYPE_CHECKING:
    from oidc_workbench.ui.panes.inspector.decrypt_card import DecryptCard, LayerSwitch
    from oidc_workbench.ui.panes.inspector.layout import InspectorLayout
    from oidc_workbench.ui.panes.inspector.presenter import InspectorPresenter


class LatePages:
    """Makes what a token needs and shows it its part of the state."""

    def __init__(self, pane: "InspectorLayout") -> None:
        self._pane = pane
        self._presenter: InspectorPresenter | None = None
        self.layers: LayerSwitch | None = None
        self.decrypt: DecryptCard | None = None

    def connect(self, presenter: "InspectorPresenter") -> None:
        """Tell this presenter what the person does."""
        self._presenter = presenter
        self.show_state(None, presenter.state)

    def show_state(self, before: InspectorState | None, state: InspectorState) -> None:
        """Show a state; what was never needed is not made."""
        if self._presenter is None:
            return
        if state.layers or self.layers is not None:
            self._show_layers(state)
        if state.decrypting is not None or self.decrypt is not None:
            self._show_decrypting(before, state)

    def _show_layers(self, state: InspectorState) -> None:
        if self.layers is None:
            from oidc_workbench.ui.panes.inspector.decrypt_card import LayerSwitch

            self.layers = LayerSwitch()
            self.layers.chosen.connect(self._made().show_layer)
            self._pane.token.above.addWidget(self.layers)
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
        self.decrypt = card
        return card

    def _made(self) -> "InspectorPresenter":
        if self._presenter is None:
            raise AssertionError("the presenter comes first")
        return self._presenter
