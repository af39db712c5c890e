"""Parameters of requests and responses: repeated, malformed, or in a place where all can see."""

from urllib.parse import parse_qsl

from oidc_workbench.rules.document import DocumentKind, DocumentSubject
from oidc_workbench.rules.evidence import shorten
from oidc_workbench.rules.metadata_members import split
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.request_members import hidden, shown, sized
from oidc_workbench.rules.rule import (
    NOT_APPLICABLE,
    Answer,
    Artefact,
    Found,
    Missing,
    Reads,
    document_rule,
)

_MAY_REPEAT = ("resource", "audience")  # RFC 8707 §2, RFC 8693
_SENT = ("query", "fragment", "body")
_CREDENTIALS = ("client_secret", "client_assertion", "refresh_token", "password", "code_verifier")


@document_rule(
    "param-duplicate",
    "Parameter repeated",
    Severity.ERROR,
    on=(Artefact.AREQ, Artefact.TREQ, Artefact.ARESP),
    cites="RFC 6749 §3.1-3.2; OAuth 2.1; RFC 8707 §2",
    remedy="Send every parameter once.",
)
def param_duplicate(subject: DocumentSubject) -> Answer:
    """The same parameter stands there twice.

    One program takes the first value and another the last, so what one checks is not what the
    other uses. Only ``resource`` and ``audience`` may repeat.
    """
    names = [one.name for one in subject.params if one.part in _SENT]
    repeated = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    return [
        Found(
            shorten(name, 60),
            f"{shorten(name, 60)} stands there {names.count(name)} times",
            f"The parameter {shorten(name, 60)} is repeated.",
        )
        for name in repeated
        if name not in _MAY_REPEAT
    ]


@document_rule(
    "resource-invalid",
    "Bad resource indicator",
    Severity.ERROR,
    on=(Artefact.AREQ, Artefact.TREQ),
    cites="RFC 8707 §2",
    remedy="Name the resource by an absolute URI without a fragment.",
)
def resource_invalid(subject: DocumentSubject) -> Answer:
    """A ``resource`` is not an absolute URI, or has a fragment.

    The resource indicator says which API the access token is for; the server compares it with
    what it knows, and puts it into ``aud``. A query should be avoided (a warning).
    """
    values = subject.values("resource")
    if not values:
        unseen = subject.kind is DocumentKind.AUTHORIZATION_REQUEST and hidden(subject)
        return Missing(hidden(subject), decisive=False) if unseen else NOT_APPLICABLE
    return [
        Found("resource", shown("resource", value), f"The resource {problem}.", severity)
        for value in values
        for problem, severity in _resource_problems(value)
    ]


def _resource_problems(value: str) -> list[tuple[str, Severity | None]]:
    parts = split(value)
    if parts is None:
        return [("is not an absolute URI", None)]
    if "#" in value:
        return [("has a fragment", None)]
    return [("has a query", Severity.WARNING)] if "?" in value else []


@document_rule(
    "secret-in-url",
    "Credential in a URL",
    Severity.ERROR,
    on=(Artefact.AREQ, Artefact.TREQ),
    cites="RFC 6749 §2.3.1; RFC 9700 §4.3",
    remedy="Send it in the body of a POST, or in a header; replace what has been seen.",
)
def secret_in_url(subject: DocumentSubject) -> Answer:
    """A secret, assertion, refresh token, password or verifier stands in the query of a URL.

    URLs are written into logs, histories and the Referer of other requests, and kept there. What
    stood in one must count as known.
    """
    return [
        Found(one.name, sized(one.name, one.value), f"The {one.name} stands in a URL.")
        for one in subject.params
        if one.part == "query" and one.name in _CREDENTIALS
    ]


@document_rule(
    "at-in-url",
    "Access token in a URL",
    Severity.ERROR,
    on=(Artefact.AREQ, Artefact.ARESP),
    cites="RFC 9700 §4.3.2; OAuth 2.1",
    remedy="Send access tokens in the Authorization header; revoke what has been seen.",
    reads=Reads.TEXT,
)
def at_in_url(subject: DocumentSubject) -> Answer:
    """An access token stands in the query of a request, or in its Referer.

    URLs end up in the logs of servers and proxies, in histories, and on the next page. Whoever
    reads one there can use the token.
    """
    values = [
        ("access_token", one.value)
        for one in subject.params
        if one.part == "query" and one.name == "access_token"
    ]
    values += [("the Referer", value) for value in _in_referer(subject)]
    return [
        Found(where, sized("access_token", value), "An access token stands in a URL.")
        for where, value in values
    ]


def _in_referer(subject: DocumentSubject) -> list[str]:
    headers = subject.request.headers if subject.request is not None else ()
    urls = [value for name, value in headers if name.lower() == "referer"]
    queries = [url.partition("#")[0].partition("?")[2] for url in urls]
    return [value for query in queries for name, value in _pairs(query) if name == "access_token"]


def _pairs(query: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(query, max_num_fields=200)
    except ValueError:
        return []
