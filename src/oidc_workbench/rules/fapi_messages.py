"""What the FAPI 2.0 Security Profile asks of requests and token responses."""

from collections.abc import Iterator

from oidc_workbench.rules import fapi_tokens, metadata_fapi
from oidc_workbench.rules.document import DocumentKind, DocumentSubject
from oidc_workbench.rules.evidence import show_member
from oidc_workbench.rules.grants import grant_type
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.request_members import (
    asked,
    hidden,
    is_authorization,
    is_pushing,
    response_types,
    shown,
    value_in,
)
from oidc_workbench.rules.rule import NOT_APPLICABLE, Answer, Artefact, Found, Missing
from oidc_workbench.rules.token_request import authorization_scheme
from oidc_workbench.rules.token_response import access_token, bound_claim, is_token_answer

_IN_FRONT = ("client_id", "request_uri")


@metadata_fapi.fapi_request.on_document(Artefact.AREQ)
def fapi_request(subject: DocumentSubject) -> Answer:
    """Through the browser go only client_id and the request_uri that PAR returned."""
    if not subject.fapi2 or not is_authorization(subject):
        return NOT_APPLICABLE
    found = [*_front_channel(subject), *_content(subject)]
    return found or (Missing(hidden(subject)) if hidden(subject) else None)


def _front_channel(subject: DocumentSubject) -> Iterator[Found]:
    if is_pushing(subject):
        return
    if subject.param("request_uri") is None:
        message = "The request was not pushed to the server beforehand."
        yield Found("request_uri", "no request_uri", message)
        return
    sent = [one.name for one in subject.params if one.part != "object"]
    beyond = [name for name in dict.fromkeys(sent) if name not in _IN_FRONT]
    if beyond:
        message = "Through the browser go client_id and request_uri, and nothing else."
        yield Found(beyond[0], ", ".join(beyond)[:80], message)


def _content(subject: DocumentSubject) -> Iterator[Found]:
    types = response_types(subject)
    if types and types != ("code",):
        evidence = shown("response_type", " ".join(types))
        yield Found("response_type", evidence, "FAPI 2.0 allows the response type code only.")
    method = asked(subject, "code_challenge_method")
    if method != "S256" and not hidden(subject):
        evidence = shown("code_challenge_method", method)
        yield Found("code_challenge_method", evidence, "FAPI 2.0 demands PKCE with S256.")


@fapi_tokens.fapi_client.on_document(Artefact.TREQ, Artefact.TRESP)
def fapi_client(subject: DocumentSubject) -> Answer:
    """Rotation of refresh tokens in normal operation is warned about."""
    if not subject.fapi2:
        return NOT_APPLICABLE
    if subject.kind is DocumentKind.TOKEN_REQUEST:
        return _of_request(subject)
    if not is_token_answer(subject):
        return NOT_APPLICABLE
    return _of_answer(subject)


def _of_request(subject: DocumentSubject) -> Answer:
    if subject.context.client_type == "public":
        return Found("the client", "", "FAPI 2.0 knows confidential clients only.")
    scheme = authorization_scheme(subject)
    if subject.param("client_secret") or scheme == "basic":
        name = "client_secret" if scheme != "basic" else "Authorization"
        message = "The client authenticates with a shared secret."
        return Found(name, f"{name} is there", message)
    if subject.param("client_assertion"):
        return None
    return Missing("how the client authenticates (a certificate can't be seen in the request)")


def _of_answer(subject: DocumentSubject) -> Answer:
    members, found = subject.members, []
    used = value_in(subject.context.request, "refresh_token")
    fresh = members.get("refresh_token")
    if grant_type(subject) == "refresh_token" and fresh not in (None, used):
        message = "The refresh token was replaced in normal operation."
        evidence = "another refresh_token than in the request"
        found.append(Found("refresh_token", evidence, message, Severity.WARNING))
    if str(members.get("token_type", "")).lower() == "dpop" or bound_claim(members):
        return found
    if access_token(members) is None:
        return found or Missing("whether the opaque access token is bound (by introspection)")
    message = "The access token is bound to no key of the client."
    found.append(Found("access_token", show_member("token_type", members), message))
    return found
