"""The token request: who the client is, and whether the code is its own."""

from oidc_workbench.rules import metadata_endpoints
from oidc_workbench.rules.document import DocumentSubject
from oidc_workbench.rules.evidence import shorten, span
from oidc_workbench.rules.metadata_members import split
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.request_members import (
    challenge_sent,
    goes_to,
    last_step,
    shown,
    sized,
    value_in,
)
from oidc_workbench.rules.rule import (
    NOT_APPLICABLE,
    Answer,
    Artefact,
    Found,
    Missing,
    document_rule,
)

_ON = (Artefact.TREQ,)
_HEADERS = "the header fields of the request"
_JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_SAML_BEARER = "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"
_CERTIFICATE = ("tls_client_auth", "self_signed_tls_client_auth")
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_LONGEST_CODE = 600  # seconds (RFC 6749 §4.1.2)
_LONGEST_CODE_FAPI = 60  # seconds (FAPI 2.0 Security Profile §5.3.2.1 item 11)


def authorization_scheme(subject: DocumentSubject) -> str | None:
    """The scheme of the Authorization header, in lower case; None when headers are not known."""
    if subject.request is None:
        return None
    headers = subject.request.headers
    value = next((value for name, value in headers if name.lower() == "authorization"), "")
    return value.partition(" ")[0].lower()


@document_rule(
    "ca-request",
    "Malformed client authentication",
    Severity.ERROR,
    on=_ON,
    cites="RFC 7523 §2.2; RFC 6749 §2.3; OAuth 2.1",
    remedy="Authenticate by exactly one method, with the right client_assertion_type.",
)
def ca_request(subject: DocumentSubject) -> Answer:
    """The client authenticates by two methods at once, or with a wrong assertion type.

    Of two credentials one server checks the first and another the second, and a wrong one passes
    unseen. An assertion comes with the type that says what it is.
    """
    assertion, kind = subject.param("client_assertion"), subject.param("client_assertion_type")
    scheme = authorization_scheme(subject)
    found = _assertion_problems(assertion, kind)
    methods = [name for name in ("client_assertion", "client_secret") if subject.param(name)]
    if scheme == "basic":
        methods.append("Authorization: Basic")
    if len(methods) > 1:
        message = "The client authenticates by more than one method."
        found.append(Found(methods[0], " and ".join(methods), message))
    if not found and methods and scheme is None:
        return Missing(_HEADERS, decisive=False)
    return found if found or methods or kind else NOT_APPLICABLE


def _assertion_problems(assertion: str | None, kind: str | None) -> list[Found]:
    name = "client_assertion_type"
    if assertion is None:
        message = "The type of an assertion is there, and no assertion."
        return [] if kind is None else [Found(name, shown(name, kind), message)]
    if kind in (_JWT_BEARER, _SAML_BEARER):
        return []
    return [Found(name, shown(name, kind), f"The {name} is not {_JWT_BEARER}.")]


@document_rule(
    "tok-verifier",
    "PKCE downgrade at the token endpoint",
    Severity.ERROR,
    on=_ON,
    cites="RFC 9700 §2.1.1, §4.8.2; OAuth 2.1",
    remedy="Reject it; send a code_verifier exactly when a code_challenge was sent.",
)
def tok_verifier(subject: DocumentSubject) -> Answer:
    """The code was asked for with a challenge and is redeemed without a verifier, or vice versa.

    An attacker who can drop the challenge from the request, or the verifier here, has switched
    PKCE off. The server must notice both.
    """
    if subject.param("grant_type") != "authorization_code":
        return NOT_APPLICABLE
    challenge, verifier = challenge_sent(subject), subject.param("code_verifier")
    if challenge is None:
        return Missing("the code_challenge that was sent (or that none was sent)")
    if bool(challenge) == bool(verifier):
        return None
    if challenge:
        message = "A challenge was sent, and the code is redeemed without the verifier."
        return Found("code_verifier", "no code_verifier", message)
    message = "No challenge was sent, and the code is redeemed with a verifier."
    return Found("code_verifier", sized("code_verifier", verifier or ""), message)


