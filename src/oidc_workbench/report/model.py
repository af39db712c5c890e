"""What a report is made of, before anything is taken out of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from oidc_workbench.flows.step import Step
from oidc_workbench.rules.document_judging import DocumentInspection
from oidc_workbench.rules.inspection import Inspection


@dataclass(frozen=True, slots=True)
class ReportedToken:
    """One judged token under the name it has in the report (``ID token``).

    Args:
        forged: it was edited and signed in this program, and obtained from nobody.
    """

    name: str
    inspection: Inspection
    forged: bool = False


@dataclass(frozen=True, slots=True)
class ReportedDocument:
    """One judged document under the name it has in the report (``token response``)."""

    name: str
    inspection: DocumentInspection


@dataclass(frozen=True, slots=True)
class Report:
    """What a report tells, and how much of it.

    Whatever is chosen, a report never holds a signature, a key's private part or another secret.

    Args:
        tokens: the judged tokens, in the order in which they are told.
        made_at: seconds since the epoch; NaN when it shall not be told.
        steps: the steps of the run that the tokens came from.
        pseudonyms: stand-ins (``sub-1``, ``email-2``) for what tells who a token is about; False
            shows those values.
        documents: the judged keys, metadata, requests and responses.
    """

    tokens: tuple[ReportedToken, ...]
    made_at: float
    title: str = "Token report"
    steps: tuple[Step, ...] = ()
    pseudonyms: bool = True
    documents: tuple[ReportedDocument, ...] = ()


def report_on(
    inspection: Inspection,
    made_at: float,
    *,
    name: str = "",
    reveal: bool = False,
    forged: bool = False,
) -> Report:
    """Make a report on one token.

    Args:
        inspection: the judged token.
        made_at: seconds since the epoch.
        name: what to call it; its kind when left out.
        reveal: show whom it is about instead of pseudonyms. Secrets and signatures stay out.
        forged: it was edited and signed in this program.
    """
    called = name or kind_of(inspection)
    token = ReportedToken(called, inspection, forged)
    return Report((token,), made_at, pseudonyms=not reveal)


def report_on_run(
    steps: tuple[Step, ...], made_at: float, *, title: str = "Run report", reveal: bool = False
) -> Report:
    """Make a report on a run: its steps, and every token and document judged in them."""
    tokens = tuple(
        ReportedToken(name or kind_of(inspection), inspection)
        for step in steps
        for name, inspection in step.inspections
    )
    documents = tuple(
        ReportedDocument(name, inspection) for step in steps for name, inspection in step.documents
    )
    return Report(tokens, made_at, title, steps, pseudonyms=not reveal, documents=documents)


def report_on_documents(
    documents: Iterable[tuple[str, DocumentInspection]],
    made_at: float,
    *,
    title: str = "Document report",
    reveal: bool = False,
) -> Report:
    """Make a report on documents, each with its name; an empty one gives way to its kind.

    Only what the rules found is told, and never the document itself, which may hold secrets.
    """
    reported = tuple(
        ReportedDocument(name or inspection.verdict.kind.phrase, inspection)
        for name, inspection in documents
    )
    return Report((), made_at, title, pseudonyms=not reveal, documents=reported)


def kind_of(inspection: Inspection) -> str:
    """Name a token by its kind, as a heading (``ID token``)."""
    return inspection.verdict.purpose.phrase.partition(" ")[2]
