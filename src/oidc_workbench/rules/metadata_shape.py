"""Whether metadata is complete, and each member of the type that it must be."""

from collections.abc import Iterator, Mapping

from oidc_workbench.rules.document import DocumentSubject
from oidc_workbench.rules.evidence import show_member
from oidc_workbench.rules.metadata_members import code_flow, is_oidc, texts
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.rule import Answer, Artefact, Found, document_rule

_OAUTH_REQUIRED = ("issuer", "response_types_supported")
_OIDC_REQUIRED = (
    "issuer",
    "authorization_endpoint",
    "jwks_uri",
    "response_types_supported",
    "subject_types_supported",
    "id_token_signing_alg_values_supported",
)
_STRINGS = (
    "issuer",
    "authorization_endpoint",
    "token_endpoint",
    "jwks_uri",
    "userinfo_endpoint",
    "registration_endpoint",
    "introspection_endpoint",
    "revocation_endpoint",
    "end_session_endpoint",
    "device_authorization_endpoint",
    "pushed_authorization_request_endpoint",
    "check_session_iframe",
    "service_documentation",
    "op_policy_uri",
    "op_tos_uri",
    "signed_metadata",
)
_BOOLEANS = (
    "claims_parameter_supported",
    "request_parameter_supported",
    "request_uri_parameter_supported",
    "require_request_uri_registration",
    "require_pushed_authorization_requests",
    "require_signed_request_object",
    "authorization_response_iss_parameter_supported",
    "tls_client_certificate_bound_access_tokens",
    "frontchannel_logout_supported",
    "frontchannel_logout_session_supported",
    "backchannel_logout_supported",
    "backchannel_logout_session_supported",
)
_ARRAYS = (
    "scopes_supported",
    "response_types_supported",
    "response_modes_supported",
    "grant_types_supported",
    "acr_values_supported",
    "subject_types_supported",
    "display_values_supported",
    "claim_types_supported",
    "claims_supported",
    "claims_locales_supported",
    "ui_locales_supported",
    "code_challenge_methods_supported",
    "prompt_values_supported",
)
_ARRAY_ENDINGS = (
    "_alg_values_supported",
    "_enc_values_supported",
    "_endpoint_auth_methods_supported",
)


@document_rule(
    "meta-incomplete",
    "Required member missing or wrong type",
    Severity.ERROR,
    on=(Artefact.META,),
    cites="OIDC Discovery §3, §4.2; RFC 8414 §2, §3.2",
    remedy="Complete the document; write arrays as arrays, true without quotes, and leave out "
    "empty arrays.",
)
def meta_incomplete(subject: DocumentSubject) -> Answer:
    """A member that the standard requires is absent, or a member has the wrong type.

    OpenID Connect requires the issuer, the authorization endpoint, the keys, the response types,
    the subject types and the algorithms of ID tokens, and the token endpoint unless there is
    only the implicit flow. RFC 8414 requires the issuer and the response types. A string in
    place of an array, or "true" in quotes, is read differently by different clients. An issuer
    that signs nobody in and only publishes the keys of its tokens, as platforms do for the
    identities of their workloads, has no authorization endpoint: for that it is a warning.
    """
    members = subject.members
    return [*_missing(subject), *_mistyped(members)]


def _missing(subject: DocumentSubject) -> Iterator[Found]:
    members, oidc = subject.members, is_oidc(subject)
    required = _OIDC_REQUIRED if oidc else _OAUTH_REQUIRED
    if oidc and _needs_token_endpoint(members):
        required = (*required, "token_endpoint")
    standard = "OpenID Connect Discovery" if oidc else "RFC 8414"
    for name in required:
        if name not in members:
            tolerable = name == "authorization_endpoint" and _only_issues(members)
            severity = Severity.WARNING if tolerable else None
            yield Found("members", f"no {name}", f"{standard} requires {name}.", severity)


def _only_issues(members: Mapping[str, object]) -> bool:
    """Whether tokens of this issuer are got in another way than over OpenID Connect."""
    types = texts(members, "response_types_supported")
    return types is not None and tuple(types) == ("id_token",) and "token_endpoint" not in members


def _needs_token_endpoint(members: Mapping[str, object]) -> bool:
    grants = texts(members, "grant_types_supported")
    return code_flow(members) or (grants is not None and set(grants) > {"implicit"})


def _mistyped(members: Mapping[str, object]) -> Iterator[Found]:
    for name, value in members.items():
        problem = _type_problem(name, value)
        if problem:
            severity = Severity.WARNING if value is None else None
            evidence = show_member(name, members)
            yield Found(name, evidence, f"The member {name} {problem}.", severity)


def _type_problem(name: str, value: object) -> str:
    if name in _STRINGS:
        wrong = "" if isinstance(value, str) else "is not a string"
    elif name in _BOOLEANS:
        wrong = "" if isinstance(value, bool) else "is neither true nor false"
    elif name in _ARRAYS or name.endswith(_ARRAY_ENDINGS):
        wrong = _array_problem(value)
    else:
        return ""  # extension members are free
    return "is null instead of left out" if wrong and value is None else wrong


def _array_problem(value: object) -> str:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        return "is not an array of strings"
    return "" if value else "is an empty array instead of left out"
