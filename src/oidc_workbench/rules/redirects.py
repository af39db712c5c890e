"""Redirect URIs: exactly registered, over TLS, and safe for native apps."""

from collections.abc import Iterator
from urllib.parse import SplitResult

from oidc_workbench.rules.document import DocumentKind, DocumentSubject
from oidc_workbench.rules.evidence import shorten
from oidc_workbench.rules.metadata_members import split, texts
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.request_members import asked, hidden, is_authorization, scopes, shown
from oidc_workbench.rules.rule import (
    NOT_APPLICABLE,
    Answer,
    Artefact,
    Found,
    Missing,
    document_rule,
)

_ON = (Artefact.AREQ, Artefact.REG)
_NAME = "redirect_uri"
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_REDIRECTING = ("authorization_code", "implicit")


@document_rule(
    "redirect-mismatch",
    "redirect_uri not exactly registered",
    Severity.ERROR,
    on=_ON,
    cites="RFC 9700 §2.1, §4.1.3; OIDC Core §3.1.2.1; RFC 6749 §3.1.2; OAuth 2.1",
    remedy="Register the full redirect URI, and send exactly that.",
)
def redirect_mismatch(subject: DocumentSubject) -> Answer:
    """The redirect URI is absent, not one that is registered, or not a plain absolute URI.

    Codes go wherever the redirect URI leads. So the server must compare it as a string with the
    registered ones; only the port of a loopback address may differ. Wildcards, fragments and
    relative addresses have no place in it.
    """
    if subject.kind is DocumentKind.REGISTRATION:
        return _registered_badly(subject)
    if not is_authorization(subject):
        return NOT_APPLICABLE
    uri, registered = asked(subject, _NAME), _registered(subject)
    if uri is None:
        return Missing(hidden(subject)) if hidden(subject) else _absent(subject, registered)
    problem = _malformed(uri)
    if problem:
        return Found(_NAME, shown(_NAME, uri), f"The redirect URI {problem}.")
    if registered is None:
        return Missing("the registered redirect URIs")
    if any(same_redirect(uri, one) for one in registered):
        return None
    message = f"The redirect URI is not one of the {len(registered)} that are registered."
    return Found(_NAME, shown(_NAME, uri), message)


def _registered(subject: DocumentSubject) -> tuple[str, ...] | None:
    if subject.context.redirect_uris is not None:
        return subject.context.redirect_uris
    return texts(subject.context.registration or {}, "redirect_uris")


def _absent(subject: DocumentSubject, registered: tuple[str, ...] | None) -> Answer:
    if "openid" in scopes(subject):
        message = "OpenID Connect requires a redirect_uri in every request."
    elif registered is not None and len(registered) > 1:
        message = "Several redirect URIs are registered, and the request names none."
    else:
        return NOT_APPLICABLE
    return Found(_NAME, f"no {_NAME}", message)


def _malformed(uri: str) -> str:
    if split(uri) is None:
        return "is not an absolute URI"
    if "#" in uri:
        return "has a fragment"
    return "holds a wildcard" if "*" in uri.partition("?")[0] else ""


def same_redirect(uri: str, registered: str) -> bool:
    """Compare as strings; of a loopback address the port may differ (RFC 8252, RFC 9700 §4.1.3)."""
    if uri == registered:
        return True
    found, known = split(uri), split(registered)
    if found is None or known is None or not (_is_loopback(found) and _is_loopback(known)):
        return False
    if "@" in found.netloc or found.hostname != known.hostname:
        return False
    return (found.path, found.query) == (known.path, known.query)


def _is_loopback(parts: SplitResult) -> bool:
    return parts.scheme == "http" and parts.hostname in _LOOPBACK


def _registered_badly(subject: DocumentSubject) -> Answer:
    uris = texts(subject.members, "redirect_uris")
    if not uris:
        grants = texts(subject.members, "grant_types") or ()
        if not any(grant in _REDIRECTING for grant in grants):
            return NOT_APPLICABLE
        message = "The client uses redirects, and registers no redirect URI."
        return Found("redirect_uris", "no redirect_uris", message)
    return [
        Found(f"redirect_uris[{index}]", shorten(uri), f"The redirect URI {problem}.")
        for index, uri in enumerate(uris)
        if (problem := _malformed(uri))
    ]


def _addresses(subject: DocumentSubject) -> Iterator[tuple[str, str, SplitResult]]:
    """Every redirect URI, the place where it stands, and its parts."""
    if subject.kind is DocumentKind.REGISTRATION:
        listed = texts(subject.members, "redirect_uris") or ()
        named = [(f"redirect_uris[{index}]", uri) for index, uri in enumerate(listed)]
    else:
        named = [(_NAME, asked(subject, _NAME) or "")]
    for where, uri in named:
        if (parts := split(uri)) is not None:
            yield where, uri, parts


def _application(subject: DocumentSubject) -> str:
    stated = subject.context.application_type
    return stated or str(subject.members.get("application_type", ""))


def _unseen(subject: DocumentSubject) -> Answer:
    """What to say where there is no redirect URI to look at."""
    if subject.kind is DocumentKind.AUTHORIZATION_REQUEST and hidden(subject):
        return Missing(hidden(subject))
    return NOT_APPLICABLE


@document_rule(
    "redirect-http",
    "Clear-text redirect URI",
    Severity.ERROR,
    on=_ON,
    cites="RFC 9700 §2.6; RFC 8252",
    remedy="Use https, or a loopback address in a native app.",
)
def redirect_http(subject: DocumentSubject) -> Answer:
    """The redirect URI is http, and not the loopback address of a native app.

    The code then crosses the network in the clear, and whoever is on the way can take it or
    answer in place of the client. On the loopback interface nothing leaves the machine.
    """
    uris = list(_addresses(subject))
    if not uris:
        return _unseen(subject)
    hosted = _application(subject) in ("web", "browser")
    return [
        Found(where, shorten(uri), f"The code comes over http{_place(parts)}.")
        for where, uri, parts in uris
        if parts.scheme == "http" and (hosted or not _is_loopback(parts))
    ]


def _place(parts: SplitResult) -> str:
    return ", which only native apps may use on this machine" if _is_loopback(parts) else ""


@document_rule(
    "redirect-native",
    "Risky native redirect",
    Severity.WARNING,
    on=_ON,
    cites="OAuth 2.1; RFC 8252",
    remedy="Use 127.0.0.1, or an https address that the app has claimed.",
)
def redirect_native(subject: DocumentSubject) -> Answer:
    """A native app is redirected to ``localhost``, or by a scheme that others may use as well.

    The name localhost can lead elsewhere, or to another interface; 127.0.0.1 and [::1] can't. A
    private-use scheme must be a domain name of the app's maker in reverse (com.example.app), so
    that no two apps claim the same one.
    """
    uris = list(_addresses(subject))
    if not uris:
        return _unseen(subject)
    return [
        Found(where, shorten(uri), f"The redirect URI {problem}.", None)
        for where, uri, parts in uris
        if (problem := _native_problem(parts))
    ]


def _native_problem(parts: SplitResult) -> str:
    if parts.scheme == "http" and parts.hostname == "localhost":
        return "uses the name localhost instead of 127.0.0.1"
    if parts.scheme in ("http", "https"):
        return ""
    labels = parts.scheme.split(".")
    reverse = len(labels) > 1 and all(labels)
    return "" if reverse else "has a scheme that is no domain name in reverse"
