"""What the FAPI 2.0 Security Profile asks of an authorization server's metadata."""

from collections.abc import Iterator, Mapping

from oidc_workbench.rules.document import DocumentSubject
from oidc_workbench.rules.evidence import show_member
from oidc_workbench.rules.metadata_members import listing, texts
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.rule import NOT_APPLICABLE, Answer, Artefact, Found, document_rule

_ON = (Artefact.META,)
_PAR = "pushed_authorization_request_endpoint"
_PAR_REQUIRED = "require_pushed_authorization_requests"
_TYPES = "response_types_supported"
_PKCE = "code_challenge_methods_supported"
_ISS = "authorization_response_iss_parameter_supported"
_METHODS = "token_endpoint_auth_methods_supported"


@document_rule(
    "fapi-request",
    "Request outside FAPI 2.0",
    Severity.ERROR,
    on=_ON,
    cites="FAPI 2.0 Security Profile §5.3.2.2 items 1-7, §5.3.3.2",
    remedy="Push the request (PAR), with response_type code and S256, and return iss.",
)
def fapi_request(subject: DocumentSubject) -> Answer:
    """The profile is FAPI 2.0, and authorization requests may be made in another way.

    FAPI 2.0 allows one way only: the request is pushed to the server beforehand, asks for a
    code, carries an S256 challenge, and the response names its issuer. Without the profile this
    rule says nothing.
    """
    return list(_request_problems(subject.members)) if subject.fapi2 else NOT_APPLICABLE


def _request_problems(members: Mapping[str, object]) -> Iterator[Found]:
    if _PAR not in members:
        yield Found("members", f"no {_PAR}", "The server has no endpoint for pushed requests.")
    elif members.get(_PAR_REQUIRED) is not True:
        message = "Nothing says that requests must be pushed."
        evidence = show_member(_PAR_REQUIRED, members)
        yield Found("members", evidence, message, Severity.WARNING)
    others = tuple(value for value in texts(members, _TYPES) or () if value != "code")
    if others:
        message = "The server offers other response types than code."
        yield Found(_TYPES, listing(members, _TYPES, others), message)
    methods = texts(members, _PKCE)
    if methods is None or set(methods) != {"S256"}:
        evidence = show_member(_PKCE, members)
        yield Found(_PKCE, evidence, "The server does not hold clients to PKCE with S256.")
    if members.get(_ISS) is not True:
        yield Found(_ISS, show_member(_ISS, members), "Authorization responses carry no iss.")


@document_rule(
    "fapi-client",
    "Client or token outside FAPI 2.0",
    Severity.ERROR,
    on=_ON,
    cites="FAPI 2.0 Security Profile §5.3.2.1 items 3-6, 9",
    remedy="Use mutual TLS or private_key_jwt, and tokens bound by DPoP or mutual TLS.",
)
def fapi_client(subject: DocumentSubject) -> Answer:
    """The profile is FAPI 2.0, and clients may be public or authenticate with a shared secret.

    FAPI 2.0 knows confidential clients only, which authenticate with a key of their own, and
    access tokens that are bound to a key or certificate of the client. Without the profile this
    rule says nothing.
    """
    if not subject.fapi2:
        return NOT_APPLICABLE
    members = subject.members
    methods = texts(members, _METHODS)
    if methods is None:
        message = "The default, client_secret_basic, is outside FAPI 2.0."
        return Found("members", f"no {_METHODS}", message)
    outside = tuple(m for m in methods if m == "none" or m.startswith("client_secret_"))
    if not outside:
        return None
    message = "The server takes clients that FAPI 2.0 does not allow."
    return Found(_METHODS, listing(members, _METHODS, outside), message)
