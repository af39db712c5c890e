"""The whole window over fakes and over the real practice provider."""

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from fakes.appearance import themed_application
from fakes.vault import FakeVault
from oidc_workbench import wiring
from oidc_workbench.app import Program
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ports import LoadedWorkspace, Orphan, OrphanSide, Services, VaultTier
from oidc_workbench.ui.crash import CrashReporter
from oidc_workbench.workspace.profile import Client, Provider, Settings, Workspace
from ui.panes.accessible import nameless

OWN = Provider("own", "Own", "https://own.example")
BROKEN = WorkbenchError("settings-newer", "The file is of a newer version.", "Update.")


class Store:
    def __init__(self, found: Workspace | WorkbenchError) -> None:
        self.found = found
        self.saved: list[Workspace] = []
        self.refreshed: list[Workspace] = []
        self.elsewhere: LoadedWorkspace | None = None
        self.notice = ""

    async def load(self) -> LoadedWorkspace:
        if isinstance(self.found, WorkbenchError):
            raise self.found
        return LoadedWorkspace(self.found, self.notice)

    async def save(self, workspace: Workspace) -> LoadedWorkspace:
        self.saved.append(workspace)
        return LoadedWorkspace(workspace)

    async def refresh(self, workspace: Workspace) -> LoadedWorkspace | None:
        self.refreshed.append(workspace)
        return self.elsewhere


class Bed:
    def __init__(self, qtbot: QtBot, path: Path) -> None:
        self.qtbot, self.crashes = qtbot, list[str]()
        self.settings = QSettings(str(path / "window.ini"), QSettings.Format.IniFormat)
        self.vault = FakeVault()
        self.store = Store(Workspace())

    def start(
        self,
        found: Workspace | WorkbenchError,
        *,
        practice: bool = False,
        notice: str = "",
        early: str = "",
    ) -> Program:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self.store = Store(found)
        self.store.notice = notice
        self.program = Program(
            app,
            practice=practice,
            make_services=self.services,
            settings=self.settings,
            crash=CrashReporter(self.crashes.append),
        )
        self.qtbot.addWidget(self.program.window)
        if early:
            self.program.window.theme_chosen.emit(early)
        self.program.window.show()
        self.wait(lambda: self.program.window.pane("provider") is not None)
        return self.program

    def services(self, **wanted: Any) -> Services:
        # No test asks the system's keyring.
        return replace(wiring.services(**wanted), store=self.store, vault=self.vault)

    def wait(self, until: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(until()), timeout=20_000)


@pytest.fixture
def bed(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Bed]:
    monkeypatch.setattr("sys.excepthook", lambda *_: None)
    with themed_application(qapp):
        made = Bed(qtbot, tmp_path)
        yield made
        made.program.close()
        assert not [t.name for t in threading.enumerate() if t.name.startswith("workbench-")]
        assert made.crashes == []


def test_a_first_run_begins_with_the_practice_provider(bed: Bed) -> None:
    program = bed.start(Workspace())
    bed.wait(lambda: program.bench.state.keys)
    state = program.bench.state
    assert state.provider is not None
    assert state.provider.practice
    assert state.practice is not None
    assert [key.origin for key in state.keys] == ["practice"]
    bed.wait(lambda: not program.runner.pending)
    assert [w for w in bed.store.saved if w.providers or w.clients] == []


def test_nothing_is_served_any_more_once_it_has_ended(bed: Bed) -> None:
    program = bed.start(Workspace(providers=(OWN,)))
    services = program.services
    assert services is not None
    host, urls = services.jwks_host, list[str]()
    program.runner.run(lambda: host.start([]), urls.append, lambda error: pytest.fail(str(error)))
    bed.wait(lambda: urls)
    port = int(urls[0].split(":")[2].partition("/")[0])
    socket.create_connection(("127.0.0.1", port)).close()
    program.close()
    assert host.url == ""
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))


def test_those_with_providers_of_their_own_begin_with_the_last_one(bed: Bed) -> None:
    other = Provider("other", "Other", "https://other.example")
    client = Client("c", "other", "C", "c")
    found = Workspace(
        providers=(OWN, other), clients=(client,), selected_provider="other", selected_client="c"
    )
    program = bed.start(found)
    assert program.bench.state.provider == other
    assert program.bench.state.client == client
    bed.wait(lambda: not program.runner.pending)
    assert program.bench.state.practice is None


