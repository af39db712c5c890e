"""A report as a web page: everything that comes from a token is escaped."""

from collections.abc import Iterable, Iterator
from html import escape

from oidc_workbench.report.html_page import html_page
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

_DECISIVE = "These have not passed; the decisive ones keep the token from being accepted"
_COULD_BE = "These have not passed; the decisive ones could be errors"


def as_html(report: Report) -> str:
    """Return the report as a web page."""
    return render(view(report))


def render(report: ReportView) -> str:
    """Return a report that is cleaned already as a web page."""
    return html_page(report.title, _body(report))


def _body(report: ReportView) -> Iterator[str]:
    yield f'<p class="about">{escape(" ".join(about(report)))}</p>'
    for token in report.tokens:
        yield from _token(token)
    for document in report.documents:
        yield from _document(document)
    if report.steps:
        yield "<section>\n<h2>Steps of the run</h2>"
        for number, step in enumerate(report.steps, 1):
            yield from _step(number, step)
        yield "</section>"


def _token(token: TokenView) -> Iterator[str]:
    yield f"<section>\n<h2>{escape(token.name)}: {DECISIONS[token.decision]}</h2>"
    yield f'<p class="verdict {token.decision}">{escape(token.headline)}</p>'
    yield _list((*_why(token), *((name, escape(value)) for name, value in facts(token))))
    yield from _findings(token.findings)
    yield from _members("Header of the encryption", token.outer_header)
    yield from _members("Header", token.header)
    yield from _members("Claims", token.claims)
    rows = ((escape(name), _code(value)) for name, value in token.expectation.stated)
    yield from ("<h3>Judged by</h3>", _table("What was required", ("Requirement", "Value"), rows))
    yield from _not_checked(token.not_checked, _DECISIVE)
    yield from _passed(token.passed, token.not_applicable, "token")
    yield "</section>"


def _document(document: DocumentView) -> Iterator[str]:
    yield f"<section>\n<h2>{escape(document.name)}: {verdict_on(document)}</h2>"
    tone = "reject" if document.worst == "error" else "undecided"
    yield f'<p class="verdict {tone}">{escape(document.headline)}</p>'
    yield _list((name, escape(value)) for name, value in document_facts(document))
    yield from _findings(document.findings)
    yield from _not_checked(document.not_checked, _COULD_BE)
    yield from _passed(document.passed, document.not_applicable, "document")
    yield "</section>"


def _why(token: TokenView) -> Iterator[tuple[str, str]]:
    if token.first_failing:
        yield "First failing check", _named(token.first_failing)
    if token.smallest_fix:
        yield "Smallest fix", escape(token.smallest_fix)
    if token.next_failing:
        yield "Fails next", _named(token.next_failing)
    if token.needed:
        yield "Needed to decide", escape("; ".join(token.needed))


def _named(finding: FindingView) -> str:
    return f"{_code(finding.rule)} {escape(finding.message)} ({_cited(finding)})"


def _cited(finding: FindingView) -> str:
    return escape("; ".join(clause.text for clause in finding.clauses))


def _findings(findings: tuple[FindingView, ...]) -> Iterator[str]:
    yield "<h3>Findings</h3>"
    if not findings:
        yield "<p>None.</p>"
        return
    rows = (
        (
            f'<span class="{one.severity}">{one.severity}</span>',
            _code(one.rule),
            f"{escape(one.message)} At {_code(one.where)}{_evidence(one)}",
            escape(one.remedy),
            _cited(one),
        )
        for one in findings
    )
    heads = ("Severity", "Rule", "What was found", "Remedy", "Clause")
    yield _table(f"{len(findings)} findings, the worst first", heads, rows)


def _evidence(finding: FindingView) -> str:
    return f": {_code(finding.evidence)}" if finding.evidence else "."


def _members(title: str, members: tuple[MemberView, ...]) -> Iterator[str]:
    if not members:
        return
    rows = [
        (_code(one.name), _code(one.shown), escape(one.note or one.meaning))
        for one in members[:MOST_ROWS]
    ]
    if len(members) > MOST_ROWS:
        rows.append((left_out(len(members) - MOST_ROWS), "", ""))
    heads = ("Name", "Value", "Meaning")
    yield from (f"<h3>{title}</h3>", _table(f"{title}, as decoded", heads, rows))


def _not_checked(checks: tuple[CheckView, ...], said: str) -> Iterator[str]:
    if not checks:
        return
    rows = (
        (_code(one.rule), escape(one.title), escape(one.needs), "yes" if one.decisive else "no")
        for one in checks
    )
    heads = ("Rule", "Title", "Needs", "Decisive")
    yield from ("<h3>Not checked</h3>", _table(said, heads, rows))


def _passed(passed: tuple[CheckView, ...], others: int, noun: str) -> Iterator[str]:
    said = f"Passed: {len(passed)} checks found nothing of their kind"
    yield f"<details>\n<summary>{said}</summary>\n<ul>"
    yield from (f"<li>{_code(one.rule)} {escape(one.title)}</li>" for one in passed)
    yield f"</ul>\n<p>{others} more do not apply to this {noun}.</p>\n</details>"


def _step(number: int, step: StepView) -> Iterator[str]:
    yield f"<h3>{number}. {escape(step.title)} ({escape(step.state)})</h3>"
    yield from (f"<p>{escape(part)}</p>" for part in (step.why, step.message, step.hint) if part)
    checks = ((label, "passed" if ok else "failed", detail) for label, ok, detail in step.checks)
    told = [(escape(name), _code(value)) for name, value in step.facts]
    told += [(escape(name), escape(f"{state} {detail}".strip())) for name, state, detail in checks]
    for one in step.exchanges:
        answer = str(one.status) if one.status is not None else one.error or "no answer"
        asked = _code(f"{one.method} {one.url}")
        told.append((escape(one.purpose or "request"), f"{asked}: {escape(answer)}"))
    yield _list(told)


def _list(pairs: Iterable[tuple[str, str]]) -> str:
    inside = "\n".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in pairs)
    return f"<dl>\n{inside}\n</dl>" if inside else ""


def _table(caption: str, heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    body = "\n".join(f"<tr>{_cells(cells)}</tr>" for cells in rows)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption)}">\n<table>\n'
        f"<caption>{escape(caption)}</caption>\n<thead><tr>{head}</tr></thead>\n"
        f"<tbody>\n{body}\n</tbody>\n</table>\n</div>"
    )


def _cells(cells: tuple[str, ...]) -> str:
    first, *others = cells
    return f'<th scope="row">{first}</th>' + "".join(f"<td>{cell}</td>" for cell in others)


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>" if text else ""
