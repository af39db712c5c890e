"""The catalogue as a page, made from the rules' own docstrings.

``python -m oidc_workbench.rules.reference > docs/rules.md`` writes it anew.
"""

import sys
from collections.abc import Iterator

from oidc_workbench.rules.clause_links import clause_url
from oidc_workbench.rules.index import RULES
from oidc_workbench.rules.outcome import Clause
from oidc_workbench.rules.rule import Artefact, Rule

ARTEFACTS = {
    Artefact.ID_TOKEN: "ID token",
    Artefact.ACCESS_TOKEN: "access token",
    Artefact.CLIENT_ASSERTION: "client assertion",
    Artefact.LOGOUT_TOKEN: "logout token",
    Artefact.DPOP_PROOF: "DPoP proof",
    Artefact.JWS: "any signed token",
    Artefact.JWE: "any encrypted token",
    Artefact.OPAQUE: "opaque token",
    Artefact.JWKS: "JWK Set",
    Artefact.META: "authorization server metadata",
    Artefact.PRM: "protected resource metadata",
    Artefact.AREQ: "authorization request",
    Artefact.ARESP: "authorization response",
    Artefact.TREQ: "token request",
    Artefact.TRESP: "token response",
    Artefact.INTRO: "introspection response",
    Artefact.UI: "UserInfo response",
    Artefact.REG: "client registration",
}
_INTRODUCTION = """\
# The catalogue of rules

What the workbench checks, in the order in which a validator does. A rule that finds something
names the clause, what stands in the token, and the remedy. A rule that lacks an input says so:
it is *not checked*, which is never *passed*.

- **error**: a validator must reject it.
- **warning**: against a recommendation.
- **info**: worth knowing.

This page is made from the rules themselves; `oidc-workbench rules ID` prints the same on the
command line.
"""


def markdown() -> str:
    """Return the whole catalogue as Markdown: a table, then a section for each rule."""
    lines = [_INTRODUCTION, "| Rule | Severity | Title |", "| --- | --- | --- |"]
    lines += [_row(rule) for rule in RULES]
    for rule in RULES:
        lines += ["", *_section(rule)]
    return "\n".join(lines) + "\n"


def about(rule: Rule) -> str:
    """Name the artefacts that a rule is about (``ID token, access token``)."""
    return ", ".join(ARTEFACTS.get(one, one.value) for one in dict.fromkeys(rule.on))


def _row(rule: Rule) -> str:
    title = rule.title.replace("|", "\\|")
    return f"| [`{rule.id}`](#{rule.id}) | {rule.severity.value} | {title} |"


def _section(rule: Rule) -> Iterator[str]:
    yield from (f"## {rule.id}", "", f"**{rule.title}** ({rule.severity.value})", "")
    yield from (rule.help.replace("``", "`"), "")
    yield f"- About: {about(rule)}"
    yield f"- Remedy: {rule.remedy}"
    yield f"- Clauses: {'; '.join(_link(clause) for clause in rule.clauses)}"


def _link(clause: Clause) -> str:
    url = clause_url(clause)
    return f"[{clause}]({url})" if url else str(clause)


def main() -> None:
    """Write the page to standard output, in UTF-8 whatever the terminal is set to."""
    sys.stdout.buffer.write(markdown().encode())


if __name__ == "__main__":
    main()
