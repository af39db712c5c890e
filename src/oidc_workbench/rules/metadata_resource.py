"""Protected-resource metadata (RFC 9728): whose it is, and what it allows."""

from collections.abc import Iterator

from oidc_workbench.rules.document import DocumentSubject
from oidc_workbench.rules.evidence import shorten, show_member
from oidc_workbench.rules.metadata_members import (
    RESOURCE_SUFFIX,
    identifiers_of,
    listing,
    split,
    texts,
    well_known_urls,
)
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.rule import Answer, Artefact, Found, Missing, document_rule

_ON = (Artefact.PRM,)


@document_rule(
    "prm-resource-mismatch",
    "Protected-resource metadata not for this resource",
    Severity.ERROR,
    on=_ON,
    cites="RFC 9728 §1.2, §3.3",
    remedy="Do not use the document; check the address of the resource.",
)
def prm_resource_mismatch(subject: DocumentSubject) -> Answer:
    """``resource`` is not the identifier that the document was asked for, or is malformed.

    A client sends its tokens where this document says. If a malicious API could point to the
    metadata of another one, clients would fetch tokens for that one and hand them to it. The
    identifier is an https URL without a fragment, compared exactly.
    """
    resource = subject.members.get("resource")
    evidence = show_member("resource", subject.members)
    where = "resource" if "resource" in subject.members else "members"
    problem = _format_problem(resource)
    if problem:
        return Found(where, evidence, f"The document {problem}.")
    expected = subject.context.resources or identifiers_of(subject.url)
    if not expected:
        return Missing("the resource that was asked for, or the URL of the document")
    if resource in expected and _at_its_place(subject, str(resource)):
        return None
    message = f"The document is about another resource than {shorten(expected[0])}."
    if resource in expected:
        message = "The document was fetched from another place than that of its resource."
    return Found(where, evidence, message)


def _format_problem(resource: object) -> str:
    if not isinstance(resource, str):
        return "names no resource"
    parts = split(resource)
    if parts is None or parts.scheme != "https" or not parts.hostname:
        return "names a resource that is not an https URL"
    return "names a resource with a fragment" if "#" in resource else ""


def _at_its_place(subject: DocumentSubject, resource: str) -> bool:
    places = well_known_urls(resource, (RESOURCE_SUFFIX,))
    built = identifiers_of(subject.url)
    return not built or subject.url in places or resource in built


@document_rule(
    "prm-weak",
    "Weak protected-resource metadata",
    Severity.WARNING,
    on=_ON,
    cites="RFC 9728 §2, §4; RFC 9700 §4.3.2",
    remedy="Take tokens in the Authorization header only, and name the authorization servers.",
)
def prm_weak(subject: DocumentSubject) -> Answer:
    """The resource takes tokens in URLs, or names no authorization server.

    A token in a query string ends up in logs, histories and Referer headers. Without
    ``authorization_servers`` a client can't find out where to get a token. That an authorization
    server does not list the resource in return is only noted.
    """
    found = list(_weaknesses(subject))
    if not found and subject.context.metadata is None:
        return Missing("the authorization server's metadata", decisive=False)
    return found


def _weaknesses(subject: DocumentSubject) -> Iterator[Found]:
    members = subject.members
    name = "bearer_methods_supported"
    if "query" in (texts(members, name) or ()):
        message = "Access tokens are taken from the query string."
        yield Found(name, listing(members, name, ("query",)), message)
    servers = "authorization_servers"
    if not texts(members, servers):
        message = "No authorization server is named."
        yield Found("members", show_member(servers, members), message)
    listed = texts(subject.context.metadata or {}, "protected_resources")
    if listed is not None and members.get("resource") not in listed:
        message = "The authorization server does not list this resource."
        evidence = show_member("resource", members)
        yield Found("resource", evidence, message, Severity.INFO)
