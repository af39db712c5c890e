"""What the provider is set up with: clients, protected resources and people."""

from dataclasses import dataclass, field
from typing import Literal

from oidc_workbench.secret import Secret
from oidc_workbench.workspace.profile import Actor, AuthMethod

TokenFormat = Literal["jwt", "opaque"]

PROTECTED_SCOPES = ("summarize:write", "email:send")
OIDC_SCOPES = ("openid", "profile", "email", "offline_access")

SCOPE_WORDS = {
    "openid": "Know that it is you who signed in",
    "profile": "Read your name",
    "email": "Read your email address",
    "offline_access": "Keep this access while you are away, without asking again",
    "summarize:write": "Write summaries for you",
    "email:send": "Send email in your name",
}


@dataclass(frozen=True, slots=True)
class ProtectedResource:
    """An API that access tokens are issued for (RFC 8707).

    Args:
        scopes: what it distinguishes; none means that it checks the audience only.
    """

    uri: str
    name: str
    scopes: tuple[str, ...] = ()
    token_format: TokenFormat = "jwt"  # noqa: S105 - a format, not a secret


@dataclass(frozen=True, slots=True)
class User:
    """A person who can sign in; there is no password to know."""

    username: str
    sub: str
    name: str
    email: str
    email_verified: bool

    def claims(self, scopes: tuple[str, ...]) -> dict[str, object]:
        """Return the claims these scopes give (OpenID Connect Core §5.4)."""
        claims: dict[str, object] = {"sub": self.sub}
        if "profile" in scopes:
            given, _, family = self.name.partition(" ")
            claims |= {"name": self.name, "given_name": given, "family_name": family}
            claims["preferred_username"] = self.username
        if "email" in scopes:
            claims |= {"email": self.email, "email_verified": self.email_verified}
        return claims


@dataclass(slots=True)
class RegisteredClient:
    """A client registration (RFC 7591 names where there is one).

    Args:
        resources: the resources it may ask tokens for; the first is the one meant when it names
            none but asks for a scope of an API.
        introspects: the resources it may introspect tokens of, being their API.
        signing_alg: the one algorithm of its assertions; empty for any.
        issued_at: when it was registered, seconds since the epoch.
        registration_token: what its registration is managed with; None when it can't be.
        jwks_uri: where its public keys are fetched from; empty when ``jwks`` holds them.
        jwks: its public keys, for ``private_key_jwt``.
    """

    client_id: str
    name: str
    actor: Actor
    auth_method: AuthMethod
    grant_types: tuple[str, ...]
    scopes: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    redirect_uris: tuple[str, ...] = ()
    secret: Secret | None = None
    id_token_signed_response_alg: str = "RS256"  # noqa: S105 - an algorithm, not a secret
    introspects: tuple[str, ...] = ()
    signing_alg: str = ""
    issued_at: int = 0
    registration_token: Secret | None = None
    jwks_uri: str = ""
    jwks: list[dict[str, object]] = field(default_factory=list)

    @property
    def is_public(self) -> bool:
        """Whether it can't keep a secret, and so does not authenticate (RFC 6749 §2.1)."""
        return self.auth_method == "none"
