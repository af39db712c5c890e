"""The editor of a token that is signed anew."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.buttons import Button
from oidc_workbench.ui.kit.card import Card
from oidc_workbench.ui.kit.fields import ChoiceField
from oidc_workbench.ui.kit.labels import Text, label
from oidc_workbench.ui.kit.layouts import row
from oidc_workbench.ui.kit.secret_field import SecretField
from oidc_workbench.ui.panes.inspector.forging import SECRET, Draft

_WARNING = (
    "A token made here is no proof of anything. It is marked as forged here, and is judged by the "
    "same expectation as the one before."
)


class ForgeCard(Card):
    """Header and claims as JSON, and what to sign with."""

    signed = Signal(object)

    def __init__(self) -> None:
        super().__init__("Edit and sign anew")
        self.header_text = _editor("Header to sign", 92)
        self.claims_text = _editor("Claims to sign", 168)
        self.signer = ChoiceField("Sign with", (), self._chosen)
        self.secret = SecretField("shared secret")
        self.sign = Button("Sign", self._sign, name="Sign the edited token and judge it")
        self.problem = Text(ink="error", wrap=True, select=True)
        self.problem.hide()
        self.add(label(_WARNING, wrap=True))
        self.add(label("Header"))
        self.add(self.header_text)
        self.add(label("Claims"))
        self.add(self.claims_text)
        line = row(label("Sign with"), self.signer, self.sign, gap=theme.SMALL)
        line.setStretch(1, 1)
        self.body.addLayout(line)
        self.add(self.secret)
        self.add(self.problem)
        self._chosen()

    def show_draft(self, draft: Draft) -> None:
        """Begin with a token."""
        self.header_text.setPlainText(draft.header)
        self.claims_text.setPlainText(draft.claims)

    def show_signers(self, signers: tuple[tuple[str, str], ...]) -> None:
        """Offer what can be signed with."""
        self.signer.show_entries(signers)
        if not self.signer.value() and signers:
            self.signer.show_value(signers[0][0])
        self._chosen()

    def show_problem(self, problem: str) -> None:
        """Say why it was not signed."""
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def _chosen(self) -> None:
        self.secret.setVisible(self.signer.value() == SECRET)

    def _sign(self) -> None:
        texts = (self.header_text.toPlainText(), self.claims_text.toPlainText())
        self.signed.emit(Draft(*texts, self.signer.value(), self.secret.secret()))


def _editor(name: str, height: int) -> QPlainTextEdit:
    field = QPlainTextEdit()
    field.setProperty("kind", "mono")
    field.setFont(theme.font(mono=True))
    field.setTabChangesFocus(True)
    field.setFixedHeight(theme.px(height))
    field.setAccessibleName(name)
    return field
