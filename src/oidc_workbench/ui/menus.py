"""The menus, as people expect them."""

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QMetaObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QMessageBox, QWidget

from oidc_workbench.ui.pane import PaneEntry
from oidc_workbench.ui.theme import Choice, ThemeManager

_EDITS = (
    ("Undo", "undo", QKeySequence.StandardKey.Undo),
    ("Redo", "redo", QKeySequence.StandardKey.Redo),
    ("", "", None),
    ("Cut", "cut", QKeySequence.StandardKey.Cut),
    ("Copy", "copy", QKeySequence.StandardKey.Copy),
    ("Paste", "paste", QKeySequence.StandardKey.Paste),
    ("Select all", "selectAll", QKeySequence.StandardKey.SelectAll),
)
_THEMES: tuple[tuple[str, Choice], ...] = (
    ("Follow the system", "system"),
    ("Light", "light"),
    ("Dark", "dark"),
)


def fill_menus(
    window: QMainWindow,
    menus: Sequence[QMenu],
    *,
    panes: Iterable[PaneEntry],
    show_pane: Callable[[str], None],
    next_region: Callable[[], None],
    theme_chosen: Callable[[Choice], None],
    themes: ThemeManager,
) -> None:
    """Fill the four menus: File, Edit, View, Help."""
    file, edit, view, aid = menus
    leave = QAction("Quit", window, shortcut=QKeySequence(QKeySequence.StandardKey.Quit))
    if leave.shortcut().isEmpty():  # Windows has no standard key for it
        leave.setShortcut(QKeySequence("Ctrl+Q"))
    leave.setMenuRole(QAction.MenuRole.QuitRole)
    leave.triggered.connect(window.close)
    file.addAction(leave)
    _edit_menu(edit)
    for number, entry in enumerate(panes, 1):
        action = QAction(entry.title, window, shortcut=QKeySequence(f"Ctrl+{number}"))
        action.triggered.connect(lambda _checked, name=entry.id: show_pane(name))
        view.addAction(action)
    view.addSeparator()
    region = QAction("Next area", window, shortcut=QKeySequence("F6"))
    region.triggered.connect(lambda _checked: next_region())
    view.addAction(region)
    _theme_menu(view.addMenu("Theme"), themes, theme_chosen)
    about = QAction("About the OIDC workbench", window)
    about.setMenuRole(QAction.MenuRole.AboutRole)
    about.triggered.connect(lambda _checked: show_about(window))
    aid.addAction(about)


def _edit_menu(menu: QMenu) -> None:
    # The fields handle these keys themselves; the menu only shows them and works by mouse.
    for title, slot, key in _EDITS:
        if key is None:
            menu.addSeparator()
            continue
        shown = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
        action = QAction(f"{title}\t{shown}", menu)
        action.triggered.connect(lambda _checked, slot=slot: invoke_in_focus(slot))
        menu.addAction(action)


def invoke_in_focus(slot: str) -> bool:
    """Call a slot of the field that has the focus; False when it has none of that name."""
    field = QApplication.focusWidget()
    if field is None or field.metaObject().indexOfSlot(f"{slot}()") < 0:
        return False
    return bool(QMetaObject.invokeMethod(field, slot))


def _theme_menu(menu: QMenu, themes: ThemeManager, chosen: Callable[[Choice], None]) -> None:
    group = QActionGroup(menu)
    made: dict[str, QAction] = {}
    for title, choice in _THEMES:
        action = made[choice] = QAction(title, menu, checkable=True)
        action.triggered.connect(lambda _checked, choice=choice: chosen(choice))
        group.addAction(action)
        menu.addAction(action)
    menu.aboutToShow.connect(lambda: made[themes.choice].setChecked(True))


def show_about(parent: QWidget) -> QMessageBox:
    """Say what this is; the window stays usable."""
    from PySide6.QtCore import Qt, qVersion

    from oidc_workbench.ui.crash import program_version

    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle("About")
    box.setText(f"OIDC workbench {program_version()}")
    box.setInformativeText(
        "Obtains, reads and judges OAuth 2.0 and OpenID Connect tokens. Nothing leaves this "
        "machine except to the hosts that you name.\n\n"
        f"Apache License 2.0 · Qt {qVersion()} under the LGPL, with PySide6"
    )
    box.setModal(False)
    box.show()
    return box
