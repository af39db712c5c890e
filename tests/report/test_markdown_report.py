"""Markdown: readable in a ticket, and no claim becomes markup."""

import re

import pytest

from oidc_workbench.report.markdown_report import as_markdown
from oidc_workbench.report.model import report_on, report_on_run
from report.samples import HOSTILE, hostile_report, judged, two_tokens, unsigned
from report.test_formats import run_step
from rules.tokens import NOW

CODE = re.compile(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)")


def outside_code(text: str) -> str:
    """What is left for a Markdown reader to interpret, without code and escaped characters."""
    return re.sub(r"\\[\\`*_\[\]<>|~#&:.]", "", CODE.sub("", text))


def test_it_says_the_verdict_the_fix_and_what_fails_next_before_all_else() -> None:
    seen = judged({"aud": "someone-else", "nonce": "another-nonce"})
    lines = as_markdown(report_on(seen, NOW, name="My token")).splitlines()
    assert lines[4] == "## My token: Rejected"
    assert lines[6] == "**Rejected: this ID token is for another client.**"
    assert lines[8].startswith("- First failing check: `aud-mismatch`, ")
    assert lines[9].startswith("- Smallest fix: Reject it; check the client\\_id")
    assert lines[10].startswith("- Fails next: `nonce-mismatch`, ")


def test_clauses_are_links_to_their_official_place() -> None:
    text = as_markdown(report_on(judged({"aud": "someone-else"}), NOW))
    place = "https://openid.net/specs/openid-connect-core-1_0.html#rfc.section.3.1.3.7"
    assert f"[OIDC Core §3.1.3.7 step 3]({place})" in text


def test_what_was_not_checked_says_what_it_needs_and_is_not_among_the_passed() -> None:
    from oidc_workbench.rules.expectation import Expectation
    from oidc_workbench.rules.inspection import inspect

    text = as_markdown(report_on(inspect(judged().reading.token, Expectation()), NOW))
    open_, _, passed = text.partition("<details>")
    assert re.search(r"\| `iss-mismatch` \| .* \| the expected issuer \| yes \|", open_)
    assert "iss-mismatch" not in passed
    assert "- Needed to decide: " in open_


def test_several_tokens_begin_with_an_overview() -> None:
    text = as_markdown(two_tokens())
    assert "| ID token | **Accepted** |\n| other token | **Rejected** |" in text


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_claim_becomes_markup(hostile: str) -> None:
    claims = {"iss": hostile, "aud": hostile, "x": hostile, hostile: 1, "list": [hostile]}
    seen = unsigned(claims, {"kid": hostile, "typ": hostile})
    rest = outside_code(as_markdown(report_on(seen, NOW, name=hostile, reveal=True)))
    tags = set(re.findall(r"<[^>]*>?", rest))
    assert tags <= {"<details>", "</details>", "<summary>", "</summary>"}
    assert not re.search(r"(?i)(https?:|www\.|javascript:)[^)\s]*evil", rest)
    assert "![" not in rest
    for _, address in re.findall(r"\[([^\]]*)\]\(([^)]*)\)", rest):
        assert re.match(r"https://(openid\.net|www\.rfc-editor\.org|datatracker\.ietf)", address)


def test_every_row_has_as_many_cells_as_its_head() -> None:
    width = 0
    for line in as_markdown(hostile_report()).splitlines():
        if not line.startswith("|"):
            width = 0
            continue
        cells = len(re.findall(r"(?<!\\)\|", line))
        width = width or cells
        assert cells == width


def test_the_lines_of_hostile_text_stay_in_their_line() -> None:
    text = as_markdown(hostile_report())
    assert "\n# Accepted" not in text
    assert text.count("\n# ") == 0
    assert text.startswith("# \\<script\\>")


def test_the_steps_of_a_run_follow_the_tokens() -> None:
    text = as_markdown(report_on_run((run_step(),), NOW))
    assert "### 1. UserInfo (running)" in text
    assert "`GET https://as.example/authorize?login_hint=login_hint-1" in text
