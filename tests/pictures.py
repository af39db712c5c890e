"""Renders every pane in both themes, with real content, to be looked at.

    python tests/pictures.py FOLDER [--width 1280] [--height 820] [--panes provider,keys]

A name may be one of a scene too (``inspector-opened``): a pane with what only some tokens need.

The practice provider runs in this process; the flows are run by pressing the panes' own buttons,
and a played person answers in the browser. Nothing of the real user is read or changed.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from PySide6.QtCore import QElapsedTimer, QEventLoop
from PySide6.QtWidgets import QApplication, QPushButton, QTableView, QWidget

import pictured_keys
from inspector_scenes import SCENES
from oidc_workbench import wiring
from oidc_workbench.app import Program, application
from oidc_workbench.commands.played_browser import PlayedBrowser
from oidc_workbench.ports import FlowPorts, Services
from oidc_workbench.ui.panes.keys.view import KeysPane
from oidc_workbench.workspace.profile import Provider

THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WAIT = 15_000  # milliseconds for something that should take a few


def _isolate(home: Path) -> None:
    for kind in ("CONFIG", "DATA", "STATE", "CACHE", "RUNTIME"):
        name = "XDG_RUNTIME_DIR" if kind == "RUNTIME" else f"XDG_{kind}_HOME"
        (home / kind.lower()).mkdir(mode=0o700)
        os.environ[name] = str(home / kind.lower())
    os.environ.pop("DBUS_SESSION_BUS_ADDRESS", None)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def _services(**wanted: Any) -> Services:
    """The real world, but for the browser: a played person presses its buttons."""
    real = wiring.services(**wanted)

    def ports_for(provider: Provider) -> FlowPorts:
        ports = real.ports_for(provider)
        return replace(ports, browser=PlayedBrowser(ports.http, ("Alice", "Allow")))

    return replace(real, ports_for=ports_for)


def _wait(until: Callable[[], object], what: str) -> bool:
    timer = QElapsedTimer()
    timer.start()
    while not until():
        if timer.elapsed() > WAIT:
            sys.stderr.write(f"gave up waiting: {what}\n")
            return False
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
    return True


def _press(pane: object, *names: str) -> bool:
    assert isinstance(pane, QWidget)
    for button in pane.findChildren(QPushButton):
        if button.isVisible() and button.isEnabled() and button.text() in names:
            button.click()
            return True
    return False


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--height", type=int, default=820)
    parser.add_argument("--panes", default="")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="workbench-pictures-") as home:
        _isolate(Path(home))
        return _render(args)


def _render(args: argparse.Namespace) -> int:
    app = application()
    program = Program(app, practice=True, make_services=_services)
    program.window.resize(args.width, args.height)
    program.window.show()
    _wait(lambda: program.bench.state.keys, "the practice provider and its key")
    chosen = [name for name in args.panes.split(",") if name]
    every = [*program.window.rail.buttons, *SCENES]
    names = [name for name in chosen or every if name not in SCENES]
    for name in names:
        _fill(program, name)
    for theme in THEMES:
        program.themes.choose(theme)
        for name in names:
            _pictures(program, name, args.folder / f"{name}-{theme}-{args.width}.png")
    for name in chosen or every:
        if name in SCENES:
            _scene(program, name, args)
    program.close()
    return 0


def _scene(program: Program, name: str, args: argparse.Namespace) -> None:
    """A scene of one pane: what its token needs is made by the pane's own means."""
    program.window.show_pane("inspector")
    SCENES[name](program, _wait)
    _wait(lambda: not program.runner.pending, f"{name} to be done")
    for theme in THEMES:
        program.themes.choose(theme)
        _picture(program, "inspector", args.folder / f"{name}-{theme}-{args.width}.png")


def _select_client(program: Program, name: str) -> None:
    """Choose the practice provider's client that a flow is run with."""
    method = "none" if name == "user_login" else "private_key_jwt"
    every = program.bench.state.workspace.clients
    chosen = next(c for c in every if c.practice and c.auth_method == method)
    program.bench.select(chosen.provider_id, chosen.key)


def _fill(program: Program, name: str) -> None:
    window = program.window
    if name in ("user_login", "service_token"):
        _select_client(program, name)
    window.show_pane(name)
    _wait(lambda: not program.runner.pending, f"{name} to be ready")
    fillers = {
        "user_login": _run_flow,
        "service_token": _run_flow,
        "inspector": _inspect,
        "activity": _choose_exchange,
        "keys": _fill_vault,
    }
    if name in fillers:
        fillers[name](program, name)
    _wait(lambda: not program.runner.pending, f"{name} to be done")


def _fill_vault(program: Program, _name: str) -> None:
    pictured_keys.fill(program, _wait)


def _run_flow(program: Program, name: str) -> None:
    pane, bench = program.window.pane(name), program.bench
    had = len(bench.state.tokens)
    if _press(pane, "Prepare"):
        _wait(lambda: _press(pane, "Send"), "the prepared request")
    else:
        _press(pane, "Sign in")
    _wait(lambda: len(bench.state.tokens) > had, f"tokens from {name}")


def _inspect(program: Program, _name: str) -> None:
    tokens = [t for t in program.bench.state.tokens if t.kind == "access_token"]
    if tokens:
        program.bench.inspect(tokens[0])


def _choose_exchange(program: Program, _name: str) -> None:
    table = program.window.findChild(QTableView)
    assert table is not None
    _wait(lambda: table.model().rowCount() or not program.bench.state.exchanges, "the log")
    table.selectRow(0)


def _pictures(program: Program, name: str, path: Path) -> None:
    """Picture a pane, and each of its pages where it has several."""
    if name != "keys":
        _picture(program, name, path)
        return
    program.window.show_pane(name)
    pane = program.window.pane(name)
    assert isinstance(pane, KeysPane)
    for page, show in pictured_keys.pages(pane, _wait).items():
        program.bench.select("staging", "batch")
        show()
        _wait(lambda: not program.runner.pending, f"{name}, {page}")
        _picture(program, name, path.with_name(path.name.replace(name, f"{name}-{page}", 1)))


def _picture(program: Program, name: str, path: Path) -> None:
    if name in ("user_login", "service_token"):
        _select_client(program, name)
    program.window.show_pane(name)
    for _ in range(4):
        program.window.repaint()
        _wait(lambda: True, "")
        QApplication.processEvents()
    program.window.grab().save(str(path))
    sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    raise SystemExit(main())
