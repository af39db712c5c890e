"""What a screen reader would find in a widget."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLineEdit,
    QListView,
    QWidget,
)

_KINDS = (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit)


def nameless(root: QWidget) -> list[str]:
    """The controls that can be reached by keyboard and say nothing about themselves.

    The name must be set: a combo box would otherwise be called by its value.
    """
    found = []
    for widget in root.findChildren(QWidget):
        reachable = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        inner = isinstance(widget, QListView) and widget.window() is not root.window()
        inner = inner or widget.objectName().startswith("qt_")
        if reachable and not inner and isinstance(widget, _KINDS) and not widget.accessibleName():
            found.append(f"{type(widget).__name__} {widget.objectName()}")
    return found