def test_asked_for_the_practice_provider_is_started_beside_them(bed: Bed) -> None:
    program = bed.start(Workspace(providers=(OWN,)), practice=True)
    bed.wait(lambda: program.bench.state.keys)
    assert program.bench.state.provider is not None
    assert program.bench.state.provider.practice
    assert OWN in program.bench.state.workspace.providers


def test_a_change_is_kept_and_a_file_that_can_t_be_read_is_left_alone(bed: Bed) -> None:
    program = bed.start(BROKEN)
    assert program.window.message.message == BROKEN.message
    program.bench.change(workspace=Workspace(providers=(OWN,)))
    bed.wait(lambda: not program.runner.pending)
    assert bed.store.saved == []


def test_settings_that_were_repaired_are_told_in_the_window(bed: Bed) -> None:
    told = "The settings file was broken; it was kept as workspace.json.broken."
    program = bed.start(Workspace(providers=(OWN,)), notice=told)
    assert program.window.message.message == told


def test_a_change_just_before_the_end_is_still_written(bed: Bed) -> None:
    program = bed.start(Workspace(providers=(OWN,), selected_provider="own"))
    renamed = Workspace(providers=(Provider("own", "New", OWN.issuer),), selected_provider="own")
    program.bench.change(workspace=renamed)
    program.close()
    assert bed.store.saved[-1] == renamed


def test_a_theme_chosen_before_the_settings_are_read_is_not_undone_by_them(bed: Bed) -> None:
    program = bed.start(Workspace(settings=Settings(theme="light")), early="dark")
    assert program.themes.choice == "dark"
    assert program.bench.state.workspace.settings.theme == "dark"


def test_the_theme_chosen_is_kept_and_used_at_the_next_start(bed: Bed) -> None:
    program = bed.start(Workspace(providers=(OWN,)))
    program.window.theme_chosen.emit("dark")
    assert program.themes.choice == "dark"
    bed.wait(lambda: bed.store.saved)
    assert bed.store.saved[-1].settings.theme == "dark"
    assert bed.settings.value("window/appearance") == "dark"


def test_a_session_vault_that_was_preferred_is_used_from_the_start(bed: Bed) -> None:
    program = bed.start(Workspace(providers=(OWN,), settings=Settings(prefer_session_vault=True)))
    bed.wait(lambda: program.bench.state.vault)
    assert bed.vault.tier is VaultTier.SESSION


def test_what_another_copy_changed_is_there_when_one_comes_back(bed: Bed) -> None:
    program = bed.start(Workspace(providers=(OWN,)))
    bed.wait(lambda: program.bench.state.vault and not program.runner.pending)
    other = Provider("other", "Other", "https://other.example")
    bed.store.elsewhere = LoadedWorkspace(
        Workspace(providers=(OWN, other), selected_provider="own")
    )
    bed.vault.orphans = (Orphan("k9", "key", OrphanSide.KEYRING, "k9", "It is not listed."),)
    program._activated(Qt.ApplicationState.ApplicationActive)
    bed.wait(lambda: other in program.bench.state.workspace.providers)
    bed.wait(lambda: program.bench.state.vault and program.bench.state.vault.orphans)
    assert bed.store.saved == []


def unnamed(root: QWidget) -> list[str]:
    """Controls that a screen reader would meet without a name, of the whole tree."""
    found = []
    for widget in root.findChildren(QWidget):
        reader = QAccessible.queryAccessibleInterface(widget)
        if not widget.isVisible():
            continue
        if reader.role() == QAccessible.Role.Button and not reader.text(QAccessible.Text.Name):
            found.append(type(widget).__name__)
    return found


def test_every_control_of_every_pane_has_a_name_and_no_pane_two_primaries(bed: Bed) -> None:
    program = bed.start(Workspace())
    bed.wait(lambda: program.bench.state.keys)
    for name in program.window.rail.buttons:
        program.window.show_pane(name)
        bed.wait(lambda: not program.runner.pending)
        pane = program.window.pane(name)
        assert pane is not None
        assert nameless(pane) == [], name
        assert unnamed(program.window) == [], name
        primaries = [
            w
            for w in pane.findChildren(QWidget)
            if w.property("kind") == "primary" and w.isVisible()
        ]
        assert len(primaries) <= 1, name
