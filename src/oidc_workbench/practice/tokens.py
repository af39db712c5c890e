"""Issuing ID tokens, access tokens (RFC 9068 or opaque) and refresh tokens."""

from dataclasses import dataclass, field
from hashlib import sha256

from oidc_workbench.practice.authority import GRACE, Authority
from oidc_workbench.practice.compact import b64url, sign, unsigned
from oidc_workbench.practice.records import AccessRecord, Grant, RefreshToken
from oidc_workbench.practice.registry import RegisteredClient
from oidc_workbench.practice.settings import Misbehaviour

DAY = 86_400
ACCESS_TOKEN_TYPE = "at+jwt"  # noqa: S105 - a media type, not a secret


@dataclass(frozen=True, slots=True)
class IssuedAccess:
    """An access token as the token response names it."""

    token: str = field(repr=False)
    expires_in: int
    scopes: tuple[str, ...]


def issue_access_token(
    authority: Authority,
    client: RegisteredClient,
    scopes: tuple[str, ...],
    audience: tuple[str, ...],
    grant: Grant | None = None,
    *,
    opaque: bool = False,
) -> IssuedAccess:
    """Issue an access token for a person's grant, or for the client itself without one."""
    issued_at, lifetime = _times(authority, authority.settings.access_token_lifetime)
    user = authority.users[grant.username] if grant else None
    record = AccessRecord(
        grant.grant_id if grant else "",
        client.client_id,
        user.sub if user else client.client_id,
        user.username if user else "",
        _scopes(authority, scopes),
        _audience(authority, audience),
        authority.unguessable(),
        issued_at,
        issued_at + lifetime,
    )
    authority.access_tokens.put(record.jti, record, record.exp + GRACE, authority.now)
    # An opaque token is its own jti: nothing of it can be read, only looked up.
    token = record.jti if opaque else _access_jwt(authority, record, grant)
    return IssuedAccess(token, lifetime, record.scopes)


def _access_jwt(authority: Authority, record: AccessRecord, grant: Grant | None) -> str:
    """Compose the JWT profile for access tokens (RFC 9068 §2.2)."""
    claims: dict[str, object] = {
        "iss": authority.issuer,
        "sub": record.sub,
        "aud": record.audience[0] if len(record.audience) == 1 else list(record.audience),
        "client_id": record.client_id,
        "iat": record.iat,
        "exp": record.exp,
        "jti": record.jti,
    }
    if record.scopes:
        claims["scope"] = " ".join(record.scopes)
    if grant:
        claims["auth_time"] = grant.auth_time
    return _signed(authority, claims, authority.settings.access_token_alg, ACCESS_TOKEN_TYPE)


def issue_id_token(
    authority: Authority,
    client: RegisteredClient,
    grant: Grant,
    access_token: str,
    *,
    with_nonce: bool = True,
) -> str:
    """Issue an ID token (OpenID Connect Core §2); without nonce on refresh (§12.2)."""
    issued_at, lifetime = _times(authority, authority.settings.id_token_lifetime)
    wrong = authority.misbehaves(Misbehaviour.WRONG_AUDIENCE)
    claims: dict[str, object] = {
        "iss": authority.issuer,
        "sub": authority.users[grant.username].sub,
        "aud": "somebody-else" if wrong else client.client_id,
        "iat": issued_at,
        "exp": issued_at + lifetime,
        "auth_time": grant.auth_time,
        # Both signing algorithms use SHA-256 (OpenID Connect Core §3.1.3.6).
        "at_hash": b64url(sha256(access_token.encode()).digest()[:16]),
    }
    nonce = (
        authority.unguessable() if authority.misbehaves(Misbehaviour.WRONG_NONCE) else grant.nonce
    )
    if nonce and with_nonce:
        claims["nonce"] = nonce
    return _signed(authority, claims, client.id_token_signed_response_alg, "JWT")


def issue_refresh_token(authority: Authority, grant: Grant) -> str:
    """Issue a refresh token; the one before it is spent."""
    token = authority.unguessable()
    expires_at = authority.now + authority.settings.refresh_token_lifetime
    record = RefreshToken(grant.grant_id, grant.client_id, expires_at)
    authority.refresh_tokens.put(token, record, expires_at + GRACE, authority.now)
    # The grant must outlive its newest refresh token, or a reuse would go unnoticed.
    authority.grants.put(grant.grant_id, grant, expires_at + GRACE, authority.now)
    return token


def _times(authority: Authority, lifetime: int) -> tuple[int, int]:
    """Return when the token was issued and how long it lives, as the faults have it."""
    if authority.misbehaves(Misbehaviour.LONG_LIFETIME):
        lifetime = DAY
    if authority.misbehaves(Misbehaviour.EXPIRED_TOKEN):
        return authority.now - lifetime - 300, lifetime
    return authority.now, lifetime


def _scopes(authority: Authority, scopes: tuple[str, ...]) -> tuple[str, ...]:
    return scopes[:-1] if authority.misbehaves(Misbehaviour.SCOPE_DROPPED) else scopes


def _audience(authority: Authority, audience: tuple[str, ...]) -> tuple[str, ...]:
    if authority.misbehaves(Misbehaviour.WRONG_AUDIENCE):
        return ("https://another-api.example",)
    return audience


def _signed(authority: Authority, claims: dict[str, object], alg: str, typ: str) -> str:
    key = authority.keys.signing(alg)
    unknown = authority.misbehaves(Misbehaviour.UNKNOWN_KID)
    kid = authority.unguessable() if unknown else key.kid
    header: dict[str, object] = {"alg": alg, "typ": typ, "kid": kid}
    if authority.misbehaves(Misbehaviour.ALG_NONE):
        return unsigned(header, claims)
    return sign(header, claims, key.key)
