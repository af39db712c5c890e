"""The profile switcher: provider and client, in sight of every pane."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton

from oidc_workbench.ui import theme
from oidc_workbench.ui.frame_label import FrameLabel, elided

if TYPE_CHECKING:
    from oidc_workbench.ui.bench import Bench, BenchState

_WIDEST = 260  # pixels at 100 % that a name may take before it is elided
Choices = list[tuple[str, str, bool, Callable[[], None]]]


class SwitchButton(QPushButton):
    """A button that says what is chosen and opens a menu to choose another.

    Args:
        what: what is chosen here ("Provider"); in front of the name, muted.
    """

    def __init__(self, what: str) -> None:
        super().__init__()
        self._what, self._value = what, ""
        self._name = FrameLabel(weight=600, ink="")
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(theme.px(10), 0, theme.px(8), 0)
        self._line.setSpacing(theme.px(8))
        for part in (FrameLabel(what), self._name, FrameLabel("▾")):
            self._line.addWidget(part)
        self.show_value("none")

    def offer(self, choices: Callable[[], Choices]) -> None:
        """Give it its menu, filled each time it opens."""
        menu = QMenu(self)
        menu.aboutToShow.connect(lambda: self._fill(choices()))
        self.setMenu(menu)

    def show_value(self, value: str) -> None:
        """Say what is chosen."""
        if value != self._value:
            self._value = value
            self._name.setText(elided(value, self._name.fontMetrics(), theme.px(_WIDEST)))
            self.setAccessibleName(f"{self._what}: {value}")
            self.setToolTip(f"{self._what}: {value}")
            self.updateGeometry()

    def value(self) -> str:
        """Return what is said."""
        return self._value

    def _fill(self, choices: Choices) -> None:
        from PySide6.QtGui import QAction

        menu = self.menu()
        menu.clear()
        for title, group, chosen, choose in choices:
            if group == "separator":
                menu.addSeparator()
                continue
            action = QAction(title, menu, checkable=chosen, checked=chosen)
            action.triggered.connect(lambda _checked, choose=choose: choose())
            menu.addAction(action)

    def sizeHint(self) -> QSize:
        """As wide as its parts."""
        return QSize(self._line.sizeHint().width(), theme.px(30))


class ProfileSwitcher(QFrame):
    """Both buttons; nothing is chosen until there is a bench to follow.

    Args:
        manage: brings the pane to the front in which providers and clients are edited.
    """

    def __init__(self, manage: Callable[[], None]) -> None:
        super().__init__()
        self.setObjectName("topbar")
        self._manage = manage
        self.provider = SwitchButton("Provider")
        self.client = SwitchButton("Client")
        self.client.setEnabled(False)
        line = QHBoxLayout(self)
        line.setContentsMargins(*(theme.px(n) for n in (16, 8, 16, 8)))
        line.setSpacing(theme.px(12))
        line.addWidget(self.provider)
        line.addWidget(self.client)
        line.addStretch(1)

    def follow(self, bench: "Bench") -> None:
        """Show what is selected on the bench from now on, and select there."""
        self.provider.offer(lambda: self._providers(bench))
        self.client.offer(lambda: self._clients(bench))
        bench.watch(lambda _before, after: self._show(after))
        self._show(bench.state)

    def _show(self, state: "BenchState") -> None:
        provider, client = state.provider, state.client
        self.provider.show_value(provider.name if provider else "none")
        self.client.show_value(client.name if client else "none")
        self.client.setEnabled(provider is not None)

    def _providers(self, bench: "Bench") -> Choices:
        state = bench.state
        found: Choices = [
            (
                p.name,
                "",
                p.provider_id == state.provider_id,
                lambda p=p: bench.select(p.provider_id),  # type: ignore[misc]  # binds now
            )
            for p in state.workspace.providers
        ]
        return [*found, *self._managing("Manage providers …", bool(found))]

    def _clients(self, bench: "Bench") -> Choices:
        state = bench.state
        found: Choices = [
            (
                f"{c.name} · {'a person' if c.actor == 'user' else 'a service'}",
                "",
                c.key == state.client_key,
                lambda c=c: bench.select(c.provider_id, c.key),  # type: ignore[misc]  # binds now
            )
            for c in state.clients
        ]
        return [*found, *self._managing("Manage clients …", bool(found))]

    def _managing(self, title: str, below: bool) -> Choices:
        line: Choices = [("", "separator", False, lambda: None)] if below else []
        return [*line, (title, "", False, self._manage)]
