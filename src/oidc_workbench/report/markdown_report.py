"""Markdown for a ticket: the verdict first, then what it rests on.

CommonMark with the tables of GitHub's dialect. All that comes out of a token stands in code
spans or is escaped: no claim can become a link, an image, a heading or HTML.
"""

import re
from collections.abc import Iterable, Iterator

from oidc_workbench.report.model import Report
from oidc_workbench.report.view import (
    CheckView,
    DocumentView,
    FindingView,
    MemberView,
    ReportView,
    StepView,
    TokenView,
)
from oidc_workbench.report.viewing import view
from oidc_workbench.report.words import (
    DECISIONS,
    MOST_ROWS,
    about,
    document_facts,
    facts,
    left_out,
    verdict_on,
)

_SPECIAL = re.compile(r"[\\`*_\[\]<>|~#&]")
_LINK = re.compile(r"(?i)\b(https?|ftp|mailto|xmpp)(:)|(www)(\.)")
_RUNS = re.compile(r"`+")
_DECISIVE = "The decisive ones keep the token from being accepted."
_COULD_BE = "The decisive ones could be errors."


def as_markdown(report: Report) -> str:
    """Return the report as Markdown."""
    return render(view(report))


def render(report: ReportView) -> str:
    """Return a report that is cleaned already as Markdown."""
    lines = [f"# {_plain(report.title)}", "", " ".join(about(report)), ""]
    if len(report.tokens) > 1:
        lines += [*_overview(report.tokens), ""]
    for token in report.tokens:
        lines += _token(token)
    for document in report.documents:
        lines += _document(document)
    if report.steps:
        lines += ["## Steps of the run", ""]
    for number, step in enumerate(report.steps, 1):
        lines += _step(number, step)
    return "\n".join(lines).rstrip() + "\n"


def _overview(tokens: tuple[TokenView, ...]) -> list[str]:
    rows = ((_plain(one.name), f"**{DECISIONS[one.decision]}**") for one in tokens)
    return _table(("Token", "Verdict"), rows)


def _token(token: TokenView) -> Iterator[str]:
    yield from (f"## {_plain(token.name)}: {DECISIONS[token.decision]}", "")
    yield from (f"**{_plain(token.headline)}**", "")
    yield from _why(token)
    yield from (f"- {name}: {_plain(value)}" for name, value in facts(token))
    yield ""
    yield from _findings(token.findings)
    yield from _members("Header of the encryption", token.outer_header)
    yield from _members("Header", token.header)
    yield from _members("Claims", token.claims)
    yield from _expected(token)
    yield from _not_checked(token.not_checked, _DECISIVE)
    yield from _passed(token.passed, token.not_applicable, "token")


def _document(document: DocumentView) -> Iterator[str]:
    yield from (f"## {_plain(document.name)}: {verdict_on(document)}", "")
    yield from (f"**{_plain(document.headline)}**", "")
    yield from (f"- {name}: {_plain(value)}" for name, value in document_facts(document))
    yield ""
    yield from _findings(document.findings)
    yield from _not_checked(document.not_checked, _COULD_BE)
    yield from _passed(document.passed, document.not_applicable, "document")


def _why(token: TokenView) -> Iterator[str]:
    for lead, finding in (
        ("First failing check", token.first_failing),
        ("Fails next", token.next_failing),
    ):
        if finding is not None:
            yield f"- {lead}: {_code(finding.rule)}, {_plain(finding.message)} ({_cited(finding)})"
        if finding is token.first_failing and token.smallest_fix:
            yield f"- Smallest fix: {_plain(token.smallest_fix)}"
    if token.needed:
        yield f"- Needed to decide: {_plain('; '.join(token.needed))}"


def _findings(findings: tuple[FindingView, ...]) -> Iterator[str]:
    yield from ("### Findings", "")
    if not findings:
        yield from ("None.", "")
        return
    rows = (
        (
            finding.severity,
            _code(finding.rule),
            f"{_plain(finding.message)} At {_code(finding.where)}{_evidence(finding)}",
            _plain(finding.remedy),
            _cited(finding),
        )
        for finding in findings
    )
    yield from _table(("Severity", "Rule", "What was found", "Remedy", "Clause"), rows)
    yield ""


