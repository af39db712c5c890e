"""What the reader of a token requires of it."""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import Literal

from oidc_workbench.rules.algorithms import ENCRYPTION
from oidc_workbench.rules.history import NO_HISTORY, History
from oidc_workbench.rules.presentation import NO_PRESENTATION, Presentation
from oidc_workbench.secret import Secret
from oidc_workbench.values import dataclass

ClientKind = Literal["", "public", "confidential"]
Profile = Literal["plain", "rfc9068", "fapi2"]


class Purpose(StrEnum):
    """What the token is meant to be."""

    ID_TOKEN = "id-token"  # noqa: S105 - the name of a token kind, not a secret
    ACCESS_TOKEN = "access-token"  # noqa: S105 - the name of a token kind, not a secret
    CLIENT_ASSERTION = "client-assertion"
    LOGOUT_TOKEN = "logout-token"  # noqa: S105 - the name of a token kind, not a secret
    DPOP_PROOF = "dpop-proof"
    OTHER = "other"

    @property
    def phrase(self) -> str:
        """The kind with its article, as it stands in a sentence (``an ID token``)."""
        return _PHRASES[self]


_PHRASES = {
    Purpose.ID_TOKEN: "an ID token",
    Purpose.ACCESS_TOKEN: "an access token",
    Purpose.CLIENT_ASSERTION: "a client assertion",
    Purpose.LOGOUT_TOKEN: "a logout token",
    Purpose.DPOP_PROOF: "a DPoP proof",
    Purpose.OTHER: "another kind of token",
}


@dataclass(frozen=True, slots=True)
class Expectation:
    """The requirements a token is judged by; what is not stated is *not checked*.

    Args:
        purpose: None means: recognise it from the token itself.
        issuer: the exact issuer identifier; empty when not stated.
        client_id: the audience of an ID token, the subject of a client assertion.
        audiences: the identifiers the resource server (or authorization server) answers to.
        scopes: scopes the resource server requires; None when not stated, ``()`` for none.
        algorithms: the allow-list; empty means every asymmetric algorithm we can verify, and
            HS* only where a shared secret is given. It restricts how a token is encrypted
            (``alg``, ``enc``) as far as it names any such.
        typ: a ``typ`` that is required beyond what the purpose implies; empty for none.
        nonce: the value sent; empty text means that none was sent; None when not stated.
        max_age: seconds, as sent in the request; None when not sent or not stated.
        leeway: seconds of clock difference that are tolerated.
        trusted_audiences: further ID-token audiences that the client trusts.
        acr_values: the authentication context classes of which one is required (RFC 9470); empty
            when not stated.
    """

    purpose: Purpose | None = None
    issuer: str = ""
    client_id: str = ""
    audiences: tuple[str, ...] = ()
    scopes: tuple[str, ...] | None = None
    algorithms: tuple[str, ...] = ()
    typ: str = ""
    nonce: str | None = None
    max_age: int | None = None
    leeway: int = 60
    profile: Profile = "plain"
    trusted_audiences: tuple[str, ...] = ()
    acr_values: tuple[str, ...] = ()

    @property
    def signing_algorithms(self) -> tuple[str, ...]:
        """The allow-list without the names of ways to encrypt."""
        return tuple(one for one in self.algorithms if one not in ENCRYPTION)


@dataclass(frozen=True, slots=True)
class RunContext:
    """What a flow still holds after it ran and a pasted token can't show.

    Args:
        metadata: the provider's metadata as published.
        request: the parameters of the authorization or token request.
        refreshed: the token came from a refresh, where a nonce need not be repeated.
        shared_secret: the client secret, for HS* signatures.
        presentation: the HTTP request that the token, or the DPoP proof, came with.
        history: what was met before.
        received_at: when the token was received fresh from its issuer, seconds since the epoch;
            None when not stated.
        client_type: whether the client can keep a secret (RFC 6749 §2.1); empty when not stated.
        from_token_endpoint: the person states that the ID token came straight from the token
            endpoint over TLS, which may stand for its signature (OIDC Core §3.1.3.7 step 6).
    """

    metadata: Mapping[str, object] | None = None
    request: Mapping[str, str] | None = None
    access_token: Secret | None = None
    code: Secret | None = None
    refreshed: bool = False
    shared_secret: Secret | None = field(default=None, repr=False)
    presentation: Presentation = NO_PRESENTATION
    history: History = NO_HISTORY
    received_at: float | None = None
    client_type: ClientKind = ""
    from_token_endpoint: bool = False
