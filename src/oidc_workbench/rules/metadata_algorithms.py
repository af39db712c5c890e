"""The algorithms that metadata advertises."""

from collections.abc import Iterator, Mapping

from oidc_workbench.rules import alg, algorithms, client_assertion, fapi, jwe
from oidc_workbench.rules.document import DocumentSubject
from oidc_workbench.rules.metadata_members import is_oidc, listing, texts
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.rule import NOT_APPLICABLE, Answer, Artefact, Found, document_rule

_META = (Artefact.META,)
_ID_TOKEN = "id_token_signing_alg_values_supported"  # noqa: S105 - a member's name
_RESOURCE = "resource_signing_alg_values_supported"
_ENDPOINTS = ("token_endpoint", "revocation_endpoint", "introspection_endpoint")
_AUTH_ENDING = "_endpoint_auth_signing_alg_values_supported"
_SIGNING_ENDING = "_signing_alg_values_supported"
_ENCRYPTION_ENDING = "_encryption_alg_values_supported"
_BY_ASSERTION = ("private_key_jwt", "client_secret_jwt")
_FAPI = ("PS256", "ES256", "Ed25519", "EdDSA")


def _lists(members: Mapping[str, object], ending: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name in members:
        if name.endswith(ending):
            values = texts(members, name)
            if values:
                yield name, values


@document_rule(
    "meta-alg-weak",
    "none or weak algorithm advertised",
    Severity.WARNING,
    on=(*_META, Artefact.PRM),
    cites="OIDC Discovery §3; RFC 8414 §2; RFC 8725 §3.2; RFC 9728 §2",
    remedy="Take it out of the list, and refuse it.",
)
def meta_alg_weak(subject: DocumentSubject) -> Answer:
    """A list of algorithms holds "none" or RSA1_5, or nothing but HS*.

    With "none" anybody can write the message; for client authentication and for the answers of a
    protected resource it must not be listed at all. RSA1_5 lets an attacker decrypt by asking.
    HS* alone means that everybody who can check a signature can make one. For request objects
    and UserInfo the standard allows "none", which is only noted.
    """
    members = subject.members
    return [*_none_listed(members), *_rsa1_5_listed(members), *_only_hmac(members)]


def _none_listed(members: Mapping[str, object]) -> Iterator[Found]:
    for name, values in _lists(members, _SIGNING_ENDING):
        if "none" not in values:
            continue
        forbidden = name.endswith(_AUTH_ENDING) or name == _RESOURCE
        severity = Severity.ERROR if forbidden else Severity.INFO
        if name == _ID_TOKEN:
            severity = Severity.WARNING
        message = "Unsigned messages are offered here" + (
            ", which is forbidden." if forbidden else "."
        )
        yield Found(name, listing(members, name, ("none",)), message, severity)


def _rsa1_5_listed(members: Mapping[str, object]) -> Iterator[Found]:
    for name, values in _lists(members, _ENCRYPTION_ENDING):
        if "RSA1_5" in values:
            message = "RSA1_5 is offered, which can be broken by asking the recipient."
            yield Found(name, listing(members, name, ("RSA1_5",)), message)


def _only_hmac(members: Mapping[str, object]) -> Iterator[Found]:
    for name, values in _lists(members, _SIGNING_ENDING):
        if all(value in algorithms.HMAC for value in values):
            message = "Only signatures with a shared secret are offered here."
            yield Found(name, listing(members, name, values), message)


@document_rule(
    "meta-auth-alg-missing",
    "Signing algorithms for JWT client authentication missing",
    Severity.ERROR,
    on=_META,
    cites="RFC 8414 §2; OIDC Discovery §3",
    remedy="Add the list of algorithms.",
)
def meta_auth_alg_missing(subject: DocumentSubject) -> Answer:
    """Client assertions are offered, and the algorithms for them are not named.

    Where ``private_key_jwt`` or ``client_secret_jwt`` is listed as a method, the matching
    ``…_auth_signing_alg_values_supported`` is required: without it a client can only guess how
    to sign. For the token endpoint of an OpenID Provider it is a warning: there the list is
    optional (OpenID Connect Discovery §3).
    """
    members = subject.members
    found = []
    for endpoint in _ENDPOINTS:
        methods = texts(members, f"{endpoint}_auth_methods_supported") or ()
        signed = tuple(method for method in methods if method in _BY_ASSERTION)
        name = f"{endpoint}_auth_signing_alg_values_supported"
        if signed and name not in members:
            message = f"Without {name} nobody knows how to sign for {' and '.join(signed)}."
            optional = endpoint == "token_endpoint" and is_oidc(subject)
            severity = Severity.WARNING if optional else None
            found.append(Found("members", f"no {name}", message, severity))
    return found


@alg.alg_eddsa_polymorphic.on_document(*_META)
def alg_eddsa_polymorphic(subject: DocumentSubject) -> Answer:
    """In metadata it leaves open which of the two curves the server takes."""
    members = subject.members
    return [
        Found(name, listing(members, name, ("EdDSA",)), "EdDSA leaves the curve open.")
        for name, values in _lists(members, _SIGNING_ENDING)
        if "EdDSA" in values and not {"Ed25519", "Ed448"} & set(values)
    ]


@jwe.jwe_rsa1_5.on_document(*_META)
def jwe_rsa1_5(subject: DocumentSubject) -> Answer:
    """In metadata: the server sends or takes tokens that are encrypted so."""
    return list(_rsa1_5_listed(subject.members))


@client_assertion.ca_alg_symmetric.on_document(*_META)
def ca_alg_symmetric(subject: DocumentSubject) -> Answer:
    """In metadata: the server offers it to its clients."""
    members = subject.members
    found = []
    for name, values in _lists(members, _AUTH_ENDING):
        symmetric = tuple(value for value in values if value in algorithms.HMAC)
        if symmetric:
            message = "Client assertions may be signed with the client secret."
            found.append(Found(name, listing(members, name, symmetric), message))
    return found or _by_secret(members)


def _by_secret(members: Mapping[str, object]) -> Answer:
    name = "token_endpoint_auth_methods_supported"
    if "client_secret_jwt" not in (texts(members, name) or ()):
        return None
    message = "Client assertions may be signed with the client secret."
    return Found(name, listing(members, name, ("client_secret_jwt",)), message)


@fapi.fapi_alg.on_document(*_META)
def fapi_alg(subject: DocumentSubject) -> Answer:
    """In metadata no other algorithm may be offered; OpenID Connect itself asks for RS256."""
    if not subject.fapi2:
        return NOT_APPLICABLE
    members = subject.members
    found = []
    for name, values in _lists(members, _SIGNING_ENDING):
        outside = tuple(value for value in values if value not in _FAPI)
        if not outside:
            continue
        # OIDC Discovery §3 demands RS256 in this list, so it alone is no proof of its use.
        demanded = name == _ID_TOKEN and outside == ("RS256",) and len(values) > 1
        message = f"FAPI 2.0 does not allow {', '.join(outside[:5])}."
        severity = Severity.WARNING if demanded else None
        found.append(Found(name, listing(members, name, outside), message, severity))
    return found
