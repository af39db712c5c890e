"""Exports the private key: encrypted, after a password was typed twice for this one file."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.buttons import PrimaryButton
from oidc_workbench.ui.kit.choice import ChoiceBox
from oidc_workbench.ui.kit.file_dialogs import ask_save, file_name
from oidc_workbench.ui.kit.form import Form
from oidc_workbench.ui.kit.inline_message import InlineMessage
from oidc_workbench.ui.kit.labels import Text
from oidc_workbench.ui.kit.layouts import column, row
from oidc_workbench.ui.kit.secret_field import SecretField
from oidc_workbench.ui.panes.keys.exporting import FORMATS, Exporting
from oidc_workbench.ui.panes.keys.state import KeysState
from oidc_workbench.ui.panes.keys.work_strip import WorkStrip


class ExportPage(QWidget):
    """Only for the private key; the public side is on its own page."""

    exported = Signal(str, object, object, str)

    def __init__(self) -> None:
        super().__init__()
        self._state = KeysState()
        self.warning = InlineMessage()
        self.format = ChoiceBox([(name, words) for name, words, _suffix in FORMATS])
        self.password, self.again = SecretField("password"), SecretField("password again")
        for field in (self.password, self.again):
            field.edited.connect(self._fit)
        self.format.chosen.connect(lambda _form: self._fit())
        self.form = Form(110)
        self.form.add("format", "Format", self.format)
        self.form.add("password", "Password", self.password)
        self.form.add("again", "Once more", self.again)
        self.problem = Text(ink="muted", wrap=True)
        self.go = PrimaryButton("Export the private key", self._export)
        self.work = WorkStrip("export")
        note = Text(
            "The key need not leave the vault to be used: the program signs with it there. "
            "Export it to keep a copy in another safe place, or to move it.",
            ink="muted",
            wrap=True,
        )
        box = column(note, self.warning, self.form, self.problem, gap=theme.MEDIUM)
        box.addLayout(row(self.go, stretch=True))
        box.addWidget(self.work)
        box.addStretch(1)
        box.setContentsMargins(*(theme.px(n) for n in (14, 12, 14, 14)))
        self.setLayout(box)
        self._fit()

    def show_state(self, state: KeysState) -> None:
        """Show what concerns the selected key."""
        self._state = state
        self.work.show_work(state.work)
        key = state.selected
        if key is None:
            return
        self.warning.say(
            f"Whoever has the file and its password can act as {_victims(state)}.",
            "The activity log gets a line that the key was exported.",
            "warning",
        )
        offered = [(n, w) for n, w, _s in FORMATS if n != "pkcs12" or key.certificate]
        self.format.set_choices(offered)
        self._fit()

    def forget_passwords(self) -> None:
        """Empty both fields: the next export is confirmed afresh."""
        self.password.forget()
        self.again.forget()
        self._fit()

    def _fit(self) -> None:
        typed = self.password.secret(), self.again.secret()
        problem = Exporting.problem(self.format.value(), *typed)
        self.problem.setText(problem or "The password does. It can't be recovered: note it down.")
        self.problem.set_ink("error" if problem and all(typed) else "muted")
        self.go.setEnabled(not problem and not self._state.work.busy)

    def _export(self) -> None:
        key, form = self._state.selected, self.format.value()
        suffix = next(suffix for name, _words, suffix in FORMATS if name == form)
        if key is not None:
            ask_save(self, "Export the private key", file_name(key.label, suffix), self._send)

    def _send(self, path: str) -> None:
        password, again = self.password.secret(), self.again.secret()
        if password is not None and again is not None:
            self.exported.emit(self.format.value(), password, again, path)


def _victims(state: KeysState) -> str:
    return ", ".join(state.used_by) or "the client that it is registered for"