def _evidence(finding: FindingView) -> str:
    return f": {_code(finding.evidence)}" if finding.evidence else "."


def _cited(finding: FindingView) -> str:
    return "; ".join(
        f"[{_plain(one.text)}]({one.url})" if one.url else _plain(one.text)
        for one in finding.clauses
    )


def _members(title: str, members: tuple[MemberView, ...]) -> Iterator[str]:
    if not members:
        return
    yield from (f"### {title}", "")
    rows = [
        (_code(one.name), _code(one.shown), _plain(one.note or one.meaning))
        for one in members[:MOST_ROWS]
    ]
    if len(members) > MOST_ROWS:
        rows.append((left_out(len(members) - MOST_ROWS), "", ""))
    yield from _table(("Name", "Value", "Meaning"), rows)
    yield ""


def _expected(token: TokenView) -> Iterator[str]:
    yield from ("### Judged by", "")
    stated = token.expectation.stated
    yield from _table(("Requirement", "Value"), ((name, _code(value)) for name, value in stated))
    yield ""


def _not_checked(checks: tuple[CheckView, ...], said: str) -> Iterator[str]:
    if not checks:
        return
    yield from ("### Not checked", "")
    yield from (f"These have not passed. {said}", "")
    rows = (
        (_code(one.rule), _plain(one.title), _plain(one.needs), "yes" if one.decisive else "no")
        for one in checks
    )
    yield from _table(("Rule", "Title", "Needs", "Decisive"), rows)
    yield ""


def _passed(passed: tuple[CheckView, ...], others: int, noun: str) -> Iterator[str]:
    """Fold the list; what GitHub's and GitLab's pages can't fold is shown open."""
    count = len(passed)
    yield from (
        "<details>",
        f"<summary>Passed: {count} checks found nothing of their kind</summary>",
        "",
    )
    yield from (f"- {_code(one.rule)} {_plain(one.title)}" for one in passed)
    yield from ("", f"{others} more do not apply to this {noun}.", "", "</details>")
    yield ""


def _step(number: int, step: StepView) -> Iterator[str]:
    yield from (f"### {number}. {_plain(step.title)} ({step.state})", "", _plain(step.why), "")
    yield from (f"- {_plain(part)}" for part in (step.message, step.hint) if part)
    yield from (f"- {_plain(name)}: {_code(value)}" for name, value in step.facts)
    for label, passed, detail in step.checks:
        yield f"- {'passed' if passed else 'failed'}: {_plain(f'{label} {detail}'.strip())}"
    for one in step.exchanges:
        answer = one.status if one.status is not None else _plain(one.error or "no answer")
        yield f"- {_code(f'{one.method} {one.url}')}, to {_plain(one.purpose)}: {answer}"
    yield ""


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    lines = [f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}"]
    return lines + [f"| {' | '.join(cells)} |" for cells in rows]


def _plain(text: str) -> str:
    """Escape a text so that it shows as it is, within a line, a cell or a link's label."""
    escaped = _SPECIAL.sub(lambda found: f"\\{found[0]}", text.replace("\n", " "))
    # A backslash keeps addresses from becoming links by themselves.
    return _LINK.sub(lambda m: f"{m[1] or m[3]}\\{m[2] or m[4]}", escaped)


def _code(text: str) -> str:
    """A code span that the text can't close; a pipe would end a cell even inside of one."""
    if not text:
        return ""
    inner = text.replace("\n", " ").replace("|", "\\|")
    fence = "`" * (max((len(run) for run in _RUNS.findall(inner)), default=0) + 1)
    pad = " " if inner[0] in "` " or inner[-1] in "` " else ""
    return f"{fence}{pad}{inner}{pad}{fence}"
