"""The clipboard: plain copies, and secrets that do not stay there."""

import sys

from PySide6.QtCore import QByteArray, QMimeData, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

CLEAR_AFTER = 30  # seconds that a copied secret stays in the clipboard

_WINDOWS = 'application/x-qt-windows-mime;value="{}"'


def copy_text(text: str) -> None:
    """Put a text without secrets into the clipboard."""
    QApplication.clipboard().setText(text)


def secret_data(text: str, platform: str = sys.platform) -> QMimeData:
    """Return a secret as clipboard data that asks clipboard histories not to keep it.

    The hints are those that KeePassXC sets: KDE's, Windows' and nspasteboard.org's.
    """
    data = QMimeData()
    data.setText(text)
    if platform == "darwin":
        data.setData("application/x-nspasteboard-concealed-type", QByteArray(text.encode()))
    elif platform == "win32":
        name = _WINDOWS.format("ExcludeClipboardContentFromMonitorProcessing")
        data.setData(name, QByteArray(b"1"))
        for history in ("CanIncludeInClipboardHistory", "CanUploadToCloudClipboard"):
            data.setData(_WINDOWS.format(history), QByteArray(b"\0\0\0\0"))
    else:
        data.setData("x-kde-passwordManagerHint", QByteArray(b"secret"))
    return data


class SecretClipboard(QObject):
    """Copies secrets and clears the clipboard after a while, unless something else is in it.

    Only one exists; it also clears when the program ends.
    """

    seconds_left = Signal(int)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._left = 0
        self._copied = ""
        self._timer = QTimer(self, interval=1000)
        self._timer.timeout.connect(self.tick)

    def copy(self, text: str) -> None:
        """Put a secret into the clipboard for :data:`CLEAR_AFTER` seconds."""
        QApplication.clipboard().setMimeData(secret_data(text))
        self._copied, self._left = text, CLEAR_AFTER
        self._timer.start()
        self.seconds_left.emit(self._left)

    def tick(self) -> None:
        """Let one second pass."""
        self._left -= 1
        if self._left <= 0:
            self.clear()
        self.seconds_left.emit(max(0, self._left))

    def clear(self) -> None:
        """Take the secret out again if it is still there."""
        self._timer.stop()
        clipboard = QApplication.clipboard()
        if self._copied and clipboard.text() == self._copied:
            clipboard.clear()
        self._copied, self._left = "", 0


_guard: SecretClipboard | None = None


def secret_clipboard() -> SecretClipboard:
    """Return the one guard of the clipboard."""
    global _guard  # noqa: PLW0603 - one clipboard has one guard
    app = QApplication.instance()
    if _guard is None:
        if app is None:
            raise RuntimeError("the clipboard needs an application")
        _guard = SecretClipboard(app)
        app.aboutToQuit.connect(_guard.clear)
    return _guard
