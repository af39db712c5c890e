"""The rows of the findings list, made of a verdict."""

from collections.abc import Iterable

from oidc_workbench.rules.outcome import Finding, Outcome, Severity, Status, Verdict
from oidc_workbench.ui.kit.painted_row import PaintedRow, Piece
from oidc_workbench.ui.theme import Tone

_TONES: dict[Severity, Tone] = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "info",
}


def finding_row(finding: Finding) -> PaintedRow:
    """Say a finding: severity, title, message, evidence, remedy, rule id, clause."""
    severity = finding.severity.value
    pieces = [
        Piece(0, severity, "chip", _TONES[finding.severity]),
        Piece(1, finding.title, "title"),
        Piece(1, finding.message, "muted"),
    ]
    if finding.evidence:
        pieces.append(Piece(1, finding.evidence, "mono"))
    if finding.remedy:
        pieces.append(Piece(1, f"Remedy: {finding.remedy}", "muted"))
    pieces += [Piece(2, finding.rule, "mono-muted"), Piece(2, finding.clause, "small")]
    said = ". ".join(
        part.rstrip(".")
        for part in (
            f"{severity}: {finding.title}", finding.message,
            finding.evidence and f"Evidence: {finding.evidence}",
            finding.remedy and f"Remedy: {finding.remedy}",
            f"Rule {finding.rule}", finding.clause,
        )
        if part
    )  # fmt: skip
    return PaintedRow(tuple(pieces), said, finding.where)


def finding_rows(verdict: Verdict) -> tuple[PaintedRow, ...]:
    """Return every finding, worst first."""
    return tuple(map(finding_row, verdict.findings))


def passed_rows(verdict: Verdict) -> tuple[PaintedRow, ...]:
    """Return what was checked and found in order."""
    return tuple(
        PaintedRow(
            (
                Piece(0, "✓ passed", "chip", "ok"),
                Piece(1, outcome.title),
                Piece(2, outcome.rule, "mono-muted"),
            ),
            f"Passed: {outcome.title}. Rule {outcome.rule}",
        )
        for outcome in verdict.with_status(Status.CLEAR)
    )


def not_checked_rows(verdict: Verdict) -> tuple[PaintedRow, ...]:
    """Return what could not be checked, grouped by the input that is missing."""
    groups: dict[str, list[Outcome]] = {}
    for outcome in verdict.with_status(Status.NOT_CHECKED):
        groups.setdefault(outcome.needs, []).append(outcome)
    rows = [row for needs, outcomes in groups.items() for row in _group(needs, outcomes)]
    for outcome in verdict.with_status(Status.CRASHED):
        pieces = (
            Piece(0, "bug", "chip", "error"),
            Piece(1, outcome.title, "title"),
            Piece(1, "This rule failed by itself, so it says nothing. Please report it.", "muted"),
            Piece(2, outcome.rule, "mono-muted"),
        )
        rows.append(PaintedRow(pieces, f"Not checked, the rule failed: {outcome.title}"))
    return tuple(rows)


def _group(needs: str, outcomes: list[Outcome]) -> Iterable[PaintedRow]:
    missing = needs or "an input"
    many = f"{len(outcomes)} check{'s' if len(outcomes) != 1 else ''}"
    yield PaintedRow(
        (Piece(0, "needs", "chip", "neutral"), Piece(1, missing, "title"), Piece(2, many, "small")),
        f"{many} need{'s' if len(outcomes) == 1 else ''} {missing}",
        heading=True,
    )
    for outcome in outcomes:
        pieces = [Piece(1, outcome.title), Piece(2, outcome.rule, "mono-muted")]
        if outcome.decisive:
            pieces.insert(1, Piece(1, "Nothing can be accepted without it.", "muted"))
        yield PaintedRow(tuple(pieces), f"Not checked: {outcome.title}, needs {missing}")
