"""Where a cited clause can be read: official addresses only, built from the citation."""

import re

from oidc_workbench.rules.outcome import Clause

_OPENID = "https://openid.net/specs/"
_DRAFTS = "https://datatracker.ietf.org/doc/"
# Pages whose headings carry the anchor "rfc.section.N" …
_OLDER_PAGES = {
    "OIDC Core": "openid-connect-core-1_0.html",
    "OIDC Discovery": "openid-connect-discovery-1_0.html",
    "OIDC Registration": "openid-connect-registration-1_0.html",
    "OIDC RPI": "openid-connect-rpinitiated-1_0.html",
    "OIDC RP-Initiated Logout": "openid-connect-rpinitiated-1_0.html",
    "OIDC Back-Channel Logout": "openid-connect-backchannel-1_0.html",
    "OIDC Front-Channel Logout": "openid-connect-frontchannel-1_0.html",
}
# … those that carry "section-N", as the RFC Editor's do …
_NEWER_PAGES = {
    "FAPI 2.0 Security Profile": f"{_OPENID}fapi-security-profile-2_0-final.html",
}
# … and those that are linked as a whole.
_WHOLE = {
    "RFC 8725bis": f"{_DRAFTS}draft-ietf-oauth-rfc8725bis/",
    "RFC 7523bis": f"{_DRAFTS}draft-ietf-oauth-rfc7523bis/",
    "OAuth 2.1": f"{_DRAFTS}draft-ietf-oauth-v2-1/",
    "FIPS 186-5": "https://csrc.nist.gov/pubs/fips/186-5/final",
}
_RFC = re.compile(r"RFC ([0-9]+)", re.ASCII)
_CVE = re.compile(r"CVE-[0-9]{4}-[0-9]{4,}", re.ASCII)
_SECTION = re.compile(r"[0-9]+(?:\.[0-9]+)*", re.ASCII)


def clause_url(clause: Clause) -> str:
    """Return the official address of a clause, at its first section; empty when none is known."""
    document = clause.document
    match = _SECTION.match(clause.section)
    section = match[0] if match else ""
    if document in _WHOLE:
        return _WHOLE[document]
    if document.startswith("draft-"):
        return f"{_DRAFTS}{document}/"
    if document in _OLDER_PAGES:
        return _at(f"{_OPENID}{_OLDER_PAGES[document]}", "rfc.section.", section)
    if document in _NEWER_PAGES:
        return _at(_NEWER_PAGES[document], "section-", section)
    if rfc := _RFC.fullmatch(document):
        return _at(f"https://www.rfc-editor.org/rfc/rfc{rfc[1]}", "section-", section)
    if _CVE.fullmatch(document):
        return f"https://www.cve.org/CVERecord?id={document}"
    return ""


def _at(page: str, anchor: str, section: str) -> str:
    return f"{page}#{anchor}{section}" if section else page
