"""Imports keys: a file, a drop or a paste; what was found; what of it is stored."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QFrame, QWidget

from oidc_workbench.secret import Secret
from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.buttons import Button, PrimaryButton
from oidc_workbench.ui.kit.card import Card
from oidc_workbench.ui.kit.choice import ChoiceBox
from oidc_workbench.ui.kit.file_dialogs import ask_open
from oidc_workbench.ui.kit.form import Form
from oidc_workbench.ui.kit.labels import Text
from oidc_workbench.ui.kit.layouts import column, row
from oidc_workbench.ui.kit.secret_field import SecretField
from oidc_workbench.ui.kit.tinted_icon import TintedIcon
from oidc_workbench.ui.panes.keys.found_list import FoundList
from oidc_workbench.ui.panes.keys.owners import NOBODY
from oidc_workbench.ui.panes.keys.state import KeysState
from oidc_workbench.ui.panes.keys.work_strip import WorkStrip

_FILTER = "Keys (*.pem *.key *.der *.jwk *.jwks *.json *.p12 *.pfx *.crt *.cer id_*)"
_KINDS = (
    "PEM and DER (PKCS #1, PKCS #8 with or without password, SEC 1, certificates), JWK and JWKS, "
    "PKCS #12, OpenSSH."
)


class ImportCard(Card):
    """First where from, then what was found."""

    file_chosen = Signal(str)
    pasted = Signal(bytes)
    unlocked = Signal(object)
    stored = Signal(str)
    again = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__("Import keys")
        self.choose = PrimaryButton("Choose a file", self._choose)
        self.paste = Button("Paste", self.take_clipboard, icon="paste", name="Paste a key")
        self.back = Button("Back", self.left.emit)
        self.password = SecretField("password of the file")
        self.unlock = PrimaryButton("Read it", self._unlock)
        self.found = FoundList()
        self.notices = Text(ink="muted", wrap=True)
        self.owner = ChoiceBox([NOBODY])
        self.store = PrimaryButton("Store", lambda: self.stored.emit(self.owner.value()))
        self.other = Button("Another file", self.again.emit)
        self.work = WorkStrip("import")
        self.password.edit.returnPressed.connect(self.unlock.click)
        self._entry, self._locked, self._result = self._from(), self._lock(), self._results()
        for widget in (self._entry, self.work, self._locked):
            self.add(widget)
        self.add(self._result, 1)
        buttons = row(self.store, self.unlock, self.other, self.back, gap=theme.SMALL, stretch=True)
        self.body.addLayout(buttons)
        self.body.addStretch(0)
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        paste.activated.connect(self.take_clipboard)

    def _from(self) -> QWidget:
        zone = QFrame()
        zone.setProperty("kind", "sunken")
        buttons = row(gap=theme.SMALL)
        buttons.addStretch(1)
        for button in (self.choose, self.paste):
            buttons.addWidget(button)
        buttons.addStretch(1)
        title = Text("Drop a file here, or", weight=600)
        kinds = Text(_KINDS, ink="muted", wrap=True)
        for text in (title, kinds):
            text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box = column(gap=theme.MEDIUM, margin=theme.HUGE)
        box.addWidget(TintedIcon("key", size=28), 0, Qt.AlignmentFlag.AlignHCenter)
        box.addWidget(title)
        box.addLayout(buttons)
        box.addWidget(kinds)
        zone.setLayout(box)
        page = QWidget()
        note = Text(
            "Nothing is stored before you have seen what was found.", ink="muted", wrap=True
        )
        page.setLayout(column(zone, note, gap=theme.SMALL))
        return page

    def _lock(self) -> QWidget:
        form = Form(90)
        form.add("password", "Password", self.password, "It is used to read this file only.")
        page = QWidget()
        page.setLayout(column(form))
        return page

    def _results(self) -> QWidget:
        form = Form(90)
        form.add("owner", "For", self.owner)
        page = QWidget()
        box = column(self.notices, gap=theme.SMALL)
        box.addWidget(self.found, 1)
        box.addWidget(form)
        page.setLayout(box)
        return page

    def show_state(self, state: KeysState, problems: dict[int, str]) -> None:
        """Show a state.

        Args:
            state: of the pane.
            problems: why chosen keys can't be stored as they are called now.
        """
        found, busy = state.importing, bool(state.work.busy)
        self._entry.setVisible(not found.found and not found.locked)
        asks = found.locked and not self._locked.isVisibleTo(self)
        self._locked.setVisible(found.locked)
        self._result.setVisible(bool(found.found))
        self.store.setVisible(bool(found.found))
        self.other.setVisible(bool(found.name))
        self.unlock.setVisible(found.locked)
        self.notices.setText(" ".join(found.notices))
        self.notices.setVisible(bool(found.notices))
        self.header.set_title(f"Import · {found.name}" if found.name else "Import keys")
        self.found.show_found(found.found, problems)
        self.owner.set_choices([NOBODY, *state.owners])
        self.store.setText(f"Store {_keys(found.chosen)}")
        self.store.setAccessibleName(self.store.text())
        self.store.setEnabled(bool(found.chosen) and not problems and not busy)
        for button in (self.choose, self.paste, self.unlock):
            button.setEnabled(not busy)
        self.work.show_work(state.work)
        if asks:
            self.password.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_clipboard(self) -> None:
        """Read what is in the clipboard."""
        self.pasted.emit(QApplication.clipboard().text().encode())

    def forget_passwords(self) -> None:
        """Empty the password field."""
        self.password.forget()

    def _choose(self) -> None:
        ask_open(self, "Import keys", _FILTER, self.file_chosen.emit)

    def _unlock(self) -> None:
        self.unlocked.emit(self.password.secret() or Secret(""))
        self.password.forget()


def _keys(count: int) -> str:
    return "1 key" if count == 1 else f"{count} keys"
