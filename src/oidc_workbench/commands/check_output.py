"""A judged document for a terminal and as JSON."""

import math
from collections.abc import Iterator

from oidc_workbench.commands.inspection_document import finding_document, printable
from oidc_workbench.commands.inspection_output import finding_lines, wrapped
from oidc_workbench.rules.document_judging import DocumentInspection
from oidc_workbench.rules.outcome import Outcome, Status

_OPEN = (Status.NOT_CHECKED, Status.CRASHED)


def text_lines(inspection: DocumentInspection) -> Iterator[str]:
    """The judgement for people: the sentence first, then what it rests on."""
    verdict = inspection.verdict
    yield from wrapped(verdict.headline, 0)
    yield ""
    yield from finding_lines(verdict.findings)
    outcomes = _not_checked(inspection)
    if outcomes:
        yield "Not checked (a * could be an error)"
    for outcome in outcomes:
        mark = "*" if outcome.decisive else " "
        yield f"  {mark} {outcome.rule:<26} needs {outcome.needs}"


def _not_checked(inspection: DocumentInspection) -> list[Outcome]:
    return [outcome for outcome in inspection.verdict.outcomes if outcome.status in _OPEN]


def document(inspection: DocumentInspection) -> dict[str, object]:
    """The judgement as JSON members."""
    verdict, now = inspection.verdict, inspection.subject.now
    members: dict[str, object] = {
        "kind": verdict.kind.value,
        "headline": verdict.headline,
        "worst": verdict.worst.value if verdict.worst else None,
        "decided": verdict.decided,
        "judged_at": None if math.isnan(now) else now,
        "needed": list(verdict.needed),
        "findings": [finding_document(finding) for finding in verdict.findings],
        "not_checked": [
            {"rule": one.rule, "needs": one.needs, "decisive": one.decisive}
            for one in _not_checked(inspection)
        ],
    }
    return {name: printable(value) for name, value in members.items()}
