"""The window: profile switcher, rail, panes built when first shown, status bar."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QSettings, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from oidc_workbench.ui import theme
from oidc_workbench.ui.pane import PaneContext, PaneEntry, Rehearsing, Runner
from oidc_workbench.ui.rail import Rail
from oidc_workbench.ui.status_line import StatusLine
from oidc_workbench.ui.switcher import ProfileSwitcher
from oidc_workbench.ui.theme import ThemeManager

if TYPE_CHECKING:
    from oidc_workbench.ports import Services
    from oidc_workbench.ui.bench import Bench
    from oidc_workbench.ui.kit.inline_message import InlineMessage

_GEOMETRY = "window/geometry"
MENUS = ("&File", "&Edit", "&View", "&Help")


class MainWindow(QMainWindow):
    """Shows one pane at a time.

    After the first paint :meth:`follow` gives it the bench and :meth:`attach` the world.

    Args:
        settings: keeps the window's geometry and nothing else.
    """

    first_painted = Signal()
    closing = Signal()
    theme_chosen = Signal(str)

    def __init__(
        self,
        themes: ThemeManager,
        panes: tuple[PaneEntry, ...],
        settings: QSettings,
    ) -> None:
        super().__init__()
        self._panes = {entry.id: entry for entry in panes}
        self._settings = settings
        self._context: PaneContext | None = None
        self._built: dict[str, QWidget] = {}
        self._current = next(iter(self._panes))
        self._was_painted = False
        self._tickers: list[Callable[[], None]] = []
        self._second: QTimer | None = None
        self.setWindowTitle("OIDC workbench")
        self.switcher = ProfileSwitcher(lambda: self.show_pane("provider"))
        self.rail = Rail(panes)
        self.rail.chosen.connect(self.show_pane)
        self._message: InlineMessage | None = None
        self._themes = themes
        self.stack = QStackedWidget()
        self.status = StatusLine()
        self._arrange()
        # Their titles take their room at once; what is in them comes after the first paint.
        self._menus = [self.menuBar().addMenu(name) for name in MENUS]
        self.rail.mark(self._current)
        self._restore()

    def follow(self, bench: "Bench") -> None:
        """Show in switcher and status bar what is on the bench."""
        self.switcher.follow(bench)
        self.status.follow(bench)

    def attach(self, bench: "Bench", runner: Runner, services: "Services") -> None:
        """Give the panes what they work with, and build the one in front."""
        self._context = PaneContext(bench, runner, services, self.show_pane, self.ticks)
        self.show_pane(self._current)
        self.stack.setFocus()

    def show_pane(self, pane_id: str) -> None:
        """Bring a pane to the front; it is built when first shown. Unknown ids do nothing."""
        if pane_id not in self._panes:
            return
        self._current = pane_id
        self.rail.mark(pane_id)
        if self._context is None:
            return
        self.stack.setCurrentWidget(self._pane(pane_id, self._context))
        self.setWindowTitle(f"{self._panes[pane_id].title} - OIDC workbench")

    @property
    def message(self) -> "InlineMessage":
        """The place above the panes for what concerns the whole program."""
        if self._message is None:
            from oidc_workbench.ui.kit.inline_message import InlineMessage

            self._message = InlineMessage(closable=True)
            self._front.insertWidget(0, self._message)
        return self._message

    def fill_menus(self) -> None:
        """Put the actions into the menus."""
        from oidc_workbench.ui.menus import fill_menus

        fill_menus(
            self,
            self._menus,
            panes=tuple(self._panes.values()),
            show_pane=self.show_pane,
            next_region=self._next_region,
            theme_chosen=self.theme_chosen.emit,
            themes=self._themes,
        )

    def _pane(self, pane_id: str, context: PaneContext) -> QWidget:
        if pane_id not in self._built:
            view = self._panes[pane_id].build(context)
            view.setAccessibleName(self._panes[pane_id].title)
            self._built[pane_id] = view
            self.stack.addWidget(view)
        return self._built[pane_id]

    def prepare(self, pane_id: str) -> None:
        """Build a pane and let it rehearse, while nobody waits; one that is built is left alone."""
        if self._context is not None and pane_id not in self._built:
            view = self._pane(pane_id, self._context)
            view.resize(self.stack.size())
            if isinstance(view, Rehearsing):
                view.rehearse()

    def pane(self, pane_id: str) -> QWidget | None:
        """Return a pane's view if it was built."""
        return self._built.get(pane_id)

    @property
    def current_pane(self) -> str:
        """The id of the pane in front."""
        return self._current

    def ticks(self, call: Callable[[], None]) -> Callable[[], None]:
        """Call back about once a second; returns how to stop that."""
        self._tickers.append(call)
        if self._second is None:
            self._second = QTimer(self)
            self._second.timeout.connect(self._tick)
        timer = self._second
        timer.start(1000)

        def stop() -> None:
            if call in self._tickers:
                self._tickers.remove(call)
            # A pane may stop while the window itself is taken apart.
            if not self._tickers and isValid(timer):
                timer.stop()

        return stop

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the geometry, then let the program end."""
        self._settings.setValue(_GEOMETRY, self.saveGeometry())
        super().closeEvent(event)
        self.closing.emit()

    def event(self, event: QEvent) -> bool:
        """Tell of the first paint once it is over."""
        handled = super().event(event)
        if not self._was_painted and event.type() == QEvent.Type.Paint:
            self._was_painted = True
            QTimer.singleShot(0, self.first_painted.emit)
        return handled

    def _arrange(self) -> None:
        front = QVBoxLayout()
        front.setSpacing(0)
        self._front = front
        front.addWidget(self.stack, 1)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.rail)
        middle.addLayout(front, 1)
        whole = QWidget()
        box = QVBoxLayout(whole)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.switcher)
        box.addLayout(middle, 1)
        box.addWidget(self.status)
        self.setCentralWidget(whole)

    def _restore(self) -> None:
        geometry = self._settings.value(_GEOMETRY)
        if not (isinstance(geometry, QByteArray) and self.restoreGeometry(geometry)):
            self.resize(theme.px(1280), theme.px(820))
        self.setMinimumSize(theme.px(760), theme.px(520))

    def _next_region(self) -> None:
        """Move the focus from switcher to rail to pane and round again."""
        from oidc_workbench.ui.focus import focus_first

        front = self.stack.currentWidget()
        regions = [self.switcher, self.rail, *([front] if front else [])]
        focus = QApplication.focusWidget()
        inside = [
            number
            for number, region in enumerate(regions)
            if focus is not None and (region is focus or region.isAncestorOf(focus))
        ]
        following = regions[(inside[0] + 1) % len(regions)] if inside else regions[0]
        if following is self.rail:
            self.rail.buttons[self._current].setFocus()
        else:
            focus_first(following)

    def _tick(self) -> None:
        for call in tuple(self._tickers):
            call()
