"""Parsing and encoding of documents: what the reader met on its way, judged."""

from oidc_workbench.jose import base64url
from oidc_workbench.rules import parsing
from oidc_workbench.rules.document import DocumentKind, DocumentSubject
from oidc_workbench.rules.evidence import shorten
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.rule import NOT_APPLICABLE, Answer, Artefact, Found, Reads

_JSON = (
    Artefact.JWKS,
    Artefact.META,
    Artefact.PRM,
    Artefact.TRESP,
    Artefact.INTRO,
    Artefact.UI,
    Artefact.REG,
)
_REQUESTS = (Artefact.AREQ, Artefact.ARESP, Artefact.TREQ)
# In these a repeated name breaks a MUST (RFC 7517 §4-5; the claims of a JWT); RFC 8259 §4 says
# SHOULD for all JSON.
_STRICT = (DocumentKind.JWKS, DocumentKind.METADATA)
# RFC 7517 §4, RFC 7518 §6, RFC 8037 §2: members that are base64url.
_ENCODED = ("n", "e", "x", "y", "pub", "x5t", "x5t#S256")
_SHOWN = 5


def _met(subject: DocumentSubject, code: str, severity: Severity | None = None) -> list[Found]:
    defects = [*subject.defects, *(subject.key_set.defects if subject.key_set else ())]
    messages = dict.fromkeys(
        (one.segment or subject.kind.phrase, shorten(one.message, 240))
        for one in defects
        if one.code == code
    )
    return [
        Found(where, "", message.replace("It ", f"The {where} ", 1), severity)
        for where, message in list(messages)[:_SHOWN]
    ]


@parsing.limit_size_depth.on_document(*_JSON, *_REQUESTS, reads=Reads.TEXT)
def limit_size_depth(subject: DocumentSubject) -> Answer:
    """Of a document: above 1 MiB, nested as deep, or a key set of more than 500 keys."""
    return _met(subject, "limit-size-depth")


@parsing.json_duplicate_member.on_document(
    *_JSON, cites="RFC 7517 §4-5; RFC 8259 §4", reads=Reads.TEXT
)
def json_duplicate_member(subject: DocumentSubject) -> Answer:
    """In a key set or metadata it breaks a rule; in other documents it is a warning."""
    if subject.token is not None:
        return _met(subject, "json-duplicate-member")
    severity = None if subject.kind in _STRICT else Severity.WARNING
    return _met(subject, "json-duplicate-member", severity)


@parsing.json_number_nonfinite.on_document(*_JSON, reads=Reads.TEXT)
def json_number_nonfinite(subject: DocumentSubject) -> Answer:
    """In other documents it is ``expires_in`` that then never runs out."""
    return _met(subject, "json-number-nonfinite")


@parsing.json_not_utf8.on_document(*_JSON, reads=Reads.TEXT)
def json_not_utf8(subject: DocumentSubject) -> Answer:
    """The same holds for every JSON document that systems exchange."""
    return _met(subject, "json-not-utf8")


@parsing.b64url_invalid.on_document(Artefact.JWKS, cites="RFC 7517 §1.1")
def b64url_invalid(subject: DocumentSubject) -> Answer:
    """Of a key set: a member of a key; only the certificates in ``x5c`` are standard base64."""
    return _badly_encoded(subject, base64url.INVALID)


@parsing.b64url_noncanonical.on_document(Artefact.JWKS)
def b64url_noncanonical(subject: DocumentSubject) -> Answer:
    """Of a key set: a member of a key, which then has two spellings and two thumbprints."""
    return _badly_encoded(subject, base64url.NONCANONICAL)


def _badly_encoded(subject: DocumentSubject, code: str) -> Answer:
    keys = subject.key_set.keys if subject.key_set else ()
    if not keys:
        return NOT_APPLICABLE
    found = [
        Found(f"keys[{index}].{name}", shorten(value, 60), decoded.message)
        for index, key in enumerate(keys)
        for name in _ENCODED
        if isinstance(value := key.raw.get(name), str)
        and (decoded := base64url.decode(value)).code == code
    ]
    return found[:_SHOWN]
