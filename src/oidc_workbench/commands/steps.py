"""Steps, exchanges and verdicts of a run as text and as JSON; redacted."""

import textwrap
from collections.abc import AsyncGenerator
from contextlib import aclosing

from oidc_workbench.commands.terminal import Exit, Terminal
from oidc_workbench.exchange import Exchange, Headers
from oidc_workbench.flows.step import Step, StepState
from oidc_workbench.redaction.exchanges import redacted
from oidc_workbench.redaction.masking import mask
from oidc_workbench.redaction.texts import redact_text
from oidc_workbench.rules.document_judging import DocumentInspection
from oidc_workbench.rules.inspection import Inspection
from oidc_workbench.rules.outcome import Decision

WIDTH = 96
MARKS = {
    StepState.DONE: "✓",
    StepState.WARNING: "!",
    StepState.FAILED: "✗",
    StepState.WAITING: "…",
    StepState.RUNNING: "…",
}
BODY_LINES = 24
FACT_LINES = 12


async def follow(steps: AsyncGenerator[Step], terminal: Terminal) -> tuple[Step, ...]:
    """Run a flow to its end, printing every step when it is over; returns the last snapshots."""
    seen: dict[str, Step] = {}
    async with aclosing(steps) as running:
        async for step in running:
            seen[step.id] = step
            _print(step, terminal)
    return tuple(seen.values())


def _print(step: Step, terminal: Terminal) -> None:
    if step.state is StepState.WAITING and step.message:
        terminal.say(f"… {step.title}: {step.message}")
    elif step.state not in (StepState.RUNNING, StepState.WAITING):
        for line in step_lines(step):
            terminal.say(line)


def failed(steps: tuple[Step, ...]) -> bool:
    """Whether any step failed."""
    return any(step.state is StepState.FAILED for step in steps)


def step_lines(step: Step) -> list[str]:
    """A finished step for a terminal."""
    lines = [f"{MARKS[step.state]} {step.title}  ({step.elapsed * 1000:.0f} ms)"]
    lines += _wrapped(step.why)
    lines += [line for name, value in step.facts for line in _fact(name, redact_text(value))]
    for exchange in step.exchanges:
        lines += exchange_lines(exchange)
    if step.checks:
        marks = (f"{'✓' if c.passed else '✗'} {c.label}" for c in step.checks)
        lines += _wrapped("   ".join(marks))
    for name, inspection in step.inspections:
        lines += inspection_lines(name, inspection)
    for name, document in step.documents:
        lines += document_lines(name, document)
    lines += _wrapped(redact_text(step.message)) + _wrapped(redact_text(step.hint))
    return [*lines, ""]


def exchange_lines(exchange: Exchange) -> list[str]:
    """One request and response, as sent and received but redacted."""
    shown = redacted(exchange)
    request, response = shown.request, shown.response
    lines = [f"    → {request.method} {request.url}"]
    lines += _message("      ", request.headers, request.body)
    if response is None:
        return [*lines, *(_wrapped(f"← {shown.error}") if shown.error else [])]
    lines.append(f"    ← {response.status} {response.reason}".rstrip())
    return [*lines, *_message("      ", response.headers, response.body)]


def inspection_lines(name: str, inspection: Inspection) -> list[str]:
    """The verdict on one token, with its findings."""
    verdict = inspection.verdict
    lines = _wrapped(f"{name}: {verdict.headline}")
    lines += _wrapped(f"  signature: {inspection.signature.reason}")
    for finding in verdict.findings:
        lines += _wrapped(f"  {finding.severity}: {finding.rule}: {finding.message}")
        lines += _wrapped(f"    {finding.clause}. Remedy: {finding.remedy}")
    lines += [f"      not checked: needs {need}" for need in verdict.needed]
    return lines


def document_lines(name: str, document: DocumentInspection) -> list[str]:
    """What is wrong with one request, response or metadata document."""
    lines = _wrapped(f"{name}: {document.verdict.headline}")
    for finding in document.verdict.findings:
        lines += _wrapped(f"  {finding.severity}: {finding.rule}: {redact_text(finding.message)}")
        lines += _wrapped(f"    {finding.clause}. Remedy: {finding.remedy}")
    return lines


