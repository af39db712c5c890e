"""The whole program with its real world; only the folder of its settings is the test's own."""

import contextlib
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from oidc_workbench import wiring
from oidc_workbench.app import Program
from oidc_workbench.flows.step import StepState
from oidc_workbench.ports import Services
from oidc_workbench.ui.kit.flow_run import RunState
from oidc_workbench.workspace.profile import Client, Provider, Workspace

PaneT = TypeVar("PaneT", bound=QWidget)
PATIENCE = 30_000  # milliseconds, for what takes a second on a machine at rest


class WholeProgram:
    """The running program, and what a person does with it."""

    def __init__(self, qtbot: QtBot, program: Program) -> None:
        self.qtbot = qtbot
        self.program = program

    def show(self, pane_id: str, kind: type[PaneT]) -> PaneT:
        """Bring a pane to the front."""
        self.program.window.show_pane(pane_id)
        pane = self.program.window.pane(pane_id)
        assert isinstance(pane, kind)
        return pane

    def use(self, provider: Provider, client: Client) -> None:
        """Add a provider with a client, as the provider's pane does, and select them."""
        bench = self.program.bench
        before = bench.state.workspace
        bench.change(
            workspace=Workspace(
                providers=(*before.providers, provider), clients=(*before.clients, client)
            )
        )
        bench.select(provider.provider_id, client.key)

    def until(self, happened: Callable[[], object]) -> None:
        """Let the program work until something is so."""
        self.qtbot.waitUntil(lambda: bool(happened()), timeout=PATIENCE)

    def until_over(self, run: Callable[[], RunState]) -> RunState:
        """Let a run come to its end, which must be a good one."""
        self.until(lambda: run().steps and not run().busy)
        told = [(s.title, s.message) for s in run().steps if s.state is StepState.FAILED]
        assert told == []
        return run()


@contextlib.contextmanager
def whole_program(
    qtbot: QtBot, app: QApplication, folder: Path, *, practice: bool = False, **world: object
) -> Iterator[WholeProgram]:
    """Start the program with the real adapters, and end it so that nothing is left."""
    settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
    hooks = (sys.excepthook, threading.excepthook)
    look = (app.font(), app.palette(), app.styleSheet())
    make = partial(_services, **world)
    program = Program(app, practice=practice, make_services=make, settings=settings)
    try:
        program.window.show()
        running = WholeProgram(qtbot, program)
        running.until(lambda: program.services is not None and program.bench.state.vault)
        if practice:
            running.until(lambda: program.bench.state.practice and program.bench.state.keys)
        yield running
    finally:
        program.close()
        program.window.close()
        for part in (program.window, program.themes, program.runner):
            part.deleteLater()
        # Now, since the application's own look is put back next, and a widget that is half gone
        # must not be asked to follow it.
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        sys.excepthook, threading.excepthook = hooks
        app.setFont(look[0])
        app.setPalette(look[1])
        app.setStyleSheet(look[2])


def _services(**wanted: object) -> Services:
    return wiring.services(**wanted)  # type: ignore[arg-type]  # the arguments of the program and of the test


def failing(step_title: str, run: RunState) -> str:
    """What a failed step says; fails the test when it did not fail."""
    for step in run.steps:
        if step.title == step_title and step.state is StepState.FAILED:
            return f"{step.message} {step.hint}"
    pytest.fail(f"{step_title} did not fail")
