"""The key's certificate: made, asked for, attached, shown with its end."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.buttons import Button, CopyButton, PrimaryButton
from oidc_workbench.ui.kit.exchange_view import MonoBlock
from oidc_workbench.ui.kit.file_dialogs import ask_open, ask_save, file_name
from oidc_workbench.ui.kit.form import Form, line
from oidc_workbench.ui.kit.key_value_table import KeyValue, KeyValueTable
from oidc_workbench.ui.kit.labels import Text
from oidc_workbench.ui.kit.layouts import FlowLayout, column, row
from oidc_workbench.ui.panes.keys.certifying import CertificateDraft
from oidc_workbench.ui.panes.keys.note_list import NoteList
from oidc_workbench.ui.panes.keys.notes import Note
from oidc_workbench.ui.panes.keys.state import KeysState
from oidc_workbench.ui.panes.keys.work_strip import WorkStrip

_FILTER = "Certificates (*.pem *.crt *.cer *.der)"
_WHY = (
    "Mutual TLS (RFC 8705) and some servers know a client by the certificate of its key. A "
    "self-signed one is for self_signed_tls_client_auth; a request goes to an authority."
)


class CertificatePage(QWidget):
    """Two faces: the form while there is no certificate, the certificate when there is."""

    made = Signal(object)
    requested = Signal(object)
    attached = Signal(str)
    removed = Signal()
    saved = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._state = KeysState()
        self.work = WorkStrip("certificate")
        self._form_page, self._facts_page = self._make_form(), self._make_facts()
        box = column(self.work, self._facts_page, self._form_page, gap=theme.MEDIUM)
        box.addStretch(1)
        box.setContentsMargins(*(theme.px(n) for n in (14, 12, 14, 14)))
        self.setLayout(box)

    def _make_form(self) -> QWidget:
        form = self._fields()
        self.make = PrimaryButton("Make a self-signed one", lambda: self.made.emit(self.draft()))
        self.ask = Button("Make a request", lambda: self.requested.emit(self.draft()))
        self.attach = Button("Attach one", self._attach, name="Attach a certificate")
        buttons = QWidget()
        flow = FlowLayout(buttons, gap=theme.SMALL)
        for button in (self.make, self.ask, self.attach):
            flow.addWidget(button)
        self.request = MonoBlock("Certificate signing request", most=14)
        copy = CopyButton(self.request.toPlainText, "Copy", name="Copy the signing request")
        save = Button("Save", self._save_csr, name="Save the signing request")
        self._csr = QWidget()
        csr = column(Text("Signing request (PKCS #10)", weight=600), self.request, gap=theme.SMALL)
        csr.addLayout(row(copy, save, gap=theme.SMALL, stretch=True))
        self._csr.setLayout(csr)
        page = QWidget()
        why = Text(_WHY, ink="muted", wrap=True)
        page.setLayout(column(why, form, buttons, self._csr, gap=theme.MEDIUM))
        return page

    def _fields(self) -> Form:
        self.name, self.organization = line("such as the client_id"), line("none")
        self.names = line("DNS names and URIs, with blanks between", mono=True)
        self.days = line("365")
        form = Form(110)
        form.add("name", "Common name", self.name)
        form.add("organization", "Organization", self.organization)
        form.add("names", "Other names", self.names)
        form.add("days", "Valid for", self.days, "Days; an authority decides by itself.")
        return form

    def _make_facts(self) -> QWidget:
        self.until = NoteList()
        self.facts = KeyValueTable(name_width=90)
        self.copy_pem = CopyButton(lambda: self._state.certificate.pem, "Copy PEM")
        self.copy_x5c = CopyButton(lambda: self._state.certificate.x5c, "Copy x5c")
        self.save = Button("Save", self._save_pem, name="Save the certificate")
        self.renew = Button("Replace", self._attach, name="Replace the certificate by another")
        self.remove = Button("Remove", self.removed.emit, name="Remove the certificate")
        buttons = QWidget()
        flow = FlowLayout(buttons, gap=theme.SMALL)
        for button in (self.copy_pem, self.copy_x5c, self.save, self.renew, self.remove):
            flow.addWidget(button)
        page = QWidget()
        note = Text(
            "The public JWK carries it as x5c and x5t#S256, so registering the JWK is enough.",
            ink="muted",
            wrap=True,
        )
        page.setLayout(column(self.until, self.facts, buttons, note, gap=theme.MEDIUM))
        return page

    def draft(self) -> CertificateDraft:
        """Return what the form says."""
        typed = self.days.text().strip() or "365"
        days = int(typed) if typed.isdecimal() and len(typed) < 6 else 0
        return CertificateDraft(self.name.text(), self.organization.text(), self.names.text(), days)

    def show_state(self, state: KeysState) -> None:
        """Show the selected key's certificate, or the form for one."""
        before, self._state = self._state, state
        certificate = state.certificate
        self.work.show_work(state.work)
        self._facts_page.setVisible(bool(certificate.facts))
        # A form for a key that has a certificate would flash by.
        self._form_page.setVisible(not certificate.facts and not certificate.reading)
        self._csr.setVisible(bool(certificate.request))
        busy = bool(state.work.busy)
        for button in (self.make, self.ask, self.attach, self.renew, self.remove):
            button.setEnabled(not busy)
        if before.selected is None or before.selected.key_id != _key_id(state):
            self.name.setText(state.subject.client_id if state.subject else "")
            self.names.clear()
        if before.certificate == certificate:
            return
        self.request.show_text(certificate.request)
        self.facts.show_rows(
            KeyValue(name, value, mono=name not in ("valid", "issuer")) for name, value in
            certificate.facts
        )  # fmt: skip
        notes = (Note("", certificate.words, certificate.tone, certificate.until),)
        self.until.show_notes(notes if certificate.until else ())

    def _attach(self) -> None:
        ask_open(self, "Attach a certificate", _FILTER, self.attached.emit)

    def _save_csr(self) -> None:
        self._save(".csr.pem", self._state.certificate.request)

    def _save_pem(self) -> None:
        self._save(".crt.pem", self._state.certificate.pem)

    def _save(self, suffix: str, text: str) -> None:
        key = self._state.selected
        name = file_name(key.label if key else "", suffix)
        ask_save(self, "Save", name, lambda path: self.saved.emit(text, path))


def _key_id(state: KeysState) -> str:
    return state.selected.key_id if state.selected else ""
