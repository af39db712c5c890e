from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from fakes.panes import FakePane
from fakes.steps import exchange
from oidc_workbench.ports import PracticeInfo, VaultState, VaultStatus, VaultTier
from oidc_workbench.ui import menus
from oidc_workbench.ui.bench import BenchState
from oidc_workbench.ui.main_window import MainWindow
from oidc_workbench.ui.pane import PaneContext, PaneEntry
from oidc_workbench.ui.status_line import hosts_words, vault_words
from oidc_workbench.ui.theme import ThemeManager
from oidc_workbench.workspace.profile import Client, Provider, Workspace

ONE, TWO = (
    Provider("one", "One", "https://one.example"),
    Provider("two", "Two", "https://two.example"),
)
WORKSPACE = Workspace(
    providers=(ONE, TWO),
    clients=(
        Client("a", "one", "App", "app"),
        Client("b", "one", "Batch", "batch", actor="service"),
        Client("c", "two", "Other", "other"),
    ),
)


class Bed:
    def __init__(self, qtbot: QtBot, themes: ThemeManager, path: Path) -> None:
        self.built: list[str] = []
        self.around = FakePane(BenchState(WORKSPACE))
        self.bench = self.around.bench
        self.settings = QSettings(str(path / "window.ini"), QSettings.Format.IniFormat)
        panes = tuple(
            PaneEntry(name, name.title(), icon, self.builder(name))
            for name, icon in (("provider", "provider"), ("keys", "key"), ("activity", "activity"))
        )
        self.window = MainWindow(themes, panes, self.settings)
        qtbot.addWidget(self.window)
        self.window.fill_menus()
        self.window.follow(self.bench)
        self.window.show()
        qtbot.waitExposed(self.window)

    def builder(self, name: str) -> Callable[[PaneContext], QWidget]:
        def build(_context: PaneContext) -> QWidget:
            self.built.append(name)
            return QLineEdit(name)

        return build

    def attach(self) -> None:
        context = self.around.context
        self.window.attach(context.bench, context.runner, context.services)

    def actions(self) -> dict[str, QAction]:
        every = (a for menu in self.window._menus for a in menu.actions())
        return {action.text(): action for action in every}


@pytest.fixture
def bed(qtbot: QtBot, themes: ThemeManager, tmp_path: Path) -> Bed:
    return Bed(qtbot, themes, tmp_path)


def test_panes_are_built_when_first_shown_and_only_once(bed: Bed) -> None:
    assert bed.built == []
    bed.attach()
    bed.window.show_pane("keys")
    bed.window.show_pane("provider")
    assert bed.built == ["provider", "keys"]
    assert bed.window.current_pane == "provider"


def test_a_pane_chosen_before_the_world_is_there_is_shown_then(bed: Bed) -> None:
    bed.window.show_pane("activity")
    bed.attach()
    assert bed.built == ["activity"]


def test_an_unknown_pane_changes_nothing(bed: Bed) -> None:
    bed.attach()
    bed.window.show_pane("nowhere")
    assert bed.window.current_pane == "provider"


