"""The UserInfo response: about the right person, and bound to its reader when it is signed."""

from collections.abc import Iterator

from oidc_workbench.rules import issuer
from oidc_workbench.rules.claims import audiences, present
from oidc_workbench.rules.document import DocumentSubject
from oidc_workbench.rules.evidence import shorten, show_member
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.rule import (
    NOT_APPLICABLE,
    Answer,
    Artefact,
    Found,
    Missing,
    document_rule,
)

_ON = (Artefact.UI,)


@document_rule(
    "userinfo-sub-mismatch",
    "UserInfo about somebody else",
    Severity.ERROR,
    on=_ON,
    cites="OIDC Core §5.3.2",
    remedy="Discard the UserInfo claims.",
)
def userinfo_sub_mismatch(subject: DocumentSubject) -> Answer:
    """The ``sub`` is missing, or is not that of the ID token.

    Whose claims come back depends on the access token alone. If that was swapped, a client that
    does not compare takes another person's name and address for its user's.
    """
    members = subject.members
    if "error" in members and "sub" not in members:
        return NOT_APPLICABLE
    evidence = show_member("sub", members)
    sub = members.get("sub")
    if not isinstance(sub, str) or not sub:
        return Found("sub", evidence, "The answer does not say whom it is about.")
    expected = subject.context.subject
    if not expected:
        return Missing("the sub of the ID token")
    if sub == expected:
        return None
    return Found("sub", evidence, "The answer is about somebody else than the ID token.")


@document_rule(
    "userinfo-signed",
    "Signed UserInfo not bound",
    Severity.WARNING,
    on=_ON,
    cites="OIDC Core §5.3.2, §5.3.4",
    remedy="Have the server set iss and aud and the right content type, and check them.",
)
def userinfo_signed(subject: DocumentSubject) -> Answer:
    """A signed answer does not say whose it is and for whom, or the content type is wrong.

    Without ``iss`` and ``aud`` the signature says only that some server wrote it for somebody.
    Wrong values are an error, and so is a content type that does not tell JSON and JWT apart.
    """
    found = list(_wrong_type(subject))
    if subject.token is None:
        if subject.response is None:
            return Missing("the HTTP response that it came in", decisive=False)
        return found or None
    return [*found, *_unbound(subject)] or _unknown(subject)


def _wrong_type(subject: DocumentSubject) -> Iterator[Found]:
    response = subject.response
    if response is None:
        return
    due = "application/json" if subject.token is None else "application/jwt"
    if response.media_type != due:
        evidence = f"Content-Type: {shorten(response.header('content-type') or 'none')}"
        yield Found("Content-Type", evidence, f"The type should be {due}.", Severity.ERROR)


def _unbound(subject: DocumentSubject) -> Iterator[Found]:
    claims, context = subject.members, subject.context
    for name in ("iss", "aud"):
        if not present(claims, name):
            message = f"The signed answer has no {name}."
            yield Found(f"payload.{name}", show_member(name, claims), message)
    if present(claims, "iss") and context.issuer and claims["iss"] != context.issuer:
        message = "The answer is from another issuer."
        yield Found("payload.iss", show_member("iss", claims), message, Severity.ERROR)
    wrong = context.client_id and context.client_id not in audiences(claims)
    if present(claims, "aud") and wrong:
        message = "The answer is for another client."
        yield Found("payload.aud", show_member("aud", claims), message, Severity.ERROR)


def _unknown(subject: DocumentSubject) -> Answer:
    if not subject.context.issuer:
        return Missing("the expected issuer", decisive=False)
    return None if subject.context.client_id else Missing("the client_id", decisive=False)


@issuer.iss_mismatch.on_document(Artefact.UI, cites="OIDC Core §5.3.2")
def iss_mismatch(subject: DocumentSubject) -> Answer:
    """In a UserInfo response ``iss`` may be absent."""
    members = subject.members
    if not present(members, "iss"):
        return NOT_APPLICABLE
    expected = subject.context.issuer
    if not expected:
        return Missing("the expected issuer")
    if members["iss"] == expected:
        return None
    message = f"The answer is from another issuer than {shorten(expected)}."
    return Found("iss", show_member("iss", members), message)
