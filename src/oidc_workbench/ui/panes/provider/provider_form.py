"""The form for a provider."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.buttons import Button, PrimaryButton
from oidc_workbench.ui.kit.form import Form, line
from oidc_workbench.ui.kit.labels import Text
from oidc_workbench.ui.kit.layouts import column, row
from oidc_workbench.ui.panes.provider.state import ProviderDraft, ProviderState


class ProviderForm(QWidget):
    """Issuer first; the rest is only needed where a server is special."""

    discover = Signal(object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._draft = ProviderDraft()
        self.issuer = line("https://login.example.com/tenant", mono=True)
        self._name = line("as you like to call it")
        self._ca_file = line("none beyond the system's", mono=True)
        self._proxy = line("none", mono=True)
        self._plain = QCheckBox("Send to this provider over plain http")
        self._plain.setFont(theme.font())
        self._form = Form()
        self._add_fields()
        self.go = PrimaryButton("Discover", self._go, icon="search")
        self.issuer.returnPressed.connect(self._go)
        box = column(
            Text(
                "A provider is known by its issuer. Everything else is read from the metadata "
                "that it publishes.",
                ink="muted",
                wrap=True,
            ),
            self._form,
            row(self.go, Button("Back", self.left.emit), stretch=True),
            gap=theme.MEDIUM,
        )
        self.setLayout(box)

    def show_state(self, state: ProviderState) -> None:
        """Show the draft and what is wrong with it."""
        if state.provider_draft != self._draft:
            self._fill(state.provider_draft)
        self._form.show_problems(state.problems)
        self.go.setEnabled(not state.busy)

    def _fill(self, draft: ProviderDraft) -> None:
        self._draft = draft
        self.issuer.setText(draft.issuer)
        self._name.setText(draft.name)
        self._ca_file.setText(draft.ca_file)
        self._proxy.setText(draft.proxy)
        self._plain.setChecked(draft.allow_plain_http)

    def _add_fields(self) -> None:
        add = self._form.add
        add(
            "issuer",
            "Issuer",
            self.issuer,
            "Exactly as the provider writes it, with or without the slash at the end.",
        )
        add("name", "Name", self._name)
        add(
            "ca_file",
            "CA file",
            self._ca_file,
            "A PEM file that is trusted for this provider besides the system's.",
        )
        add("proxy", "Proxy", self._proxy, "For this provider only, such as http://proxy:3128.")
        add(
            "allow_plain_http",
            "Plain http",
            self._plain,
            "Anyone on the way can read tokens and secrets then. Loopback needs no consent.",
        )

    def _go(self) -> None:
        self._draft = ProviderDraft(
            self._draft.provider_id,
            self._name.text(),
            self.issuer.text(),
            self._ca_file.text(),
            self._proxy.text(),
            self._plain.isChecked(),
        )
        self.discover.emit(self._draft)
