"""The editor of the expectation: what a token is judged by."""

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLayout, QWidget

from oidc_workbench.rules.expectation import Purpose
from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.card import Card
from oidc_workbench.ui.kit.fields import ChoiceField, Form, LineField
from oidc_workbench.ui.kit.labels import Text, label
from oidc_workbench.ui.kit.layouts import column, row
from oidc_workbench.ui.kit.secret_field import SecretField
from oidc_workbench.ui.panes.inspector.judge_form import (
    PROFILES,
    PURPOSES,
    RECOGNISE,
    JudgeForm,
)
from oidc_workbench.ui.panes.inspector.keys_field import KeysField
from oidc_workbench.ui.panes.inspector.saved_row import SavedRow

if TYPE_CHECKING:
    from oidc_workbench.rules.expectation import Profile

_EMPTY = "not stated, so not checked"
_MAY_BE_DIRECT = (RECOGNISE, Purpose.ID_TOKEN.value)


class JudgeEditor(Card):
    """Tells every change; what it shows comes back from the presenter."""

    edited = Signal(object)

    def __init__(self) -> None:
        super().__init__("Judge as")
        self.purpose = ChoiceField("Kind of token", PURPOSES, self._tell)
        self.profile = ChoiceField("Profile", PROFILES, self._tell)
        self.issuer = LineField("Expected issuer", self._tell, placeholder=_EMPTY)
        self.client_id = LineField("Client id", self._tell, placeholder=_EMPTY)
        self.audiences = LineField("Expected audience", self._tell, placeholder=_EMPTY)
        self.scopes = LineField("Required scopes", self._tell, placeholder=_EMPTY)
        self.no_scopes = _tick("none", "The API requires no scope", self._tell)
        self.nonce = LineField("Nonce that was sent", self._tell, placeholder=_EMPTY)
        self.no_nonce = _tick("none was sent", "The request sent no nonce", self._tell)
        self.algorithms = LineField(
            "Allowed algorithms", self._tell, placeholder="every asymmetric one"
        )
        self.typ = LineField("Required typ", self._tell, placeholder="as the kind implies")
        self.acr = LineField("Required acr", self._tell, placeholder=_EMPTY)
        self.leeway = LineField("Leeway in seconds", self._tell)
        self.max_age = LineField("max_age in seconds", self._tell, placeholder=_EMPTY)
        self.trusted = LineField(
            "Further trusted audiences", self._tell, placeholder="none besides the client"
        )
        self.secret = SecretField("client secret")
        self.secret.edited.connect(self._tell)
        self.keys_field = KeysField()
        self.keys = self.keys_field.text
        self.keys_field.edited.connect(self._tell)
        self.direct = _direct_field(self._tell)
        self.saved = SavedRow()
        self._problem = Text(ink="warning", wrap=True)
        self._arrange()

    def _arrange(self) -> None:
        first, second = Form(), Form()
        scopes = row(self.scopes, self.no_scopes, gap=theme.SMALL)
        nonce = row(self.nonce, self.no_nonce, gap=theme.SMALL)
        kind = row(self.typ, label("acr"), self.acr, gap=theme.SMALL)
        seconds = row(self.leeway, label("max_age"), self.max_age, gap=theme.SMALL)
        for form, rows in (
            (first, (
                ("Kind", self.purpose), ("Issuer", self.issuer), ("Audience", self.audiences),
                ("Scopes", held(scopes)), ("Client id", self.client_id), ("Nonce", held(nonce)),
            )),
            (second, (
                ("Profile", self.profile), ("Algorithms", self.algorithms), ("typ", held(kind)),
                ("Leeway", held(seconds)), ("Also for", self.trusted), ("Secret", self.secret),
            )),
        ):  # fmt: skip
            for name, field in rows:
                form.add(name, field)
        fields = row(gap=theme.HUGE)
        for form in (first, second):
            fields.addWidget(form, 1, Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(self.saved)
        self.body.addLayout(fields)
        self.body.addWidget(self.direct)
        self.body.addLayout(column(self.keys_field, self._problem, gap=theme.TINY))

    def show_form(self, form: JudgeForm, problem: str) -> None:
        """Show an expectation, and what of it can't be read."""
        self.purpose.show_value(form.purpose)
        self.profile.show_value(form.profile)
        for field, text in (
            (self.issuer, form.issuer), (self.client_id, form.client_id),
            (self.audiences, form.audiences), (self.scopes, form.scopes),
            (self.nonce, form.nonce), (self.algorithms, form.algorithms), (self.typ, form.typ),
            (self.leeway, form.leeway), (self.max_age, form.max_age),
            (self.trusted, form.trusted_audiences), (self.acr, form.acr_values),
        ):  # fmt: skip
            field.show_text(text)
        self.no_scopes.setChecked(form.no_scopes)
        self.scopes.setEnabled(not form.no_scopes)
        self.no_nonce.setChecked(form.no_nonce)
        self.nonce.setEnabled(not form.no_nonce)
        self.direct.setChecked(form.from_token_endpoint)
        self.direct.setVisible(form.purpose in _MAY_BE_DIRECT)
        if form.secret is None and self.secret.secret() is not None:
            self.secret.forget()
        self.keys_field.show_text(form.keys)
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))

    def form(self) -> JudgeForm:
        """Read the fields."""
        return JudgeForm(
            purpose=self.purpose.value(),
            issuer=self.issuer.text(),
            client_id=self.client_id.text(),
            audiences=self.audiences.text(),
            scopes=self.scopes.text(),
            no_scopes=self.no_scopes.isChecked(),
            nonce=self.nonce.text(),
            no_nonce=self.no_nonce.isChecked(),
            algorithms=self.algorithms.text(),
            typ=self.typ.text(),
            max_age=self.max_age.text(),
            leeway=self.leeway.text(),
            profile=cast("Profile", self.profile.value() or "plain"),
            trusted_audiences=self.trusted.text(),
            acr_values=self.acr.text(),
            keys=self.keys.toPlainText(),
            secret=self.secret.secret(),
            from_token_endpoint=self.direct.isChecked() and self.purpose.value() in _MAY_BE_DIRECT,
        )

    def _tell(self) -> None:
        self.edited.emit(self.form())


def _tick(text: str, name: str, tell: Callable[[], object]) -> QCheckBox:
    field = QCheckBox(text)
    field.setAccessibleName(name)
    field.setToolTip(name)
    field.clicked.connect(lambda _checked: tell())
    return field


def _direct_field(tell: Callable[[], object]) -> QCheckBox:
    text = "came straight from the token endpoint over TLS"
    field = _tick(text, f"The ID token {text}", tell)
    field.setToolTip(
        "An ID token may then be accepted without a signature check, and the verdict says so "
        "(OIDC Core §3.1.3.7 step 6)"
    )
    return field


def held(layout: QLayout) -> QWidget:
    """A widget of a layout, for where a widget is wanted."""
    widget = QWidget()
    widget.setLayout(layout)
    return widget
