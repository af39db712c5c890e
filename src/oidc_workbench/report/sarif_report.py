"""SARIF 2.1.0 for code scanners and pipelines (OASIS SARIF 2.1.0).

One run holds all tokens and documents of a report. Each finding is a result of the kind *fail* at
a logical location, ``<token>.payload.aud``, with a fingerprint that stays the same from run to
run, so that a baseline can be kept. What was not checked is told as a notification of the
invocation: it is no result, and has not passed.
"""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from oidc_workbench.report.json_report import to_json
from oidc_workbench.report.model import Report
from oidc_workbench.report.view import (
    CheckView,
    DocumentView,
    FindingView,
    ReportView,
    TokenView,
)
from oidc_workbench.report.viewing import view
from oidc_workbench.rules.clause_links import clause_url
from oidc_workbench.rules.index import RULES

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
TOOL = "oidc-workbench"
FINGERPRINT = "oidcWorkbenchFinding/v1"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_RULES = {rule.id: rule for rule in RULES}
_LATEST = 253_402_300_799  # 9999-12-31T23:59:59Z


def as_sarif(report: Report) -> str:
    """Return the report as a SARIF log with one run."""
    return render(view(report))


def render(report: ReportView) -> str:
    """Return a report that is cleaned already as a SARIF log."""
    named = _rules_named(report)
    places = {rule: index for index, rule in enumerate(named)}
    run = {
        "tool": {"driver": {"name": TOOL, "rules": list(named.values())}},
        "invocations": [_invocation(report, places)],
        "results": [
            _result(token, finding, places[finding.rule])
            for token in _judged(report)
            for finding in token.findings
        ],
        "columnKind": "unicodeCodePoints",
        "properties": {
            "tokens": [_decision(token) for token in report.tokens],
            "documents": [_verdict(document) for document in report.documents],
        },
    }
    return to_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rules_named(report: ReportView) -> dict[str, dict[str, Any]]:
    """Describe every rule that found something or could not look, in the order of the tokens."""
    named: dict[str, dict[str, Any]] = {}
    for token in _judged(report):
        for finding in token.findings:
            named.setdefault(finding.rule, _rule_of(finding))
        for check in token.not_checked:
            named.setdefault(check.rule, _descriptor(check.rule, check.title))
    return named


def _rule_of(finding: FindingView) -> dict[str, Any]:
    if finding.rule in _RULES:
        return _descriptor(finding.rule, finding.title)
    url = next((one.url for one in finding.clauses if one.url), "")
    link = {"helpUri": url} if url else {}
    return {"id": finding.rule, "shortDescription": {"text": finding.title}, **link}


def _descriptor(rule_id: str, title: str) -> dict[str, Any]:
    rule = _RULES.get(rule_id)
    described: dict[str, Any] = {"id": rule_id, "shortDescription": {"text": title}}
    if rule is None:
        return described
    cited = "; ".join(str(clause) for clause in rule.clauses)
    url = next((url for clause in rule.clauses if (url := clause_url(clause))), "")
    help_text = f"{rule.help}\n\n{rule.remedy}\n\n{cited}"
    described |= {
        "fullDescription": {"text": rule.help.partition("\n\n")[0].replace("\n", " ")},
        "help": {"text": help_text, "markdown": help_text},
        "defaultConfiguration": {"level": _LEVELS[rule.severity.value]},
        "properties": {"clauses": [str(clause) for clause in rule.clauses]},
    }
    return described | ({"helpUri": url} if url else {})


def _judged(report: ReportView) -> tuple[TokenView | DocumentView, ...]:
    return (*report.tokens, *report.documents)


def _result(token: TokenView | DocumentView, finding: FindingView, index: int) -> dict[str, Any]:
    evidence = f" At {finding.where}: {finding.evidence}" if finding.evidence else ""
    kind = "member" if finding.where.partition(".")[2] else "object"
    return {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "kind": "fail",
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.message}{evidence} Remedy: {finding.remedy}"},
        "locations": [
            {
                "logicalLocations": [
                    {
                        "name": finding.where.rpartition(".")[2],
                        "fullyQualifiedName": f"{token.name}.{finding.where}",
                        "kind": kind,
                    }
                ]
            }
        ],
        "partialFingerprints": {FINGERPRINT: finding.fingerprint},
        "properties": {"clauses": [one.text for one in finding.clauses]},
    }


def _invocation(report: ReportView, places: dict[str, int]) -> dict[str, Any]:
    notes = [
        _notification(token, check, places[check.rule])
        for token in _judged(report)
        for check in token.not_checked
    ]
    invocation: dict[str, Any] = {
        "executionSuccessful": True,
        "toolExecutionNotifications": notes,
    }
    if report.made_at is not None and 0 <= report.made_at <= _LATEST:
        when = datetime.fromtimestamp(report.made_at, UTC)
        invocation["endTimeUtc"] = when.strftime("%Y-%m-%dT%H:%M:%SZ")
    return invocation


def _notification(token: TokenView | DocumentView, check: CheckView, index: int) -> dict[str, Any]:
    is_token = isinstance(token, TokenView)
    said = " It can't be accepted without that." if is_token else " It could be an error."
    decisive = said if check.decisive else ""
    return {
        "associatedRule": {"id": check.rule, "index": index},
        "level": "note",
        "message": {"text": f"{token.name}: not checked, needs {check.needs}.{decisive}"},
    }


def _decision(token: TokenView) -> dict[str, Any]:
    first = token.first_failing
    return {
        "name": token.name,
        "decision": token.decision,
        "headline": token.headline,
        "firstFailing": first.rule if first else None,
        "smallestFix": token.smallest_fix,
        "needed": list(token.needed),
        "forged": token.forged,
        "otherSerialisation": asdict(token.other) if token.other else None,
    }


def _verdict(document: DocumentView) -> dict[str, Any]:
    return {
        "name": document.name,
        "kind": document.kind,
        "headline": document.headline,
        "worst": document.worst or None,
        "decided": document.decided,
        "needed": list(document.needed),
    }