@document_rule(
    "code-lifetime",
    "Code long-lived or reused",
    Severity.WARNING,
    on=_ON,
    cites="RFC 6749 §4.1.2; OAuth 2.1; FAPI 2.0 Security Profile §5.3.2.1 item 11; RFC 9700 §4.2.4",
    remedy="Let a code be good for 60 seconds and one use, and revoke tokens of one used twice.",
)
def code_lifetime(subject: DocumentSubject) -> Answer:
    """The code is redeemed long after it was issued, or a second time.

    A code travels through the browser and may leak there; the shorter it lives, the less that
    matters. Ten minutes are the limit, 60 seconds under FAPI 2.0. One that is redeemed twice has
    been stolen or replayed, which is an error.
    """
    code, context = subject.param("code"), subject.context
    if code is None:
        return NOT_APPLICABLE
    evidence = sized("code", code)
    if any(value_in(request, "code") == code for request in context.earlier_requests or ()):
        return Found("code", evidence, "The code was redeemed before.", Severity.ERROR)
    redeemed = context.exchange.started_at if context.exchange else subject.now
    if context.issued_at is None or redeemed != redeemed:  # noqa: PLR0124 - NaN is not known
        return Missing("when the code was issued, and when it was redeemed", decisive=False)
    age, longest = redeemed - context.issued_at, _LONGEST_CODE
    if subject.fapi2:
        longest = _LONGEST_CODE_FAPI
    if age > longest:
        message = f"The code was redeemed {span(age)} after it was issued."
        return Found("code", evidence, message)
    if context.earlier_requests is None:
        return Missing("the client's earlier token requests, to see reuse", decisive=False)
    return None


@document_rule(
    "cc-unauthenticated",
    "Client credentials without client authentication",
    Severity.ERROR,
    on=_ON,
    cites="OAuth 2.1; RFC 6749 §4.4",
    remedy="Authenticate the client, best with private_key_jwt.",
)
def cc_unauthenticated(subject: DocumentSubject) -> Answer:
    """A token is asked for in the client's own name, and the client proves nothing.

    A client_id is no secret, so whoever knows it would get the token. Only confidential clients
    may use this grant. A client certificate can't be seen in the request; the registration
    tells of it.
    """
    if subject.param("grant_type") != "client_credentials":
        return NOT_APPLICABLE
    scheme = authorization_scheme(subject)
    method = (subject.context.registration or {}).get("token_endpoint_auth_method")
    evidence = "no client_assertion, no client_secret, no Authorization"
    if subject.context.client_type == "public" or method == "none":
        return Found("the client", evidence if not scheme else "", "The client is a public one.")
    proofs = any(subject.param(name) for name in ("client_assertion", "client_secret"))
    if proofs or scheme or method in _CERTIFICATE:
        return None
    if scheme is None:
        return Missing(_HEADERS)
    offered = (subject.context.metadata or {}).get("token_endpoint_auth_methods_supported")
    if isinstance(offered, list) and any(one in _CERTIFICATE for one in offered):
        return Missing("whether the client showed a certificate")
    return Found("the client", evidence, "The client does not prove who it is.")


@metadata_endpoints.endpoint_unauthenticated.on_document(Artefact.TREQ)
def endpoint_unauthenticated(subject: DocumentSubject) -> Answer:
    """Of a request: it went over http or by GET, or was answered without authorization."""
    if subject.param("token") is None or subject.param("grant_type") is not None:
        return NOT_APPLICABLE
    if subject.request is None:
        return Missing("the HTTP request that it is")
    endpoint = _token_management(subject)
    if not endpoint:
        return NOT_APPLICABLE
    found = []
    if subject.request.method == "GET":
        found.append(Found("the method", "GET", f"The {endpoint} request is a GET."))
    parts = split(subject.request.url)
    if parts is not None and parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        message = f"The {endpoint} request went without TLS."
        found.append(Found("the URL", shorten(subject.request.url.partition("?")[0]), message))
    return [*found, *_answered(subject, endpoint)]


def _token_management(subject: DocumentSubject) -> str:
    """Which endpoint a request about a token went to; empty for others."""
    step = last_step(subject.request.url) if subject.request is not None else ""
    for name, beginning in (("introspection", "introspect"), ("revocation", "revo")):
        if goes_to(subject, f"{name}_endpoint") or step.startswith(beginning):
            return name
    return ""


def _answered(subject: DocumentSubject, endpoint: str) -> list[Found]:
    proofs = ("client_assertion", "client_secret")
    proven = authorization_scheme(subject) or any(subject.param(name) for name in proofs)
    told = subject.response is not None and b'"active"' in subject.response.body
    if proven or endpoint != "introspection" or not told:
        return []
    evidence = "no client_assertion, no client_secret, no Authorization"
    message = "The introspection endpoint answered a caller that did not authenticate."
    return [Found("the request", evidence, message)]
