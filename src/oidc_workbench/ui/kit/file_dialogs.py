"""Asks for a file or a folder; the dialogs do not hold the window's thread."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDir, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

_folder: list[str] = []  # where the person was last


def ask_open(parent: QWidget, title: str, filters: str, chosen: Callable[[str], object]) -> None:
    """Ask for a file to read."""
    dialog = _dialog(parent, title, QFileDialog.AcceptMode.AcceptOpen)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters([filters, "All files (*)"])
    dialog.fileSelected.connect(chosen)
    dialog.open()


def ask_save(
    parent: QWidget, title: str, name: str, chosen: Callable[[str], object], filters: str = ""
) -> None:
    """Ask where to write a file.

    Args:
        parent: in whose window it is asked.
        title: what for.
        name: is offered.
        chosen: called with the path.
        filters: the kind of file, as ``SVG (*.svg)``; a name typed without a suffix gets its own.
    """
    dialog = _dialog(parent, title, QFileDialog.AcceptMode.AcceptSave)
    if filters:
        dialog.setNameFilters([filters, "All files (*)"])
        dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
    dialog.selectFile(name)
    dialog.fileSelected.connect(chosen)
    dialog.open()


def ask_folder(parent: QWidget, title: str, chosen: Callable[[str], object]) -> None:
    """Ask for a folder to write into."""
    dialog = _dialog(parent, title, QFileDialog.AcceptMode.AcceptOpen)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(chosen)
    dialog.open()


def _dialog(parent: QWidget, title: str, mode: QFileDialog.AcceptMode) -> QFileDialog:
    dialog = QFileDialog(parent.window(), title, _folder[-1] if _folder else QDir.homePath())
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(mode)
    dialog.fileSelected.connect(_remember)
    return dialog


def _remember(path: str) -> None:
    _folder[:] = [str(Path(path).parent)]


def file_name(text: str, suffix: str) -> str:
    """Make a name for a file of what a person called something."""
    kept = "".join(char if char.isalnum() or char in "-_." else "-" for char in text)
    return f"{kept.strip('-.')[:60] or 'key'}{suffix}"