def step_document(step: Step) -> dict[str, object]:
    """A step as JSON members, redacted."""
    return {
        "id": step.id,
        "title": step.title,
        "state": step.state.value,
        "facts": {name: redact_text(value) for name, value in step.facts},
        "checks": [{"label": c.label, "passed": c.passed, "detail": c.detail} for c in step.checks],
        "exchanges": [exchange_document(exchange) for exchange in step.exchanges],
        "inspections": {name: verdict_document(seen) for name, seen in step.inspections},
        "documents": {name: findings_document(seen) for name, seen in step.documents},
        "message": redact_text(step.message),
        "hint": redact_text(step.hint),
        "elapsed": round(step.elapsed, 4),
    }


def exchange_document(exchange: Exchange) -> dict[str, object]:
    """An exchange as JSON members, redacted."""
    shown = redacted(exchange)
    response = shown.response
    return {
        "channel": shown.channel,
        "purpose": shown.request.purpose,
        "request": {
            "method": shown.request.method,
            "url": shown.request.url,
            "headers": [list(pair) for pair in shown.request.headers],
            "body": shown.request.body.decode("utf-8", "replace"),
        },
        "response": response
        and {
            "status": response.status,
            "headers": [list(pair) for pair in response.headers],
            "body": response.text(),
        },
        "error": shown.error,
    }


def verdict_document(inspection: Inspection) -> dict[str, object]:
    """A verdict as JSON members."""
    verdict = inspection.verdict
    return {
        "decision": verdict.decision.value,
        "headline": verdict.headline,
        "signature": inspection.signature.status.value,
        "findings": [
            {"rule": f.rule, "severity": f.severity.value, "message": f.message, "clause": f.clause}
            for f in verdict.findings
        ],
        "needs": list(verdict.needed),
    }


def findings_document(document: DocumentInspection) -> dict[str, object]:
    """What is wrong with a document as JSON members."""
    return {
        "kind": document.verdict.kind.value,
        "headline": document.verdict.headline,
        "findings": [
            {
                "rule": f.rule,
                "severity": f.severity.value,
                "where": f.where,
                "message": redact_text(f.message),
                "clause": f.clause,
            }
            for f in document.verdict.findings
        ],
        "needs": list(document.verdict.needed),
    }


def _fact(name: str, value: str) -> list[str]:
    lines = [part for line in value.splitlines() or [""] for part in _cut(line, WIDTH - 30)]
    if len(lines) > FACT_LINES:
        lines = [*lines[:FACT_LINES], "…"]
    return [f"    {name:<24} {lines[0]}", *(f"{'':<29}{line}" for line in lines[1:])]


def _message(indent: str, headers: Headers, body: bytes) -> list[str]:
    lines = [
        f"{indent}{part}" for name, value in headers for part in _cut(f"{name}: {value}", WIDTH)
    ]
    text = body.decode("utf-8", "replace").splitlines()
    shown = [f"{indent}{part}" for line in text for part in _cut(line, WIDTH)]
    if len(shown) > BODY_LINES:
        more = len(shown) - BODY_LINES
        shown = [*shown[:BODY_LINES], f"{indent}… {more} more lines"]
    return [*lines, *shown]


def _cut(text: str, width: int) -> list[str]:
    """Cut a line of data by length alone, so that nothing of it is lost or moved."""
    return [text[start : start + width] for start in range(0, len(text), width)] or [""]


def _wrapped(text: str) -> list[str]:
    indent = " " * (4 + len(text) - len(text.lstrip()))
    return textwrap.wrap(text.strip(), WIDTH, initial_indent=indent, subsequent_indent=indent)


def conclude(steps: tuple[Step, ...], terminal: Terminal, *, reveal: bool) -> int:
    """Print the tokens gained and the JSON document; returns the exit status.

    Tokens are masked unless the person asked to see them.
    """
    tokens = [token for step in steps for token in step.tokens]
    shown = {t.kind: t.text if reveal else redact_text(mask(t.text)) for t in tokens}
    terminal.give({"steps": [step_document(step) for step in steps], "tokens": shown})
    for kind, text in shown.items():
        terminal.say(f"{kind}\n{text}\n")
    if shown and not reveal:
        terminal.say("Tokens are masked; --reveal prints them whole.")
    return _status(steps)


def _status(steps: tuple[Step, ...]) -> int:
    decisions = {seen.verdict.decision for step in steps for _, seen in step.inspections}
    if failed(steps) or Decision.REJECT in decisions:
        return Exit.REJECTED
    return Exit.UNDECIDED if Decision.UNDECIDED in decisions else Exit.OK
