"""One judged token as it may be told."""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256

from oidc_workbench.oauth.claim_names import CLAIMS, HEADER_PARAMETERS, ClaimName, ValueKind
from oidc_workbench.report.cleaning import Cleaner
from oidc_workbench.report.signature_viewing import other_view, signature_view
from oidc_workbench.report.view import (
    CheckView,
    ClauseView,
    ExpectationView,
    FindingView,
    MemberView,
    TokenView,
)
from oidc_workbench.rules.claims import number
from oidc_workbench.rules.clause_links import clause_url
from oidc_workbench.rules.evidence import moment, shorten, show, span, visible
from oidc_workbench.rules.expectation import Expectation
from oidc_workbench.rules.inspection import Inspection
from oidc_workbench.rules.outcome import Finding, Outcome, Status

_OPEN = (Status.NOT_CHECKED, Status.CRASHED)


def token_view(
    name: str, inspection: Inspection, cleaner: Cleaner, *, forged: bool = False
) -> TokenView:
    """Return what may be told of a token; the decision stays as it was judged."""
    verdict, reading = inspection.verdict, inspection.judged
    now, outcomes = inspection.judged_at, verdict.outcomes
    return TokenView(
        name=visible(cleaner.text(name)),
        decision=verdict.decision.value,
        headline=_headline(inspection, cleaner),
        purpose=verdict.purpose.value,
        form=inspection.reading.form.value,
        decryption=_decryption(inspection, cleaner),
        recognised=visible(cleaner.prose(verdict.recognised)),
        judged_at=None if math.isnan(now) else now,
        smallest_fix=visible(cleaner.prose(verdict.smallest_fix)),
        first_failing=_told(verdict.first_failing, cleaner),
        next_failing=_told(verdict.next_failing, cleaner),
        needed=tuple(visible(cleaner.prose(one)) for one in verdict.needed),
        signature=signature_view(inspection.signature, cleaner),
        other=other_view(inspection, cleaner),
        expectation=_expectation(inspection.expectation, cleaner),
        outer_header=_outer_header(inspection, cleaner),
        header=_members(reading.head, HEADER_PARAMETERS, now, cleaner),
        claims=_members(inspection.claims, CLAIMS, now, cleaner),
        findings=_findings(name, inspection, cleaner),
        passed=tuple(check_view(one, cleaner) for one in outcomes if one.status is Status.CLEAR),
        not_checked=tuple(check_view(one, cleaner) for one in outcomes if one.status in _OPEN),
        not_applicable=len(verdict.with_status(Status.NOT_APPLICABLE)),
        forged=forged,
    )


def _headline(inspection: Inspection, cleaner: Cleaner) -> str:
    """Clean the reason alone: no claim may change the word that says the decision."""
    decision, colon, reason = inspection.verdict.headline.partition(": ")
    return f"{decision}{colon}{visible(cleaner.prose(reason))}"


def _decryption(inspection: Inspection, cleaner: Cleaner) -> str:
    found = inspection.decryption
    return visible(cleaner.prose(" ".join((found.reason, *found.notes)))) if found else ""


def _outer_header(inspection: Inspection, cleaner: Cleaner) -> tuple[MemberView, ...]:
    """The header of the encryption, where the header shown is that of the token inside."""
    if inspection.inner is None:
        return ()
    head = inspection.reading.head
    return _members(head, HEADER_PARAMETERS, inspection.judged_at, cleaner)


def _findings(name: str, inspection: Inspection, cleaner: Cleaner) -> tuple[FindingView, ...]:
    """The findings, each with a fingerprint that does not depend on what changes between runs."""
    verdict, seen = inspection.verdict, Counter[str]()
    issuer = cleaner.value(inspection.claims.get("iss"), "iss")
    found = []
    for finding in verdict.findings:
        parts = (finding.rule, finding.where, verdict.purpose.value, name, str(issuer))
        place = "\n".join(visible(part) for part in parts)
        seen[place] += 1
        digest = sha256(f"{place}\n{seen[place]}".encode("utf-8", "backslashreplace"))
        found.append(replace(finding_view(finding, cleaner), fingerprint=digest.hexdigest()[:32]))
    return tuple(found)


def _told(finding: Finding | None, cleaner: Cleaner) -> FindingView | None:
    return finding_view(finding, cleaner) if finding else None


def finding_view(finding: Finding, cleaner: Cleaner) -> FindingView:
    """Return what may be told of a finding; its fingerprint is still empty."""
    return FindingView(
        rule=finding.rule,
        title=finding.title,
        severity=finding.severity.value,
        where=visible(cleaner.text(finding.where)),
        evidence=visible(cleaner.text(finding.evidence)),
        message=visible(cleaner.prose(finding.message)),
        remedy=visible(cleaner.prose(finding.remedy)),
        clauses=tuple(ClauseView(str(one), clause_url(one)) for one in finding.clauses),
    )


def check_view(outcome: Outcome, cleaner: Cleaner) -> CheckView:
    """Return what may be told of a rule that found nothing, or could not look."""
    needs = visible(cleaner.prose(outcome.needs))
    return CheckView(outcome.rule, outcome.title, needs, outcome.decisive)


def _expectation(expected: Expectation, cleaner: Cleaner) -> ExpectationView:
    nonce = expected.nonce
    stated = (
        ("kind", expected.purpose.value if expected.purpose else ""),
        ("issuer", expected.issuer),
        ("client_id", expected.client_id),
        ("audiences", ", ".join(expected.audiences)),
        ("trusted audiences", ", ".join(expected.trusted_audiences)),
        ("scopes", None if expected.scopes is None else " ".join(expected.scopes) or "none"),
        ("algorithms", ", ".join(expected.algorithms)),
        ("typ", expected.typ),
        ("nonce", None if nonce is None else str(cleaner.value(nonce, "nonce")) or "none"),
        ("max_age", None if expected.max_age is None else f"{expected.max_age} s"),
        ("leeway", f"{expected.leeway} s"),
        ("profile", expected.profile),
    )
    return ExpectationView(
        tuple((name, visible(cleaner.text(value))) for name, value in stated if value)
    )


def _members(
    members: Mapping[str, object], names: Mapping[str, ClaimName], now: float, cleaner: Cleaner
) -> tuple[MemberView, ...]:
    return tuple(_member(name, members, names.get(name), now, cleaner) for name in members)


def _member(
    name: str,
    members: Mapping[str, object],
    known: ClaimName | None,
    now: float,
    cleaner: Cleaner,
) -> MemberView:
    cleaned = cleaner.value({name: members[name]})
    value = next(iter(cleaned.values())) if isinstance(cleaned, dict) else None
    is_time = known is not None and known.kind is ValueKind.TIME
    return MemberView(
        name=shorten(cleaner.text(name), 80),
        value=value,
        shown=show(value),
        note=_time(number(members, name), now) if is_time else "",
        meaning=known.meaning if known else "",
    )


def _time(seconds: float | None, now: float) -> str:
    if seconds is None:
        return ""
    if math.isnan(now):
        return moment(seconds)
    if seconds > now:
        return f"{moment(seconds)}, {span(seconds - now)} ahead"
    return f"{moment(seconds)}, {span(now - seconds)} before"
