"""Flows that should not be used, in a request and in what metadata offers."""

from oidc_workbench.rules.document import DocumentSubject
from oidc_workbench.rules.evidence import show_member
from oidc_workbench.rules.metadata_members import listing, texts
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.request_members import asked, hidden
from oidc_workbench.rules.rule import (
    NOT_APPLICABLE,
    Answer,
    Artefact,
    Found,
    Missing,
    document_rule,
)

_PKCE = "code_challenge_methods_supported"
_GRANTS = "grant_types_supported"
_TYPES = "response_types_supported"


@document_rule(
    "pkce-plain",
    "PKCE plain",
    Severity.WARNING,
    on=(Artefact.META, Artefact.AREQ),
    cites="RFC 7636 §4.2; RFC 9700 §2.1.1; OAuth 2.1",
    remedy="Use S256.",
)
def pkce_plain(subject: DocumentSubject) -> Answer:
    """The code challenge is the verifier itself ("plain"), or may be.

    Whoever sees the authorization request then also knows what redeems the code. S256 sends only
    a hash of the verifier. In a request an absent ``code_challenge_method`` means plain.
    """
    if subject.params:
        return _plain_in_request(subject)
    if "plain" not in (texts(subject.members, _PKCE) or ()):
        return None
    message = "The server accepts a code challenge that is the verifier itself."
    return Found(_PKCE, listing(subject.members, _PKCE, ("plain",)), message)


def _plain_in_request(subject: DocumentSubject) -> Answer:
    if asked(subject, "code_challenge") is None:
        return Missing(hidden(subject), decisive=False) if hidden(subject) else NOT_APPLICABLE
    name = "code_challenge_method"
    method = asked(subject, name)
    if method not in (None, "plain"):
        return None
    evidence = show_member(name, {} if method is None else {name: method})
    message = "The code challenge is the verifier itself, readable for all who see the request."
    return Found(name, evidence, message)


@document_rule(
    "authz-implicit",
    "Access token from the authorization endpoint",
    Severity.WARNING,
    on=(Artefact.META, Artefact.AREQ),
    cites="RFC 9700 §2.1.2; RFC 10017; OAuth 2.1",
    remedy="Use the authorization code flow with PKCE.",
)
def authz_implicit(subject: DocumentSubject) -> Answer:
    """``response_type`` contains "token": the access token comes in the redirect's URL.

    There it leaks through the browser's history, logs and scripts, and nothing ties it to the
    client that asked. OpenID Connect obliges some servers to offer it; clients should not use it,
    and those in a browser must not.
    """
    of_request = asked(subject, "response_type") if subject.params else None
    types = (of_request,) if of_request else texts(subject.members, _TYPES) or ()
    if subject.params and not types and hidden(subject):
        return Missing(hidden(subject), decisive=False)
    implicit = tuple(value for value in types if "token" in value.split())
    if not implicit:
        return None
    name = "response_type" if subject.params else _TYPES
    message = "Access tokens come from the authorization endpoint, in a URL."
    return Found(name, listing({name: implicit}, name, implicit), message)


@document_rule(
    "grant-ropc",
    "Password grant",
    Severity.ERROR,
    on=(Artefact.META, Artefact.TREQ),
    cites="RFC 9700 §2.4",
    remedy="Use the authorization code flow with PKCE.",
)
def grant_ropc(subject: DocumentSubject) -> Answer:
    """The client takes the user's password and sends it to the token endpoint.

    The password is then known to one more program, the user learns to type it anywhere, and
    second factors do not work. The grant must not be used, nor offered.
    """
    offered = subject.values("grant_type") or texts(subject.members, _GRANTS) or ()
    if "password" not in offered:
        return None
    name = "grant_type" if subject.params else _GRANTS
    message = "The password grant hands the user's password to the client."
    return Found(name, listing({name: offered}, name, ("password",)), message)
