"""Where the keyboard goes by Tab, and when something closes, around widgets that come late."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


def chain_after(before: QWidget, late: QWidget) -> None:
    """Let Tab go from a widget on into one that was made later, and from there to what followed.

    Qt puts a late child at the end of its window's order, wherever it is laid out.

    Args:
        before: what is seen before it; Tab goes on from its last stop, and it has one at least.
        late: what is seen next, in the same window; its own stops keep their order.
    """
    inside = _chain(late)
    last = [one for one in _chain(before) if _is_stop(one) and one not in inside][-1]
    # All of it moves: Tab also comes by what hands the focus on to another widget, which would
    # lead back into it from where it was left. Qt moves nothing that takes no focus itself, so
    # all of it does so for the moment.
    had = [(one, one.focusPolicy(), one.focusProxy()) for one in inside]
    for one in inside:
        one.setFocusProxy(None)  # type: ignore[arg-type]  # None takes it away; the stub forgets it
        one.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    for one in inside:
        QWidget.setTabOrder(last, one)
        last = one
    for one, policy, _proxy in had:
        one.setFocusPolicy(policy)
    for one, _policy, proxy in had:
        if proxy is not None:
            one.setFocusProxy(proxy)


def show_opened(card: QWidget, opened: bool, opener: QWidget) -> None:
    """Show or hide what a button opens and closes; that button gets back a focus that was inside.

    Else Qt would move the focus on to whatever follows, far from where the person was.
    """
    focus = QApplication.focusWidget()
    if not opened and focus is not None and card.isAncestorOf(focus):
        opener.setFocus(Qt.FocusReason.OtherFocusReason)
    card.setVisible(opened)


def _chain(widget: QWidget) -> list[QWidget]:
    """The widget and all that is in it, shown or not, in the order in which Tab comes by."""
    every, one = [widget], widget.nextInFocusChain()
    while one is not None and one is not widget:
        if widget.isAncestorOf(one):
            every.append(one)
        one = one.nextInFocusChain()
    return every


def _is_stop(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
