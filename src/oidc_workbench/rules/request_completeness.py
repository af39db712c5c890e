"""Whether an authorization request is complete and free of contradictions."""

from collections.abc import Iterator

from oidc_workbench.rules.document import DocumentSubject
from oidc_workbench.rules.evidence import shorten
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.request_members import (
    asked,
    hidden,
    is_authorization,
    is_pushing,
    response_types,
    scopes,
    shown,
)
from oidc_workbench.rules.rule import (
    NOT_APPLICABLE,
    Answer,
    Artefact,
    Found,
    Missing,
    document_rule,
)

_AHEAD = ("client_assertion", "client_secret")


@document_rule(
    "authz-param-invalid",
    "Missing or contradictory parameter",
    Severity.ERROR,
    on=(Artefact.AREQ,),
    cites="OIDC Core §3.1.2.1, §11; RFC 6749 §4.1.1; RFC 9101",
    remedy="Mend the request.",
)
def authz_param_invalid(subject: DocumentSubject) -> Answer:
    """A parameter that must be there is absent, or two do not go together.

    Every request names the client and a response type; one for an ID token has the scope openid.
    ``prompt=none`` stands alone, ``max_age`` is a number of seconds, and a request object is
    given by value or by reference. ``offline_access`` without ``prompt=consent`` is only warned
    about: servers may ignore it then.
    """
    if not is_authorization(subject):
        return NOT_APPLICABLE
    found = [*_absent(subject), *_contradictory(subject)]
    if not found and hidden(subject):
        return Missing(hidden(subject))
    return found


def _absent(subject: DocumentSubject) -> Iterator[Found]:
    if not asked(subject, "client_id") and not _identified_otherwise(subject):
        yield Found("client_id", "no client_id", "The request does not name the client.")
    if hidden(subject):
        return
    types = response_types(subject)
    if not types:
        message = "The request does not say what is to be returned."
        yield Found("response_type", "no response_type", message)
    if "id_token" in types and "openid" not in scopes(subject):
        message = "An ID token is asked for without the scope openid."
        yield Found("scope", shown("scope", asked(subject, "scope")), message)


def _identified_otherwise(subject: DocumentSubject) -> bool:
    """Whether a pushed request names its client by the client's authentication."""
    request = subject.request
    if request is None or not is_pushing(subject):
        return False
    by_header = any(name.lower() == "authorization" for name, _ in request.headers)
    return by_header or any(subject.param(name) for name in _AHEAD)


def _contradictory(subject: DocumentSubject) -> Iterator[Found]:
    prompt = (asked(subject, "prompt") or "").split()
    if "none" in prompt and len(prompt) > 1:
        message = "The prompt none does not go together with another."
        yield Found("prompt", shown("prompt", " ".join(prompt)), message)
    max_age = asked(subject, "max_age")
    if max_age is not None and not (max_age.isascii() and max_age.isdecimal()):
        message = "The max_age is not a number of seconds."
        yield Found("max_age", shown("max_age", max_age), message)
    if subject.param("request") is not None and subject.param("request_uri") is not None:
        evidence = f"request, request_uri={shorten(subject.param('request_uri') or '', 40)}"
        message = "A request object is given by value and by reference."
        yield Found("request_uri", evidence, message)
    asks = scopes(subject)
    if "offline_access" in asks and "openid" in asks and "consent" not in prompt:
        message = "Without prompt=consent servers may ignore the scope offline_access."
        yield Found("scope", shown("scope", " ".join(asks)), message, Severity.WARNING)
