"""What the server offers its clients: flows, PKCE, protection against mix-up."""

from oidc_workbench.rules import sender_binding
from oidc_workbench.rules.document import DocumentSubject
from oidc_workbench.rules.evidence import show_member
from oidc_workbench.rules.metadata_members import code_flow, is_oidc, listing, texts
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.rule import NOT_APPLICABLE, Answer, Artefact, Found, document_rule

_ON = (Artefact.META,)
_PKCE = "code_challenge_methods_supported"
_GRANTS = "grant_types_supported"
_TYPES = "response_types_supported"
_ISS = "authorization_response_iss_parameter_supported"
_METHODS = "token_endpoint_auth_methods_supported"


def _with_token(subject: DocumentSubject) -> tuple[str, ...]:
    types = texts(subject.members, _TYPES) or ()
    return tuple(value for value in types if "token" in value.split())


@document_rule(
    "meta-pkce",
    "PKCE not advertised, or plain only",
    Severity.WARNING,
    on=_ON,
    cites="RFC 9700 §2.1.1; OAuth 2.1; FAPI 2.0 Security Profile §5.3.2.2 item 5",
    remedy='Support S256 and say so: "code_challenge_methods_supported":["S256"].',
)
def meta_pkce(subject: DocumentSubject) -> Answer:
    """The metadata does not say that the server supports PKCE with S256.

    PKCE ties a code to the client that asked for it, so that a stolen or injected code is
    useless. Servers must support it, and say so in their metadata, since a client can't tell
    otherwise whether its code_challenge is looked at or ignored. FAPI 2.0 demands it.
    """
    members = subject.members
    if not code_flow(members):
        return NOT_APPLICABLE
    methods = texts(members, _PKCE)
    if methods is not None and "S256" in methods:
        return None
    severity = Severity.ERROR if subject.fapi2 else None
    said = "lists no S256" if methods is not None else "does not mention it"
    message = f"Nothing says that the server checks PKCE with S256: the metadata {said}."
    return Found(_where(subject, _PKCE), show_member(_PKCE, members), message, severity)


def _where(subject: DocumentSubject, name: str) -> str:
    return name if name in subject.members else "members"


@document_rule(
    "meta-legacy-grants",
    "Implicit or password advertised",
    Severity.WARNING,
    on=_ON,
    cites="RFC 9700 §2.1.2, §2.4; OIDC Discovery §3; RFC 8414 §2",
    remedy="List only the grants and response types that are needed, without these.",
)
def meta_legacy_grants(subject: DocumentSubject) -> Answer:
    """The server offers the implicit flow or the password grant.

    What is offered will be used. The password grant must not be. Where ``grant_types_supported``
    is left out, its default includes the implicit grant, whether the server means it or not:
    that is only noted.
    """
    members, found = subject.members, []
    types, grants = _with_token(subject), texts(members, _GRANTS)
    if types:
        message = "Access tokens are offered from the authorization endpoint."
        found.append(Found(_TYPES, listing(members, _TYPES, types), message))
    if "implicit" in (grants or ()):
        message = "The implicit grant is offered."
        found.append(Found(_GRANTS, listing(members, _GRANTS, ("implicit",)), message))
    if "password" in (grants or ()):
        evidence = listing(members, _GRANTS, ("password",))
        found.append(Found(_GRANTS, evidence, "The password grant is offered.", Severity.ERROR))
    if _GRANTS not in members:
        message = "The default for grant_types_supported includes the implicit grant."
        found.append(Found("members", f"no {_GRANTS}", message, Severity.INFO))
    return found


@document_rule(
    "meta-iss-param",
    "No protection against mix-up",
    Severity.WARNING,
    on=_ON,
    cites="RFC 9700 §2.1; RFC 9207 §2.3, §3",
    remedy="Support RFC 9207: send iss in authorization responses, and say so.",
)
def meta_iss_param(subject: DocumentSubject) -> Answer:
    """The metadata does not promise ``iss`` in authorization responses.

    A client of several servers must know which of them answered, or a malicious one can have a
    code of an honest one sent to itself. ``iss`` in the response (RFC 9207) says it. For a client
    of one server alone it is only a note.
    """
    if subject.members.get(_ISS) is True:
        return None
    if not code_flow(subject.members) and not _with_token(subject):
        return NOT_APPLICABLE
    severity = Severity.INFO if subject.context.several_servers is False else None
    message = "Authorization responses do not say which server they are from."
    return Found(_where(subject, _ISS), show_member(_ISS, subject.members), message, severity)


@document_rule(
    "meta-client-auth-weak",
    "Only shared-secret client authentication",
    Severity.WARNING,
    on=_ON,
    cites="RFC 9700 §2.5; OIDC Discovery §3",
    remedy="Offer private_key_jwt, or mutual TLS.",
)
def meta_client_auth_weak(subject: DocumentSubject) -> Answer:
    """Clients can authenticate only with a secret that the server knows as well.

    Such a secret crosses the network or lies at both ends. With ``private_key_jwt`` or mutual TLS
    the private key never leaves the client. An omitted list means ``client_secret_basic``.
    """
    members = subject.members
    methods = texts(members, _METHODS)
    if methods is None:
        if "token_endpoint" not in members:
            return NOT_APPLICABLE
        message = "The default, client_secret_basic, is the only method of client authentication."
        return Found("members", f"no {_METHODS}", message)
    secret = tuple(method for method in methods if method.startswith("client_secret_"))
    if not secret or any(not m.startswith("client_secret_") and m != "none" for m in methods):
        return None
    message = "Clients can authenticate with a shared secret only."
    return Found(_METHODS, listing(members, _METHODS, secret), message)


@document_rule(
    "meta-request-uri-open",
    "Arbitrary request_uri accepted",
    Severity.WARNING,
    on=_ON,
    cites="OIDC Discovery §3; RFC 9101; RFC 8725 §3.10",
    remedy="Require request_uri to be registered, or take those from PAR only.",
)
def meta_request_uri_open(subject: DocumentSubject) -> Answer:
    """The server fetches a request object from any address that a request names.

    Anybody can then make the server call addresses of their choice, also in its inner network.
    Where the member is left out, the default of OpenID Connect is true: that is only noted.
    """
    members = subject.members
    name = "request_uri_parameter_supported"
    if members.get("require_request_uri_registration") is True:
        return None
    if name not in members and not is_oidc(subject):
        return NOT_APPLICABLE
    if members.get(name, True) is not True:
        return None
    omitted = name not in members
    message = "The server may be made to fetch addresses that anybody names in a request."
    severity = Severity.INFO if omitted else None
    return Found(_where(subject, name), show_member(name, members), message, severity)


@sender_binding.at_unconstrained.on_document(*_ON)
def at_unconstrained(subject: DocumentSubject) -> Answer:
    """In metadata: the server offers neither DPoP nor certificate-bound access tokens."""
    members = subject.members
    dpop = texts(members, "dpop_signing_alg_values_supported")
    if dpop or members.get("tls_client_certificate_bound_access_tokens") is True:
        return None
    severity = Severity.ERROR if subject.fapi2 else None
    message = "The server offers no access tokens that are bound to their sender."
    return Found("members", "no dpop_signing_alg_values_supported", message, severity)
