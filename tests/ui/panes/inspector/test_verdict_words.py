"""The signature's words in the inspector are the kit's own, for malformed tokens too."""

from oidc_workbench.rules.expectation import Expectation
from oidc_workbench.rules.inspection import inspect
from oidc_workbench.ui.kit.verdict_state import signature_words
from oidc_workbench.ui.panes.inspector import verdict


def test_a_malformed_token_is_not_said_to_mismatch_a_key() -> None:
    inspection = inspect("eyJhbGciOiJSUzI1NiJ9.e30", Expectation(issuer="https://as.example"))
    text, tone = signature_words(inspection.signature)
    assert "does not match" not in text
    links = verdict.trust_links(inspection)
    assert [link.mark for link in links if link.label == "Signature"] == [text]
    assert tone == "error"
