"""The form of a service's token request: who it is, how it proves that, what it asks for."""

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from oidc_workbench.ui.kit.fields import ChoiceField, Form, LineField
from oidc_workbench.ui.kit.labels import Text
from oidc_workbench.ui.kit.layouts import column
from oidc_workbench.ui.kit.secret_field import DOTS
from oidc_workbench.ui.panes.service_token.options import AUDIENCES, METHODS, PUBLIC, ServiceOptions
from oidc_workbench.ui.panes.service_token.state import ServiceState
from oidc_workbench.workspace.key_record import KeyRecord

if TYPE_CHECKING:
    from oidc_workbench.workspace.profile import AssertionAudience, AuthMethod


class ServiceForm(QWidget):
    """Tells every change; what it shows comes back from the presenter."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.client = Text(select=True)
        self.method = ChoiceField("Client authentication", METHODS, self._tell)
        self.key = ChoiceField("Key", (), self._tell)
        self.audience = ChoiceField("Assertion audience", AUDIENCES, self._tell)
        self.secret = Text(ink="muted")
        self.scopes = LineField("Scopes", self._tell, placeholder="none: audience-only check")
        self.resource = LineField(
            "Resource", self._tell, placeholder="the provider chooses the audience"
        )
        self.form = Form()
        for name, field in (
            ("Client", self.client),
            ("Authenticates with", self.method),
            ("Key", self.key),
            ("Assertion for", self.audience),
            ("Secret", self.secret),
            ("Scopes", self.scopes),
            ("Resource", self.resource),
        ):
            self.form.add(name, field)
        self.setLayout(column(self.form))

    def show_state(self, state: ServiceState) -> None:
        """Show the options, and only the fields that the method needs."""
        options, client = state.options, state.client
        self.client.setText(f"{client.name} ({client.client_id})" if client else "none selected")
        self.key.show_entries([(key.key_id, _key_words(key)) for key in state.keys])
        public = PUBLIC if options.method == "none" else ()
        self.method.show_entries([*public, *METHODS])
        self.method.show_value(options.method)
        self.key.show_value(options.key_id)
        self.audience.show_value(options.audience)
        self.scopes.show_text(options.scopes)
        self.resource.show_text(options.resource)
        held = client is not None and bool(client.secret_ref)
        self.secret.setText(f"{DOTS}  from the vault" if held else "none in the vault")
        signs = options.method == "private_key_jwt"
        self.form.show_row(self.key, signs)
        self.form.show_row(self.audience, signs)
        self.form.show_row(self.secret, options.method.startswith("client_secret"))

    def _tell(self) -> None:
        options = ServiceOptions(
            cast("AuthMethod", self.method.value()),
            self.key.value(),
            cast("AssertionAudience", self.audience.value()),
            self.scopes.text(),
            self.resource.text(),
        )
        self.chosen.emit(options)


def _key_words(key: KeyRecord) -> str:
    return f"{key.label} · {key.alg or key.kty}"
