"""The authorization response: from the right server, to this request, without tokens in it."""

from oidc_workbench.jose.reader import read
from oidc_workbench.rules.document import DocumentSubject
from oidc_workbench.rules.evidence import show_nonce
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.request_members import shown, sized, value_in
from oidc_workbench.rules.rule import (
    NOT_APPLICABLE,
    Answer,
    Artefact,
    Found,
    Missing,
    document_rule,
)

_ON = (Artefact.ARESP,)
_PROMISE = "authorization_response_iss_parameter_supported"


@document_rule(
    "resp-iss-missing",
    "iss absent though advertised",
    Severity.ERROR,
    on=_ON,
    cites="RFC 9207 §2, §2.4",
    remedy="Abort; do not redeem the code.",
)
def resp_iss_missing(subject: DocumentSubject) -> Answer:
    """The server promises ``iss`` in its responses, and this one has none.

    A response without it may be from another server that does not want to be known. That holds
    for error responses too. A JARM response names its issuer inside the JWT.
    """
    if subject.param("iss") is not None or subject.param("response") is not None:
        return None
    if subject.token is not None:
        return None
    metadata = subject.context.metadata
    if metadata is None:
        return Missing("the provider's metadata")
    if metadata.get(_PROMISE) is not True:
        return NOT_APPLICABLE
    message = "The response does not say which server it is from, though its metadata promises it."
    return Found("iss", "no iss", message)


@document_rule(
    "resp-iss-mismatch",
    "iss of another server (mix-up)",
    Severity.ERROR,
    on=_ON,
    cites="RFC 9207 §2.4, §4; RFC 9700 §4.4.2",
    remedy="Abort; do not redeem the code.",
)
def resp_iss_mismatch(subject: DocumentSubject) -> Answer:
    """The response is from another server than the one that was asked.

    In a mix-up attack a client is led to take the code of an honest server to a malicious one.
    The comparison is exact. An ID token in the response must be from the same issuer.
    """
    named = [("iss", value) for value in subject.values("iss")]
    named += [("id_token.iss", value) for value in _of_id_token(subject)]
    if not named:
        return NOT_APPLICABLE
    expected = subject.context.issuer
    if expected:
        wrong = [(where, value) for where, value in named if value != expected]
        return [
            Found(where, shown("iss", value), "The response is from another server.")
            for where, value in wrong
        ]
    if len({value for _, value in named}) > 1:
        where, value = named[-1]
        return Found(where, shown("iss", value), "The response names two issuers.")
    return Missing("the issuer that the request was sent to")


def _of_id_token(subject: DocumentSubject) -> tuple[str, ...]:
    claimed = (read(value).claims.get("iss") for value in subject.values("id_token"))
    return tuple(iss for iss in claimed if isinstance(iss, str))


@document_rule(
    "resp-state-mismatch",
    "state wrong, or an unsolicited response",
    Severity.ERROR,
    on=_ON,
    cites="RFC 6749 §4.1.2; OIDC Core §3.2.2.5; OAuth 2.1",
    remedy="Abort; do not redeem the code.",
)
def resp_state_mismatch(subject: DocumentSubject) -> Answer:
    """The response does not return the ``state`` that was sent, or nothing had been asked.

    It then belongs to another request, perhaps to one that an attacker began. The comparison is
    exact, with case.
    """
    sent, got = subject.context.state, subject.param("state")
    if sent is None and subject.context.request is not None:
        sent = value_in(subject.context.request, "state") or ""
    if sent is None:
        return Missing("the state that was sent (or that none was sent)")
    if got == sent or (not got and not sent):
        return None
    if got is None:
        return Found("state", "no state", "A state was sent, and the response does not return it.")
    message = "The state is not the one that was sent." if sent else "No state was sent."
    return Found("state", f"state={show_nonce(got)}", f"{message} It answers another request.")


@document_rule(
    "resp-token-in-url",
    "Token returned in the URL",
    Severity.WARNING,
    on=_ON,
    cites="RFC 9700 §2.1.2, §4.3.2",
    remedy="Use the code flow.",
)
def resp_token_in_url(subject: DocumentSubject) -> Answer:
    """The response carries an access token or ID token in the URL.

    A fragment stays in the browser, where scripts, extensions and the history read it; a query
    also reaches servers and their logs, which is an error.
    """
    return [
        Found(
            one.name,
            f"{sized(one.name, one.value)} in the {one.part}",
            f"The {one.name} stands in the URL.",
            Severity.ERROR if one.part == "query" else None,
        )
        for one in subject.params
        if one.part in ("query", "fragment") and one.name in ("access_token", "id_token")
    ]