def test_shortcuts_and_rail_choose_panes(bed: Bed) -> None:
    bed.attach()
    QTest.keyClick(bed.window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert bed.window.current_pane == "keys"
    assert bed.window.rail.buttons["keys"].isChecked()
    QTest.mouseClick(bed.window.rail.buttons["activity"], Qt.MouseButton.LeftButton)
    assert bed.window.current_pane == "activity"
    assert not bed.window.rail.buttons["keys"].isChecked()


def test_f6_goes_from_area_to_area(bed: Bed) -> None:
    bed.attach()
    visited = []
    for _ in range(3):
        QTest.keyClick(bed.window, Qt.Key.Key_F6)
        focus = QApplication.focusWidget()
        assert focus is not None
        visited.append(type(focus).__name__)
    assert visited == ["SwitchButton", "RailButton", "QLineEdit"]


def chosen(bed: Bed) -> tuple[str, str]:
    return bed.window.switcher.provider.value(), bed.window.switcher.client.value()


def test_the_switcher_follows_the_bench_and_changes_it(bed: Bed) -> None:
    assert chosen(bed) == ("none", "none")
    bed.bench.select("one")
    assert chosen(bed) == ("One", "App")
    menu = bed.window.switcher.client.menu()
    menu.aboutToShow.emit()
    titles = {action.text(): action for action in menu.actions()}
    assert titles["App · a person"].isChecked()
    titles["Batch · a service"].trigger()
    assert bed.bench.state.client_key == "b"
    assert chosen(bed) == ("One", "Batch")


def test_the_switcher_leads_to_where_profiles_are_edited(bed: Bed) -> None:
    bed.attach()
    bed.window.show_pane("keys")
    menu = bed.window.switcher.provider.menu()
    menu.aboutToShow.emit()
    next(a for a in menu.actions() if a.text().startswith("Manage")).trigger()
    assert bed.window.current_pane == "provider"


def test_the_switcher_says_its_value_to_a_screen_reader(bed: Bed) -> None:
    bed.bench.select("two")
    assert bed.window.switcher.provider.accessibleName() == "Provider: Two"


def test_the_status_bar_says_where_keys_lie_and_whom_we_talked_to(bed: Bed) -> None:
    status = bed.window.status
    assert status.hosts.text() == "Talked to: nobody yet"
    bed.bench.change(
        vault=VaultStatus(VaultTier.KEYRING, VaultState.UNLOCKED, "Secret Service"),
        practice=PracticeInfo("http://127.0.0.1:4711", "", "", ()),
        notice="The settings were repaired.",
    )
    bed.bench.record(exchange("https://one.example/token"))
    assert status.vault.text.text() == "Keyring: unlocked (Secret Service)"
    assert status.practice.text.text() == "Practice provider: running on 127.0.0.1:4711"
    assert exchange("https://one.example/token").request.host in status.hosts.text()
    assert status.notice.text() == "The settings were repaired."


@pytest.mark.parametrize(
    ("status", "words", "tone"),
    [
        (None, "asking", "neutral"),
        (
            VaultStatus(VaultTier.SESSION, VaultState.UNLOCKED, "memory"),
            "and secrets: in memory",
            "warning",
        ),
        (VaultStatus(VaultTier.KEYRING, VaultState.LOCKED, "KWallet"), "locked", "warning"),
        (VaultStatus(VaultTier.KEYRING, VaultState.ABSENT, "none"), "absent", "error"),
        (VaultStatus(VaultTier.KEYRING, VaultState.REFUSED, ""), "not kept", "error"),
    ],
)
def test_the_vault_s_tier_is_never_glossed_over(
    status: VaultStatus | None, words: str, tone: str
) -> None:
    said = vault_words(status)
    assert words in said[0]
    assert said[1] == tone


def test_many_hosts_are_counted(bed: Bed) -> None:
    del bed
    assert hosts_words(("a", "b", "c", "d", "e")) == "Talked to: a, b, c and 2 more"


def test_what_does_not_fit_the_status_bar_is_elided_and_comes_back(bed: Bed, qtbot: QtBot) -> None:
    notice = bed.window.status.notice
    bed.bench.change(notice="The beginning of this tells what happened. " * 12)
    shown = QLabel.text(notice)
    assert shown.startswith("The beginning")
    assert shown.endswith("…")
    assert notice.text() == notice.accessibleName() == bed.bench.state.notice
    bed.bench.change(notice="Short.")
    qtbot.waitUntil(lambda: QLabel.text(notice) == "Short.")


def test_host_names_are_never_read_as_html(bed: Bed) -> None:
    labels = bed.window.status.findChildren(QLabel)
    assert labels
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}


def test_geometry_is_kept_and_nothing_else(bed: Bed, qtbot: QtBot, themes: ThemeManager) -> None:
    bed.window.resize(780, 640)
    bed.window.close()
    assert bed.settings.allKeys() == ["window/geometry"]
    again = MainWindow(themes, tuple(bed.window._panes.values()), bed.settings)
    qtbot.addWidget(again)
    assert again.size().width() == 780


def test_the_clock_ticks_only_while_somebody_listens(bed: Bed) -> None:
    told: list[int] = []
    stop = bed.window.ticks(lambda: told.append(1))
    timer = bed.window._second
    assert timer is not None
    timer.timeout.emit()
    assert told == [1]
    stop()
    stop()
    assert not timer.isActive()


def test_a_theme_is_chosen_in_the_menu(bed: Bed) -> None:
    wanted: list[str] = []
    bed.window.theme_chosen.connect(wanted.append)
    theme_menu = bed.actions()["Theme"].menu()
    assert isinstance(theme_menu, QMenu)
    next(a for a in theme_menu.actions() if a.text() == "Dark").trigger()
    assert wanted == ["dark"]


def test_edit_acts_on_the_field_with_the_focus(bed: Bed, qtbot: QtBot) -> None:
    bed.attach()
    field = bed.window.pane("provider")
    assert isinstance(field, QLineEdit)
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    assert menus.invoke_in_focus("selectAll")
    assert field.selectedText() == "provider"
    assert not menus.invoke_in_focus("noSuchSlot")


def test_about_does_not_block(bed: Bed) -> None:
    box = menus.show_about(bed.window)
    assert not box.isModal()
    box.close()


def test_a_message_for_the_whole_program_stands_above_the_panes(bed: Bed) -> None:
    bed.attach()
    bed.window.message.say("The settings were not written.", "Free some space.", "error")
    assert bed.window.message.isVisible()
    assert bed.window.message.mapTo(bed.window, bed.window.message.rect().topLeft()).x() > 150
