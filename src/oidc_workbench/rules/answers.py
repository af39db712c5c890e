"""From what a check answers to the rule's outcome."""

from oidc_workbench.rules.outcome import Finding, Outcome, Status
from oidc_workbench.rules.rule import Answer, Found, Missing, NotApplicable, Rule


def outcome_of(rule: Rule, answer: Answer) -> Outcome:
    """Make the outcome of an answer: what was found, what is missing, or that all is clear."""
    match answer:
        case NotApplicable():
            return Outcome(rule.id, rule.title, Status.NOT_APPLICABLE)
        case Missing(needs, decisive):
            status = Status.NOT_CHECKED
            return Outcome(rule.id, rule.title, status, needs=needs, decisive=decisive)
        case Found():
            return Outcome(rule.id, rule.title, Status.FOUND, (_finding(rule, answer),))
        case _:
            findings = tuple(_finding(rule, found) for found in answer or ())
            status = Status.FOUND if findings else Status.CLEAR
            return Outcome(rule.id, rule.title, status, findings)


def crashed(rule: Rule, error: Exception) -> Outcome:
    """Make the outcome of a rule with a bug; only the type is told: a message could quote."""
    needs = f"a rule without a bug ({type(error).__name__})"
    return Outcome(rule.id, rule.title, Status.CRASHED, needs=needs, decisive=True)


def _finding(rule: Rule, found: Found) -> Finding:
    return Finding(
        rule.id,
        rule.title,
        found.severity or rule.severity,
        rule.clauses,
        found.where,
        found.evidence,
        found.message,
        found.remedy or rule.remedy,
    )
