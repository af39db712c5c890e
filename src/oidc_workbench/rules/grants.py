"""Grants that do not fit the actor, and token exchange (RFC 8693)."""

from collections.abc import Iterator

from oidc_workbench.rules.document import DocumentKind, DocumentSubject
from oidc_workbench.rules.evidence import show_member
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.request_members import shown, value_in
from oidc_workbench.rules.rule import (
    NOT_APPLICABLE,
    Answer,
    Artefact,
    Found,
    Missing,
    document_rule,
)

_ON = (Artefact.TREQ, Artefact.TRESP)
_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
_PERSONS = ("openid", "offline_access")


def grant_type(subject: DocumentSubject) -> str | None:
    """The grant of a token request, or of the one that was answered; None when not known."""
    if subject.kind is DocumentKind.TOKEN_REQUEST:
        return subject.param("grant_type") or ""
    if subject.context.request is None:
        return None
    return value_in(subject.context.request, "grant_type") or ""


@document_rule(
    "flow-grant-mismatch",
    "Grant does not fit the actor",
    Severity.WARNING,
    on=_ON,
    cites="RFC 6749 §4.4.3; OIDC Core; RFC 9700 §4.15",
    remedy="For a person use the code flow with PKCE; for a machine client credentials alone.",
)
def flow_grant_mismatch(subject: DocumentSubject) -> Answer:
    """Client credentials are mixed with what belongs to a person's sign-in.

    With this grant there is no user: an ID token, the scope openid or offline access have no
    meaning, and a refresh token no use, since the client can always ask again. A client that
    wants them probably means to act for a person.
    """
    grant = grant_type(subject)
    if grant is None:
        return Missing("the token request that was answered", decisive=False)
    if grant != "client_credentials":
        return NOT_APPLICABLE
    if subject.kind is DocumentKind.TOKEN_REQUEST:
        scope = subject.param("scope") or ""
        if not any(word in _PERSONS for word in scope.split()):
            return None
        message = "The scope belongs to a person's sign-in, and there is no person here."
        return Found("scope", shown("scope", scope), message)
    return [
        Found(name, f"{name} is there", f"A machine has no use for the {name} in this answer.")
        for name in ("id_token", "refresh_token")
        if subject.members.get(name)
    ]


@document_rule(
    "tx-request",
    "Malformed token exchange",
    Severity.ERROR,
    on=_ON,
    cites="RFC 8693",
    remedy="Complete the parameters.",
)
def tx_request(subject: DocumentSubject) -> Answer:
    """A token exchange lacks a parameter, or its answer does not say what was issued.

    The server must know what kind of token it is given, and whom the new one is for. An actor
    token and its type go together; without ``resource`` or ``audience`` the new token may be good
    everywhere (a warning).
    """
    if subject.kind is DocumentKind.TOKEN_REQUEST:
        return list(_in_request(subject)) if grant_type(subject) == _EXCHANGE else NOT_APPLICABLE
    if "error" in subject.members:
        return NOT_APPLICABLE
    if grant_type(subject) != _EXCHANGE and "issued_token_type" not in subject.members:
        unknown = grant_type(subject) is None
        needs = "the token request that was answered"
        return Missing(needs, decisive=False) if unknown else NOT_APPLICABLE
    return [
        Found(name, show_member(name, subject.members), f"The answer has no {name}.")
        for name in ("issued_token_type", "token_type")
        if not isinstance(subject.members.get(name), str)
    ]


def _in_request(subject: DocumentSubject) -> Iterator[Found]:
    for name in ("subject_token", "subject_token_type"):
        if not subject.param(name):
            yield Found(name, f"no {name}", f"The request has no {name}.")
    actor, kind = subject.param("actor_token"), subject.param("actor_token_type")
    if bool(actor) != bool(kind):
        lacking = "actor_token_type" if actor else "actor_token"
        yield Found(lacking, f"no {lacking}", "An actor token and its type go together.")
    if not subject.param("resource") and not subject.param("audience"):
        message = "The request does not say whom the new token is for."
        evidence = "no resource, no audience"
        yield Found("resource", evidence, message, Severity.WARNING)
