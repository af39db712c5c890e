"""The form with a sign-in's options, folded away until it is wanted."""

from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from oidc_workbench.ui.kit.fields import ChoiceField, Form, LineField
from oidc_workbench.ui.kit.labels import Text
from oidc_workbench.ui.kit.layouts import column, row
from oidc_workbench.ui.panes.user_login.options import PROMPTS, LoginOptions, Prompt


class OptionsForm(QWidget):
    """Tells every change; what it shows comes back from the presenter."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.scopes = LineField("Scopes", self._tell, placeholder="openid profile")
        self.resource = LineField("Resource", self._tell, placeholder="none (RFC 8707)")
        self.prompt = ChoiceField("Prompt", PROMPTS, self._tell)
        self.max_age = LineField("max_age in seconds", self._tell, placeholder="not sent")
        self.redirect_uri = LineField("Redirect URI", self._tell)
        self.redirect_uri.setToolTip("Port 0 means any free port (RFC 8252 §7.3)")
        self.use_nonce = QCheckBox("Bind the ID token with a nonce")
        self.form_post = QCheckBox("Ask for form_post")
        for box in (self.use_nonce, self.form_post):
            box.setAccessibleName(box.text())
            box.clicked.connect(lambda _checked: self._tell())
        form = Form()
        for name, field in (
            ("Scopes", self.scopes),
            ("Resource", self.resource),
            ("Prompt", self.prompt),
            ("max_age", self.max_age),
            ("Redirect URI", self.redirect_uri),
        ):
            form.add(name, field)
        self._notes = Text(ink="warning", wrap=True)
        checks = row(self.use_nonce, self.form_post, gap=16, stretch=True)
        self.setLayout(column(form, checks, self._notes, gap=8))

    def show_options(self, options: LoginOptions, notes: tuple[str, ...], problem: str) -> None:
        """Show the options, what is worth knowing about them, and what is wrong."""
        self.scopes.show_text(options.scopes)
        self.resource.show_text(options.resource)
        self.prompt.show_value(options.prompt)
        self.max_age.show_text(options.max_age)
        self.redirect_uri.show_text(options.redirect_uri)
        self.use_nonce.setChecked(options.use_nonce)
        self.form_post.setChecked(options.form_post)
        told = "\n".join((problem, *notes) if problem else notes)
        self._notes.setText(told)
        self._notes.setVisible(bool(told))

    def _tell(self) -> None:
        options = LoginOptions(
            self.scopes.text(),
            cast("Prompt", self.prompt.value()),
            self.max_age.text(),
            self.resource.text(),
            self.use_nonce.isChecked(),
            self.redirect_uri.text(),
            self.form_post.isChecked(),
        )
        self.chosen.emit(options)
