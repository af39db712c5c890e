"""The words that the formats for people share."""

from collections.abc import Iterator

from oidc_workbench.report.view import DocumentView, OtherView, ReportView, SignatureView, TokenView
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
    "sd-jwt": "SD-JWT, with disclosures",
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


_HOLDS = {True: "As expected.", False: "Not as expected.", None: "Not checked."}


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
    if token.other is not None:
        yield from _parts(token.other)
    if token.signature.origin:
        key = (token.signature.alg, token.signature.kid, token.signature.thumbprint)
        yield "Key", ", ".join(part for part in key if part)
        yield "Key from", ORIGINS.get(token.signature.origin, token.signature.origin)
    if token.signature.trust:
        yield "Trust", " → ".join(token.signature.trust)


def _parts(other: OtherView) -> Iterator[tuple[str, str]]:
    """A token that is no JWT, part by part."""
    yield "Not judged as a whole", "the rules judge compact JWTs; its parts were checked singly"
    is_sd_jwt = other.disclosures is not None
    for number, one in enumerate(other.signatures[:MOST_ROWS], 1):
        called = "Issuer's signature" if is_sd_jwt else f"Signature {number} in JSON"
        yield called, _signed(one)
    if len(other.signatures) > MOST_ROWS:
        yield "Signatures in JSON", left_out(len(other.signatures) - MOST_ROWS)
    if other.binding is not None:
        yield "Key binding", _signed(other.binding)
    for claim in other.bound_to:
        yield f"{claim.claim} of the key binding", f"{_HOLDS[claim.holds]} {claim.said}".strip()
    if is_sd_jwt:
        yield "Disclosures", f"{other.disclosures} shown, {other.withheld} digests without one"
    yield from (("Wrong with the SD-JWT", defect) for defect in other.defects)


def _signed(check: SignatureView) -> str:
    key = ", ".join(part for part in (check.alg, check.kid, check.thumbprint) if part)
    origin = ORIGINS.get(check.origin, check.origin)
    place = f" (key: {key}; from {origin})" if check.origin else ""
    return f"{check.reason or check.status}{place}"


def left_out(count: int) -> str:
    """Say how many rows are not shown."""
    return f"… {count} more, left out here"
