"""The verdict in words: why, what to mend, and what would come next."""

from dataclasses import replace

from fakes.steps import KEYS, NOW, access_token
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


def fix_of(*, keyed: bool = True, **claims: object) -> str:
    token = access_token(**claims)
    keys = (KEYS,) if keyed else ()
    wanted = replace(token.expectation, leeway=0)
    return verdict.verdict_of(inspect(token.text, wanted, keys, token.context, NOW)).fix


def test_the_next_failure_is_told_with_its_place() -> None:
    fix = fix_of(exp=int(NOW) - 90, aud="https://other.example/")
    assert fix.startswith("Smallest fix: ")
    assert "The next to fail then: " in fix
    assert "(`payload." in fix


def test_when_nothing_else_fails_that_is_said() -> None:
    assert fix_of(aud="https://other.example/").endswith("Nothing else fails then.")


def test_what_was_not_checked_is_not_said_to_pass_then() -> None:
    fix = fix_of(keyed=False, aud="https://other.example/")
    assert fix.endswith("it still takes the issuer's keys.")
