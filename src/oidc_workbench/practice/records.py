"""What the provider remembers between requests."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """A validated authorization request (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.1)."""

    client_id: str
    redirect_uri: str
    scopes: tuple[str, ...]
    resources: tuple[str, ...] = ()
    state: str = ""
    nonce: str = ""
    code_challenge: str = ""
    prompt: frozenset[str] = frozenset()
    max_age: int | None = None
    login_hint: str = ""


@dataclass(slots=True)
class Session:
    """A browser's session; without a username nobody has signed in.

    Args:
        previous: the session it replaced, whose sign-ins in other tabs may still be finished.
    """

    session_id: str = field(repr=False)
    username: str = ""
    auth_time: int = 0
    expires_at: int = 0
    previous: str = field(default="", repr=False)


@dataclass(slots=True)
class Interaction:
    """A sign-in under way in one browser session.

    Args:
        token: ties the form to the page we served (against cross-site request forgery).
    """

    interaction_id: str
    session_id: str = field(repr=False)
    request: AuthorizationRequest = field(repr=False)
    token: str = field(repr=False)
    expires_at: int = 0
    needs_login: bool = True
    needs_consent: bool = True


@dataclass(slots=True)
class Grant:
    """What a person agreed to; codes, refresh tokens and access tokens hang on it."""

    grant_id: str
    client_id: str
    username: str
    scopes: tuple[str, ...]
    resources: tuple[str, ...]
    nonce: str
    auth_time: int
    revoked: bool = False


@dataclass(slots=True)
class AuthorizationCode:
    """A code, kept after its use so that a replay is recognised (RFC 9700 §4.5)."""

    grant_id: str
    client_id: str
    redirect_uri: str
    code_challenge: str
    expires_at: int
    used: bool = False


@dataclass(slots=True)
class RefreshToken:
    """A refresh token, kept after rotation so that its reuse is recognised (RFC 9700 §4.14.2)."""

    grant_id: str
    client_id: str
    expires_at: int
    used: bool = False


@dataclass(slots=True)
class AccessRecord:
    """An access token as issued; kept under its ``jti``, or under itself when it is opaque."""

    grant_id: str
    client_id: str
    sub: str
    username: str
    scopes: tuple[str, ...]
    audience: tuple[str, ...]
    jti: str
    iat: int
    exp: int
    revoked: bool = False
