"""The field for keys that the person supplies, with a file, a drop and the vault beside it."""

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtWidgets import QMenu, QPlainTextEdit, QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.buttons import Button
from oidc_workbench.ui.kit.file_dialogs import ask_open
from oidc_workbench.ui.kit.labels import label
from oidc_workbench.ui.kit.layouts import column, row

_TITLE = "Keys you supply (JWKS, JWK, PEM or certificate); whose they are is then only claimed"
_PRIVATE = ("PRIVATE KEY", '"d"', '"k"')
_FILES = "Keys and certificates (*.json *.jwks *.jwk *.pem *.crt *.cer *.der *.pub)"


class KeysText(QPlainTextEdit):
    """Takes pasted text, and files that are dropped on it."""

    file_dropped = Signal(str)
    private_pasted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "mono")
        self.setFont(theme.font(mono=True))
        self.setTabChangesFocus(True)
        self.setFixedHeight(theme.px(58))
        self.setAccessibleName("Keys you supply")
        self.setPlaceholderText('{"keys": [ … ]}')

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Take a file too."""
        return bool(dropped_file(source)) or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Hand out files and private keys, whose public part alone is to be shown."""
        path, text = dropped_file(source), source.text()
        if path:
            self.file_dropped.emit(path)
        elif any(mark in text for mark in _PRIVATE):
            self.private_pasted.emit(text)
        else:
            super().insertFromMimeData(source)


def dropped_file(data: QMimeData) -> str:
    """The path of the one local file that is dropped; empty when there is none."""
    paths = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
    return paths[0] if len(paths) == 1 else ""


class KeysField(QWidget):
    """The text with its buttons.

    Attributes:
        offers: what the vault holds, as value and words; asked when the menu opens.
    """

    edited = Signal()
    loaded = Signal(str)
    private_pasted = Signal(str)
    taken_from_vault = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._offers: tuple[tuple[str, str], ...] = ()
        self.text = KeysText()
        self.load = Button("Load a file", self._load, name="Load keys or a certificate from a file")
        self.vault = Button("From the vault", icon="chevron-down", name="Take a key of the vault")
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill)
        self.vault.setMenu(self._menu)
        head = row(label(_TITLE, wrap=True), self.load, self.vault, gap=theme.SMALL)
        head.setStretch(0, 1)
        self.setLayout(column(head, self.text, gap=theme.TINY))
        self.text.textChanged.connect(self.edited)
        self.text.file_dropped.connect(self.loaded)
        self.text.private_pasted.connect(self.private_pasted)

    def show_text(self, text: str) -> None:
        """Show keys without telling anybody."""
        if text != self.text.toPlainText():
            blocked = self.text.blockSignals(True)
            self.text.setPlainText(text)
            self.text.blockSignals(blocked)

    def show_offers(self, offers: tuple[tuple[str, str], ...]) -> None:
        """Offer these keys of the vault."""
        self._offers = offers
        self.vault.setEnabled(bool(offers))
        self.vault.setToolTip("" if offers else "The vault holds no key for signatures")

    def _fill(self) -> None:
        self._menu.clear()
        for key_id, words in self._offers:
            action = self._menu.addAction(words)
            action.triggered.connect(lambda _on=False, at=key_id: self.taken_from_vault.emit(at))

    def _load(self) -> None:
        ask_open(self, "Load keys", _FILES, self.loaded.emit)
