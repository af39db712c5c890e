"""Asking every rule about a document, and saying what they amount to."""

import math
from dataclasses import dataclass
from functools import cache

from oidc_workbench.rules.answers import crashed, outcome_of
from oidc_workbench.rules.document import (
    NO_DOCUMENT_CONTEXT,
    DocumentContext,
    DocumentKind,
    DocumentSubject,
)
from oidc_workbench.rules.document_reading import read_document
from oidc_workbench.rules.index import RULES
from oidc_workbench.rules.outcome import Finding, Outcome, Severity, Status
from oidc_workbench.rules.rule import Artefact, DocumentCheck, Reads, Rule

ARTEFACTS = {
    DocumentKind.JWKS: Artefact.JWKS,
    DocumentKind.METADATA: Artefact.META,
    DocumentKind.RESOURCE_METADATA: Artefact.PRM,
    DocumentKind.AUTHORIZATION_REQUEST: Artefact.AREQ,
    DocumentKind.AUTHORIZATION_RESPONSE: Artefact.ARESP,
    DocumentKind.TOKEN_REQUEST: Artefact.TREQ,
    DocumentKind.TOKEN_RESPONSE: Artefact.TRESP,
    DocumentKind.INTROSPECTION: Artefact.INTRO,
    DocumentKind.USERINFO: Artefact.UI,
    DocumentKind.REGISTRATION: Artefact.REG,
}
_ORDER = tuple(Severity)  # worst first
_NAMES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


@dataclass(frozen=True, slots=True)
class DocumentVerdict:
    """What all rules say about one document.

    Args:
        outcomes: of every rule on this kind of document, in the catalogue's order.
        headline: one sentence on what was found and whether it could be looked for.
        needed: what keeps a document without errors from being called good: inputs without
            which error-level rules could not be checked, and rules that crashed.
        unread: one sentence on why the document can't be read, or not whole; else empty.
    """

    kind: DocumentKind
    outcomes: tuple[Outcome, ...]
    headline: str
    needed: tuple[str, ...] = ()
    unread: str = ""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding, worst first, else in the catalogue's order."""
        found = [finding for outcome in self.outcomes for finding in outcome.findings]
        return tuple(sorted(found, key=lambda finding: _ORDER.index(finding.severity)))

    @property
    def worst(self) -> Severity | None:
        """The severity of the worst finding; None when nothing was found."""
        found = self.findings
        return found[0].severity if found else None

    @property
    def decided(self) -> bool:
        """Whether the document could be read whole, any rule could look, and none crashed."""
        states = {outcome.status for outcome in self.outcomes}
        if self.unread:
            return False
        return bool(states & {Status.FOUND, Status.CLEAR}) and Status.CRASHED not in states

    def with_status(self, status: Status) -> tuple[Outcome, ...]:
        """The outcomes of one status, in the catalogue's order."""
        return tuple(outcome for outcome in self.outcomes if outcome.status is status)


@dataclass(frozen=True, slots=True)
class DocumentInspection:
    """Everything known about one document: what was read, and what is wrong with it."""

    subject: DocumentSubject
    verdict: DocumentVerdict


def inspect_document(
    kind: DocumentKind,
    text: str,
    context: DocumentContext = NO_DOCUMENT_CONTEXT,
    now: float = math.nan,
) -> DocumentInspection:
    """Read a text as a document of a kind and judge it. Never raises, fetches nothing.

    Args:
        kind: what it is meant to be; documents are not recognised.
        text: the document as pasted; see ``rules.document_reading.read_document``.
        context: what is known besides; what it does not state is not checked.
        now: seconds since the epoch; without it the rules on time are not checked.
    """
    subject = read_document(kind, text, context, now)
    return DocumentInspection(subject, judge_document(subject))


def judge_document(subject: DocumentSubject) -> DocumentVerdict:
    """Ask every rule that is about this kind of document; a crash of one is an outcome."""
    outcomes = tuple(_asked(rule, check, subject) for rule, check in _plan(subject.kind))
    needed = _needed(subject, outcomes)
    headline = _headline(subject, outcomes)
    return DocumentVerdict(subject.kind, outcomes, headline, needed, subject.problem)


@cache
def _plan(kind: DocumentKind) -> tuple[tuple[Rule, DocumentCheck], ...]:
    artefact = ARTEFACTS[kind]
    return tuple(
        (rule, check) for rule in RULES for check in rule.document_checks if artefact in check.on
    )


def _asked(rule: Rule, check: DocumentCheck, subject: DocumentSubject) -> Outcome:
    if check.reads > Reads.TEXT and subject.problem and not _readable(subject):
        status = Status.NOT_CHECKED
        needs = f"a {subject.kind.phrase} that can be read"
        return Outcome(rule.id, rule.title, status, needs=needs, decisive=True)
    try:
        return outcome_of(rule, check.check(subject))
    except Exception as error:  # noqa: BLE001 - a bug in one rule must not hide the others
        return crashed(rule, error)


def _readable(subject: DocumentSubject) -> bool:
    """Whether there is anything to look at, however broken the rest may be."""
    return bool(subject.params) or bool(subject.members)


def _needed(subject: DocumentSubject, outcomes: tuple[Outcome, ...]) -> tuple[str, ...]:
    errors = {rule.id for rule, _ in _plan(subject.kind) if rule.severity is Severity.ERROR}
    needs = [
        outcome.needs
        for outcome in outcomes
        if outcome.decisive
        and (outcome.status is Status.CRASHED or outcome.rule in errors)
        and outcome.status in (Status.NOT_CHECKED, Status.CRASHED)
    ]
    return tuple(dict.fromkeys(needs))


def _headline(subject: DocumentSubject, outcomes: tuple[Outcome, ...]) -> str:
    noun = subject.kind.phrase
    found = [finding.severity for outcome in outcomes for finding in outcome.findings]
    counts = [_count(found.count(severity), _NAMES[severity]) for severity in _ORDER]
    listed = [count for count in counts if count]
    unchecked = sum(o.status in (Status.NOT_CHECKED, Status.CRASHED) for o in outcomes)
    rest = f"; {_count(unchecked, 'rule')} could not be checked" if unchecked else ""
    if subject.problem and not _readable(subject):
        lead = f"This {noun} can't be read: {subject.problem[:1].lower()}{subject.problem[1:]}"
        also = f" {_joined(listed).capitalize()} in it." if listed else ""
        return f"{lead}{also}"
    if subject.problem:
        rest = f"; {subject.problem[:1].lower()}{subject.problem[1:-1]}{rest}"
    if not listed and subject.problem:
        return f"Nothing can be said about this {noun} as a whole{rest}."
    if not listed:
        return f"Nothing is wrong with this {noun} as far as it was checked{rest}."
    return f"{_joined(listed).capitalize()} in this {noun}{rest}."


def _count(number: int, noun: str) -> str:
    if not number:
        return ""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _joined(items: list[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"
