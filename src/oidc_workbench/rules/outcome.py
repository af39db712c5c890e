"""What a rule says, and what all of them together amount to."""

from enum import StrEnum

from oidc_workbench.rules.expectation import Purpose
from oidc_workbench.values import dataclass


class Severity(StrEnum):
    """``error``: a validator must reject; ``warning``: against a SHOULD; ``info``: neutral."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Status(StrEnum):
    """The four outcomes of a rule, and the one of a rule with a bug in it."""

    FOUND = "found"
    CLEAR = "clear"
    NOT_APPLICABLE = "not-applicable"
    NOT_CHECKED = "not-checked"
    CRASHED = "crashed"


class Decision(StrEnum):
    """What the reader of the token should do."""

    ACCEPT = "accept"
    REJECT = "reject"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Clause:
    """A place in a standard (``RFC 8725``, ``3.2``); section empty when only the text is cited."""

    document: str
    section: str = ""

    def __str__(self) -> str:
        return f"{self.document} §{self.section}" if self.section else self.document


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule's finding about one artefact.

    Args:
        where: the place in the artefact (``header.alg``, ``payload.aud``, ``signature``).
        evidence: what stands there, shortened and free of secrets.
        message: one sentence on what is wrong here.
        remedy: one sentence on what to do.
    """

    rule: str
    title: str
    severity: Severity
    clauses: tuple[Clause, ...]
    where: str
    evidence: str
    message: str
    remedy: str

    @property
    def clause(self) -> str:
        """The clauses as one line."""
        return "; ".join(str(clause) for clause in self.clauses)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one rule said.

    Args:
        needs: for *not checked*: the input that is missing, as a noun phrase.
        decisive: for *not checked*: whether the token can't be accepted without that input.
    """

    rule: str
    title: str
    status: Status
    findings: tuple[Finding, ...] = ()
    needs: str = ""
    decisive: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement on one token.

    Args:
        headline: one sentence that says the decision and its reason.
        first_failing: the finding that decides a rejection, in the order a validator checks.
        next_failing: what would fail next if that were mended.
        needed: inputs without which nothing can be decided.
        recognised: how the purpose was recognised from the token; empty when it was stated.
        smallest_fix: one sentence on the least that would change the decision.
    """

    decision: Decision
    purpose: Purpose
    headline: str
    outcomes: tuple[Outcome, ...]
    first_failing: Finding | None = None
    next_failing: Finding | None = None
    needed: tuple[str, ...] = ()
    recognised: str = ""
    smallest_fix: str = ""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding, worst first, else in the catalogue's order."""
        order = (Severity.ERROR, Severity.WARNING, Severity.INFO)
        found = [finding for outcome in self.outcomes for finding in outcome.findings]
        return tuple(sorted(found, key=lambda finding: order.index(finding.severity)))

    def with_status(self, status: Status) -> tuple[Outcome, ...]:
        """The outcomes of one status, in the catalogue's order."""
        return tuple(outcome for outcome in self.outcomes if outcome.status is status)
