"""A rule: identity, citation, applicability, check."""

import inspect
import re
from collections.abc import Callable
from dataclasses import replace
from enum import IntEnum, StrEnum

from oidc_workbench.rules.document import DocumentSubject
from oidc_workbench.rules.outcome import Clause, Severity
from oidc_workbench.rules.subject import TokenSubject
from oidc_workbench.values import dataclass


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
    JWKS = "JWKS"
    META = "META"
    PRM = "PRM"
    AREQ = "AREQ"
    ARESP = "ARESP"
    TREQ = "TREQ"
    TRESP = "TRESP"
    INTRO = "INTRO"
    UI = "UI"
    REG = "REG"


class Reads(IntEnum):
    """How much of a token must be readable before a rule can look at it.

    Of a document, CLAIMS stands for its members or parameters.
    """

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
CheckOfDocument = Callable[[DocumentSubject], Answer]


@dataclass(frozen=True, slots=True)
class DocumentCheck:
    """What a rule asks of some kinds of documents."""

    on: tuple[Artefact, ...]
    check: CheckOfDocument
    reads: Reads = Reads.CLAIMS


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of the catalogue.

    Args:
        check: what it asks of a token; None when it is about documents only.
        help: the check's docstring, the rule's help page.
        reads: what must be readable of a token; otherwise the rule is *not checked*.
        document_checks: what it asks of documents; no two are about the same kind.
    """

    id: str
    title: str
    severity: Severity
    on: tuple[Artefact, ...]
    clauses: tuple[Clause, ...]
    remedy: str
    check: Check | None
    help: str
    reads: Reads = Reads.CLAIMS
    document_checks: tuple[DocumentCheck, ...] = ()

    def on_document(
        self, *on: Artefact, cites: str = "", reads: Reads = Reads.CLAIMS
    ) -> Callable[[CheckOfDocument], "Rule"]:
        """Make the same rule, asked of these documents too; the index then lists this one.

        The function's docstring becomes the last paragraph of the help page.

        Args:
            *on: the kinds of documents.
            cites: clauses on the document besides those on the token.
            reads: ``TEXT`` when the check is to be asked even of a document that can't be read.
        """

        def make(check: CheckOfDocument) -> Rule:
            more = inspect.cleandoc(check.__doc__ or "")
            added = tuple(c for c in clauses(cites) if c not in self.clauses) if cites else ()
            return replace(
                self,
                on=(*self.on, *on),
                clauses=(*self.clauses, *added),
                help=f"{self.help}\n\n{more}" if more else self.help,
                document_checks=(*self.document_checks, DocumentCheck(on, check, reads)),
            )

        return make

    def on_token(
        self, *on: Artefact, cites: str = "", reads: Reads = Reads.CLAIMS
    ) -> Callable[[Check], "Rule"]:
        """Make a rule on documents one that is asked of these tokens too.

        The function's docstring becomes the last paragraph of the help page.

        Args:
            *on: the kinds of tokens.
            cites: clauses on the token besides those on the document.
            reads: what must be readable of the token.
        """

        def make(check: Check) -> Rule:
            more = inspect.cleandoc(check.__doc__ or "")
            added = tuple(c for c in clauses(cites) if c not in self.clauses) if cites else ()
            return replace(
                self,
                on=(*on, *self.on),
                clauses=(*self.clauses, *added),
                help=f"{self.help}\n\n{more}" if more else self.help,
                check=check,
                reads=reads,
            )

        return make


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


def document_rule(
    rule_id: str,
    title: str,
    severity: Severity,
    *,
    on: tuple[Artefact, ...],
    cites: str,
    remedy: str,
    reads: Reads = Reads.CLAIMS,
) -> Callable[[CheckOfDocument], Rule]:
    """Make a rule that is about documents only; the docstring is the rule's help page."""

    def make(check: CheckOfDocument) -> Rule:
        bare = Rule(rule_id, title, severity, (), clauses(cites), remedy, None, "")
        help_page = inspect.cleandoc(check.__doc__ or "")
        return replace(
            bare, on=on, help=help_page, document_checks=(DocumentCheck(on, check, reads),)
        )

    return make
