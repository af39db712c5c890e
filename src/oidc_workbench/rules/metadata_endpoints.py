"""The addresses in metadata, and how the document itself was fetched."""

from oidc_workbench.exchange import HttpResponse
from oidc_workbench.rules import addresses
from oidc_workbench.rules.addresses import unsafe
from oidc_workbench.rules.document import DocumentKind, DocumentSubject
from oidc_workbench.rules.evidence import shorten, show, show_member
from oidc_workbench.rules.metadata_members import (
    OAUTH_SUFFIX,
    OIDC_SUFFIX,
    endpoints,
    host_of,
    listing,
    split,
    texts,
    well_known_urls,
)
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.own_machine import without_tls
from oidc_workbench.rules.rule import (
    NOT_APPLICABLE,
    Answer,
    Artefact,
    Found,
    Missing,
    Reads,
    document_rule,
)

_JSON_TYPES = ("application/json",)
_KEY_TYPES = ("application/json", "application/jwk-set+json")


@document_rule(
    "meta-endpoint-http",
    "Endpoint without TLS",
    Severity.ERROR,
    on=(Artefact.META, Artefact.PRM),
    cites="OIDC Discovery §3; RFC 8414 §2; RFC 9126 §2; OIDC RP-Initiated Logout §2.1",
    remedy="Use https addresses without a fragment.",
)
def meta_endpoint_http(subject: DocumentSubject) -> Answer:
    """An endpoint, or the place of the keys, is not an https address, or has a fragment.

    Codes, secrets and tokens go to these addresses, and trust comes from the keys. Without TLS
    whoever is on the way reads and replaces them. Where the issuer that was asked for is on this
    machine itself, to try things out, its http addresses are only noted.
    """
    named = list(endpoints(subject.members))
    if not named:
        return NOT_APPLICABLE
    found = [
        Found(where, shorten(show(url)), f"The address {problem}.", without_tls(subject, url))
        for where, url in named
        if url is not None and (problem := _problem(url))
    ]
    return _notes_as_one(found)


def _notes_as_one(found: list[Found]) -> list[Found]:
    """Say once that a server on this machine, tried out there, has addresses without TLS."""
    notes = [one for one in found if one.severity is Severity.INFO]
    if len(notes) < 2:
        return found
    message = "The addresses are http, on this machine."
    evidence = f"{notes[0].evidence} and {len(notes) - 1} more"
    one = Found(notes[0].where, evidence, message, Severity.INFO)
    return [one, *(other for other in found if other.severity is not Severity.INFO)]


def _problem(url: object) -> str:
    parts = split(url)
    if parts is None:
        return "is not a URL"
    if parts.scheme != "https":
        return f"is {shorten(parts.scheme, 20)}, not https"
    if not parts.hostname:
        return "names no host"
    return "has a fragment" if "#" in str(url) else ""


@addresses.hdr_url_ssrf.on_document(Artefact.META, Artefact.REG, cites="RFC 9728 §7.7")
def hdr_url_ssrf(subject: DocumentSubject) -> Answer:
    """Of metadata and registrations: the same for ``jwks_uri`` and other addresses to fetch.

    A host that was named when the document was asked for may lie in an inner network.
    """
    members = subject.members
    names = [name for name in ("jwks_uri", "sector_identifier_uri") if name in members]
    if not names:
        return NOT_APPLICABLE
    own = {host_of(subject.context.issuer), host_of(subject.url)} - {""}
    return [
        Found(
            name,
            show_member(name, members),
            f"The address {why}.",
            without_tls(subject, members[name]),
        )
        for name in names
        if (why := unsafe(members[name]))
        and not (host_of(members[name]) in own and why.startswith("leads"))
    ]


@document_rule(
    "meta-transport",
    "Fetched the wrong way",
    Severity.ERROR,
    on=(Artefact.META, Artefact.PRM, Artefact.JWKS),
    cites="OIDC Discovery §4-4.2; RFC 8414 §3-3.2; RFC 9728 §3.1; RFC 9700 §2.6",
    remedy="Serve it at its well-known place over https, as application/json with status 200.",
    reads=Reads.TEXT,
)
def meta_transport(subject: DocumentSubject) -> Answer:
    """The document came with another status or content type, by a redirect, or from elsewhere.

    Its place is fixed, so that only who controls the host can publish it: OpenID Connect appends
    the well-known path to the issuer, RFC 8414 and RFC 9728 insert it between host and path. A
    redirect to another host hands that control over. Error pages are not metadata.
    """
    found = [*_misplaced(subject), *_in_clear(subject)]
    if subject.response is None:
        return found or Missing("the HTTP response that it came in")
    return [*found, *_response_problems(subject, subject.response)]


def _misplaced(subject: DocumentSubject) -> list[Found]:
    url, places = subject.url, _places(subject)
    if not url or not places or url in places:
        return []
    message = f"It was fetched from another place than {shorten(places[-1])}."
    return [Found("the URL", shorten(url), message)]


def _places(subject: DocumentSubject) -> tuple[str, ...]:
    if subject.kind is DocumentKind.METADATA:
        issuer = subject.context.issuer or subject.members.get("issuer")
        suffixes = (OAUTH_SUFFIX, OIDC_SUFFIX)
        return well_known_urls(issuer, suffixes) if isinstance(issuer, str) else ()
    return ()


def _in_clear(subject: DocumentSubject) -> list[Found]:
    parts = split(subject.url)
    if parts is None or parts.scheme != "http":
        return []
    severity = without_tls(subject, subject.url)
    return [Found("the URL", shorten(subject.url), "It was fetched without TLS.", severity)]


def _response_problems(subject: DocumentSubject, response: HttpResponse) -> list[Found]:
    if 300 <= response.status < 400:
        return [_redirect(subject, response)]
    if response.status != 200:
        message = f"The server answered with status {response.status}, not 200."
        return [Found("the status", str(response.status), message)]
    types = _KEY_TYPES if subject.kind is DocumentKind.JWKS else _JSON_TYPES
    if response.media_type in types:
        return []
    shown = show_member("Content-Type", {"Content-Type": response.header("content-type")})
    message = f"The content type is not {' or '.join(types)}."
    return [Found("Content-Type", shown, message)]


def _redirect(subject: DocumentSubject, response: HttpResponse) -> Found:
    location = response.header("location") or ""
    here, there = split(subject.url), split(location)
    elsewhere = here is not None and there is not None and here.netloc != there.netloc
    to = "another host" if elsewhere else "another address"
    message = f"The server redirects to {to} instead of answering."
    return Found("Location", shorten(location), message)


@document_rule(
    "endpoint-unauthenticated",
    "Introspection or revocation without authorization or TLS",
    Severity.ERROR,
    on=(Artefact.META,),
    cites="RFC 7662; RFC 9701 §5; RFC 7009",
    remedy="Require client authentication at the introspection endpoint.",
)
def endpoint_unauthenticated(subject: DocumentSubject) -> Answer:
    """The introspection endpoint answers callers that do not authenticate.

    Who can ask about any token can try tokens until one is active, and learns whom it is about.
    The endpoint must require some authorization. Public clients may revoke their own tokens
    without it, but over TLS and by POST only.
    """
    members = subject.members
    if "introspection_endpoint" not in members:
        return NOT_APPLICABLE
    name = "introspection_endpoint_auth_methods_supported"
    methods = texts(members, name)
    if methods is None:
        return Missing("an answer of the introspection endpoint to an unauthenticated request")
    if "none" not in methods:
        return None
    message = "The introspection endpoint may be asked without authentication."
    return Found(name, listing(members, name, ("none",)), message)
