"""A rule: identity, citation, applicability, check."""

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from oidc_workbench.rules.outcome import Clause, Severity
from oidc_workbench.rules.subject import TokenSubject


class Artefact(StrEnum):
    """What a rule is about, in the catalogue's column *on*."""

    ID_TOKEN = "IDT"  # noqa: S105 - the name of a token kind, not a secret
    ACCESS_TOKEN = "AT"  # noqa: S105 - the name of a token kind, not a secret
    CLIENT_ASSERTION = "CA"
    LOGOUT_TOKEN = "LT"  # noqa: S105 - the name of a token kind, not a secret
    DPOP_PROOF = "DPOP"
    JWS = "JWS"
    JWE = "JWE"
    OPAQUE = "OPAQUE"


class Reads(IntEnum):
    """How much of a token must be readable before a rule can look at it."""

    TEXT = 0
    HEADER = 1
    CLAIMS = 2


@dataclass(frozen=True, slots=True)
class Found:
    """What a check saw. Severity and remedy default to the rule's own."""

    where: str
    evidence: str
    message: str
    severity: Severity | None = None
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """The rule has nothing to say about this artefact."""


@dataclass(frozen=True, slots=True)
class Missing:
    """The rule needs an input that was not given.

    Args:
        needs: a noun phrase that completes "needs …" (``the expected issuer``).
        decisive: False when the token may be accepted without this input.
    """

    needs: str
    decisive: bool = True


NOT_APPLICABLE = NotApplicable()
Answer = Found | list[Found] | NotApplicable | Missing | None
Check = Callable[[TokenSubject], Answer]


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of the catalogue.

    Args:
        help: the check's docstring, the rule's help page.
        reads: what must be readable; otherwise the rule is *not checked*.
    """

    id: str
    title: str
    severity: Severity
    on: tuple[Artefact, ...]
    clauses: tuple[Clause, ...]
    remedy: str
    check: Check
    help: str
    reads: Reads = Reads.CLAIMS


_CLAUSE = re.compile(r"^(?P<document>.*?)(?: §(?P<section>.+))?$")


def clauses(text: str) -> tuple[Clause, ...]:
    """Read citations written as ``RFC 8725 §3.2; OIDC Core §2``."""
    matches = (_CLAUSE.match(part.strip()) for part in text.split(";"))
    return tuple(Clause(m["document"], m["section"] or "") for m in matches if m)


def rule(
    rule_id: str,
    title: str,
    severity: Severity,
    *,
    on: tuple[Artefact, ...],
    cites: str,
    remedy: str,
    reads: Reads = Reads.CLAIMS,
) -> Callable[[Check], Rule]:
    """Make a rule of a check function; the function's docstring is the rule's help page."""

    def make(check: Check) -> Rule:
        help_page = inspect.cleandoc(check.__doc__ or "")
        return Rule(rule_id, title, severity, on, clauses(cites), remedy, check, help_page, reads)

    return make
