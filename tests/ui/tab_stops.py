"""Where the keyboard goes by Tab."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot


def tab_stops(qtbot: QtBot, start: QWidget) -> list[QWidget]:
    """Press Tab from a widget on until the focus is there again; returns where it was between.

    With Shift the same way has to lead back.
    """
    start.window().activateWindow()
    start.setFocus()
    qtbot.waitUntil(start.hasFocus)
    stops = _round(start, Qt.Key.Key_Tab)
    assert _round(start, Qt.Key.Key_Backtab) == stops[::-1]
    return stops


def _round(start: QWidget, key: Qt.Key) -> list[QWidget]:
    stops: list[QWidget] = []
    while True:
        QTest.keyClick(stops[-1] if stops else start, key)
        stop = QApplication.focusWidget()
        assert stop is not None
        if stop is start:
            return stops
        assert stop not in stops, f"Tab goes round without {start.accessibleName()}"
        stops.append(stop)
