"""Requests by reference: pushed ones (RFC 9126), and addresses to fetch a request from."""

from collections.abc import Iterator

from oidc_workbench.rules import metadata_endpoints
from oidc_workbench.rules.addresses import unsafe
from oidc_workbench.rules.document import DocumentKind, DocumentSubject
from oidc_workbench.rules.evidence import show_member
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.request_members import (
    PUSHED,
    is_authorization,
    is_pushing,
    shown,
    sized,
    value_in,
)
from oidc_workbench.rules.request_object import names_other_place
from oidc_workbench.rules.rule import (
    NOT_APPLICABLE,
    Answer,
    Artefact,
    Found,
    Missing,
    document_rule,
)

_LONGEST = 600  # seconds (RFC 9126 §2.2; FAPI 2.0 demands less than that)
_REQUIRED = "require_pushed_authorization_requests"


@document_rule(
    "par-misuse",
    "PAR request_uri misused",
    Severity.ERROR,
    on=(Artefact.AREQ, Artefact.TRESP),
    cites="RFC 9126 §2.1-2.2, §4-5; FAPI 2.0 Security Profile §5.3.2.2 item 12",
    remedy="Push the request whole, and use the short-lived request_uri once.",
)
def par_misuse(subject: DocumentSubject) -> Answer:
    """A pushed authorization request, or what it returned, is not used as it should be.

    The pushed request holds the parameters themselves, never a ``request_uri``. The one that
    comes back is used once (reuse is a warning) and expires within minutes. Where the server or
    the client requires pushed requests, no others may be sent.
    """
    if subject.kind is DocumentKind.TOKEN_RESPONSE:
        if "request_uri" not in subject.members:
            return NOT_APPLICABLE
        return list(_answer_problems(subject))
    return _of_request(subject)


def _answer_problems(subject: DocumentSubject) -> Iterator[Found]:
    seconds = subject.members.get("expires_in")
    evidence = show_member("expires_in", subject.members)
    if isinstance(seconds, bool) or not isinstance(seconds, int) or seconds <= 0:
        yield Found("expires_in", evidence, "The expires_in is not a positive integer.")
    elif seconds > _LONGEST or (subject.fapi2 and seconds >= _LONGEST):
        severity = None if subject.fapi2 else Severity.WARNING
        message = f"The request_uri is good for {seconds} s; minutes are enough."
        yield Found("expires_in", evidence, message, severity)


def _of_request(subject: DocumentSubject) -> Answer:
    if not is_authorization(subject):
        return NOT_APPLICABLE
    uri, context = subject.param("request_uri"), subject.context
    if uri is None:
        return _not_pushed(subject)
    evidence = sized("request_uri", uri)
    if is_pushing(subject):
        message = "A pushed request must hold the parameters, not a request_uri."
        return Found("request_uri", evidence, message)
    if not uri.startswith(PUSHED):
        return NOT_APPLICABLE
    if context.earlier_requests is None:
        return Missing("the client's earlier requests, to see reuse", decisive=False)
    if not any(value_in(request, "request_uri") == uri for request in context.earlier_requests):
        return None
    message = "The same request_uri was used in an earlier request."
    return Found("request_uri", evidence, message, Severity.WARNING)


def _not_pushed(subject: DocumentSubject) -> Answer:
    if is_pushing(subject):
        return None
    known = (subject.context.metadata, subject.context.registration)
    if any((members or {}).get(_REQUIRED) is True for members in known):
        message = "Pushed requests are required, and this one came through the browser."
        return Found("request_uri", "no request_uri", message)
    if known == (None, None):
        return Missing("the provider's metadata, to see whether PAR is required", decisive=False)
    return None


def _address_of_request(subject: DocumentSubject) -> Answer:
    uri = subject.param("request_uri")
    if uri is None or not names_other_place(uri):
        return NOT_APPLICABLE
    problem = unsafe(uri)
    message = f"The address {problem}."
    return Found("request_uri", shown("request_uri", uri), message) if problem else None


hdr_url_ssrf = metadata_endpoints.hdr_url_ssrf.on_document(Artefact.AREQ, cites="RFC 9101")(
    _address_of_request
)
