"""Whose metadata it is: the issuer asked for, and nobody else's."""

from collections.abc import Iterator, Mapping

from oidc_workbench.jose.reader import read
from oidc_workbench.rules.document import DocumentSubject
from oidc_workbench.rules.evidence import shorten, show_member
from oidc_workbench.rules.metadata_members import (
    endpoints,
    host_of,
    identifiers_of,
    split,
)
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.own_machine import without_tls
from oidc_workbench.rules.rule import (
    NOT_APPLICABLE,
    Answer,
    Artefact,
    Found,
    Missing,
    document_rule,
)

_ON = (Artefact.META,)
_SHOWN = 5


@document_rule(
    "meta-issuer-mismatch",
    "issuer is not the one asked for",
    Severity.ERROR,
    on=_ON,
    cites="OIDC Discovery §4.3, §7.2; RFC 8414 §3.3",
    remedy="Do not use the document; check the issuer that was configured.",
)
def meta_issuer_mismatch(subject: DocumentSubject) -> Answer:
    """``issuer`` in the document differs from the issuer whose metadata was asked for.

    Who controls one path on a host could otherwise publish a document in the name of another
    issuer, and have clients send codes and secrets to the wrong server. The comparison is exact,
    code point by code point: a slash at the end makes a difference.
    """
    issuer = subject.members.get("issuer")
    if not isinstance(issuer, str) or not issuer:
        return NOT_APPLICABLE  # meta-incomplete speaks about it
    expected = subject.context.issuer
    possible = (expected,) if expected else identifiers_of(subject.url)
    if not possible:
        return Missing("the issuer that was asked for, or the URL of the document")
    if issuer in possible:
        return None
    slash = " They differ in the slash at the end." if _differ_in_slash(issuer, possible) else ""
    message = f"This is the metadata of another issuer than {shorten(possible[0])}.{slash}"
    return Found("issuer", show_member("issuer", subject.members), message)


def _differ_in_slash(issuer: str, possible: tuple[str, ...]) -> bool:
    return any(issuer.rstrip("/") == one.rstrip("/") for one in possible)


@document_rule(
    "meta-issuer-format",
    "issuer malformed",
    Severity.ERROR,
    on=_ON,
    cites="OIDC Discovery §3; RFC 8414 §2",
    remedy="Use an https URL with a host, and without query, fragment or user name.",
)
def meta_issuer_format(subject: DocumentSubject) -> Answer:
    """The issuer identifier is no https URL, or has a query, a fragment or a user name.

    The issuer is the root of all trust here: metadata and keys are found through it, and every
    token names it. Over plain http anybody on the way can replace both.
    """
    issuer = subject.members.get("issuer")
    if not isinstance(issuer, str) or not issuer:
        return NOT_APPLICABLE  # meta-incomplete speaks about it
    problem = _issuer_problem(issuer)
    if not problem:
        return None
    evidence = show_member("issuer", subject.members)
    severity = without_tls(subject, issuer) if "?" not in issuer else None
    return Found("issuer", evidence, f"The issuer {problem}.", severity)


def _issuer_problem(issuer: str) -> str:
    parts = split(issuer)
    if parts is None:
        return "is not a URL"
    if parts.scheme != "https":
        return "is not an https URL"
    if not parts.hostname:
        return "names no host"
    if "@" in parts.netloc:
        return "holds a user name"
    return "has a query or a fragment" if "?" in issuer or "#" in issuer else ""


@document_rule(
    "meta-foreign-endpoint",
    "Endpoint belongs to another server",
    Severity.WARNING,
    on=_ON,
    cites="draft-ietf-oauth-security-topics-update §2.1; RFC 9207 §4; RFC 9700 §4.4",
    remedy="Ask the provider before using it, and use a key of your own for each server.",
)
def meta_foreign_endpoint(subject: DocumentSubject) -> Answer:
    """The token or authorization endpoint is one that another issuer uses.

    A malicious server can name an honest server's endpoint as its own. The client then sends the
    honest server's codes or assertions around as if they were meant for the other (mix-up). Two
    issuers must not share these endpoints. A host outside the issuer's site is only noted: large
    providers have several domains.
    """
    shared = list(_shared(subject))
    if shared:
        return shared
    outside = _outside(subject)
    if outside is not None:
        return outside
    if subject.context.known_metadata is None:
        return Missing("the metadata of the other issuers that are used", decisive=False)
    return None


def _shared(subject: DocumentSubject) -> Iterator[Found]:
    members = subject.members
    for other in subject.context.known_metadata or ():
        if other.get("issuer") == members.get("issuer"):
            continue
        for name in ("authorization_endpoint", "token_endpoint"):
            if isinstance(members.get(name), str) and members[name] == other.get(name):
                owner = shorten(str(other.get("issuer")))
                message = f"The {name} is also that of another issuer, {owner}."
                yield Found(name, show_member(name, members), message, Severity.ERROR)


def _outside(subject: DocumentSubject) -> Found | None:
    site = _site(host_of(subject.members.get("issuer")))
    named = [(where, host_of(url)) for where, url in endpoints(subject.members)]
    outside = [(where, host) for where, host in named if site and host and _site(host) != site]
    if not outside:
        return None
    hosts = ", ".join(dict.fromkeys(host for _, host in outside))
    places = ", ".join(where for where, _ in outside)
    message = f"Addresses lie outside the issuer's site, on {shorten(hosts)}."
    return Found(shorten(outside[0][0], 60), shorten(places), message, Severity.INFO)


def _site(host: str) -> str:
    """The domain that probably has one owner: good enough for a note, without a list of them."""
    labels = host.rstrip(".").split(".")
    country = len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3
    return ".".join(labels[-3:] if country else labels[-2:])


@document_rule(
    "meta-inconsistent",
    "Two metadata documents disagree",
    Severity.ERROR,
    on=_ON,
    cites="RFC 9068 §4; RFC 8414 §2.1",
    remedy="Publish the same values at both places, and the signed ones unsigned too.",
)
def meta_inconsistent(subject: DocumentSubject) -> Answer:
    """The issuer's two documents, or the signed and the unsigned values, differ.

    An issuer may publish metadata for OpenID Connect and for OAuth 2.0. If they name different
    keys or endpoints, two clients of one server trust different things. Values within
    ``signed_metadata`` come before the unsigned ones, so a difference there is a trap as well.
    """
    signed = subject.members.get("signed_metadata")
    claims = read(signed).claims if isinstance(signed, str) else {}
    found = [
        *_differences(subject.members, claims, "its signed metadata", tuple(claims)),
        *_against_other(subject),
    ]
    if not found and subject.context.other_metadata is None:
        return Missing("the document at the issuer's other well-known place")
    return found[:_SHOWN]


def _against_other(subject: DocumentSubject) -> Iterator[Found]:
    other = subject.context.other_metadata or {}
    names = ("issuer", *(name for name, _ in endpoints(subject.members) if "." not in name))
    yield from _differences(subject.members, other, "the other document", names)


def _differences(
    members: Mapping[str, object],
    other: Mapping[str, object],
    what: str,
    names: tuple[str, ...],
) -> Iterator[Found]:
    for name in names:
        if name in members and name in other and members[name] != other[name]:
            evidence = f"{show_member(name, members)}, there {show_member(name, other)}"
            message = f"The {shorten(name, 60)} differs from that in {what}."
            yield Found(shorten(name, 60), shorten(evidence, 240), message)
