"""What the rules on documents look at: key sets, metadata, requests, responses, registrations."""

import math
from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import Literal

from oidc_workbench.exchange import Exchange, HttpRequest, HttpResponse
from oidc_workbench.jose.key_set import KeySet
from oidc_workbench.jose.reading import Defect, JsonDocument, Reading, Span
from oidc_workbench.rules.expectation import Profile
from oidc_workbench.secret import Secret
from oidc_workbench.values import dataclass


class DocumentKind(StrEnum):
    """What a document is meant to be."""

    JWKS = "jwks"
    METADATA = "metadata"
    RESOURCE_METADATA = "resource-metadata"
    AUTHORIZATION_REQUEST = "authorization-request"
    AUTHORIZATION_RESPONSE = "authorization-response"
    TOKEN_REQUEST = "token-request"  # noqa: S105 - the name of a message, not a secret
    TOKEN_RESPONSE = "token-response"  # noqa: S105 - the name of a message, not a secret
    INTROSPECTION = "introspection"
    USERINFO = "userinfo"
    REGISTRATION = "registration"

    @property
    def phrase(self) -> str:
        """The kind in a sentence (``this key set``)."""
        return _PHRASES[self]


_PHRASES = {
    DocumentKind.JWKS: "key set",
    DocumentKind.METADATA: "metadata document",
    DocumentKind.RESOURCE_METADATA: "protected-resource metadata document",
    DocumentKind.AUTHORIZATION_REQUEST: "authorization request",
    DocumentKind.AUTHORIZATION_RESPONSE: "authorization response",
    DocumentKind.TOKEN_REQUEST: "token request",
    DocumentKind.TOKEN_RESPONSE: "token response",
    DocumentKind.INTROSPECTION: "introspection response",
    DocumentKind.USERINFO: "UserInfo response",
    DocumentKind.REGISTRATION: "client registration",
}

ClientType = Literal["", "public", "confidential"]
ApplicationType = Literal["", "web", "native", "browser"]
Part = Literal["query", "fragment", "body", "members", "object"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a request or response, decoded; repeats appear as often as they stand.

    Args:
        part: where it stands: in a URL's query or fragment, in the body, as a JSON member, or
            in the request object (RFC 9101) or JARM response that the message carries.
    """

    name: str
    value: str = field(repr=False)
    part: Part


@dataclass(frozen=True, slots=True)
class DocumentContext:
    """What is known beside a document; what is not stated is *not checked*.

    Args:
        issuer: the issuer that was asked for, or that the request was sent to.
        url: where the document was fetched from, when no exchange shows it.
        client_type: whether the client can keep a secret (RFC 6749 §2.1).
        application_type: what the client runs as; ``browser`` for a single-page application.
        redirect_uris: those that are registered; None when not stated.
        scopes: those requested, or required of an introspected token; None when not stated.
        state: the value sent; empty text means that none was sent; None when not stated. The
            same holds for ``nonce`` and ``code_challenge``.
        resources: the identifiers of the resource that asks, or that was asked for.
        subject: the ``sub`` of the ID token that the answer must be about.
        metadata: the provider's metadata; ``other_metadata`` the same provider's document at
            its other well-known place.
        known_metadata: what other issuers publish.
        keys: the provider's key sets; ``earlier_keys`` older snapshots of them, the oldest
            first; ``known_keys`` those of other issuers.
        registration: the client's registration (RFC 7591 §2).
        request: the request that was answered; of a token request the authorization request
            before it; of an authorization request with a request_uri, what was pushed. Where
            the exchange shows the request of a response, it is taken from there.
        earlier_requests: the same client's requests of the same kind before this one.
        exchange: the HTTP exchange that the document comes from.
        secret: the client secret, for signatures with HS*.
        leeway: seconds of clock difference that are tolerated.
        issued_at: when the code or request_uri was issued, seconds since the epoch.
        several_servers: whether the client talks to more than one authorization server.
    """

    issuer: str = ""
    url: str = ""
    client_id: str = ""
    client_type: ClientType = ""
    application_type: ApplicationType = ""
    redirect_uris: tuple[str, ...] | None = None
    post_logout_redirect_uris: tuple[str, ...] | None = None
    scopes: tuple[str, ...] | None = None
    state: str | None = field(default=None, repr=False)
    nonce: str | None = field(default=None, repr=False)
    code_challenge: str | None = None
    resources: tuple[str, ...] = ()
    subject: str = ""
    profile: Profile = "plain"
    metadata: Mapping[str, object] | None = None
    other_metadata: Mapping[str, object] | None = None
    known_metadata: tuple[Mapping[str, object], ...] | None = None
    keys: tuple[KeySet, ...] = ()
    earlier_keys: tuple[KeySet, ...] | None = None
    known_keys: tuple[KeySet, ...] | None = None
    registration: Mapping[str, object] | None = field(default=None, repr=False)
    request: tuple[Parameter, ...] | None = None
    earlier_requests: tuple[tuple[Parameter, ...], ...] | None = None
    exchange: Exchange | None = field(default=None, repr=False)
    secret: Secret | None = field(default=None, repr=False)
    leeway: int = 60
    issued_at: float | None = None
    several_servers: bool | None = None


NO_DOCUMENT_CONTEXT = DocumentContext()


@dataclass(frozen=True, slots=True)
class DocumentSubject:
    """One document, read once, with everything that is known about it.

    Args:
        text: the document itself, without the HTTP head it may have come with.
        document: the parsed JSON, with the places of its members; None when it is not JSON.
        params: the parameters of a request or response, in their order.
        token: the JWT that the answer is, where it is one (RFC 9701, OIDC Core §5.3.2), or the
            request object or JARM response that the message carries. Its claims then come first
            among the parameters, since they count instead of those beside it.
        key_set: the keys, of a JWKS or of metadata with ``jwks`` in it.
        defects: what was malformed.
        request: the HTTP request that the document is or answers, where it is known.
        response: the HTTP response that the document is, where it is known.
        problem: one sentence on why nothing can be read; empty when something can.
        now: seconds since the epoch; NaN when the time of judgement is not known.
    """

    kind: DocumentKind
    text: str = field(repr=False)
    document: JsonDocument | None = field(default=None, repr=False)
    params: tuple[Parameter, ...] = ()
    token: Reading | None = field(default=None, repr=False)
    key_set: KeySet | None = None
    defects: tuple[Defect, ...] = ()
    request: HttpRequest | None = None
    response: HttpResponse | None = None
    problem: str = ""
    context: DocumentContext = NO_DOCUMENT_CONTEXT
    now: float = math.nan

    @property
    def members(self) -> Mapping[str, object]:
        """The JSON object's members, or the claims of the JWT that the answer is."""
        if self.document is not None:
            return self.document.mapping
        return self.token.claims if self.token is not None else {}

    @property
    def url(self) -> str:
        """Where the document was fetched from; empty when that is not known."""
        return self.request.url if self.request is not None else self.context.url

    @property
    def fapi2(self) -> bool:
        """Whether the document is held to FAPI 2.0."""
        return self.context.profile == "fapi2"

    def values(self, name: str) -> tuple[str, ...]:
        """Every value of a parameter, in order."""
        return tuple(one.value for one in self.params if one.name == name)

    def param(self, name: str) -> str | None:
        """The first value of a parameter; None when it is absent."""
        return next((one.value for one in self.params if one.name == name), None)

    def place(self, *path: str | int) -> Span | None:
        """Where a member's value stands in the JSON text, in octets; None when unknown."""
        members = self.document.members if self.document is not None else ()
        return next((one.span for one in members if one.path == path), None)
