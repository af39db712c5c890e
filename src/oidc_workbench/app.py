"""The window's composition root: only Qt and our own light modules until it is painted."""

import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication

from oidc_workbench.ui.crash import CrashReporter
from oidc_workbench.ui.main_window import MainWindow
from oidc_workbench.ui.panes import PANES
from oidc_workbench.ui.theme import Choice, ThemeManager

if TYPE_CHECKING:
    from PySide6.QtCore import Qt

    from oidc_workbench.errors import WorkbenchError
    from oidc_workbench.exchange import Exchange
    from oidc_workbench.ports import LoadedWorkspace, Services
    from oidc_workbench.ui.bench import Bench
    from oidc_workbench.ui.collector import GuiCollector
    from oidc_workbench.ui.practice_start import PracticeStarter
    from oidc_workbench.ui.task_runner import TaskRunner
    from oidc_workbench.ui.vault_follower import VaultFollower
    from oidc_workbench.ui.workspace_keeper import WorkspaceKeeper

NAME = "oidc-workbench"
_APPEARANCE = "window/appearance"  # the last theme, so that a window does not change its colours
MakeServices = Callable[..., "Services"]


def run_window(practice: bool) -> int:
    """Show the window and run until it is closed.

    Args:
        practice: begin with the practice provider; so does a workspace without a provider.

    Returns:
        The exit status.
    """
    app = application()
    program = Program(app, practice=practice)
    program.window.show()
    return app.exec()


def application() -> QApplication:
    """Make the application, named as its files are."""
    # Chosen here: a style chosen later is the second one that Qt makes.
    app = QApplication([*sys.argv[:1], "-style", "fusion"])
    app.setApplicationName(NAME)
    app.setOrganizationName(NAME)
    app.setApplicationDisplayName("OIDC workbench")
    app.setDesktopFileName(NAME)
    return app


