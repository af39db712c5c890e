"""Moving the keyboard focus into an area."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def focus_first(widget: QWidget) -> bool:
    """Focus a widget, or the first control inside it, that takes the focus by Tab."""
    if _takes_focus(widget):
        widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True
    following = widget.nextInFocusChain()
    while following is not None and following is not widget:
        if widget.isAncestorOf(following) and _takes_focus(following):
            following.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return True
        following = following.nextInFocusChain()
    return False


def _takes_focus(widget: QWidget) -> bool:
    by_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return by_tab and widget.isVisible() and widget.isEnabled()
