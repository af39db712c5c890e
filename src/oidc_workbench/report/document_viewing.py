"""One judged document as it may be told."""

import math
from collections import Counter
from dataclasses import replace
from hashlib import sha256

from oidc_workbench.report.cleaning import Cleaner
from oidc_workbench.report.personal_claims import label_of
from oidc_workbench.report.pseudonyms import Pseudonyms
from oidc_workbench.report.token_viewing import check_view, finding_view
from oidc_workbench.report.view import DocumentView, FindingView
from oidc_workbench.rules.document_judging import DocumentInspection
from oidc_workbench.rules.evidence import visible
from oidc_workbench.rules.outcome import Status

_OPEN = (Status.NOT_CHECKED, Status.CRASHED)


def document_view(name: str, inspection: DocumentInspection, cleaner: Cleaner) -> DocumentView:
    """Return what may be told of a document: what the rules say, and nothing of its content."""
    verdict, now = inspection.verdict, inspection.subject.now
    outcomes = verdict.outcomes
    return DocumentView(
        name=visible(cleaner.text(name)),
        kind=verdict.kind.value,
        noun=verdict.kind.phrase,
        headline=visible(cleaner.prose(verdict.headline)),
        worst=verdict.worst.value if verdict.worst else "",
        decided=verdict.decided,
        judged_at=None if math.isnan(now) else now,
        needed=tuple(visible(cleaner.prose(one)) for one in verdict.needed),
        findings=_findings(name, inspection, cleaner),
        passed=tuple(check_view(one, cleaner) for one in outcomes if one.status is Status.CLEAR),
        not_checked=tuple(check_view(one, cleaner) for one in outcomes if one.status in _OPEN),
        not_applicable=len(verdict.with_status(Status.NOT_APPLICABLE)),
    )


def learn_document(found: Pseudonyms, inspection: DocumentInspection) -> None:
    """Note whom a document tells about, so that its findings do not."""
    subject = inspection.subject
    found.learn(dict(subject.members))
    for one in subject.params:
        if label := label_of(one.name, ""):
            found.stand_in(label, one.value, one.name)
    if subject.token is not None:
        found.learn(dict(subject.token.head))
        found.learn(dict(subject.token.claims))
    if subject.context.subject:
        found.stand_in("sub", subject.context.subject, "sub")


def _findings(
    name: str, inspection: DocumentInspection, cleaner: Cleaner
) -> tuple[FindingView, ...]:
    """The findings, each with a fingerprint that does not depend on what changes between runs."""
    verdict, seen = inspection.verdict, Counter[str]()
    issuer = str(cleaner.value(inspection.subject.context.issuer, "iss"))
    found = []
    for finding in verdict.findings:
        parts = (finding.rule, finding.where, verdict.kind.value, name, issuer)
        place = "\n".join(visible(part) for part in parts)
        seen[place] += 1
        digest = sha256(f"{place}\n{seen[place]}".encode("utf-8", "backslashreplace"))
        told = finding_view(finding, cleaner)
        found.append(replace(told, fingerprint=digest.hexdigest()[:32]))
    return tuple(found)
