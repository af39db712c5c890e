from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from oidc_workbench.rules.document import DocumentContext, DocumentKind
from oidc_workbench.rules.document_judging import DocumentInspection, inspect_document
from oidc_workbench.ui.kit.buttons import Button
from oidc_workbench.ui.kit.step_findings import StepFindings

NOW = 1_767_225_600.0


def judged(kind: DocumentKind, text: str) -> DocumentInspection:
    return inspect_document(kind, text, DocumentContext(), NOW)


def words(widget: StepFindings) -> str:
    shown = [w for w in widget.findChildren(QLabel) if w.isVisibleTo(widget)]
    return "\n".join(w.text() for w in shown)


def test_an_error_in_a_request_is_shown_at_once_with_rule_and_remedy(qtbot: QtBot) -> None:
    widget = StepFindings()
    qtbot.addWidget(widget)
    text = "response_type=code&client_id=a&scope=openid&scope=admin"
    widget.show_documents(
        (("authorization request", judged(DocumentKind.AUTHORIZATION_REQUEST, text)),)
    )
    assert not widget.isHidden()
    assert "param-duplicate" in words(widget)
    assert "authorization request" in words(widget)


def test_notes_wait_until_they_are_asked_for(qtbot: QtBot) -> None:
    widget = StepFindings()
    qtbot.addWidget(widget)
    metadata = judged(DocumentKind.METADATA, '{"issuer": "https://as.example"}')
    widget.show_documents((("metadata", metadata),))
    button = widget.findChild(Button)
    assert isinstance(button, Button)
    notes = [f for f in metadata.verdict.findings if f.severity == "info"]
    assert notes
    assert notes[0].rule not in words(widget)
    button.click()
    assert all(note.rule in words(widget) for note in notes)
    assert button.text().startswith("Hide")
    button.click()
    assert notes[0].rule not in words(widget)


def test_without_findings_nothing_is_shown(qtbot: QtBot) -> None:
    widget = StepFindings()
    qtbot.addWidget(widget)
    widget.show_documents(())
    assert widget.isHidden()
