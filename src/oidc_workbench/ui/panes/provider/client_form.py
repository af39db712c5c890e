"""The form for a client registration."""

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.buttons import Button, PrimaryButton
from oidc_workbench.ui.kit.choice import ChoiceBox
from oidc_workbench.ui.kit.form import Form, line
from oidc_workbench.ui.kit.layouts import column, row
from oidc_workbench.ui.kit.secret_field import SecretField
from oidc_workbench.ui.panes.provider.client_draft import SECRET_METHODS, ClientDraft
from oidc_workbench.ui.panes.provider.state import ProviderState
from oidc_workbench.workspace.key_record import KeyRecord

if TYPE_CHECKING:
    from oidc_workbench.workspace.profile import Actor, AssertionAudience, AuthMethod, BasicEncoding

_ACTORS = (
    ("user", "A person signs in (authorization code)"),
    ("service", "A service by itself (client credentials)"),
)
_METHODS = (
    ("none", "None: a public client with PKCE"),
    ("private_key_jwt", "private_key_jwt: a signed assertion (recommended)"),
    ("client_secret_basic", "client_secret_basic: a secret in the header"),
    ("client_secret_post", "client_secret_post: a secret in the form"),
)
_AUDIENCES = (
    ("issuer", "The issuer (RFC 7523bis)"),
    ("token_endpoint", "The token endpoint (older servers)"),
)
_ENCODINGS = (
    ("form", "Form-encoded (RFC 6749 §2.3.1)"),
    ("raw", "As they are (some servers)"),
)


class ClientForm(QWidget):
    """Shows only the fields that the actor and the authentication method need."""

    saved = Signal(object, object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._draft: ClientDraft | None = None
        self.name, self.client_id = line("as you like to call it"), line(mono=True)
        self.actor, self.method = ChoiceBox(_ACTORS), ChoiceBox(_METHODS)
        self.key = ChoiceBox()
        self.audience, self.encoding = ChoiceBox(_AUDIENCES), ChoiceBox(_ENCODINGS)
        self.secret = SecretField("client secret")
        self.redirect_uri, self.scopes = line(mono=True), line(mono=True)
        self.resource = line("none", mono=True)
        self._form = Form()
        self._add_fields()
        self.save = PrimaryButton("Save the client", self._save, icon="check")
        self.actor.chosen.connect(lambda _value: self._fit())
        self.method.chosen.connect(lambda _value: self._fit())
        typed = (self.name, self.client_id, self.secret.edit, self.redirect_uri)
        for field in (*typed, self.scopes, self.resource):
            field.returnPressed.connect(self.save.click)
        buttons = row(self.save, Button("Back", self.left.emit), stretch=True)
        self.setLayout(column(self._form, buttons, gap=theme.MEDIUM))

    def show_state(self, state: ProviderState) -> None:
        """Show the draft and what is wrong with it."""
        self._offer_keys(state.keys)
        if state.client_draft != self._draft:
            self._fill(state.client_draft)
        self._fit()
        self._form.show_problems(state.problems)
        self.save.setEnabled(not state.busy)

    def leave(self) -> None:
        """Forget the secret that was typed, and begin anew with the next draft."""
        self._draft = None
        self.secret.forget()

    def _add_fields(self) -> None:
        add = self._form.add
        add("name", "Name", self.name)
        add("client_id", "client_id", self.client_id, "As the provider registered it.")
        add("actor", "Who acts", self.actor)
        add("auth_method", "Authentication", self.method)
        add("key_id", "Key", self.key, "Register its public JWK at the provider; see Keys.")
        add("assertion_audience", "Assertion aud", self.audience)
        add("secret", "Client secret", self.secret, "Kept in the vault, never in a file.")
        add("basic_encoding", "Id and secret", self.encoding)
        add(
            "redirect_uri",
            "Redirect URI",
            self.redirect_uri,
            "Port 0 takes any free port; else the one that is registered.",
        )
        add("scopes", "Scopes", self.scopes, "Separated by spaces; openid asks for an ID token.")
        add("resource", "Resource", self.resource, "The API the access token is for (RFC 8707).")

    def _offer_keys(self, keys: tuple[KeyRecord, ...]) -> None:
        offered = [(k.key_id, f"{k.label} · {k.alg or k.kty}") for k in keys]
        present = [self.key.itemData(i) for i in range(self.key.count())]
        if present != ["", *(key_id for key_id, _words in offered)]:
            self.key.set_choices([("", "Choose a key …"), *offered])

    def _fill(self, draft: ClientDraft) -> None:
        self._draft = draft
        self.name.setText(draft.name)
        self.client_id.setText(draft.client_id)
        self.actor.choose(draft.actor)
        self.method.choose(draft.auth_method)
        self.key.choose(draft.key_id)
        self.audience.choose(draft.assertion_audience)
        self.encoding.choose(draft.basic_encoding)
        self.redirect_uri.setText(draft.redirect_uri)
        self.scopes.setText(draft.scopes)
        self.resource.setText(draft.resource)
        for field in (self.name, self.client_id, self.redirect_uri, self.scopes, self.resource):
            field.setCursorPosition(0)  # of a long text the beginning is seen
        stored = "a secret is stored; type to replace it" if draft.has_secret else ""
        self.secret.forget(stored)

    def _fit(self) -> None:
        method = self.method.value()
        with_key, with_secret = method == "private_key_jwt", method in SECRET_METHODS
        shown = {
            "key_id": with_key,
            "assertion_audience": with_key,
            "secret": with_secret,
            "basic_encoding": method == "client_secret_basic",
            "redirect_uri": self.actor.value() == "user",
        }
        for name, visible in shown.items():
            self._form.show_field(name, visible)

    def _save(self) -> None:
        draft = self._draft or ClientDraft()
        self._draft = replace(
            draft,
            name=self.name.text(),
            client_id=self.client_id.text(),
            actor=cast("Actor", self.actor.value()),
            auth_method=cast("AuthMethod", self.method.value()),
            key_id=self.key.value(),
            assertion_audience=cast("AssertionAudience", self.audience.value()),
            basic_encoding=cast("BasicEncoding", self.encoding.value()),
            redirect_uri=self.redirect_uri.text(),
            scopes=self.scopes.text(),
            resource=self.resource.text(),
        )
        self.saved.emit(self._draft, self.secret.secret())