class Program:
    """Everything together; the heavy parts come after the first paint.

    Args:
        make_services: makes the world; the real one unless a test says otherwise.
        settings: where the window's geometry is kept.
    """

    def __init__(
        self,
        app: QApplication,
        *,
        practice: bool = False,
        make_services: MakeServices | None = None,
        settings: QSettings | None = None,
        crash: CrashReporter | None = None,
    ) -> None:
        self._app, self._practice, self._make = app, practice, make_services
        crash = crash or CrashReporter()
        crash.install()
        self._settings = settings if settings is not None else QSettings()
        self.themes = ThemeManager(app, _choice(self._settings.value(_APPEARANCE)))
        self._crash = crash
        self._bench: Bench | None = None
        self._runner: TaskRunner | None = None
        self.services: Services | None = None
        self._keeper: WorkspaceKeeper | None = None
        self._starter: PracticeStarter | None = None
        self._follower: VaultFollower | None = None
        self._collector: GuiCollector | None = None
        self._chosen_early: Choice | None = None
        self.window = MainWindow(self.themes, PANES, self._settings)
        self.window.first_painted.connect(self.begin)
        self.window.theme_chosen.connect(self._choose_theme)
        app.aboutToQuit.connect(self.close)

    @property
    def bench(self) -> "Bench":
        """What the panes share; made when first asked for."""
        if self._bench is None:
            from oidc_workbench.ui.bench import Bench

            self._bench = Bench()
        return self._bench

    @property
    def runner(self) -> "TaskRunner":
        """What runs work in the background; made when first asked for."""
        if self._runner is None:
            from oidc_workbench.ui.task_runner import TaskRunner

            self._runner = TaskRunner(self._crash.report, self._app)
        return self._runner

    def begin(self) -> None:
        """Bring in the world; called once the window has been painted."""
        if self._collector is not None:
            return
        from oidc_workbench.ui.collector import GuiCollector

        self._collector = GuiCollector(self._app)
        self.themes.follow()
        self.window.fill_menus()
        self.window.follow(self.bench)
        if self._make is not None:
            self._settle(self._make(record=self._record))
        else:
            self.runner.compute(self._make_world, self._settle, self._tell_error)

    def close(self) -> None:
        """End everything: jobs, the servers on loopback, the loop and its thread."""
        if self._runner is not None:
            self._runner.close(self._last_work())
        if self._collector is not None:
            self._collector.stop()

    def _make_world(self) -> "Services":
        """Import what the world and the first pane are made of; beside the window's thread."""
        from importlib import import_module

        from oidc_workbench import wiring

        services = wiring.services(record=self._record)
        import_module(f"oidc_workbench.ui.panes.{self.window.current_pane}.view")
        return services

    def _settle(self, services: "Services") -> None:
        self.services = services
        self.runner.run(services.store.load, self._loaded, self._not_loaded)

    def _record(self, exchange: "Exchange") -> None:
        # Comes from the loop's thread; the bench lives on the GUI thread.
        self.runner.post(lambda: self.bench.record(exchange))

    def _loaded(self, loaded: "LoadedWorkspace") -> None:
        from oidc_workbench.ui.workspace_keeper import WorkspaceKeeper

        if self.services is None:
            return
        workspace = loaded.workspace
        self.bench.change(workspace=workspace)
        if loaded.notice:
            self._warn(loaded.notice)
        chosen = {p.provider_id for p in workspace.providers} & {workspace.selected_provider}
        first = next((p.provider_id for p in workspace.providers), "")
        self.bench.select(next(iter(chosen), first), workspace.selected_client)
        self._keeper = WorkspaceKeeper(
            self.bench, self.runner, self.services.store, self._tell_error, self._warn
        )
        if self._chosen_early is not None:
            self._choose_theme(self._chosen_early)
        else:
            self._show_theme(workspace.settings.theme)
        self._after_load()

    def _not_loaded(self, error: "WorkbenchError") -> None:
        # Nothing is written from here on: the file is left as it is.
        self._tell_error(error)
        self._after_load()

    def _after_load(self) -> None:
        from oidc_workbench.ui.practice_start import PracticeStarter
        from oidc_workbench.ui.vault_follower import VaultFollower

        if self.services is None:
            return
        self.window.attach(self.bench, self.runner, self.services)
        self._follower = VaultFollower(
            self.bench, self.runner, self.services.vault, self._tell_error
        )
        self._follower.look()
        self._app.applicationStateChanged.connect(self._activated)
        self._starter = PracticeStarter(self.bench, self.runner, self.services)
        if self._practice or not self.bench.state.workspace.providers:
            self._starter.start(done=self._idle, failed=self._practice_failed, ask=False)
        else:
            self._idle()

    def _practice_failed(self, error: "WorkbenchError") -> None:
        self._tell_error(error)
        self._idle()

    def _idle(self) -> None:
        """Import what the first flow will need, while nobody waits."""
        if self._make is None:
            QTimer.singleShot(200, self.window, self._preload)

    def _preload(self) -> None:
        def load() -> None:
            from importlib import import_module

            from oidc_workbench import wiring

            wiring.preload()
            import_module("oidc_workbench.ui.panes.inspector.view")
            import_module("oidc_workbench.ui.panes.keys.view")

        def loaded(_none: None) -> None:
            self.window.prepare("inspector")
            if self._collector is not None:
                self._collector.keep()

        self.runner.compute(load, loaded, self._tell_error)

    def _activated(self, state: "Qt.ApplicationState") -> None:
        """Look again: another copy, or the keyring's own program, may have been used meanwhile."""
        from PySide6.QtCore import Qt

        if state == Qt.ApplicationState.ApplicationActive:
            if self._keeper is not None:
                self._keeper.look()
            if self._follower is not None:
                self._follower.look()

    def _warn(self, notice: str) -> None:
        self.window.message.say(notice, tone="warning")

    def _tell_error(self, error: "WorkbenchError") -> None:
        self.window.message.show_error(error)

    def _choose_theme(self, choice: str) -> None:
        from dataclasses import replace

        chosen = _choice(choice)
        if self._keeper is None:
            self._chosen_early = chosen  # the settings that are being read may say otherwise
        workspace = self.bench.state.workspace
        settings = replace(workspace.settings, theme=chosen)
        self.bench.change(workspace=replace(workspace, settings=settings))
        self._show_theme(chosen)

    def _show_theme(self, choice: Choice) -> None:
        self.themes.choose(choice)
        self._settings.setValue(_APPEARANCE, choice)

    def _last_work(self) -> Callable[[], Awaitable[None]] | None:
        services = self.services
        if services is None:
            return None
        unwritten = self._keeper.unwritten if self._keeper else None

        async def last() -> None:
            try:
                if unwritten is not None:
                    await services.store.save(unwritten)
            finally:
                await services.jwks_host.stop()
                await services.practice.stop()

        return last


def _choice(value: object) -> Choice:
    if value == "light":
        return "light"
    return "dark" if value == "dark" else "system"
