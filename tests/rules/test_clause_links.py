"""Addresses of cited clauses: official, at the section, and never made up."""

from urllib.parse import urlsplit

import pytest

from oidc_workbench.rules.clause_links import clause_url
from oidc_workbench.rules.index import RULES
from oidc_workbench.rules.rule import clauses

CORE = "https://openid.net/specs/openid-connect-core-1_0.html"
LINKS = [
    ("RFC 8725 §3.2", "https://www.rfc-editor.org/rfc/rfc8725#section-3.2"),
    ("RFC 9068 §4-5", "https://www.rfc-editor.org/rfc/rfc9068#section-4"),
    ("RFC 7523 §3 items 1-2", "https://www.rfc-editor.org/rfc/rfc7523#section-3"),
    ("RFC 7515 §4.1.1, §5.2", "https://www.rfc-editor.org/rfc/rfc7515#section-4.1.1"),
    ("RFC 7797", "https://www.rfc-editor.org/rfc/rfc7797"),
    ("OIDC Core §3.1.3.7 step 3", f"{CORE}#rfc.section.3.1.3.7"),
    ("OIDC Core", CORE),
    (
        "FAPI 2.0 Security Profile §5.4.1 item 1",
        "https://openid.net/specs/fapi-security-profile-2_0-final.html#section-5.4.1",
    ),
    (
        "RFC 8725bis §3.10",  # a draft: its sections may move
        "https://datatracker.ietf.org/doc/draft-ietf-oauth-rfc8725bis/",
    ),
    ("CVE-2022-21449", "https://www.cve.org/CVERecord?id=CVE-2022-21449"),
    ("Some vendor's manual §3", ""),
    ("RFC 8725 appendix", ""),
    ("CVE-2022-1&x=y", ""),
]


@pytest.mark.parametrize(("cited", "url"), LINKS, ids=[cited for cited, _ in LINKS])
def test_a_citation_leads_to_its_official_place(cited: str, url: str) -> None:
    assert clause_url(clauses(cited)[0]) == url


def test_what_the_catalogue_cites_lies_at_official_hosts_only() -> None:
    hosts = {
        urlsplit(url).hostname
        for rule in RULES
        for clause in rule.clauses
        if (url := clause_url(clause))
    }
    assert hosts <= {
        "www.rfc-editor.org",
        "openid.net",
        "datatracker.ietf.org",
        "www.cve.org",
        "csrc.nist.gov",
    }


def test_nearly_everything_that_is_cited_can_be_read() -> None:
    unknown = {
        clause.document for rule in RULES for clause in rule.clauses if not clause_url(clause)
    }
    assert len(unknown) <= 8, unknown
