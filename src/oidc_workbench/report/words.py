"""The words that the formats for people share."""

from collections.abc import Iterator

from oidc_workbench.report.view import DocumentView, ReportView, TokenView
from oidc_workbench.rules.evidence import moment
from oidc_workbench.rules.expectation import Purpose

MOST_ROWS = 200
"""Claims beyond these are counted and left out of what people read; JSON holds them all."""

DECISIONS = {"accept": "Accepted", "reject": "Rejected", "undecided": "Undecided"}
KINDS = {one.value: one.phrase.partition(" ")[2] for one in Purpose}
FORMS = {
    "jws-compact": "signed JWT",
    "jwe-compact": "encrypted JWT",
    "jws-json": "signed, in JSON serialisation",
    "jwe-json": "encrypted, in JSON serialisation",
    "broken": "broken JWT",
    "opaque": "opaque",
    "empty": "nothing",
}
ORIGINS = {
    "issuer": "the issuer's published keys",
    "supplied": "supplied by the person, not from the issuer's JWKS",
    "vault": "the person's own key",
    "client-secret": "the client secret",
    "token-header": "the token's own header, which is never trusted",
}


def verdict_on(document: DocumentView) -> str:
    """Say in a few words what is wrong with a document."""
    if document.worst == "error":
        return "Errors found"
    if document.worst == "warning":
        return "Warnings found"
    if not document.decided:
        return "Undecided"
    return "No error found"


def document_facts(document: DocumentView) -> Iterator[tuple[str, str]]:
    """What the verdict on a document rests on, as names and values."""
    yield "Kind", document.noun
    if document.judged_at is not None:
        yield "Judged as of", moment(document.judged_at)
    if document.needed:
        yield "Needed to call it good", "; ".join(document.needed)


def about(report: ReportView) -> Iterator[str]:
    """What the reader has to know about the report itself."""
    if report.made_at is not None:
        yield f"Made {moment(report.made_at)}."
    yield "Signatures and secrets are left out."
    if report.pseudonyms:
        yield "Persons and sessions have stand-ins such as sub-1; equal ones mean equal values."


def facts(token: TokenView) -> Iterator[tuple[str, str]]:
    """What the verdict rests on, as names and values."""
    recognised = f", recognised {token.recognised}" if token.recognised else ""
    yield "Kind", f"{KINDS.get(token.purpose, token.purpose)}{recognised}"
    if token.forged:
        yield "Origin", "forged here: edited and signed in this program, obtained from nobody"
    yield "Form", FORMS.get(token.form, token.form)
    if token.decryption:
        yield "Decryption", token.decryption
    if token.judged_at is not None:
        yield "Judged as of", moment(token.judged_at)
    yield "Signature", token.signature.reason or token.signature.status
    if token.signature.origin:
        key = (token.signature.alg, token.signature.kid, token.signature.thumbprint)
        yield "Key", ", ".join(part for part in key if part)
        yield "Key from", ORIGINS.get(token.signature.origin, token.signature.origin)
    if token.signature.trust:
        yield "Trust", " → ".join(token.signature.trust)


def left_out(count: int) -> str:
    """Say how many rows are not shown."""
    return f"… {count} more, left out here"
