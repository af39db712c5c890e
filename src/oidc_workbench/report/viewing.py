"""From a report to what it may tell: learn who everybody is, then clean every part."""

import math
import re
from collections.abc import Iterator, Mapping
from itertools import chain
from urllib.parse import parse_qsl, urlsplit

from oidc_workbench.flows.step import Step
from oidc_workbench.redaction.exchanges import redacted
from oidc_workbench.report.cleaning import Cleaner
from oidc_workbench.report.document_viewing import document_view, learn_document
from oidc_workbench.report.model import Report
from oidc_workbench.report.personal_claims import label_of
from oidc_workbench.report.pseudonyms import Pseudonyms
from oidc_workbench.report.token_viewing import token_view
from oidc_workbench.report.view import ExchangeView, ReportView, StepView
from oidc_workbench.rules.inspection import Inspection

_FILE = re.compile(r"(.+)[/\\][^/\\]+", re.DOTALL)


def view(report: Report) -> ReportView:
    """Return all that a report may tell, with its secrets and, when asked, persons taken out."""
    cleaner = Cleaner(_pseudonyms(report) if report.pseudonyms else None)
    return ReportView(
        title=report.title,
        made_at=None if math.isnan(report.made_at) else report.made_at,
        pseudonyms=report.pseudonyms,
        tokens=tuple(
            token_view(one.name, one.inspection, cleaner, forged=one.forged)
            for one in report.tokens
        ),
        steps=tuple(_step(step, cleaner) for step in report.steps),
        documents=tuple(
            document_view(one.name, one.inspection, cleaner) for one in report.documents
        ),
    )


def pseudonyms_for(
    inspections: tuple[Inspection, ...],
    places: tuple[str, ...] = (),
    *,
    kept: frozenset[str] = frozenset(),
) -> Pseudonyms:
    """Return stand-ins for everybody that these tokens tell about.

    Args:
        inspections: the judged tokens.
        places: files that keys came from, besides those that the tokens were verified with.
        kept: further values that are nobody's.
    """
    found = Pseudonyms(_issuers(inspections) | kept)
    for inspection in inspections:
        for reading in (inspection.reading, inspection.judged):
            found.learn(dict(reading.head))
            found.learn(dict(reading.claims))
        found.learn(dict(inspection.claims))
        taken = inspection.other.presented if inspection.other else None
        if taken is not None and taken.binding is not None:
            found.learn(dict(taken.binding.claims))
        if inspection.expectation.nonce:
            found.stand_in("nonce", inspection.expectation.nonce)
        if inspection.signature.source:
            places = (*places, inspection.signature.source.location)
    for place in places:
        # A folder is often named after the person who works in it.
        folder = _FILE.fullmatch(place)
        if folder and "://" not in place:
            found.stand_in("folder", folder[1])
    return found


def _pseudonyms(report: Report) -> Pseudonyms:
    judged = [one.inspection for one in report.tokens]
    judged += [inspection for step in report.steps for _, inspection in step.inspections]
    found = pseudonyms_for(tuple(judged), kept=_asked_issuers(report))
    for one in report.documents:
        learn_document(found, one.inspection)
    for step in report.steps:
        for name, value in _stated(step):
            if label := label_of(name, ""):
                found.stand_in(label, value, name)
        for document in _answers(step):
            found.learn(document)
    return found


def _issuers(inspections: tuple[Inspection, ...]) -> frozenset[str]:
    """The issuers that the person named: even where one is its own subject, it is nobody."""
    named = (inspection.expectation.issuer for inspection in inspections)
    return frozenset(issuer for issuer in named if "://" in issuer)


def _asked_issuers(report: Report) -> frozenset[str]:
    """The issuers that the documents were asked of."""
    asked = (one.inspection.subject.context.issuer for one in report.documents)
    return frozenset(issuer for issuer in asked if "://" in issuer)


def _stated(step: Step) -> Iterator[tuple[str, str]]:
    """Names and values that a step shows, and those in the addresses it went to."""
    yield from step.facts
    for exchange in step.exchanges:
        try:
            parts = urlsplit(exchange.request.url)
        except ValueError:
            continue
        yield from chain(parse_qsl(parts.query), parse_qsl(parts.fragment))


def _answers(step: Step) -> Iterator[Mapping[str, object]]:
    """The JSON objects that were received: UserInfo and introspection tell about persons."""
    from oidc_workbench.jose.json_scanner import scan  # noqa: PLC0415 - only a run's report needs it

    for exchange in step.exchanges:
        if exchange.response is not None:
            document, _ = scan(exchange.response.body)
            yield dict(document.mapping)


def _step(step: Step, cleaner: Cleaner) -> StepView:
    return StepView(
        title=step.title,
        why=cleaner.prose(step.why),
        state=step.state.value,
        message=cleaner.prose(step.message),
        hint=cleaner.prose(step.hint),
        facts=tuple((name, _fact(name, value, cleaner)) for name, value in step.facts),
        checks=tuple(
            (cleaner.prose(check.label), check.passed, cleaner.prose(check.detail))
            for check in step.checks
        ),
        exchanges=_exchanges(step, cleaner),
    )


def _fact(name: str, value: str, cleaner: Cleaner) -> str:
    cleaned = cleaner.value(value, name)
    return cleaned if isinstance(cleaned, str) else ""


def _exchanges(step: Step, cleaner: Cleaner) -> tuple[ExchangeView, ...]:
    shown = [redacted(exchange) for exchange in step.exchanges]
    return tuple(
        ExchangeView(
            method=one.request.method,
            url=cleaner.text(one.request.url),
            purpose=cleaner.prose(one.request.purpose),
            status=one.response.status if one.response else None,
            error=cleaner.prose(one.error),
        )
        for one in shown
    )
