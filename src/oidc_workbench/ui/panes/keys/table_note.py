"""What stands in place of an empty table: what it is for, and what fills it."""

from PySide6.QtWidgets import QStackedWidget, QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.buttons import Button
from oidc_workbench.ui.kit.empty_state import EmptyState
from oidc_workbench.ui.kit.labels import Text
from oidc_workbench.ui.kit.layouts import column, row
from oidc_workbench.ui.panes.keys.state import KeysState


class TableNote(QStackedWidget):
    """No keys, no secrets, or nothing that matches.

    Attributes:
        practise: starts the practice provider, which brings a key of its own.
    """

    def __init__(self) -> None:
        super().__init__()
        self.practise = Button("Try it with the practice provider")
        self._is_filled = False

    def show_state(self, state: KeysState) -> None:
        """Show the fitting one, or hide; they are made when the first is needed."""
        on_keys = state.segment == "keys"
        shown = state.inventory.lines if on_keys else state.secrets.lines
        total = state.inventory.total if on_keys else state.secrets.total
        if not shown and not self._is_filled:
            self._fill()
        self.setVisible(not shown)
        self.setCurrentIndex(2 if total else 0 if on_keys else 1)

    def _fill(self) -> None:
        self._is_filled = True
        no_keys = EmptyState(
            "No key yet",
            "A service proves who it is with a private key. It is made here or imported, stays in "
            "the vault, and only its public side is given away.",
            icon="key",
        )
        no_secrets = EmptyState(
            "No secret yet",
            "Client secrets, initial access tokens and symmetric keys are kept here beside the "
            "keys: masked, in the same vault.",
            icon="shield",
        )
        no_match = Text("Nothing matches the search.", ink="muted")
        no_match.setContentsMargins(*[theme.px(14)] * 4)
        nothing = QWidget()
        nothing.setLayout(column(no_match, stretch=True))
        for page in (_above(no_keys, self.practise), _above(no_secrets), nothing):
            self.addWidget(page)


def _above(empty: EmptyState, *buttons: Button) -> QWidget:
    page = QWidget()
    line = row(gap=theme.SMALL)
    line.addStretch(1)
    for button in buttons:
        line.addWidget(button)
    line.addStretch(1)
    box = column(gap=0)
    box.addStretch(1)
    box.addWidget(empty)
    box.addLayout(line)
    box.addStretch(2)
    page.setLayout(box)
    return page
