"""The profile switcher: provider and client, in sight of every pane."""

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QSizePolicy

from oidc_workbench.ui import theme
from oidc_workbench.ui.bench import Bench, BenchState
from oidc_workbench.ui.frame_label import FrameLabel, elided

_WIDEST = 260  # pixels at 100 % that a name may take before it is elided
Choices = list[tuple[str, str, bool, Callable[[], None]]]


class SwitchButton(QPushButton):
    """A button that says what is chosen and opens a menu to choose another.

    Args:
        what: what is chosen here ("Provider"); in front of the name, muted.
    """

    def __init__(self, what: str, choices: Callable[[], Choices]) -> None:
        super().__init__()
        self._what, self._choices = what, choices
        self._value = ""
        self._name = FrameLabel(weight=600, ink="")
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(theme.px(10), 0, theme.px(8), 0)
        self._line.setSpacing(theme.px(8))
        for part in (FrameLabel(what), self._name, FrameLabel("▾")):
            self._line.addWidget(part)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        menu = QMenu(self)
        menu.aboutToShow.connect(self._fill)
        self.setMenu(menu)
        self.show_value("none")

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

    def _fill(self) -> None:
        from PySide6.QtGui import QAction

        menu = self.menu()
        menu.clear()
        for title, group, chosen, choose in self._choices():
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
    """Both buttons over the bench.

    Args:
        manage: brings the pane to the front in which providers and clients are edited.
    """

    def __init__(self, bench: Bench, manage: Callable[[], None]) -> None:
        super().__init__()
        self.setObjectName("topbar")
        self._bench, self._manage = bench, manage
        self.provider = SwitchButton("Provider", self._providers)
        self.client = SwitchButton("Client", self._clients)
        line = QHBoxLayout(self)
        line.setContentsMargins(*(theme.px(n) for n in (16, 8, 16, 8)))
        line.setSpacing(theme.px(12))
        line.addWidget(self.provider)
        line.addWidget(self.client)
        line.addStretch(1)
        bench.watch(lambda _before, after: self._show(after))
        self._show(bench.state)

    def _show(self, state: BenchState) -> None:
        provider, client = state.provider, state.client
        self.provider.show_value(provider.name if provider else "none")
        self.client.show_value(client.name if client else "none")
        self.client.setEnabled(provider is not None)

    def _providers(self) -> Choices:
        state = self._bench.state
        found: Choices = [
            (
                p.name,
                "",
                p.provider_id == state.provider_id,
                lambda p=p: self._bench.select(p.provider_id),  # type: ignore[misc]  # binds now
            )
            for p in state.workspace.providers
        ]
        return [*found, *self._managing("Manage providers …", bool(found))]

    def _clients(self) -> Choices:
        state = self._bench.state
        found: Choices = [
            (
                f"{c.name} · {'a person' if c.actor == 'user' else 'a service'}",
                "",
                c.key == state.client_key,
                lambda c=c: self._bench.select(c.provider_id, c.key),  # type: ignore[misc]  # binds now
            )
            for c in state.clients
        ]
        return [*found, *self._managing("Manage clients …", bool(found))]

    def _managing(self, title: str, below: bool) -> Choices:
        line: Choices = [("", "separator", False, lambda: None)] if below else []
        return [*line, (title, "", False, self._manage)]
